"""`make bench`: figures, both sides of a comparison in one run. Nothing fails on a time; read the ratios.

Say which, as in `python -m tests.bench apply import`; without a word all are run.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import (
    applying,
    grouping,
    growing,
    importing,
    letters,
    looking,
    mailing,
    plans,
    signups,
    starting,
    supervising,
)

BENCHES = {
    "help": starting.run,
    "signups": signups.run,
    "letters": letters.run,
    "mailing": mailing.run,
    "plans": plans.run,
    "apply": applying.run,
    "import": importing.run,
    "look": looking.run,
    "growth": growing.run,
    "groups": grouping.run,
    "supervision": supervising.run,
}


def main():
    chosen = sys.argv[1:] or list(BENCHES)
    if unknown := sorted({*chosen} - {*BENCHES}):
        sys.exit(f"There is no bench {', '.join(unknown)}. There are: {', '.join(BENCHES)}")
    for name in chosen:
        sys.stdout.write(f"\n## {name}\n")
        for line in BENCHES[name]():
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


main()
