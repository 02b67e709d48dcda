"""How fast the command line starts, against the import that it cannot do without."""

from bench.measuring import in_turn, python


def run():
    ours, bare = in_turn(15, python("-m", "nettools", "--help"), python("-c", "import typer"))
    yield f"nettools --help {ours * 1000:.0f} ms, import typer {bare * 1000:.0f} ms, ratio {ours / bare:.2f}"
