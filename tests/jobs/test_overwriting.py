"""What a course leader edits is kept, however often we apply; it is ours again by name only."""

import pytest
from worlds import FIRST_DAY, a_world, section

from nettools.changes import Update
from nettools.domain.registrations import RegistrationState
from nettools.errors import InputError

SECTION = "HT26/natverk-1/enhet-1-1780"
EVENT = "HT26/natverk-1/meeting-1/event"
HAND_IN = "HT26/natverk-1/health-plan"


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        made.sign_up(1, 2)
        made.apply()
        yield made


def remote(world, key, rows):
    return rows.rows[int(world.links()[key].remote_id)]


def edited(world):
    """A section, a calendar event and the hand-in, each in its leader's own words."""
    there = world.canvas.world
    world.canvas.edit(section(world, 1), name="Vår sektion")
    world.canvas.edit(remote(world, EVENT, there.events), title="Träff med fika", description="<p>Ta med kopp.</p>")
    world.canvas.edit(remote(world, HAND_IN, there.assignments), description="<p>Skriv kort.</p>")


def words(world):
    there = world.canvas.world
    event, hand_in = remote(world, EVENT, there.events), remote(world, HAND_IN, there.assignments)
    return section_name(world), event.title, event.description, hand_in.description


def section_name(world):
    return remote(world, SECTION, world.canvas.world.sections).name


OWN = ("Vår sektion", "Träff med fika", "<p>Ta med kopp.</p>", "<p>Skriv kort.</p>")


def named(world):
    return sorted(one.named for one in world.preview().change_set.drift)


def test_what_a_leader_edits_is_kept_through_ten_applies(world):
    edited(world)
    for _ in range(10):
        assert world.apply().results == ()
    assert words(world) == OWN
    assert named(world) == [
        f"{SECTION}:name",
        f"{HAND_IN}:description",
        f"{EVENT}:description",
        f"{EVENT}:title",
    ]


def test_one_field_is_overwritten_by_name_and_nothing_else_is_touched(world):
    before = words(world)
    edited(world)
    world.canvas.record.clear()
    applied = world.apply(overwrite=[f"{EVENT}:title"])
    (update,) = applied.preview.change_set.changes
    assert (type(update), update.key, list(update.fields)) == (Update, EVENT, ["title"])
    assert [call.method for call in world.canvas.record.calls if call.method != "GET"] == ["PUT"]
    assert words(world) == (OWN[0], before[1], *OWN[2:])
    assert applied.overwritten == {f"{EVENT}:title"}


def test_a_thing_is_overwritten_whole_by_its_key(world):
    before = words(world)
    edited(world)
    world.apply(overwrite=[EVENT])
    assert words(world) == (OWN[0], before[1], before[2], OWN[3])
    world.apply(overwrite=[SECTION, HAND_IN])
    assert words(world) == before
    assert named(world) == []


def test_the_fingerprint_covers_what_is_overwritten(world):
    edited(world)
    seen = {world.preview(overwrite=names).fingerprint for names in ([], [SECTION], [EVENT], [f"{EVENT}:title"])}
    assert len(seen) == 4


def test_a_name_that_fits_no_difference_is_refused_with_those_that_do(world):
    edited(world)
    with pytest.raises(InputError) as refused:
        world.preview(overwrite=[SECTION, f"{EVENT}:start_at", "HT26/natverk-9"])
    problems = refused.value.problems
    assert [problem.place.key for problem in problems] == [f"{EVENT}:start_at", "HT26/natverk-9"]
    assert f"{SECTION}:name" in str(problems[0].message)


def test_when_nothing_differs_that_is_said(world):
    with pytest.raises(InputError) as refused:
        world.apply(overwrite=[SECTION])
    assert str(refused.value.problems[0].message).endswith("There are none now.")


def test_what_we_did_not_make_is_never_overwritten(world):
    """A meeting's event that a person made before us is adopted, and left as it is."""
    there = world.canvas.world
    event = remote(world, EVENT, there.events)
    with world.tools() as tools:
        link = world.links()[EVENT]
        tools.store.links.forget([EVENT], link.system)
    world.canvas.edit(event, start_at=f"{FIRST_DAY}T05:00:00Z")
    world.apply()
    assert [(one.named, one.ours_again) for one in world.preview().change_set.drift] == [(f"{EVENT}:start_at", False)]
    with pytest.raises(InputError):
        world.apply(overwrite=[EVENT])
    assert event.start_at == f"{FIRST_DAY}T05:00:00Z"


def test_somebody_whom_a_leader_lets_in_again_goes_by_name_only(world):
    world.sign_up(2, state=RegistrationState.WITHDRAWN)
    world.apply(allowed=["removals"])
    (key,) = [one for one in world.links() if one.endswith("/principal/rektor2@example.se")]
    enrolment = remote(world, key, world.canvas.world.enrolments)
    world.canvas.edit(enrolment, workflow_state="active")
    for _ in range(3):
        world.apply()
    assert (enrolment.workflow_state, f"{key}:state" in named(world)) == ("active", True)
    world.apply(overwrite=[f"{key}:state"])
    assert enrolment.workflow_state == "inactive"
