"""What people do at the pretend Canvas by themselves, for demo and tests: hand in, edit by hand, make their own."""

from typing import Any

from nettools.sandbox.canvas.answers import sortable
from nettools.sandbox.canvas.auth import ALL_RIGHTS
from nettools.sandbox.canvas.courses import add_course
from nettools.sandbox.canvas.enrolments import ROLE_IDS, upsert_enrolment
from nettools.sandbox.canvas.files import store_file
from nettools.sandbox.canvas.ids import find_assignment, find_course
from nettools.sandbox.canvas.sections import active_sections
from nettools.sandbox.canvas.submissions import hand_in
from nettools.sandbox.canvas.visit import Visit, new_uuid
from nettools.sandbox.canvas.world import Assignment, Course, Enrolment, StoredFile, Submission, User, World


def furnish(world: World, now: str, tokens: tuple[str, str]) -> None:
    """An empty Canvas: a root account and one below, a term, and two who run it, with a token each.

    The second of them may not manage SIS ids.
    """
    world.accounts.new(name="Sandlådans lärosäte", uuid=new_uuid(), sis_account_id="root")
    world.accounts.new(name="Fortbildning", uuid=new_uuid(), parent_account_id=1, sis_account_id="fortbildning")
    world.terms.new(name="Default Term", created_at=now)
    names = ("Canvas Administratör", "Kurs Administratör")
    rights = (list(ALL_RIGHTS), ["manage_account", "read_sis"])
    for number, (name, may, token) in enumerate(zip(names, rights, tokens, strict=True), 1):
        user = add_user(world, now, name=name, email=f"canvas{number}@example.com", rights=may)
        world.tokens.new(text=token, user_id=user.id)


def add_user(world: World, now: str, *, name: str, email: str, **fields: Any) -> User:  # noqa: ANN401 - User's own
    """A person whose login is the address."""
    return world.users.new(
        name=name,
        short_name=name,
        sortable_name=sortable(name),
        created_at=now,
        uuid=new_uuid(),
        **{"unique_id": email, "email": email, **fields},
    )


def make_course(visit: Visit, name: str, **fields: object) -> Course:
    """Somebody's own course, published, outside what a program has made."""
    settings: dict[str, Any] = {"course_code": name, "account_id": 1, "enrollment_term_id": 1}
    return add_course(visit, name=name, **(settings | {"workflow_state": "available"} | fields))


def make_enrolment(visit: Visit, course: Course, user: User, kind: str) -> Enrolment:
    """Somebody enrols a person by hand, in the course's first section."""
    fields = {"role": kind, "role_id": ROLE_IDS[kind], "associated_user_id": None, "asked_state": "active"}
    return upsert_enrolment(visit, course, active_sections(visit, course)[0], user, kind=kind, fields=fields)


def hand_in_file(visit: Visit, assignment: Assignment, user: User, name: str, data: bytes) -> Submission:
    """A person uploads a file in the browser and hands it in."""
    file = StoredFile(
        id=visit.world.files.next_id,
        uuid=new_uuid(),
        user_id=user.id,
        display_name=name,
        content_type=_media(name),
        created_at=visit.now,
        updated_at=visit.now,
    )
    visit.world.files.put(file)
    store_file(visit.world, file, data, visit.now)
    version = {"type": "online_upload", "submitted_at": visit.now, "file_ids": [file.id], "body": None, "url": None}
    return hand_in(visit, assignment, user.id, version)


def the_assignment(visit: Visit, course: object, named: object = None) -> Assignment:
    """The assignment of a course: the one named, else its first that takes files."""
    home = course if isinstance(course, Course) else find_course(visit, course)
    if named is not None:
        return find_assignment(visit, home, named)
    rows = visit.world.assignments.where("course_id", home.id)
    return next(one for one in rows if "online_upload" in one.submission_types and one.workflow_state != "deleted")


def _media(name: str) -> str:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    known = {"docx": word, "pdf": "application/pdf", "odt": "application/vnd.oasis.opendocument.text"}
    return known.get(name.rpartition(".")[2].lower(), "application/octet-stream")
