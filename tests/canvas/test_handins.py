"""What has been handed in, seen by the real client on the pretend Canvas."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import requests
from builders import HT26
from canvas_talk import Talk

from nettools.canvas import CanvasClient, HandInFiles, HandInRoom, observe_hand_ins
from nettools.sandbox import CanvasServer

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n"
MARK = "nettools.HT26.natverk-1."


@pytest.fixture
def room():
    with CanvasServer(clock=lambda: TUESDAY) as canvas, requests.Session() as session:
        yield Room(canvas, Talk(canvas, session))


class Room:
    """A course room with a section for each unit, and a hand-in that takes files, text and links."""

    def __init__(self, canvas, talk):
        self.canvas, self.talk, self.users = canvas, talk, {}
        self.course = talk.post("/accounts/1/courses", {"course": {"name": "Nätverk 1"}, "offer": True}).json()["id"]
        self.sections = {}

    def section(self, unit):
        if unit not in self.sections:
            fields = {"name": unit, "sis_section_id": MARK + unit}
            made = self.talk.post(f"/courses/{self.course}/sections", {"course_section": fields}).json()
            self.sections[unit] = made["id"]
        return self.sections[unit]

    def member(self, email, *units):
        user = self.users.setdefault(email, None) or self.canvas.add_user("Åsa Öberg", email)
        self.users[email] = user
        for unit in units:
            enrolment = {"user_id": user.id, "type": "StudentEnrollment", "enrollment_state": "active"}
            answer = self.talk.post(f"/sections/{self.section(unit)}/enrollments", {"enrollment": enrolment})
            assert answer.status_code == 200
        return user

    def assignment(self, **others):
        kinds = ["online_upload", "online_text_entry", "online_url"]
        fields = {"name": "Utkast", "submission_types": kinds, "published": True, **others}
        made = self.talk.post(f"/courses/{self.course}/assignments", {"assignment": fields}).json()
        self.task = made["id"]

    def hand_in(self, email, name="plan.pdf", when=MONDAY):
        self.canvas.hand_in(self.course, email, name, PDF, when)

    def write(self, email, **submission):
        path = f"/courses/{self.course}/assignments/{self.task}/submissions"
        assert self.talk.as_user(self.users[email]).post(path, {"submission": submission}).status_code == 201

    def observe(self, *, token=None, units=None, mark=MARK):
        known = {str(number): unit for unit, number in self.sections.items()} if units is None else units
        room = HandInRoom(term=HT26, course_id=str(self.course), assignment_id=str(self.task), units=known, mark=mark)
        with CanvasClient(self.canvas.base_url, token or self.canvas.tokens.admin) as client:
            return observe_hand_ins(client, room)

    def owners(self, **others):
        found = self.observe(**others)
        return (
            [(one.unit_key, one.file_name) for one in found.hand_ins],
            [(one.hand_in.file_name, one.candidates) for one in found.unsettled],
        )


def test_everyone_in_a_unit_can_hand_in_for_it(room):
    room.member("rektor@example.se", "bjorken")
    room.member("kurator@example.se", "bjorken")
    room.member("rektor2@example.se", "granen")
    room.assignment()
    room.hand_in("rektor@example.se", "ett.pdf")
    room.hand_in("kurator@example.se", "två.pdf", TUESDAY)
    assert room.owners() == ([("bjorken", "ett.pdf"), ("bjorken", "två.pdf")], [])


def test_every_attempt_counts_once_with_its_own_time(room):
    room.member("rektor@example.se", "bjorken")
    room.assignment(due_at="2026-11-02T12:00:00Z")
    room.hand_in("rektor@example.se", "ett.pdf")
    room.hand_in("rektor@example.se", "två.pdf", TUESDAY)
    assert [(one.file_name, one.submitted, one.late, one.size) for one in room.observe().hand_ins] == [
        ("ett.pdf", MONDAY, False, len(PDF)),
        ("två.pdf", TUESDAY, True, len(PDF)),
    ]


def test_a_section_is_known_by_its_mark_where_nothing_is_remembered(room):
    room.member("rektor@example.se", "bjorken")
    room.assignment()
    room.hand_in("rektor@example.se")
    assert room.owners(units={}) == ([("bjorken", "plan.pdf")], [])
    assert room.owners(units={}, mark="nettools.HT26.natverk-2.") == ([], [("plan.pdf", ())])


def test_a_token_that_sees_no_sis_ids_needs_what_is_remembered(room):
    room.member("rektor@example.se", "bjorken")
    room.assignment()
    room.hand_in("rektor@example.se")
    teacher = room.canvas.add_user("Lena Lind", "lena@example.se")
    room.canvas.enrol(room.canvas.world.courses.rows[room.course], teacher, "TeacherEnrollment")
    token = room.canvas.token_of(teacher)
    assert room.owners(token=token) == ([("bjorken", "plan.pdf")], [])
    assert room.owners(token=token, units={}) == ([], [("plan.pdf", ())])


def test_someone_in_two_units_leaves_the_file_unsettled(room):
    room.member("rektor@example.se", "granen", "bjorken")
    room.assignment()
    room.hand_in("rektor@example.se")
    assert room.owners() == ([], [("plan.pdf", ("bjorken", "granen"))])


def a_group(room, *people):
    category = room.talk.post(f"/courses/{room.course}/group_categories", {"name": "Enheter"}).json()["id"]
    group = room.talk.post(f"/group_categories/{category}/groups", {"name": "Björken"}).json()["id"]
    for user in people:
        room.talk.post(f"/groups/{group}/memberships", {"user_id": user.id})
    room.assignment(group_category_id=category)


def test_a_groups_file_stands_at_every_member_and_counts_once(room):
    a_group(room, room.member("rektor@example.se", "bjorken"), room.member("kurator@example.se", "bjorken"))
    room.hand_in("rektor@example.se", "ett.pdf")
    room.hand_in("kurator@example.se", "två.pdf", TUESDAY)
    assert room.owners() == ([("bjorken", "ett.pdf"), ("bjorken", "två.pdf")], [])


def test_a_groups_file_is_unsettled_while_a_member_has_another_unit_too(room):
    """The rektor of two units can hand in through one group only, whichever plan it is."""
    a_group(room, room.member("rektor@example.se", "bjorken", "granen"), room.member("kurator@example.se", "bjorken"))
    room.hand_in("rektor@example.se")
    assert room.owners() == ([], [("plan.pdf", ("bjorken", "granen"))])


def test_who_has_moved_to_another_unit_hands_in_for_that(room):
    a_group(room, room.member("rektor@example.se", "bjorken"), room.member("kurator@example.se", "granen", "bjorken"))
    rows = room.talk.get(f"/courses/{room.course}/enrollments").json()
    left = next(row for row in rows if row["course_section_id"] == room.sections["granen"])
    room.talk.delete(f"/courses/{room.course}/enrollments/{left['id']}", task="inactivate")
    room.hand_in("kurator@example.se")
    assert room.owners() == ([("bjorken", "plan.pdf")], [])


def test_a_link_is_listed_and_not_followed(room):
    room.member("kurator@example.se", "bjorken")
    room.assignment()
    room.write("kurator@example.se", submission_type="online_url", url="https://www.example.se/plan")
    found = room.observe()
    assert (found.hand_ins, found.unsettled) == ((), ())
    assert [(one.units, one.code, one.link) for one in found.without_file] == [
        (("bjorken",), "link", "https://www.example.se/plan")
    ]


def test_what_is_written_in_the_text_box_is_a_draft_with_its_headings_lists_and_tables(room):
    room.member("rektor@example.se", "bjorken")
    room.assignment()
    html = "<h2>Mål</h2><p>Trygga <b>övergångar</b></p><ul><li>ett</li><li>två</li></ul><script>x()</script>"
    html += "<table><tr><th>Mål</th><th>Ansvarig</th></tr><tr><td>Trygghet</td><td></td></tr></table>"
    room.write("rektor@example.se", submission_type="online_text_entry", body=html)
    [draft] = room.observe().hand_ins
    assert (draft.unit_key, draft.file_name, draft.written) == ("bjorken", "skrivet i Canvas.md", True)
    assert [line.rstrip() for line in draft.text.splitlines() if line.strip()] == [
        "## Mål",
        "Trygga **övergångar**",
        "- ett",
        "- två",
        "| Mål | Ansvarig |",
        "| --- | --- |",
        "| Trygghet |  |",
    ]
    assert draft.size == len(draft.text.encode())


def test_a_groups_text_is_one_draft_and_the_next_text_another(room):
    a_group(room, room.member("rektor@example.se", "bjorken"), room.member("kurator@example.se", "bjorken"))
    room.write("rektor@example.se", submission_type="online_text_entry", body="<p>Ett</p>")
    room.write("kurator@example.se", submission_type="online_text_entry", body="<p>Två</p>")
    found = room.observe()
    assert ([one.text for one in found.hand_ins], found.unsettled) == (["Ett", "Två"], ())
    assert len({one.file_id for one in found.hand_ins}) == 2


def test_a_text_nested_deeper_than_anyone_writes_keeps_its_words(room):
    room.member("rektor@example.se", "bjorken")
    room.assignment()
    deep = "<div>" * 5000 + "Ord" + "</div>" * 5000
    room.write("rektor@example.se", submission_type="online_text_entry", body=deep)
    assert [one.text for one in room.observe().hand_ins] == ["Ord"]


def test_nobody_has_handed_in(room):
    room.member("rektor@example.se", "bjorken")
    room.assignment()
    assert room.owners() == ([], [])


def test_two_lists_are_read_however_many_units_there_are(room):
    for number in range(12):
        room.member(f"rektor{number}@example.se", f"enhet-{number}")
    room.assignment()
    before = len(room.canvas.record.calls)
    room.observe()
    assert len(room.canvas.record.calls) - before == 2


def test_an_address_that_leads_to_the_log_in_page_is_asked_for_anew(room, tmp_path):
    """Canvas answers an old key with its log-in page, and status 200: no file, whatever it is called."""
    room.member("rektor@example.se", "bjorken")
    room.assignment()
    room.hand_in("rektor@example.se")
    (hand_in,) = room.observe().hand_ins
    old = replace(hand_in, url=re.sub(r"verifier=\w+", "verifier=old", hand_in.url))
    assert old.url != hand_in.url
    part = tmp_path / "plan.part"
    with (
        CanvasClient(room.canvas.base_url, room.canvas.tokens.admin) as client,
        HandInFiles(client, largest=1000, waits=()) as files,
    ):
        fetched = files.fetch(old, part)
        assert (fetched.refusal, part.read_bytes()) == ("", PDF)
        gone = files.fetch(replace(old, file_id="999999"), tmp_path / "gone.part")
    assert gone.refusal == "login-page"
