"""Zoom in full, against the pretend Zoom: settings, rooms, registrants with links of their own, and who leaves."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from counting import planned, standing
from worlds import HT26, a_sign_up, a_world, describe, kinds

from nettools.changes import Kind, System, told
from nettools.domain.registrations import RegistrationState
from nettools.errors import RemoteError
from nettools.jobs.terms import term_plan

AT = "[zoom_hosts.sal-1]"
MEETING = "HT26/natverk-1/meeting-1"
PEOPLE = ["kurator1@example.se", "larare1@example.se", "rektor1@example.se"]


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


def rules(world, *lines):
    describe(world, AT, "\n".join(["[zoom]", *lines, AT]))


def apply(world, **others):
    return world.apply(only=System.ZOOM, **others)


def settled(world):
    seen = world.preview(only=System.ZOOM).change_set
    return (seen.changes, seen.drift) == ((), ())


def the_meeting(world, key=MEETING):
    (found,) = [one for one in world.zoom.meetings if one.agenda.startswith(f"nettools:{key}\n")]
    return found


def listed(meeting, status="approved"):
    return sorted(one.email for one in meeting.registrants if one.status == status)


def own_link(world, email, key=MEETING):
    return told(world.links()[f"{key}/registrant/{email}"].sent, "join_url")


# --- settings


def test_a_meeting_is_made_whole_in_one_call(world):
    rules(
        world,
        "waiting_room = false\njoin_early = 10",
        'passcode = "Sommar26"\nalternative_hosts = ["zoom2@example.se"]\nunit_rooms = true',
    )
    world.sign_up(1, 2)
    apply(world)
    found = the_meeting(world)
    names = ("waiting_room", "join_before_host", "jbh_time", "alternative_hosts", "approval_type")
    assert [found.settings[name] for name in names] == [False, True, 10, "zoom2@example.se", 2]
    assert (found.password, found.settings["breakout_room"]["enable"]) == ("Sommar26", True)
    assert sorted(room["name"] for room in found.settings["breakout_room"]["rooms"]) == ["Enhet 1", "Enhet 2"]
    assert (world.zoom.record.count("POST", "/meetings"), world.zoom.record.count("PATCH")) == (8, 0)
    assert settled(world)


def test_a_companion_who_comes_late_is_placed_in_the_units_room_by_one_change_of_each_meeting(world):
    rules(world, "unit_rooms = true")
    world.sign_up(1)
    apply(world)
    world.zoom.record.clear()
    with world.tools() as tools:
        one = a_sign_up(1)
        tools.store.registrations.save([replace(one, companions=one.companions[:1])])
    change_set = apply(world).preview.change_set
    assert [sorted(change.fields) for change in change_set.changes] == [["breakout_room"]] * 4
    assert world.zoom.record.count("PATCH") == 4
    assert the_meeting(world).settings["breakout_room"]["rooms"] == [
        {"name": "Enhet 1", "participants": ["rektor1@example.se", "kurator1@example.se"]}
    ]


def test_rooms_and_alternative_hosts_that_are_not_wanted_any_more_are_taken_back(world):
    rules(world, 'unit_rooms = true\nalternative_hosts = ["zoom2@example.se"]')
    world.sign_up(1)
    apply(world)
    describe(world, 'unit_rooms = true\nalternative_hosts = ["zoom2@example.se"]', "")
    apply(world, allowed=["updates"])
    found = the_meeting(world).settings
    assert (found["breakout_room"], found["alternative_hosts"]) == ({"enable": False}, "")
    assert settled(world)


def test_what_a_person_sets_on_zoom_and_we_never_did_is_left_alone(world):
    world.sign_up(1)
    apply(world)
    world.zoom.edit(the_meeting(world).id, settings={"alternative_hosts": "zoom2@example.se"})
    assert settled(world)
    assert the_meeting(world).settings["alternative_hosts"] == "zoom2@example.se"


def test_what_the_account_forces_is_told_and_not_tried_again(world):
    world.zoom.account.forced = {"waiting_room": True, "join_before_host": False}
    rules(world, "waiting_room = false\njoin_early = 5")
    world.sign_up(1)
    apply(world)
    seen = world.preview(only=System.ZOOM).change_set
    assert seen.changes == ()
    assert {(one.code, one.name, one.ours, one.theirs) for one in seen.drift} == {
        ("forced", "waiting_room", False, True),
        ("forced", "join_before_host", True, False),
    }


def test_a_change_that_the_account_forces_back_is_told_too(world):
    world.sign_up(1)
    apply(world)
    world.zoom.account.forced = {"waiting_room": True}
    rules(world, "waiting_room = false")
    apply(world, allowed=["updates"])
    drift = world.preview(only=System.ZOOM).change_set.drift
    assert {(one.code, one.name) for one in drift} == {("forced", "waiting_room")}


def test_rooms_beyond_zooms_limit_are_told_every_time(world):
    with (world.home / "config" / "nettools.toml").open("a", encoding="utf-8", newline="\n") as file:
        file.write("\n")
    world.environment["NETTOOLS__ZOOM__BREAKOUT_ROOMS"] = "1"
    rules(world, "unit_rooms = true")
    world.sign_up(1, 2)
    apply(world)
    drift = world.preview(only=System.ZOOM).change_set.drift
    left = {"rooms": 1, "people": 3}
    assert [(one.code, one.name, one.ours) for one in drift if one.key == MEETING] == [
        ("left-out", "breakout_room", left)
    ]


# --- passcodes


def test_a_passcode_is_shown_nowhere(world, caplog):
    caplog.set_level("DEBUG")
    rules(world, 'passcode = "Sommar26"')
    world.sign_up(1)
    applied = apply(world)
    shown = json.dumps(applied.as_json(), default=str)
    with world.tools() as tools:
        journal = str([tools.store.journal.entries(run.run) for run in tools.store.journal.runs(9)])
    assert [said for said in (shown, journal, caplog.text) if "Sommar26" in said] == []
    assert '"password": "\\u2026"' in shown


def test_a_new_passcode_is_one_change_and_its_link_is_in_the_calendar_at_once(world):
    rules(world, 'passcode = "Sommar26"')
    world.sign_up(1)
    world.apply()
    before = the_meeting(world).join_url
    world.zoom.record.clear()
    describe(world, "Sommar26", "Vinter27")
    applied = world.apply(allowed=["updates"])
    after = the_meeting(world).join_url
    assert (applied.exit_status, before != after, world.zoom.record.count("PATCH")) == (0, True, 8)
    words = [row.description.replace("&amp;", "&") for row in world.canvas.world.events.rows.values()]
    assert ([one for one in words if before in one], len([one for one in words if after in one])) == ([], 1)
    seen = world.preview().change_set
    assert (seen.changes, seen.drift) == ((), ())


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


# --- supervision

SUPERVISION = """
[[supervisions]]
unit = "enhet-1-1780"
date = 2026-10-06
starts = "9.00"
ends = "9.45"
leader = "maja"
zoom_host = "sal-2"
"""


def test_a_units_supervision_is_a_meeting_whose_link_stands_in_the_units_group(registering):
    describe(registering, AT, f"{SUPERVISION}\n{AT}")
    registering.apply()
    key = next(key for key in registering.links() if key.endswith("/enhet-1-1780/supervision-1"))
    found = the_meeting(registering, key)
    host = registering.zoom.account.host_of(found).email
    assert (found.duration, found.settings["approval_type"], host) == (45, 2, "zoom-sal-2@example.se")
    assert found.registrants == []
    words = [row.description.replace("&amp;", "&") for row in registering.canvas.world.events.rows.values()]
    assert len([one for one in words if found.join_url in one]) == 1
    assert settled(registering)


# --- storms


@pytest.mark.parametrize("seed", range(6))
def test_after_a_storm_each_person_is_registered_once_and_nobody_was_sent_too_often(registering, seed):
    describe(registering, "registration = true", 'registration = true\nunit_rooms = true\npasscode = "Sommar26"')
    registering.sign_up(2, 3, 4)
    storm = ("error-500", "error-500-after", "html-502-after", "reset-before", "reset-after", "half-body", "throttle")
    for number, kind in enumerate(storm):
        registering.zoom.misbehave(kind, times=10**6, path="/v2/", chance=0.02, seed=100 * seed + number)
    for _ in range(30):
        try:
            if apply(registering).exit_status == 0:
                break
        except RemoteError as error:
            assert error.exit_status == 5  # noqa: PT017 - the next run goes on
    registering.zoom.behave()
    apply(registering)
    assert settled(registering)
    with registering.tools() as tools:
        plan = planned(term_plan(tools, HT26))
    ours = {name for name in plan if name[0] in {"meeting", "registrant"}}
    stands = standing(registering.stage, HT26)
    assert {name: n for name, n in stands.items() if name[0] in {"meeting", "registrant"}} == dict.fromkeys(ours, 1)
    sent = [n for key, n in registering.zoom.account.world.spent.items() if "registrant" in key]
    assert max(sent) <= 3
    made = [link for link in registering.links().values() if link.kind == Kind.ZOOM_REGISTRANT]
    assert all(told(link.sent, "join_url") for link in made)
