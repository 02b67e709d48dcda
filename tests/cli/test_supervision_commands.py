"""`nettools supervision` as it is typed: from a file with times to published sessions, and what goes wrong."""

import json
from datetime import timedelta

import pytest
from builders import a_registration, a_unit
from homes import describe
from typer.testing import CliRunner

from nettools.cli import main
from nettools.files import write_csv
from nettools.jobs.tools import open_tools

main.describe()


def typed(*words):
    """What a person sees who types this: the exit status, stdout, stderr."""
    done = CliRunner().invoke(main.app, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def home(tmp_path):
    """A term that begins after today's, with two units and a leader."""
    term = describe(tmp_path, networks=1, capacity=12)
    with open_tools(tmp_path) as tools:
        units = [a_unit(f"enhet-{number}", f"Enhet {number}") for number in (1, 2)]
        tools.store.registrations.save([a_registration(unit, term=term, terms=(term,)) for unit in units])
        day = tools.settings.term(term).first_day + timedelta(days=1)
        leader = tools.settings.term(term).networks[0].leaders[0]
    return tmp_path, term, day, str(leader.email)


def times(home, *rows):
    folder, term, _, _ = home
    write_csv(folder / "tider.csv", ["Enhet", "Utbildningsledare", "Tider"], rows)
    return typed("supervision", "times", folder / "tider.csv", "--term", term, "--home", folder)


def test_from_times_to_a_published_session(home):
    folder, term, day, leader = home
    assert (
        times(home, [None, leader, f"{day} 9-10"], ["Enhet 1", None, f"{day} 8-12"], ["Enhet 2", None, f"{day} 8-9"])[0]
        == 0
    )
    status, said, left = typed("supervision", "schedule", term, "--home", folder)
    assert (status, "1 placed" in said, "Nothing better is possible" in said) == (1, True, True)
    assert "Enhet 2: The unit has no time in common" in left
    status, said, _ = typed("supervision", "publish", term, "--home", folder)
    assert (status, said.splitlines()[-1]) == (0, f"Next: nettools changes {term}")
    status, said, _ = typed("supervision", "list", term, "--home", folder, "--json")
    assert [(one["unit"], one["state"], one["leader"]) for one in json.loads(said)["sessions"]] == [
        ("enhet-1", "published", leader)
    ]
    assert typed("supervision", "lock", term, "enhet-1", "--home", folder)[0] == 0
    assert "published, locked" in typed("supervision", "list", term, "--home", folder)[1]
    assert (
        typed("supervision", "export", term, folder / "out" / "h.ics", "--home", folder)[1]
        == "1 session was written.\n"
    )
    assert typed("supervision", "replan", term, "--home", folder, "--json")[0] == 1
    assert typed("supervision", "cancel", term, "enhet-1", "--home", folder)[0] == 0


def test_what_is_wrong_is_told_with_its_place_and_the_right_status(home):
    folder, term, day, _ = home
    status, _, told = times(home, ["Enhet 1", None, "någon gång"])
    assert status == 1
    assert "tider.csv" in told
    assert "C2" in told
    assert typed("supervision", "publish", term, "--home", folder)[0] == 4
    assert typed("supervision", "move", term, "enhet-1", "--to", f"{day} kl. 9", "--home", folder)[0] == 1
    assert typed("supervision", "export", term, folder / "h.docx", "--home", folder)[0] == 1


def test_the_addresses_of_pages_are_told_and_renewed_one_by_one(home):
    folder, term, _, leader = home
    status, said, told = typed("supervision", "link", "enhet-1", "--term", term, "--home", folder)
    assert (status, said.startswith("Enhet 1: /handledning/"), "portal.base_url" in told) == (0, True, True)
    assert typed("supervision", "link", "enhet-1", "--term", term, "--home", folder)[1] == said
    status, renewed, _ = typed(
        "supervision", "link", leader.upper(), "--term", term, "--new", "--home", folder, "--json"
    )
    [page] = json.loads(renewed)["pages"]
    assert (page["kind"], page["key"], page["renewed"]) == ("leader", leader, False)
    status, said, _ = typed("supervision", "link", "enhet-1", "--term", term, "--new", "--home", folder)
    assert "The address before it no longer works." in said
    assert len(typed("supervision", "link", "--term", term, "--home", folder)[1].splitlines()) >= 3
    assert typed("supervision", "link", "--term", term, "--new", "--home", folder)[0] == 1
    assert typed("supervision", "link", "enhet-9", "--term", term, "--home", folder)[0] == 1
