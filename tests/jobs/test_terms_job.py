from datetime import UTC, datetime

import pytest
from builders import HT26, VT27, a_companion, a_registration, a_unit

from nettools.domain.registrations import RegistrationState
from nettools.domain.schools import SchoolForm
from nettools.errors import InputError
from nettools.jobs import terms
from nettools.jobs.home import lay_out
from nettools.jobs.tools import open_tools

NOW = datetime(2026, 8, 20, 9, tzinfo=UTC)


@pytest.fixture
def home(tmp_path):
    lay_out(tmp_path)
    return tmp_path


@pytest.fixture
def tools(home):
    with open_tools(home, clock=lambda: NOW) as opened:
        yield opened


def signed_up(number, form=SchoolForm.FS, terms=(HT26,), **others):
    unit = a_unit(f"enhet-{number}", f"Enhet {number}", school_forms=(form,), municipality_code="0180")
    return a_registration(unit, terms=terms, **others)


def test_terms_are_listed_in_order_of_time_with_their_units(tools):
    tools.store.registrations.save([signed_up(1), signed_up(2, state=RegistrationState.WAITING)])

    found = terms.list_terms(tools).as_json()

    assert [(row["term"], row["units"]) for row in found["terms"]] == [
        ("HT26", {"accepted": 1, "waiting": 1}),
        ("VT27", {}),
    ]
    assert found["terms"][0]["sign_up"] == {"opens": "2026-05-04", "closes": "2026-06-12"}


def test_a_term_with_units_and_no_description_is_listed_too(tools, home):
    (home / "config" / "terms" / "HT26.toml").unlink()
    tools.store.registrations.save([signed_up(1)])

    with open_tools(home) as reopened:
        found = terms.list_terms(reopened).as_json()

    assert found["terms"][0] == {"term": "HT26", "described": False, "units": {"accepted": 1}}


def test_showing_a_term_remembers_nothing(tools):
    tools.store.registrations.save([signed_up(1)])

    view = terms.show(tools, HT26)

    assert (view.placed_now, tools.store.placements.of(HT26)) == ({"enhet-1"}, {})
    assert tools.store.journal.runs(10) == ()


def test_building_places_units_and_a_late_one_moves_nobody(tools):
    tools.store.registrations.save([signed_up(n) for n in range(4)])
    terms.build_term(tools, HT26)
    first = tools.store.placements.of(HT26)
    tools.store.registrations.save([signed_up(9, SchoolForm.GR)])

    late = terms.build_term(tools, HT26)
    again = terms.build_term(tools, HT26)

    assert first == dict.fromkeys(["enhet-0", "enhet-1", "enhet-2", "enhet-3"], "natverk-1")
    assert tools.store.placements.of(HT26) == {**first, "enhet-9": "natverk-2"}
    assert (late.placed_now, again.placed_now, late.exit_status) == ({"enhet-9"}, frozenset(), 0)
    assert [dict(run.counts) for run in tools.store.journal.runs(10)] == [
        {"placed": 5, "placed-now": 1, "given-up": 0},
        {"placed": 4, "placed-now": 4, "given-up": 0},
    ]


def test_a_withdrawn_unit_gives_its_place_up(tools):
    tools.store.registrations.save([signed_up(1)])
    terms.build_term(tools, HT26)
    tools.store.registrations.set_state(HT26, "enhet-1", RegistrationState.WITHDRAWN)

    terms.build_term(tools, HT26)

    assert tools.store.placements.of(HT26) == {}


def test_an_accepted_unit_without_a_place_is_told_and_refused(tools):
    tools.store.registrations.save([signed_up(n) for n in range(13)])

    view = terms.build_term(tools, HT26)

    assert view.exit_status == 1
    assert [(problem["code"], problem["key"][:11]) for problem in view.as_json()["problems"]] == [
        ("no-room", "HT26/enhet-")
    ]


def test_clashes_are_shown_and_nothing_is_built(tools, home):
    file = home / "config" / "terms" / "HT26.toml"
    said = file.read_text(encoding="utf-8").replace('leaders = ["yusuf"]', 'leaders = ["maja"]')
    said = said.replace("date = 2026-09-24\nstarts", "date = 2026-09-22\nstarts").replace('"11.30"', '"14.00"')
    file.write_text(said, encoding="utf-8")
    tools.store.registrations.save([signed_up(1)])

    with open_tools(home, clock=lambda: NOW) as reopened:
        shown = terms.show(reopened, HT26)
        with pytest.raises(InputError) as caught:
            terms.build_term(reopened, HT26)
        with pytest.raises(InputError):
            terms.term_plan(reopened, HT26)

    assert [problem.code for problem in shown.problems if "clash" in problem.code] == ["leader-clash"]
    assert [problem.place.key for problem in caught.value.problems] == ["networks.natverk-1.meetings.1"]
    assert tools.store.placements.of(HT26) == {}


def test_the_plan_for_other_jobs_is_the_one_that_building_would_make(tools):
    tools.store.registrations.save([signed_up(n) for n in range(4)])

    plan = terms.term_plan(tools, HT26)

    assert plan == terms.build_term(tools, HT26).plan


def test_a_meeting_is_said_with_its_week_and_warnings(tools, home):
    file = home / "config" / "terms" / "HT26.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("date = 2026-10-20", "date = 2026-10-27"), encoding="utf-8"
    )
    tools.store.registrations.save([signed_up(n) for n in range(4)])

    with open_tools(home) as reopened:
        network = terms.show(reopened, HT26).as_json()["networks"][0]

    meeting = network["meetings"][1]
    assert (meeting["starts"], meeting["week"]) == ("2026-10-27T13:00:00+01:00", 44)
    assert [(warning["code"], len(warning["units"])) for warning in meeting["warnings"]] == [("school-break", 4)]


def test_two_term_units_are_carried_over_once_with_their_places(tools):
    both = (HT26, VT27)
    tools.store.registrations.save([signed_up(1, terms=both, companions=(a_companion(),)), signed_up(2)])
    terms.build_term(tools, HT26)

    first = terms.carry_units_over(tools, HT26, VT27)
    tools.store.registrations.set_state(VT27, "enhet-1", RegistrationState.ACCEPTED)
    again = terms.carry_units_over(tools, HT26, VT27)

    assert first.as_json() == {
        "term": "HT26",
        "next": "VT27",
        "carried": ["enhet-1"],
        "already": [],
        "placements": {"enhet-1": "natverk-1"},
    }
    assert (again.carried, again.already) == ((), ("enhet-1",))
    (there,) = tools.store.registrations.of(VT27)
    assert (there.state, there.companions, there.terms) == (RegistrationState.ACCEPTED, (), both)
    assert tools.store.placements.of(VT27) == {"enhet-1": "natverk-1"}


def test_a_place_is_not_kept_in_a_network_that_the_next_term_lacks(tools, home):
    file = home / "config" / "terms" / "VT27.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"natverk-1"', '"natverk-7"'), encoding="utf-8")
    tools.store.registrations.save([signed_up(1, terms=(HT26, VT27))])
    terms.build_term(tools, HT26)

    with open_tools(home, clock=lambda: NOW) as reopened:
        assert terms.carry_units_over(reopened, HT26, VT27).placements == {}


def test_units_are_not_carried_back_in_time(tools):
    with pytest.raises(InputError) as caught:
        terms.carry_units_over(tools, VT27, HT26)

    assert [str(problem.message) for problem in caught.value.problems] == ["HT26 is not after VT27."]


def test_a_unit_to_be_supervised_that_nobody_knows_is_told_and_nothing_is_built_on_it(home):
    file = home / "config" / "terms" / "HT26.toml"
    hours = 'starts = "9.00"\nends = "10.00"\nleader = "maja"\n'
    sessions = [f'\n[[supervisions]]\nunit = "enhet-{n}"\ndate = 2026-10-0{n}\n{hours}' for n in (1, 2)]
    file.write_text("".join([file.read_text(encoding="utf-8"), *sessions]), encoding="utf-8", newline="\n")
    with open_tools(home, clock=lambda: NOW) as tools:
        tools.store.registrations.save([signed_up(1, state=RegistrationState.WITHDRAWN)])
        told = [(problem.code, problem.place.key) for problem in terms.show(tools, HT26).problems]
        with pytest.raises(InputError) as refused:
            terms.term_plan(tools, HT26)

    assert ("unknown-unit", "supervisions.2.unit") in told
    assert [(problem.code, problem.place.key) for problem in refused.value.problems] == [
        ("unknown-unit", "supervisions.2.unit")
    ]
