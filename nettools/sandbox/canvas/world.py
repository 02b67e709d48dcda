"""What the pretend Canvas holds: plain rows in tables. Times are text, ISO 8601 in UTC, as they go over the wire."""

from dataclasses import dataclass, field
from typing import Any

from nettools.sandbox.canvas.sis_world import SisImport, SisImportError
from nettools.sandbox.canvas.tables import Table


@dataclass(slots=True, kw_only=True)
class Account:
    """The root account, or one below it."""

    id: int
    name: str
    uuid: str
    parent_account_id: int | None = None
    sis_account_id: str | None = None
    integration_id: str | None = None
    workflow_state: str = "active"


@dataclass(slots=True, kw_only=True)
class EnrolmentTerm:
    """A term of the root account."""

    id: int
    name: str
    created_at: str
    start_at: str | None = None
    end_at: str | None = None
    sis_term_id: str | None = None
    integration_id: str | None = None
    overrides: dict[str, Any] = field(default_factory=dict)
    sis_import_id: int | None = None
    stuck: list[str] = field(default_factory=list)
    workflow_state: str = "active"


@dataclass(slots=True, kw_only=True)
class User:
    """A person with one login; an empty `unique_id` means a person without a login here."""

    id: int
    name: str
    short_name: str
    sortable_name: str
    created_at: str
    uuid: str
    unique_id: str = ""
    email: str = ""
    sis_user_id: str | None = None
    integration_id: str | None = None
    time_zone: str = "Europe/Stockholm"
    locale: str | None = None
    rights: list[str] = field(default_factory=list)
    authentication_provider_id: int | None = None
    sis_import_id: int | None = None
    stuck: list[str] = field(default_factory=list)
    workflow_state: str = "registered"

    @property
    def login_key(self) -> str:
        """Logins are compared in lower case."""
        return self.unique_id.lower()


@dataclass(slots=True, kw_only=True)
class Token:
    """An access token of a user."""

    id: int
    text: str
    user_id: int
    expires_at: str | None = None
    workflow_state: str = "active"


@dataclass(slots=True, kw_only=True)
class Course:
    """A course; the stored states claimed and created are both called unpublished here, as in the API."""

    id: int
    name: str
    course_code: str
    account_id: int
    enrollment_term_id: int
    uuid: str
    created_at: str
    start_at: str | None = None
    end_at: str | None = None
    sis_course_id: str | None = None
    integration_id: str | None = None
    time_zone: str = "Europe/Stockholm"
    default_view: str = "modules"
    public_description: str | None = None
    syllabus_body: str | None = None
    restrict_enrollments_to_course_dates: bool = False
    sis_import_id: int | None = None
    stuck: list[str] = field(default_factory=list)
    workflow_state: str = "unpublished"


@dataclass(slots=True, kw_only=True)
class Section:
    """A section of a course."""

    id: int
    course_id: int
    name: str
    created_at: str
    start_at: str | None = None
    end_at: str | None = None
    restrict_enrollments_to_section_dates: bool | None = None
    sis_section_id: str | None = None
    integration_id: str | None = None
    nonxlist_course_id: int | None = None
    sis_import_id: int | None = None
    stuck: list[str] = field(default_factory=list)
    workflow_state: str = "active"


@dataclass(slots=True, kw_only=True)
class Enrolment:
    """A person in a section of a course."""

    id: int
    user_id: int
    course_id: int
    course_section_id: int
    type: str
    role: str
    role_id: int
    created_at: str
    updated_at: str
    associated_user_id: int | None = None
    start_at: str | None = None
    end_at: str | None = None
    limit_privileges_to_course_section: bool = False
    last_activity_at: str | None = None
    sis_import_id: int | None = None
    workflow_state: str = "active"


@dataclass(slots=True, kw_only=True)
class GroupCategory:
    """A set of groups in a course."""

    id: int
    course_id: int
    name: str
    created_at: str
    self_signup: str | None = None
    auto_leader: str | None = None
    group_limit: int | None = None
    sis_group_category_id: str | None = None
    sis_import_id: int | None = None
    workflow_state: str = "active"


@dataclass(slots=True, kw_only=True)
class Group:
    """A group of a set."""

    id: int
    course_id: int
    group_category_id: int
    name: str
    created_at: str
    uuid: str
    description: str | None = None
    join_level: str = "invitation_only"
    max_membership: int | None = None
    sis_group_id: str | None = None
    sis_import_id: int | None = None
    stuck: list[str] = field(default_factory=list)
    workflow_state: str = "available"


@dataclass(slots=True, kw_only=True)
class Membership:
    """A person in a group."""

    id: int
    group_id: int
    user_id: int
    created_at: str
    moderator: bool = False
    sis_import_id: int | None = None
    workflow_state: str = "accepted"


@dataclass(slots=True, kw_only=True)
class Assignment:
    """Something to hand in; what only travels through is kept in `settings`."""

    id: int
    course_id: int
    name: str
    created_at: str
    updated_at: str
    position: int
    submission_types: list[str]
    allowed_extensions: list[str] = field(default_factory=list)
    group_category_id: int | None = None
    description: str | None = None
    due_at: str | None = None
    unlock_at: str | None = None
    lock_at: str | None = None
    points_possible: float | None = None
    grading_type: str = "points"
    grade_group_students_individually: bool = False
    sis_assignment_id: str | None = None
    integration_id: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    workflow_state: str = "unpublished"


@dataclass(slots=True, kw_only=True)
class Submission:
    """What one person has handed in; `attempts` holds each version: its time and its files."""

    id: int
    assignment_id: int
    user_id: int
    created_at: str
    group_id: int | None = None
    submission_type: str | None = None
    body: str | None = None
    url: str | None = None
    submitted_at: str | None = None
    attempts: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    workflow_state: str = "unsubmitted"


@dataclass(slots=True, kw_only=True)
class StoredFile:
    """A file. `uuid` is its verifier; `ticket` allows the upload while it is pending; `content` is base64."""

    id: int
    uuid: str
    user_id: int
    display_name: str
    content_type: str
    created_at: str
    updated_at: str
    ticket: str = ""
    ticket_until: str = ""
    content: str = ""
    size: int = 0
    workflow_state: str = "pending"


@dataclass(slots=True, kw_only=True)
class CalendarEvent:
    """An event, or (with a parent) its times for one section."""

    id: int
    context_code: str
    title: str
    created_at: str
    updated_at: str
    start_at: str | None = None
    end_at: str | None = None
    description: str | None = None
    location_name: str | None = None
    location_address: str | None = None
    all_day: bool = False
    all_day_date: str | None = None
    time_zone_edited: str | None = None
    series_uuid: str | None = None
    parent_event_id: int | None = None
    workflow_state: str = "active"


@dataclass(slots=True, kw_only=True)
class Page:
    """A wiki page of a course."""

    id: int
    course_id: int
    url: str
    title: str
    created_at: str
    updated_at: str
    body: str = ""
    published: bool = False
    front_page: bool = False
    editing_roles: str = "teachers"
    workflow_state: str = "active"


@dataclass(slots=True, kw_only=True)
class Module:
    """A module of a course, with its items as they are listed."""

    id: int
    course_id: int
    name: str
    position: int
    unlock_at: str | None = None
    published: bool = False
    require_sequential_progress: bool = False
    items: list[dict[str, Any]] = field(default_factory=list)
    workflow_state: str = "active"


@dataclass(slots=True, kw_only=True)
class DiscussionTopic:
    """An announcement (or another topic) of a course, to everybody there or to some of its sections."""

    id: int
    course_id: int
    user_id: int
    title: str
    message: str
    created_at: str
    posted_at: str
    is_announcement: bool = True
    delayed_post_at: str | None = None
    section_ids: list[int] = field(default_factory=list)
    workflow_state: str = "active"


@dataclass(slots=True, kw_only=True)
class Notice:
    """A mail that Canvas would have sent: for which person, and why."""

    id: int
    user_id: int
    why: str
    workflow_state: str = "sent"


class World:
    """All tables. First ids differ, so that an id taken from the wrong table is usually found nowhere."""

    def __init__(self) -> None:
        self.accounts = Table(Account, "sis_account_id")
        self.terms = Table(EnrolmentTerm, "sis_term_id")
        self.users = Table(User, "sis_user_id", "login_key", "integration_id", "uuid", first_id=1000)
        self.tokens = Table(Token, "text")
        self.courses = Table(Course, "sis_course_id", "integration_id", "uuid", first_id=200)
        self.sections = Table(Section, "sis_section_id", "integration_id", "course_id", first_id=30000)
        self.enrolments = Table(Enrolment, "course_id", "user_id", "course_section_id", first_id=400000)
        self.group_categories = Table(GroupCategory, "course_id", "sis_group_category_id", first_id=5000)
        self.groups = Table(Group, "group_category_id", "course_id", "sis_group_id", first_id=60000)
        self.memberships = Table(Membership, "group_id", "user_id", first_id=70000)
        self.assignments = Table(Assignment, "course_id", "sis_assignment_id", first_id=8000)
        self.submissions = Table(Submission, "assignment_id", "user_id", first_id=900000)
        self.files = Table(StoredFile, "ticket", first_id=10000)
        self.events = Table(CalendarEvent, "context_code", "parent_event_id", first_id=11000)
        self.pages = Table(Page, "course_id", first_id=12000)
        self.modules = Table(Module, "course_id", first_id=13000)
        self.topics = Table(DiscussionTopic, "course_id", first_id=14000)
        self.sis_imports = Table(SisImport, first_id=100)
        self.sis_import_errors = Table(SisImportError, "sis_import_id", first_id=15000)
        self.notices = Table(Notice)

    def tables(self) -> dict[str, Table[Any]]:
        """Each table by its name."""
        return dict(vars(self))

    def changes(self) -> int:
        """A number that grows with every change."""
        return sum(table.changes for table in self.tables().values())
