"""`make bench`: figures, both sides of a comparison in one run. Nothing fails on a time; read the ratios.

Say which: `python -m tests.bench apply import look growth letters signups supervision help`; without a word, all.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import applying, growing, importing, letters, looking, signups, starting, supervising

BENCHES = {
    "help": starting.run,
    "signups": signups.run,
    "letters": letters.run,
    "apply": applying.run,
    "import": importing.run,
    "look": looking.run,
    "growth": growing.run,
    "supervision": supervising.run,
}


def main():
    chosen = sys.argv[1:] or list(BENCHES)
    for name in chosen:
        sys.stdout.write(f"\n## {name}\n")
        for line in BENCHES[name]():
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


main()
