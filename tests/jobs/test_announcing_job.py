"""Announcements: once in each room, whatever happens on the way; and apply leaves them alone."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from builders import HT26
from worlds import FAULTS, NOW, a_world, settled

from nettools.changes import Kind
from nettools.domain.registrations import RegistrationState
from nettools.errors import InputError, RefusedError, RemoteError
from nettools.jobs.changes import announcing as jobs
from nettools.jobs.one_at_a_time import alone

TITLE, MESSAGE = "Välkomna", "Hej **alla**!\n\n- Läs [sidan](https://example.se/?a=1&b=2)\n\n<script>nej</script>\n"


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        made.sign_up(1, 2, 3)
        made.apply()
        yield made


def a_file(world, message=MESSAGE):
    file = world.home / "hälsning.md"
    file.write_text(message, encoding="utf-8")
    return file


def read(world, title=TITLE, message=MESSAGE, at=None):
    with world.tools() as tools:
        return jobs.read_announcement(tools, title, a_file(world, message), at)


def announce(world, *networks, approve=lambda _: True, **said):
    with world.tools() as tools:
        announcement = jobs.read_announcement(
            tools, said.get("title", TITLE), a_file(world, said.get("message", MESSAGE)), said.get("at")
        )
        return jobs.announce(tools, HT26, announcement, networks, approve=approve)


def preview(world, *networks, **said):
    with world.tools() as tools:
        return jobs.preview_announcement(tools, HT26, read(world, **said), networks)


def topics(world, title=TITLE):
    rows = world.canvas.world.topics.rows.values()
    return [row for row in rows if row.title == title and row.workflow_state == "active"]


def test_a_preview_tells_the_rooms_and_how_many_see_it_and_posts_nothing(world):
    seen = preview(world)
    assert [(room.key, room.state) for room in seen.rooms] == [("natverk-1", "to-post"), ("natverk-2", "to-post")]
    assert sum(room.people for room in seen.rooms) == 11  # nine who take part, two who lead
    assert topics(world) == []


def test_it_is_posted_once_in_each_room_and_told(world):
    assert announce(world).exit_status == 0
    assert sorted(row.course_id for row in topics(world)) == sorted(room.id for room in world.courses())
    assert [row.is_announcement for row in topics(world)] == [True, True]
    again = announce(world)
    assert (again.results, len(topics(world))) == ((), 2)
    assert {room.state for room in again.preview.rooms} == {"posted"}


def test_markdown_becomes_html_without_the_writers_own(world):
    announce(world)
    assert topics(world)[0].message == (
        "<p>Hej <strong>alla</strong>!</p>\n<ul>\n"
        '<li>Läs <a href="https://example.se/?a=1&amp;b=2">sidan</a></li>\n</ul>\n'
        "<p>&lt;script&gt;nej&lt;/script&gt;</p>"
    )


def test_one_network_alone_can_be_told_and_the_others_later(world):
    assert len(announce(world, "natverk-2").results) == 1
    assert len(topics(world)) == 1
    assert len(announce(world).results) == 1
    assert len(topics(world)) == 2


def test_the_same_title_with_another_text_is_another_announcement(world):
    announce(world)
    announce(world, message="Något annat.")
    assert len(topics(world)) == 4
    assert announce(world).results == ()


def test_what_a_person_takes_away_or_edits_is_not_posted_again(world):
    announce(world)
    one, other = topics(world)
    world.canvas.edit(one, workflow_state="deleted")
    world.canvas.edit(other, message="<p>Rättat</p>")
    assert announce(world).results == ()
    assert len(topics(world)) == 1


def test_apply_neither_removes_nor_forgets_what_was_announced(world):
    announce(world)
    before = {key: link for key, link in world.links().items() if link.kind == Kind.ANNOUNCEMENT}
    assert len(before) == 2
    assert settled(world)
    world.sign_up(3, state=RegistrationState.WITHDRAWN)
    world.apply(allowed=["removals"])
    assert {key: link for key, link in world.links().items() if link.kind == Kind.ANNOUNCEMENT} == before
    assert len(topics(world)) == 2


@pytest.mark.parametrize("kind", FAULTS)
def test_lost_answers_post_nothing_twice(world, kind):
    world.canvas.misbehave(kind, times=30, chance=0.4, seed=11)
    for _ in range(6):
        with suppress(RemoteError):
            if announce(world).exit_status == 0:
                break
    world.canvas.behave()
    assert announce(world).exit_status == 0
    assert sorted(row.course_id for row in topics(world)) == sorted(room.id for room in world.courses())


def test_what_was_posted_and_never_noted_is_found_again_by_its_words(world):
    """The database is an old copy: nothing is remembered, and Canvas has written the HTML in its own way."""
    announce(world)
    with world.tools() as tools:
        links = [link for link in world.links().values() if link.kind == Kind.ANNOUNCEMENT]
        tools.store.links.forget([link.key for link in links], links[0].system)
    for row in topics(world):
        world.canvas.edit(row, message=row.message.replace("\n", "").replace("<p>", '<p class="a">'))
    found = announce(world, approve=lambda _: pytest.fail("nothing is to be posted"))
    assert ({one.action for one in found.results}, len(topics(world))) == ({"adopt"}, 2)


def test_an_announcement_older_than_canvas_lists_by_itself_is_found(world):
    announce(world)
    with world.tools() as tools:
        links = [link for link in world.links().values() if link.kind == Kind.ANNOUNCEMENT]
        tools.store.links.forget([link.key for link in links], links[0].system)
    for row in topics(world):
        world.canvas.edit(row, posted_at="2026-01-01T08:00:00Z")
    announce(world)
    assert len(topics(world)) == 2


def test_it_can_wait_until_a_time(world):
    at = NOW + timedelta(days=2)
    announce(world, at=at)
    assert {row.delayed_post_at for row in topics(world)} == {f"{at:%Y-%m-%dT%H:%M:%SZ}"}
    with pytest.raises(InputError) as refused:
        announce(world, at=datetime(2026, 8, 1, tzinfo=UTC))
    assert [problem.code for problem in refused.value.problems] == ["past"]


def test_what_was_seen_is_posted_and_nothing_else(world):
    seen = preview(world)
    with pytest.raises(RefusedError) as refused:
        announce(world, message="Annat.", approve=jobs.approved_announcement(seen.fingerprint))
    assert (refused.value.code, world.canvas.world.topics.rows) == ("stale", {})
    assert announce(world, approve=jobs.approved_announcement(seen.fingerprint)).exit_status == 0


@pytest.mark.parametrize(
    ("title", "message", "codes"),
    [
        ("", "Hej", ["title"]),
        ("x" * 256, " \n", ["title", "empty"]),
        ("Hej", "Ring om 19121212-1212.", ["personnummer"]),
    ],
)
def test_all_that_is_wrong_with_the_text_is_told(world, title, message, codes):
    with pytest.raises(InputError) as refused:
        read(world, title, message)
    assert [problem.code for problem in refused.value.problems] == codes


def test_a_file_that_cannot_be_read_is_named(world, tmp_path):
    (tmp_path / "latin.md").write_bytes("Välkommen".encode("latin-1"))
    for name, code in (("finns-inte.md", "unreadable"), ("latin.md", "encoding")):
        with world.tools() as tools, pytest.raises(InputError) as refused:
            jobs.read_announcement(tools, TITLE, tmp_path / name)
        assert [(problem.code, problem.place.file) for problem in refused.value.problems] == [(code, name)]


def test_a_network_that_is_not_described_is_refused_with_those_that_are(world):
    with pytest.raises(InputError) as refused:
        announce(world, "natverk-1", "natverk-9")
    (problem,) = refused.value.problems
    assert (problem.place.key, "natverk-1, natverk-2" in str(problem.message)) == ("natverk-9", True)


def test_a_room_that_is_gone_is_told_and_the_others_are_posted_in(world):
    room = next(one for one in world.courses() if one.sis_course_id == "nettools.HT26.natverk-1")
    world.canvas.edit(room, workflow_state="deleted")
    found = announce(world)
    assert [(one.key, one.state) for one in found.preview.rooms] == [("natverk-1", "no-room"), ("natverk-2", "to-post")]
    assert len(topics(world)) == 1


def test_without_any_room_it_is_refused(tmp_path):
    with a_world(tmp_path) as world:
        with pytest.raises(RefusedError) as refused:
            announce(world)
        assert (refused.value.code, refused.value.exit_status) == ("no-rooms", 4)


def test_nobody_announces_while_somebody_applies(world):
    with world.tools() as tools, alone(tools), pytest.raises(RefusedError) as refused:
        announce(world)
    assert refused.value.code == "busy"
