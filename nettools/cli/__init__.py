"""The command `nettools`: one file per noun; parses words, calls one job, shows what came back.

In: what a person types. Out: text, tables or one JSON document on stdout; troubles on stderr; an exit status.
Never: a rule that the portal lacks, a hand, a decision.
"""


def run() -> None:
    """Run the command line; ends the process with its exit status."""
    from nettools.cli.main import main  # noqa: PLC0415 - the help must come fast: nothing is loaded before it is needed

    main()
