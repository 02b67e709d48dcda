"""A sign-up file of 10 000 rows, checked; and how the time grows."""

import tempfile
from pathlib import Path

from bench.measuring import process, python
from homes import describe

from nettools.domain.termplan import Window
from nettools.jobs.tools import system_clock
from nettools.sandbox.invented.demo_term import sign_up_days
from nettools.sandbox.invented.people import invent
from nettools.sandbox.invented.signup_files import Mess, write_sign_ups

ROWS = (100, 1_000, 10_000)


def run():
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "hem"
        term = describe(home, networks=2, capacity=20)
        opens, closes = sign_up_days(system_clock().date())
        for rows in ROWS:
            file = Path(folder) / f"{rows}.xlsx"
            window = Window(opens=opens, closes=closes)
            write_sign_ups(file, invent(rows), mess=Mess.CLEAN, term=term, window=window)
            seconds, megabytes = process(
                *python("-m", "nettools", "signups", "check", file, "--term", term, "--home", home, "--json")
            )
            yield f"signups check, {rows} rows: {seconds:.2f} s, peak {megabytes:.0f} MB"
