"""Registrants of Zoom meetings through apply: who comes and goes, links of their own, and what goes wrong."""

from collections import Counter
from dataclasses import replace

import pytest
from counting import planned, standing
from worlds import HT26, a_sign_up, a_world, kinds
from zoom_meetings import MEETING, PEOPLE, apply, listed, own_link, rules, settled, the_meeting

from nettools.changes import System
from nettools.domain.registrations import RegistrationState
from nettools.jobs.terms import term_plan


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        yield made


@pytest.fixture
def registering(world):
    """A term that registers people, with one unit in it."""
    rules(world, "registration = true")
    world.sign_up(1)
    return world


# --- registrants


def test_everyone_is_registered_once_and_has_a_link_of_their_own(registering):
    applied = apply(registering)
    assert kinds(applied.preview.change_set)["Create", "zoom-registrant"] == 16 + 4  # a leader of each network
    assert (applied.exit_status, settled(registering)) == (0, True)
    found = the_meeting(registering)
    assert listed(found) == sorted([*PEOPLE, "maja.akerlund@example.se"])
    assert found.settings["registrants_confirmation_email"] is False
    links = {own_link(registering, email) for email in PEOPLE}
    assert (len(links), all("tk=" in link for link in links)) == (3, True)
    with registering.tools() as tools:
        plan = planned(term_plan(tools, HT26))
    ours = {name for name in plan if name[0] in {"meeting", "registrant"}}
    assert {name: n for name, n in standing(registering.stage, HT26).items() if name in ours} == dict.fromkeys(ours, 1)


def test_people_are_registered_thirty_at_a_time(registering):
    registering.sign_up(*range(1, 12))  # 33 people and a leader, as far as they have a place in the first network
    apply(registering)
    people = Counter(len(meeting.registrants) for meeting in registering.zoom.meetings)
    batches = sum(-(-size // 30) * count for size, count in people.items())
    assert registering.zoom.record.count("POST", "batch_registrants") <= batches
    assert registering.zoom.record.count("POST", "/registrants$") <= 4  # one alone needs no batch


def test_looking_costs_a_call_for_each_host_and_each_meeting_with_registration(registering):
    apply(registering)
    registering.zoom.record.clear()
    assert settled(registering)
    asked = registering.zoom.record
    assert (asked.count("GET", "/users/.*/meetings"), asked.count("GET", "registrants")) == (2, 8)
    assert len(asked.calls) == 2 + 8 + 1  # and the token


def test_a_term_without_registration_asks_for_no_registrants(world):
    world.sign_up(1)
    apply(world)
    world.preview(only=System.ZOOM)
    assert world.zoom.record.count("GET", "registrants") == 0


def test_who_leaves_is_cancelled_and_who_comes_back_is_let_in_again(registering):
    registering.sign_up(2)
    apply(registering)
    link = own_link(registering, "rektor1@example.se")
    registering.sign_up(1, state=RegistrationState.WITHDRAWN)
    apply(registering, allowed=["removals"])
    assert listed(the_meeting(registering), "denied") == PEOPLE
    assert settled(registering)

    registering.sign_up(1)
    apply(registering, allowed=["updates"])
    assert listed(the_meeting(registering), "denied") == []
    assert settled(registering)
    assert own_link(registering, "rektor1@example.se") == link
    assert registering.zoom.record.count("POST", "registrants") == 8 * 1  # nobody was registered a second time


def test_whom_a_person_registered_is_untouched_and_whom_a_person_denied_is_told(registering):
    apply(registering)
    found = the_meeting(registering)
    guest = replace(found.registrants[0], id="guest", email="gast@example.com")
    found.registrants.append(guest)
    (denied,) = [one for one in found.registrants if one.email == "larare1@example.se"]
    denied.status = "denied"
    applied = apply(registering)
    drift = applied.preview.change_set.drift
    assert [(one.key, one.ours, one.theirs) for one in drift] == [
        (f"{MEETING}/registrant/larare1@example.se", "approved", "cancelled")
    ]
    assert (applied.results, guest.status, denied.status) == ((), "approved", "denied")
    apply(registering, overwrite=[f"{MEETING}/registrant/larare1@example.se:state"])
    assert denied.status == "approved"


def test_someone_of_ours_who_asked_by_the_common_link_is_let_in(registering):
    apply(registering)
    found = the_meeting(registering)
    waiting = replace(found.registrants[0], id="asks", email="Ny@example.se", status="pending")
    found.registrants.append(waiting)
    stranger = replace(waiting, id="stranger", email="okand@example.com")
    found.registrants.append(stranger)
    with registering.tools() as tools:
        one = a_sign_up(1)
        new = replace(one.companions[0], email=type(one.companions[0].email)("ny@example.se"))
        tools.store.registrations.save([replace(one, companions=(*one.companions, new))])
    apply(registering)
    assert (waiting.status, stranger.status) == ("approved", "pending")
    assert settled(registering)


def test_a_cancelled_meeting_is_told_to_its_registrants(registering):
    apply(registering)
    number = the_meeting(registering).id
    file = registering.home / "config/terms/HT26.toml"
    before, _, after = file.read_text(encoding="utf-8").partition("[[networks.meetings]]\nnumber = 1\n")
    rest = after[after.index("[[networks.meetings]]") :]
    file.write_text(before + rest, encoding="utf-8", newline="\n")
    applied = apply(registering, allowed=["removals"])
    assert kinds(applied.preview.change_set) == {("Remove", "zoom-meeting"): 1}
    assert sorted(registering.zoom.account.world.meetings[number].told_cancelled) == sorted(
        [*PEOPLE, "maja.akerlund@example.se"]
    )
    assert [key for key in registering.links() if key.startswith(f"{MEETING}/")] == []


# --- registrants when things go wrong


@pytest.mark.parametrize("kind", ["reset-before", "reset-after", "error-500-after", "half-body", "html-502"])
def test_a_batch_without_an_answer_registers_each_once(registering, kind):
    registering.zoom.misbehave(kind, path="batch_registrants")
    assert apply(registering).exit_status == 0
    assert sorted(one.email for one in the_meeting(registering).registrants) == sorted(
        [*PEOPLE, "maja.akerlund@example.se"]
    )
    assert settled(registering)


def test_a_registration_whose_answers_are_all_lost_is_found_by_the_next_run(registering):
    registering.zoom.misbehave("reset-after", times=50, path="registrants")
    assert apply(registering).exit_status == 5
    registering.zoom.behave()
    assert apply(registering).exit_status == 0
    for meeting in registering.zoom.meetings:
        emails = [one.email for one in meeting.registrants]
        assert len(emails) == len(set(emails))
    assert settled(registering)


@pytest.mark.parametrize("address", [f"{'x' * 120}@example.se", "xxx@localhost"])
def test_one_wrong_address_does_not_keep_the_others_out(registering, address):
    with registering.tools() as tools:
        one = a_sign_up(1)
        wrong = replace(one.companions[0], email=type(one.companions[0].email)(address))
        tools.store.registrations.save([replace(one, companions=(wrong, *one.companions))])
    applied = apply(registering)
    assert {(one.code, one.key.rpartition("/")[2][:3]) for one in applied.having("failed")} == {("address", "xxx")}
    assert set(PEOPLE) <= set(listed(the_meeting(registering)))


def test_a_person_whose_day_is_full_waits_for_tomorrow_and_nobody_else_does(registering):
    apply(registering)
    found = the_meeting(registering)
    gone = [one for one in found.registrants if one.email in PEOPLE[:2]]
    found.registrants = [one for one in found.registrants if one not in gone]
    spent = {f"2026-08-20/registrant/{found.id}/{PEOPLE[0]}": 3}
    registering.zoom.account.world.spent.update(spent)
    applied = apply(registering)
    assert [(one.key, one.code) for one in applied.having("carried")] == [
        (f"{MEETING}/registrant/{PEOPLE[0]}", "quota")
    ]
    assert "for this person today. Run the same command after 2026-08-21 02.00" in str(
        applied.having("carried")[0].message
    )
    assert PEOPLE[1] in listed(found)


@pytest.mark.parametrize(
    ("edit", "code", "words"),
    [
        ({"settings": {"approval_type": 2}}, "no-registration", "Registration is off for the meeting on Zoom"),
        ({"type": 8, "start_time": "2026-09-22T11:00:00Z"}, "refused", "only for scheduled meetings"),
    ],
)
def test_a_meeting_that_cannot_take_people_is_told_in_plain_words(registering, edit, code, words):
    apply(registering)
    found = the_meeting(registering)
    registering.zoom.edit(found.id, **edit)
    found.registrants.clear()
    registering.zoom.record.clear()
    applied = apply(registering)
    if code == "refused":  # a series takes no batch, but each by itself
        assert applied.exit_status == 0
        return
    failed = applied.having("failed")
    assert ({one.code for one in failed}, len(failed)) == ({code}, 4)
    assert words in str(failed[0].message)
    assert registering.zoom.record.count("POST") == 1 + 1  # the token, and one question for all four


def test_a_full_meeting_is_told(registering):
    registering.zoom.limits.registrants_at_most = 2
    applied = apply(registering)
    failed = applied.having("failed")
    assert {one.code for one in failed} == {"full"}
    assert "Zoom takes no more registrants" in str(failed[0].message)
