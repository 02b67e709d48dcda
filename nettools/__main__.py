"""python -m nettools."""

from nettools.cli import run

if __name__ == "__main__":
    run()
