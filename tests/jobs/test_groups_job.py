"""Groups made for a real home, remembered, exported, and carried to the pretend Zoom."""

import csv
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pypdfium2
import pytest
from builders import HT26, a_principal, an_email
from groups_told import NOW, a_unit_of_three, problems, rules, seats

from nettools import language
from nettools.domain.groups import GroupDemand
from nettools.domain.registrations import RegistrationState
from nettools.domain.terms import Season, Term
from nettools.errors import InputError, RefusedError
from nettools.jobs.groups import making
from nettools.jobs.groups.sheets import export
from nettools.jobs.groups.wishes import GroupWish
from nettools.jobs.home import lay_out
from nettools.jobs.protection import protect
from nettools.jobs.tools import open_tools
from nettools.signups.outcome import Outcome


@pytest.fixture
def home(tmp_path):
    lay_out(tmp_path)
    return tmp_path


@pytest.fixture
def tools(home):
    with open_tools(home, environment={}, clock=lambda: NOW) as opened:
        opened.store.registrations.save(
            [*(a_unit_of_three(n) for n in range(4)), *(a_unit_of_three(n, 1) for n in range(4, 9))]
        )
        yield opened


def test_every_meeting_to_come_has_groups_and_they_are_remembered(tools):
    made = making.make(tools, HT26)

    assert [(one.network.key, one.meeting.number) for one in made.meetings] == [
        (network, number) for network in ("natverk-1", "natverk-2") for number in (1, 2, 3, 4)
    ]
    assert sorted(key for keys in seats(made).values() for key in keys) == sorted(
        person.email.key for n in range(4) for person in a_unit_of_three(n).participants
    )
    assert {len(keys) for keys in seats(made, "natverk-2").values()} == {5}
    assert making.show(tools, HT26).as_json()["meetings"] == made.as_json()["meetings"]


def test_what_is_printed_for_other_programs(tools):
    said = making.make(tools, HT26, GroupWish(meetings=(2,), network="natverk-1", seed=5)).as_json()

    [meeting] = said.pop("meetings")
    assert said == {
        "term": "HT26",
        "repeated_pairs": 0,
        "lower_bound": 0,
        "networks": [{"network": "natverk-1", "repeated_pairs": 0, "lower_bound": 0}],
        "seed": 5,
        "warnings": [],
    }
    assert {key: meeting[key] for key in ("network", "number", "theme", "starts", "questions", "absent", "seed")} == {
        "network": "natverk-1",
        "number": 2,
        "theme": "Ledning och organisation av barn- och elevhälsoarbetet",
        "starts": "2026-10-20T13:00:00+02:00",
        "questions": ["q03", "q04", "q05"],
        "absent": [],
        "seed": 5,
    }
    assert [one["name"] for one in meeting["groups"]] == ["Grupp 1", "Grupp 2", "Grupp 3"][: len(meeting["groups"])]
    assert sum(len(one["members"]) for one in meeting["groups"]) == 12


def test_making_them_again_changes_nothing_and_writes_nothing(tools):
    first = making.make(tools, HT26)
    runs = len(tools.store.journal.runs(100))

    again = making.make(tools, HT26)

    assert (seats(again), len(tools.store.journal.runs(100))) == (seats(first), runs)


def test_anew_with_another_seed_makes_other_groups(tools):
    first = making.make(tools, HT26)

    other = making.make(tools, HT26, GroupWish(anew=True, seed=9))

    assert seats(other, "natverk-2") != seats(first, "natverk-2")


def test_who_is_absent_sits_nowhere_until_present_again_and_nobody_else_moves(tools):
    first = making.make(tools, HT26)
    ill = an_email("K5.0@Example.se")

    without = making.make(tools, HT26, GroupWish(meetings=(1,), absent=(ill,)))
    still = making.make(tools, HT26)
    back = making.make(tools, HT26, GroupWish(meetings=(1,), present=(ill,)))

    expected = {n: [key for key in keys if key != ill.key] for n, keys in seats(first, "natverk-2").items()}
    assert seats(without, "natverk-2") == seats(still, "natverk-2") == expected
    assert [str(person) for person in still.meetings[4].absent] == ["K5.0@Example.se"]
    assert ill.key in {key for keys in seats(back, "natverk-2").values() for key in keys}
    assert seats(back, "natverk-2", 2) == {} if len(back.meetings) > 2 else True
    assert not any(one.moved for one in (*without.meetings, *back.meetings))


def test_when_a_unit_withdraws_its_people_leave_and_the_others_stay_as_far_as_sizes_let_them(tools):
    making.make(tools, HT26)
    tools.store.registrations.set_state(HT26, "enhet-8", RegistrationState.WITHDRAWN)
    people = {person.email.key for person in a_unit_of_three(8).participants}

    shown = making.show(tools, HT26)
    made = making.make(tools, HT26)

    for one in (shown, made):
        assert people.isdisjoint(key for keys in seats(one, "natverk-2").values() for key in keys)
    for one in made.meetings[4:]:
        left = seats(shown, "natverk-2", one.meeting.number)
        assert {len(group.seats) for group in one.groups} <= {4, 5, 6}
        assert len(one.moved) == sum(max(0, 4 - len(keys)) for keys in left.values())


def test_who_came_after_the_groups_were_made_is_told_of(tools):
    making.make(tools, HT26, GroupWish(meetings=(1,), network="natverk-2"))
    tools.store.registrations.save([a_unit_of_three(9, 1)])

    shown = making.show(tools, HT26)
    made = making.make(tools, HT26, GroupWish(meetings=(1,), network="natverk-2"))

    assert [(one.code, one.place.key, str(one.message)) for one in shown.warnings] == [
        ("without-group", "natverk-2/1", "3 people have no group; run nettools groups make HT26.")
    ]
    assert making.show(tools, HT26).warnings == ()
    assert not made.meetings[0].moved


def test_a_past_meeting_stays_and_counts(tools):
    first = making.make(tools, HT26)
    later = replace(tools, clock=lambda: datetime(2026, 10, 1, tzinfo=UTC))

    made = making.make(later, HT26, GroupWish(anew=True))

    assert [one.meeting.number for one in made.meetings if one.network.key == "natverk-2"] == [2, 3, 4]
    assert seats(making.show(tools, HT26), "natverk-2") == seats(first, "natverk-2")
    over = replace(tools, clock=lambda: datetime(2027, 1, 1, tzinfo=UTC))
    assert problems(lambda: making.make(over, HT26)) == [("no-meetings", "")]


def test_who_took_part_before_is_told_from_who_is_new(tools, home):
    tools.store.registrations.save([a_unit_of_three(n, 1, term=Term(2026, Season.SPRING)) for n in (4, 5)])
    rules(home, 'keep = ["experience"]', "mix = []")
    with open_tools(home, environment={}, clock=lambda: NOW) as again:
        made = making.make(again, HT26, GroupWish(meetings=(1,), network="natverk-2"))

    returning = {person.email.key for n in (4, 5) for person in a_unit_of_three(n).participants}
    assert sorted(len(returning & {*keys}) for keys in seats(made, "natverk-2").values()) in ([0, 1, 5], [0, 0, 6])


def test_demands_from_the_file_and_from_the_command_hold_together(tools, home):
    rules(home, 'apart = [["rektor4@example.se", "rektor5@example.se"]]')
    together = GroupDemand(where="--together 1", people=(an_email("rektor4@example.se"), an_email("k4.0@example.se")))
    with open_tools(home, environment={}, clock=lambda: NOW) as again:
        made = making.make(again, HT26, GroupWish(together=(together,)))

    for number in (1, 2, 3, 4):
        group_of = {key: n for n, keys in seats(made, "natverk-2", number).items() for key in keys}
        assert group_of["rektor4@example.se"] != group_of["rektor5@example.se"]
        assert group_of["rektor4@example.se"] == group_of["k4.0@example.se"]


def test_everything_that_is_asked_for_in_vain_is_told_and_nobody_is_named(tools, home):
    rules(
        home, 'together = [["rektor0@example.se", "rektor5@example.se"]]', 'apart = [["x@example.se", "y@example.se"]]'
    )
    nobody = an_email("ingen@example.se")
    with open_tools(home, environment={}, clock=lambda: NOW) as again:
        wish = GroupWish(meetings=(7,), absent=(nobody,), present=(nobody,))
        found = problems(lambda: making.make(again, HT26, wish))

    assert found == [
        ("unknown-meeting", ""),
        ("unknown-person", "--absent"),
        ("unknown-person", "--present"),
        ("different-networks", "groups.together.1"),
        ("unknown-person", "groups.apart.1"),
    ]
    assert problems(lambda: making.show(tools, HT26, GroupWish(network="natverk-9"))) == [("unknown-network", "")]


def test_what_cannot_be_is_refused_for_all_networks_at_once_and_nothing_is_kept(tools, home):
    rules(home, "at_least = 9", "at_most = 10")
    with open_tools(home, environment={}, clock=lambda: NOW) as again, pytest.raises(InputError) as refused:
        making.make(again, HT26, GroupWish(meetings=(1,)))

    where = "config/terms/HT26.toml, groups.at_least: Meeting 1"
    assert [str(problem) for problem in refused.value.problems] == [
        f"{where}: {people} people cannot be divided into groups of 9 to 10; lower at_least to {lower}, or raise "
        f"at_most to {people}"
        for people, lower in ((12, 6), (15, 7))
    ]
    assert tools.store.groups.of(HT26) == ()


def test_two_cannot_make_groups_at_once(tools):
    with tools.store.lock("groups"), pytest.raises(RefusedError):
        making.make(tools, HT26)


def test_the_protected_are_taken_out_of_every_group(tools):
    making.make(tools, HT26)
    gone = frozenset({"k5.0@example.se", "rektor6@example.se"})

    with tools.store.transaction():
        protect(tools, HT26, Outcome(file="anmälan.xlsx", protected_addresses=gone))

    kept = {person.key for one in tools.store.groups.of(HT26) for group in one.groups for person in group.members}
    assert kept.isdisjoint(gone)


# --- files


def test_the_files_say_what_the_groups_are(tools, home):
    made = making.make(tools, HT26, GroupWish(network="natverk-1", meetings=(1,)))

    written = export(tools, HT26).as_json()

    stem = "out/HT26-grupper"
    assert [(one["kind"], one["file"]) for one in written["files"]] == [
        ("xlsx", f"{stem}/HT26-grupper.xlsx"),
        ("zoom", f"{stem}/natverk-1-träff-1-zoom.csv"),
        ("html", f"{stem}/natverk-1-träff-1.html"),
        ("pdf", f"{stem}/natverk-1-träff-1.pdf"),
    ]
    expected = [(f"Grupp {number}", key) for number, keys in seats(made).items() for key in keys]
    with (home / stem / "natverk-1-träff-1-zoom.csv").open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    assert (heading, sorted(map(tuple, rows))) == (["Pre-assign Room Name", "Email Address"], sorted(expected))
    book = openpyxl.load_workbook(home / stem / "HT26-grupper.xlsx")
    sheet = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert sorted((row[3], row[9]) for row in sheet[1:]) == sorted(expected)
    assert sheet[1][2] == datetime(2026, 9, 22, 13, 0)  # noqa: DTZ001 - as Excel shows it
    assert [row[0].value for row in book.worksheets[1].iter_rows()][:1] == ["Network"]


def test_the_lists_name_everyone_with_unit_and_the_questions(tools, home):
    language.activate("sv")
    making.make(tools, HT26, GroupWish(network="natverk-1", meetings=(1,)))
    folder = home / "listor"

    export(tools, HT26, folder=folder)

    page = (folder / "natverk-1-träff-1.html").read_text(encoding="utf-8")
    pdf = pypdfium2.PdfDocument(folder / "natverk-1-träff-1.pdf")
    printed = " ".join(page.get_textpage().get_text_range() for page in pdf)
    for number in range(4):
        for words in (f"Åsa Öberg {number}", f"Enhet {number}"):
            assert words in page
            assert words in printed
    assert "Grupper: Nätverk 1: förskolor, träff 1" in printed
    for words in ("Grupp 1", "Vilka är era mål och strategier för att nå önskat läge och målbild?", "13.00–15.30"):
        assert words in page
        assert words in printed
    assert 'lang="sv"' in page
    assert "@example.se" not in page


def test_questions_can_be_dealt_out_to_the_groups(tools, home):
    rules(home, "share_questions = true")
    with open_tools(home, environment={}, clock=lambda: NOW) as again:
        made = making.make(again, HT26, GroupWish(meetings=(1,)))
        export(again, HT26)

    own = [[question.key for question in group.questions] for group in made.meetings[1].groups]
    assert own == [["q01"], ["q16"], ["q17"]]
    assert sum(len(group.questions) for group in made.meetings[0].groups) == 3


def test_a_person_or_a_unit_with_odd_words_is_only_words(tools, home):
    odd = a_unit_of_three(3)
    tools.store.registrations.save(
        [
            replace(
                odd,
                unit=replace(odd.unit, name='<b>#panic("x") $ *e*</b>'),
                principal=a_principal("rektor3@example.se", "=1+1", "{{x}}"),
            )
        ]
    )
    making.make(tools, HT26, GroupWish(meetings=(1,), network="natverk-1"))

    export(tools, HT26)

    page = (home / "out/HT26-grupper/natverk-1-träff-1.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;#panic" in page
    assert "=1+1 {{x}}" in page
    pdf = pypdfium2.PdfDocument(home / "out/HT26-grupper/natverk-1-träff-1.pdf")
    assert '<b>#panic("x") $ *e*</b>' in " ".join(page.get_textpage().get_text_range() for page in pdf)


def test_without_groups_there_is_nothing_to_export(tools):
    assert problems(lambda: export(tools, HT26)) == [("no-groups", "")]


def test_more_than_zoom_takes_is_told_and_left_out_of_its_file(tools, home):
    environment = {"NETTOOLS__ZOOM__BREAKOUT_ROOMS": "2", "NETTOOLS__ZOOM__BREAKOUT_PEOPLE": "6"}
    with open_tools(home, environment=environment, clock=lambda: NOW) as again:
        made = making.make(again, HT26, GroupWish(meetings=(1,), network="natverk-2"))
        export(again, HT26)

    assert [(one.code, one.place.key) for one in made.warnings] == [("zoom-limit", "natverk-2/1")]
    rows = (home / "out/HT26-grupper/natverk-2-träff-1-zoom.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + 5
