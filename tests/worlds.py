"""A home with a term, and a stage that it points at: whole applies, as values."""

from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from builders import HT26, a_companion, a_principal, a_registration, a_unit
from zoom_talk import Clock

from nettools import sandbox
from nettools.domain.registrations import RegistrationState
from nettools.jobs.changes import applying
from nettools.jobs.changes.remotes import Options
from nettools.jobs.home import lay_out
from nettools.jobs.tools import open_tools

NOW = datetime(2026, 8, 20, 10, 0, tzinfo=UTC)
FIRST_DAY, OTHER_DAY = "2026-11-19", "2026-11-26"
FAULTS = ("error-500", "error-500-after", "html-502-after", "reset-before", "reset-after", "half-body", "throttle")


class World:
    """A home with settings, and a stage that it points at."""

    def __init__(self, home, stage, clock=lambda: NOW):
        self.clock = clock
        self.home, self.stage, self.canvas, self.zoom = home, stage, stage.canvas, stage.zoom
        self.environment = stage.environment()

    @contextmanager
    def tools(self):
        with open_tools(self.home, environment=self.environment, clock=self.clock) as tools:
            yield replace(tools, pause=lambda _: None)

    def sign_up(self, *numbers, state=RegistrationState.ACCEPTED):
        with self.tools() as tools:
            tools.store.registrations.save([a_sign_up(number, state) for number in numbers])

    def apply(self, approve=lambda _: True, **others):
        with self.tools() as tools:
            return applying.apply(tools, HT26, options(**others), approve=approve)

    def preview(self, **others):
        with self.tools() as tools:
            return applying.preview(tools, HT26, options(**others))

    def links(self):
        with self.tools() as tools:
            return {link.key: link for term in ("HT26", "") for link in tools.store.links.of(term)}

    def courses(self):
        return [one for one in self.canvas.world.courses.rows.values() if one.sis_course_id]

    def students(self):
        """Who is enrolled, by state."""
        rows = self.canvas.world.enrolments.rows.values()
        return Counter(row.workflow_state for row in rows if row.type == "StudentEnrollment")

    def marks(self):
        """How often each mark and each title occurs out there."""
        world = self.canvas.world
        sis = [row.sis_course_id for row in world.courses.rows.values()]
        sis += [row.sis_section_id for row in world.sections.rows.values()]
        sis += [f"{row.context_code} {row.title}" for row in world.events.rows.values()]
        sis += [f"{row.course_id} {row.name}" for row in world.assignments.rows.values()]
        sis += [row.login_key for row in world.users.rows.values()]
        sis += [meeting.agenda.splitlines()[0] for meeting in self.zoom.meetings]
        return Counter(one for one in sis if one)


def options(*, only=None, road="", **names):
    """Options of a run; names in lists, as tests write them."""
    return Options(only=only, road=road, **{key: frozenset(value) for key, value in names.items()})


def a_sign_up(number, state=RegistrationState.ACCEPTED):
    return a_registration(
        unit=a_unit(f"enhet-{number}-1780", f"Enhet {number}"),
        principal=a_principal(f"rektor{number}@example.se", "Åsa", f"Öberg {number}"),
        companions=(a_companion(f"kurator{number}@example.se"), a_companion(f"larare{number}@example.se")),
        submitted=datetime(2026, 5, 12, 8, number, tzinfo=UTC),
        state=state,
    )


def kinds(change_set):
    return Counter((type(change).__name__, str(change.kind)) for change in change_set.changes)


def settled(world):
    """Nothing is to do, and nothing differs."""
    seen = world.preview().change_set
    return (seen.changes, seen.drift) == ((), ())


# --- making


def section(world, number):
    return next(row for row in world.canvas.world.sections.rows.values() if row.name == f"Enhet {number}")


# --- living with people


def describe(world, old, new):
    """Change a word in the description of the term."""
    file = world.home / "config" / "terms" / "HT26.toml"
    words = file.read_text(encoding="utf-8")
    assert old in words
    file.write_text(words.replace(old, new, 1), encoding="utf-8", newline="\n")


def hidden(world, link):
    """A section of the same room with an enrolment that no list shows."""
    like = world.canvas.world.sections.rows[int(link.remote_id)]
    section = world.canvas.world.sections.new(course_id=like.course_id, name="Förskolan", created_at=like.created_at)
    someone = world.canvas.add_user("Eva Ek", "eva@example.com")
    course = world.canvas.world.courses.rows[like.course_id]
    enrolment = world.canvas.enrol(course, someone)
    world.canvas.edit(enrolment, course_section_id=section.id, workflow_state="hidden")
    return section


@contextmanager
def a_world(tmp_path):
    lay_out(tmp_path / "home")
    clock = Clock(NOW)
    with sandbox.start(clock=clock) as stage:
        stage.zoom.limits.per_second.clear()
        yield World(tmp_path / "home", stage, clock)
        assert (stage.canvas.crashes, stage.zoom.crashes) == ([], [])
