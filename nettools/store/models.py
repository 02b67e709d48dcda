"""The tables, as Django models; they never leave this room, so their names may be those of the values.

Text columns have no length: neither database needs one, and a sign-up never fails on it. Codes are kept as their
values, lists of codes with blanks between, JSON as text (PostgreSQL's own JSON would reorder keys and refuse NUL).
Addresses stand as written beside a case-folded column, since SQLite folds no letters outside ASCII.
After a change here, `python -m nettools.store` writes the migration.
"""
# ruff: noqa: DJ008 - a row's text would show up in errors and logs, and rows hold personal data

from datetime import datetime
from typing import TypeAlias

from django.db import models

Words: TypeAlias = "models.TextField[str, str]"
Number: TypeAlias = "models.IntegerField[int, int]"
NumberOrNone: TypeAlias = "models.IntegerField[int | None, int | None]"
YesOrNo: TypeAlias = "models.BooleanField[bool, bool]"
Moment: TypeAlias = "models.DateTimeField[datetime, datetime]"
MomentOrNone: TypeAlias = "models.DateTimeField[datetime | None, datetime | None]"
Bytes: TypeAlias = "models.BinaryField[bytes, bytes]"


class Unit(models.Model):
    """A unit (enhet), shared by all its registrations."""

    key: Words = models.TextField(primary_key=True)
    name: Words = models.TextField()
    code: Words = models.TextField()
    authority: Words = models.TextField()
    municipality_code: Words = models.TextField()
    school_forms: Words = models.TextField()


class Registration(models.Model):
    """A unit's place, or wish for one, in a term, with the principal who signed it up."""

    id: "models.BigAutoField[int, int]" = models.BigAutoField(primary_key=True)
    term: Words = models.TextField()
    unit: "models.ForeignKey[Unit, Unit]" = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_id: str
    email: Words = models.TextField()
    email_key: Words = models.TextField(db_index=True)
    given_name: Words = models.TextField()
    family_name: Words = models.TextField()
    role: Words = models.TextField()
    phone: Words = models.TextField()
    terms: Words = models.TextField()
    submitted: Moment = models.DateTimeField()
    state: Words = models.TextField()

    class Meta:
        """A unit is signed up once a term."""

        constraints = (models.UniqueConstraint(fields=("term", "unit"), name="registration_once"),)


class Companion(models.Model):
    """A companion (medföljare) of a registration, in the order given."""

    registration: "models.ForeignKey[Registration, Registration]" = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="+"
    )
    registration_id: int
    position: Number = models.IntegerField()
    email: Words = models.TextField()
    email_key: Words = models.TextField(db_index=True)
    given_name: Words = models.TextField()
    family_name: Words = models.TextField()
    group: Words = models.TextField()
    profession: Words = models.TextField()

    class Meta:
        """One companion at each position."""

        constraints = (models.UniqueConstraint(fields=("registration", "position"), name="companion_once"),)


class ProtectedPerson(models.Model):
    """That someone with protected identity signed up: a digest that only serves to count nobody twice."""

    term: Words = models.TextField()
    digest: Words = models.TextField()

    class Meta:
        """Nobody is counted twice in a term."""

        constraints = (models.UniqueConstraint(fields=("term", "digest"), name="protected_once"),)


class Placement(models.Model):
    """Which network a unit is placed in."""

    term: Words = models.TextField()
    unit_key: Words = models.TextField()
    network_key: Words = models.TextField()

    class Meta:
        """A unit is in one network a term."""

        constraints = (models.UniqueConstraint(fields=("term", "unit_key"), name="placement_once"),)


class Link(models.Model):
    """Our key for a remote thing, its id there, what was last sent, and the intent that still awaits an answer."""

    system: Words = models.TextField()
    key: Words = models.TextField()
    term: Words = models.TextField(db_index=True)
    kind: Words = models.TextField()
    remote_id: Words = models.TextField()
    sent: Words = models.TextField()
    made: YesOrNo = models.BooleanField()
    intent_action: Words = models.TextField()
    intent_fields: Words = models.TextField()
    intent_noted: MomentOrNone = models.DateTimeField(null=True)

    class Meta:
        """A key means one thing in a system."""

        constraints = (models.UniqueConstraint(fields=("system", "key"), name="link_once"),)


class OutboxLetter(models.Model):
    """A letter in the outbox, in the order of drafting."""

    id: "models.BigAutoField[int, int]" = models.BigAutoField(primary_key=True)
    key: Words = models.TextField()
    kind: Words = models.TextField()
    term: Words = models.TextField()
    email: Words = models.TextField()
    email_key: Words = models.TextField(db_index=True)
    subject: Words = models.TextField()
    message: Bytes = models.BinaryField()
    state: Words = models.TextField()
    changed: Moment = models.DateTimeField()
    tries: Number = models.IntegerField(default=0)
    reason: Words = models.TextField()
    drafted: MomentOrNone = models.DateTimeField(null=True)
    refusals: Number = models.IntegerField(default=0)
    next_try: MomentOrNone = models.DateTimeField(null=True)
    digest: Words = models.TextField(default="")
    place: NumberOrNone = models.IntegerField(null=True)
    seal: Words = models.TextField(default="")

    class Meta:
        """A key is unique for ever: that keeps a letter from being sent twice. So is a place in a term's archive."""

        constraints = (
            models.UniqueConstraint(fields=("key",), name="letter_once"),
            models.UniqueConstraint(fields=("term", "place"), name="archive_place_once"),
        )
        indexes = (models.Index(fields=("term", "kind"), name="letter_by_kind"),)


class Sending(models.Model):
    """A run that sends letters, by a name that no other run ever had, and how many letters it has begun with."""

    name: Words = models.TextField(primary_key=True)
    opened: Moment = models.DateTimeField()
    begun: Number = models.IntegerField(default=0)


class CalendarMark(models.Model):
    """An entry that a letter puts into a calendar; it is there when that letter has left."""

    letter: Words = models.TextField(db_index=True)
    term: Words = models.TextField(db_index=True)
    uid: Words = models.TextField()
    occasion: Words = models.TextField()
    email: Words = models.TextField()
    email_key: Words = models.TextField(db_index=True)
    name: Words = models.TextField()
    title: Words = models.TextField()
    starts: Moment = models.DateTimeField()
    ends: Moment = models.DateTimeField()
    link: Words = models.TextField()
    leader: Words = models.TextField()
    leader_name: Words = models.TextField()
    sequence: Number = models.IntegerField()
    cancelled: YesOrNo = models.BooleanField()

    class Meta:
        """A letter says one thing of an entry."""

        constraints = (models.UniqueConstraint(fields=("letter", "uid"), name="calendar_mark_once"),)


class CalendarFeed(models.Model):
    """A person's subscription: by the digest of its address, and how many there have been before it."""

    email_key: Words = models.TextField(primary_key=True)
    email: Words = models.TextField()
    number: Number = models.IntegerField()
    digest: Words = models.TextField(db_index=True)
    open: YesOrNo = models.BooleanField()


class JournalRun(models.Model):
    """One run of a command."""

    id: "models.BigAutoField[int, int]" = models.BigAutoField(primary_key=True)
    command: Words = models.TextField()
    term: Words = models.TextField()
    who: Words = models.TextField()
    opened: Moment = models.DateTimeField()
    closed: MomentOrNone = models.DateTimeField(null=True)
    exit_status: NumberOrNone = models.IntegerField(null=True)
    counts: Words = models.TextField()


class JournalEntry(models.Model):
    """One step of a run."""

    id: "models.BigAutoField[int, int]" = models.BigAutoField(primary_key=True)
    run: "models.ForeignKey[JournalRun, JournalRun]" = models.ForeignKey(
        JournalRun, on_delete=models.CASCADE, related_name="+"
    )
    system: Words = models.TextField()
    action: Words = models.TextField()
    key: Words = models.TextField()
    at: Moment = models.DateTimeField()
    outcome: Words = models.TextField()
    kind: Words = models.TextField(default="")
    undo: Words = models.TextField(default="")


class HealthPlanDraft(models.Model):
    """A version of a unit's health-plan draft; its bytes are a file below the home."""

    term: Words = models.TextField()
    unit_key: Words = models.TextField()
    version: Number = models.IntegerField()
    digest: Words = models.TextField()
    file_name: Words = models.TextField()
    path: Words = models.TextField()
    size: "models.BigIntegerField[int, int]" = models.BigIntegerField()
    submitted: Moment = models.DateTimeField()
    late: YesOrNo = models.BooleanField()
    file_id: Words = models.TextField()
    source: Words = models.TextField(default="canvas")

    class Meta:
        """A version is one file."""

        constraints = (models.UniqueConstraint(fields=("term", "unit_key", "version"), name="draft_once"),)


class HealthPlanReading(models.Model):
    """What was found in a version: the outcome as JSON, and by which checklist."""

    term: Words = models.TextField()
    unit_key: Words = models.TextField()
    version: Number = models.IntegerField()
    checklist: Words = models.TextField()
    outcome: Words = models.TextField()

    class Meta:
        """A version is read once by each; the newest reading counts."""

        constraints = (models.UniqueConstraint(fields=("term", "unit_key", "version"), name="reading_once"),)


class HealthPlanFeedback(models.Model):
    """Feedback on a version of a draft, and where it is on its way."""

    term: Words = models.TextField()
    unit_key: Words = models.TextField()
    version: Number = models.IntegerField()
    kind: Words = models.TextField()
    state: Words = models.TextField()
    markdown: Words = models.TextField()
    draft_digest: Words = models.TextField()
    made: Moment = models.DateTimeField()
    approved_by: Words = models.TextField(default="")
    approved: MomentOrNone = models.DateTimeField(null=True)
    comment_id: Words = models.TextField(default="")

    class Meta:
        """A version is answered once."""

        constraints = (models.UniqueConstraint(fields=("term", "unit_key", "version"), name="feedback_once"),)


class GroupedMeeting(models.Model):
    """A network meeting that groups have been made for."""

    id: "models.BigAutoField[int, int]" = models.BigAutoField(primary_key=True)
    term: Words = models.TextField()
    network_key: Words = models.TextField()
    meeting: Number = models.IntegerField()
    seed: Number = models.IntegerField()

    class Meta:
        """A meeting has its groups once."""

        constraints = (models.UniqueConstraint(fields=("term", "network_key", "meeting"), name="grouped_meeting_once"),)


class GroupMember(models.Model):
    """Somebody's group at a meeting; number 0 means that the person will not be there."""

    grouped: "models.ForeignKey[GroupedMeeting, GroupedMeeting]" = models.ForeignKey(
        GroupedMeeting, on_delete=models.CASCADE, related_name="+"
    )
    grouped_id: int
    number: Number = models.IntegerField()
    email: Words = models.TextField()
    email_key: Words = models.TextField(db_index=True)

    class Meta:
        """A person is in one group."""

        constraints = (models.UniqueConstraint(fields=("grouped", "email_key"), name="group_member_once"),)


class SupervisionParty(models.Model):
    """A course leader or unit that gave times for supervision, and what it wishes beside."""

    id: "models.BigAutoField[int, int]" = models.BigAutoField(primary_key=True)
    term: Words = models.TextField()
    kind: Words = models.TextField()
    key: Words = models.TextField()
    leaders: Words = models.TextField(default="")
    days_off: Words = models.TextField(default="")
    most_a_day: NumberOrNone = models.IntegerField(null=True)

    class Meta:
        """One of each in a term."""

        constraints = (models.UniqueConstraint(fields=("term", "kind", "key"), name="supervision_party_once"),)


class SupervisionTime(models.Model):
    """A stretch of a party's time."""

    party: "models.ForeignKey[SupervisionParty, SupervisionParty]" = models.ForeignKey(
        SupervisionParty, on_delete=models.CASCADE, related_name="+"
    )
    party_id: int
    starts: Moment = models.DateTimeField()
    ends: Moment = models.DateTimeField()
    weight: Number = models.IntegerField(default=0)
    busy: YesOrNo = models.BooleanField(default=False)


class SupervisionPage(models.Model):
    """A unit's or course leader's web page: by the digest of its address, and how many there have been before it."""

    id: "models.BigAutoField[int, int]" = models.BigAutoField(primary_key=True)
    term: Words = models.TextField()
    kind: Words = models.TextField()
    key: Words = models.TextField()
    number: Number = models.IntegerField()
    digest: Words = models.TextField(db_index=True)

    class Meta:
        """One page each in a term."""

        constraints = (models.UniqueConstraint(fields=("term", "kind", "key"), name="supervision_page_once"),)


class PlannedSupervision(models.Model):
    """A session of a unit with a course leader."""

    id: "models.BigAutoField[int, int]" = models.BigAutoField(primary_key=True)
    term: Words = models.TextField()
    unit_key: Words = models.TextField()
    number: Number = models.IntegerField()
    starts: Moment = models.DateTimeField()
    ends: Moment = models.DateTimeField()
    leader_email: Words = models.TextField()
    leader_key: Words = models.TextField(db_index=True)
    leader_name: Words = models.TextField()
    leader_phone: Words = models.TextField()
    zoom_host: Words = models.TextField()
    state: Words = models.TextField()
    preference: Number = models.IntegerField(default=0)
    locked: YesOrNo = models.BooleanField(default=False)

    class Meta:
        """A number means one session of a unit in a term."""

        constraints = (models.UniqueConstraint(fields=("term", "unit_key", "number"), name="supervision_once"),)


class SupervisionHold(models.Model):
    """Five minutes that a session holds of somebody (`resource`): nobody can be held twice at once, whoever asks."""

    supervision: "models.ForeignKey[PlannedSupervision, PlannedSupervision]" = models.ForeignKey(
        PlannedSupervision, on_delete=models.CASCADE, related_name="+"
    )
    supervision_id: int
    resource: Words = models.TextField()
    tick: "models.BigIntegerField[int, int]" = models.BigIntegerField()

    class Meta:
        """The bound that races run into."""

        constraints = (models.UniqueConstraint(fields=("resource", "tick"), name="supervision_hold_once"),)
