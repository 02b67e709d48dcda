import json

import pytest
from builders import HT26, a_companion, a_principal, a_registration, a_unit
from typer.testing import CliRunner

from nettools import language
from nettools.cli import main
from nettools.jobs.tools import open_tools

main.describe()


def typed(*words):
    """What a person sees who types this: the exit status, stdout, stderr."""
    done = CliRunner().invoke(main.app, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def home(tmp_path):
    assert typed("init", tmp_path)[0] == 0
    term = tmp_path / "config" / "terms" / "HT26.toml"
    words = term.read_text(encoding="utf-8")  # years from now, so that its meetings are to come whenever this is run
    for year in ("2027", "2026"):
        words = words.replace(f" {year}-", f" {int(year) + 70}-")
    term.write_text(words, encoding="utf-8", newline="\n")
    with open_tools(tmp_path) as tools:
        tools.store.registrations.save(
            a_registration(
                a_unit(f"enhet-{number}", f"Enhet {number}"),
                a_principal(f"rektor{number}@example.se", "Åsa", f"Öberg {number}"),
                companions=(a_companion(f"k{number}@example.se", profession="kurator"),),
            )
            for number in range(5)
        )
    return tmp_path


@pytest.fixture
def groups(home):
    def run(verb, *words):
        return typed("groups", verb, HT26, *words, "--home", home)

    return run


def test_groups_are_made_shown_and_exported(groups):
    made, said, _ = groups("make", "--meeting", 1)
    shown, same, _ = groups("show", "--meeting", 1)
    exported, files, _ = groups("export")

    assert (made, shown, exported) == (0, 0, 0)
    assert "Nätverk 1: förskolor: nobody meets anybody again over the term." in said
    assert "Next: nettools apply HT26, which makes them rooms in Zoom." in said
    assert same.strip() in said
    assert "  1. Hur kan man utveckla barn- och elevhälsoarbete" in same
    row = next(line for line in same.splitlines() if "Öberg 0" in line)
    assert row.split()[-6:] == ["Åsa", "Öberg", "0", "Enhet", "0", "rektor"]
    assert files.splitlines()[:4] == [
        f"Written: out/HT26-grupper/{name}"
        for name in (
            "HT26-grupper.xlsx",
            "natverk-1-träff-1-zoom.csv",
            "natverk-1-träff-1.html",
            "natverk-1-träff-1.pdf",
        )
    ]
    assert files.splitlines()[-1] == "Zoom passes guests over without a word. Have the printed list at hand."


def test_of_many_meetings_only_the_sizes_are_shown(groups):
    status, said, _ = groups("make")

    rows = [line.split() for line in said.splitlines() if line.startswith(" Nätverk 1: förskolor")]
    assert (status, [row[3] for row in rows], {tuple(row[-5:]) for row in rows}) == (
        0,
        ["1", "2", "3", "4"],
        {("2", "of", "5", "10", "0")},
    )
    assert "Nätverk 1: förskolor: 35 pairs meet again over the term; it cannot be fewer." in said
    assert "Who sits where: nettools groups show HT26 --meeting N" in said
    assert "Öberg" not in said


def test_one_document_for_other_programs(groups):
    _, said, _ = groups("make", "--meeting", 2, "--absent", "k0@example.se, k1@example.se", "--seed", 3, "--json")
    _, again, _ = groups("show", "--json")
    _, files, _ = groups("export", "--json")

    document = json.loads(said)
    assert sorted(document) == ["lower_bound", "meetings", "networks", "repeated_pairs", "seed", "term", "warnings"]
    assert document["meetings"][0]["absent"] == ["k0@example.se", "k1@example.se"]
    assert json.loads(again)["meetings"] == document["meetings"]
    assert [one["kind"] for one in json.loads(files)["files"]] == ["xlsx", "zoom", "html", "pdf"]


def test_together_and_apart_are_addresses_with_commas(groups):
    status, said, _ = groups(
        "make",
        "--meeting",
        1,
        "--together",
        "k0@example.se,k1@example.se",
        "--apart",
        "k2@example.se,k3@example.se",
        "--json",
    )
    wrong, _, _ = groups("make", "--together", "Åsa")

    rooms = [set(one["members"]) for one in json.loads(said)["meetings"][0]["groups"]]
    assert status == 0
    assert any({"k0@example.se", "k1@example.se"} <= room for room in rooms)
    assert not any({"k2@example.se", "k3@example.se"} <= room for room in rooms)
    assert wrong == 2


def test_what_is_impossible_ends_with_1_and_every_reason(groups):
    status, _, told = groups(
        "make", "--meeting", 1, "--together", "k0@example.se,k1@example.se", "--apart", "k1@example.se,k0@example.se"
    )

    assert status == 1
    assert "--apart 1: says that people must not sit together who must by --together 1; take one of them out" in told
    assert "k0@" not in told


def test_absent_people_are_counted_and_who_changed_group_is_marked(groups):
    groups("make", "--meeting", 1)
    _, before, _ = groups("show", "--json")
    small = min((one["members"] for one in json.loads(before)["meetings"][0]["groups"]), key=len)

    status, said, _ = groups("make", "--meeting", 1, "--absent", ",".join(small[:2]))

    assert status == 0
    assert "2 will not be there." in said


def test_without_groups_that_is_said(groups):
    status, said, _ = groups("show")

    assert (status, said) == (0, "No groups have been made. Run nettools groups make HT26.\n")
    assert groups("export")[0] == 1


def test_it_is_said_in_swedish(groups):
    groups("make", "--meeting", 1)
    language.activate("sv")

    _, said, _ = groups("show")

    assert "Nätverk 1: förskolor, träff 1: Nuläge och önskat läge" in said
    assert "Grupp" in said


def test_who_had_to_change_group_is_marked_and_questions_may_be_dealt_out(groups, home):
    file = home / "config" / "terms" / "HT26.toml"
    rules = "[groups]\nshare_questions = true\nat_least = 5\nat_most = 5\n"
    file.write_text(
        file.read_text(encoding="utf-8").replace("[zoom_hosts.sal-1]", f"{rules}[zoom_hosts.sal-1]"), encoding="utf-8"
    )
    groups("make", "--meeting", 1)
    file.write_text(file.read_text(encoding="utf-8").replace("at_most = 5", "at_most = 10"), encoding="utf-8")
    _, shown, _ = groups("show", "--json")
    small = json.loads(shown)["meetings"][0]["groups"][0]["members"]

    _, said, _ = groups("make", "--meeting", 1, "--absent", small[0])

    assert said.count("changed group") == 4
    assert "4 had to change groups." in said
    assert "  Grupp " in said
