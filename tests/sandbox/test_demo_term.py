"""The demo's term is one that the settings accept, whatever day it is played."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from nettools.domain.terms import Term
from nettools.sandbox.invented.demo_term import term_file, term_name
from nettools.settings import load_settings

CONFIG = Path(__file__).parent.parent.parent / "config"
DAYS = [
    date(2026, 11, 21),
    date(2026, 7, 31),
    date(2026, 8, 1),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2028, 2, 29),
]


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_demos_term_is_described_without_a_problem(today, tmp_path):
    shutil.copytree(CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("terms"))
    file = tmp_path / "config" / "terms" / f"{term_name(today)}.toml"
    file.parent.mkdir()
    file.write_text(term_file(today, networks=5, capacity=60), encoding="utf-8")

    description = load_settings(tmp_path, {}).term(Term.parse(term_name(today)))

    assert len(description.networks) == 5
    assert description.sign_up.closes == today - timedelta(days=1)
    assert all(meeting.starts.date() > today for network in description.networks for meeting in network.meetings)
