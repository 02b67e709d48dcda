"""Conformance 13, 34, 35: SIS imports, from handing in to what they complain of."""

import csv
import io
from datetime import timedelta

import pytest
import requests
from canvas_talk import Clock, canvas_talk, links, made, said
from canvasapi import Canvas
from sis_talk import (
    COURSES,
    ENROLMENTS,
    PATH,
    SECTIONS,
    USERS,
    errors_of,
    handed_in,
    handed_in_raw,
    imported,
    packed,
    table,
    watched,
)

ASA = "u1,asa@example.se,Åsa Öberg,active"
BO = "u2,bo@example.se,Bo Ek,active"
PEOPLE = table(USERS, ASA, BO)
ROOM = table(COURSES, "c1,HT26,Nätverk 1,published")
UNITS = table(SECTIONS, "s1,c1,Ekskolan,active", "s2,c1,Lindskolan,active")


@pytest.fixture
def talk():
    with canvas_talk() as talk:
        yield talk


# -- handing in --------------------------------------------------------------------------------------


def test_an_import_is_taken_at_once_and_done_later(talk):
    fresh = made(handed_in(talk, PEOPLE))
    assert (fresh["workflow_state"], fresh["progress"], fresh["ended_at"]) == ("created", 0, None)
    assert talk.get("/users/sis_user_id:u1").status_code == 404

    running = made(talk.get(f"{PATH}/{fresh['id']}"))
    assert (running["workflow_state"], running["progress"], running["ended_at"]) == ("importing", 50, None)

    done = watched(talk, fresh["id"])
    assert (done["workflow_state"], done["progress"]) == ("imported", 100)
    assert done["data"]["supplied_batches"] == ["user"]
    assert (done["data"]["counts"]["users"], done["data"]["counts"]["error_count"]) == (2, 0)
    assert done["data"]["statistics"]["Pseudonym"] == {"created": 2, "restored": 0, "deleted": 0}
    assert "processing_warnings" not in done
    asa = made(talk.get("/users/sis_user_id:u1"))
    assert (asa["name"], asa["sortable_name"], asa["login_id"]) == ("Åsa Öberg", "Öberg, Åsa", "asa@example.se")
    assert asa["sis_import_id"] == done["id"]


@pytest.mark.parametrize(
    ("media", "query"),
    [
        ("text/csv", {}),
        ("text/plain; charset=UTF-8", {}),
        ("application/octet-stream", {"extension": "csv"}),
    ],
)
def test_a_raw_body_is_an_import_too(talk, media, query):
    done = watched(talk, made(handed_in_raw(talk, PEOPLE, media, **query))["id"])

    assert (done["workflow_state"], done["data"]["counts"]["users"]) == ("imported", 2)


@pytest.mark.parametrize("media", ["application/zip", "application/x-thing"])
def test_files_in_a_zip_are_told_apart_by_their_columns_and_imported_in_order(talk, media):
    people = table(ENROLMENTS, "c1,s1,u1,student,active", ",s2,u2,teacher,active")
    data = packed(a=people, b=PEOPLE, c=UNITS, d=ROOM)
    done = watched(talk, made(handed_in_raw(talk, data, media))["id"])

    assert done["data"]["supplied_batches"] == ["course", "section", "user", "enrollment"]
    assert done["workflow_state"] == "imported"
    assert {name: done["data"]["counts"][name] for name in ("courses", "sections", "users", "enrollments")} == {
        "courses": 1,
        "sections": 2,
        "users": 2,
        "enrollments": 2,
    }
    assert [one["display_name"] for one in done["csv_attachments"]] == ["a.csv", "b.csv", "c.csv", "d.csv"]
    found = made(talk.get("/courses/sis_course_id:c1/enrollments"))
    assert [(one["type"], one["sis_section_id"], one["enrollment_state"]) for one in found] == [
        ("StudentEnrollment", "s1", "active"),
        ("TeacherEnrollment", "s2", "active"),
    ]


def test_canvasapi_imports(talk, tmp_path):
    (tmp_path / "people.csv").write_bytes(PEOPLE)
    with pytest.warns(UserWarning, match="HTTP"):
        canvas = Canvas(talk.canvas.base_url, talk.token)
    account = canvas.get_account(1)
    fresh = account.create_sis_import(str(tmp_path / "people.csv"), diffing_data_set_identifier="HT26")
    while account.get_sis_import(fresh).ended_at is None:
        pass
    done = account.get_sis_import(fresh)
    second = account.create_sis_import(str(tmp_path / "people.csv"))

    assert (done.workflow_state, done.diffing_data_set_identifier) == ("imported", "HT26")
    assert second.abort().workflow_state == "aborted"
    assert [one.id for one in account.get_sis_imports()] == [second.id, fresh.id]
    canvas._Canvas__requester._session.close()  # noqa: SLF001 - canvasapi has no way of its own


# -- who may, and what is refused --------------------------------------------------------------------


def test_only_the_root_account_imports(talk):
    refusal = (400, {"errors": ["SIS imports can only be executed on root accounts"]})

    assert said(talk.post("/accounts/2/sis_imports")) == refusal
    assert said(talk.get("/accounts/2/sis_imports")) == refusal
    assert talk.get("/accounts/9/sis_imports").status_code == 404


def test_an_account_may_have_imports_off(talk):
    talk.canvas.manners.sis_imports = False

    assert said(handed_in(talk, PEOPLE)) == (403, {"errors": ["SIS imports are not enabled for this account"]})


def test_a_token_without_the_right_is_denied(talk):
    assert handed_in(talk.as_(talk.canvas.tokens.without_sis), PEOPLE).json()["status"] == "unauthorized"
    talk.canvas.manners.withheld_rights = frozenset({"import_sis"})
    assert handed_in(talk, PEOPLE).status_code == 403
    assert talk.get(PATH).status_code == 200


MISSING = {"error": True, "error_message": "Missing attachment"}
NO_TERM = {"message": "Batch mode specified, but the given batch_mode_term_id cannot be found."}
NO_THRESHOLD = {"message": "change_threshold is required to use multi term_batch mode."}


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ({"batch_mode": "1"}, NO_TERM),
        ({"batch_mode": "1", "batch_mode_term_id": "99"}, NO_TERM),
        ({"multi_term_batch_mode": "1"}, NO_THRESHOLD),
        ({"diffing_drop_status": "gone"}, {"message": "Invalid diffing_drop_status"}),
    ],
)
def test_parameters_that_do_not_fit_are_refused(talk, options, body):
    assert said(handed_in(talk, PEOPLE, **options)) == (400, body)
    assert len(talk.canvas.world.sis_imports) == 0


def test_an_unknown_type_of_import_breaks_it(talk):
    assert handed_in(talk, PEOPLE, import_type="ladok").status_code == 500


def test_a_form_without_an_attachment_is_refused(talk):
    empty = {"files": {"other": ("users.csv", PEOPLE)}}

    assert said(talk.call("POST", PATH, **empty)) == (400, MISSING)
    assert said(talk.call("POST", PATH, data={"import_type": "instructure_csv"})) == (400, MISSING)


def test_another_charset_is_refused(talk):
    answer = handed_in_raw(talk, PEOPLE, "text/csv; charset=iso-8859-1")

    assert said(answer) == (400, {"error": "Invalid content type, UTF-8 required"})


# -- the line ----------------------------------------------------------------------------------------


def test_imports_run_one_at_a_time_in_the_order_they_came(talk):
    first, second = (made(handed_in(talk, PEOPLE))["id"] for _ in range(2))
    seen = [tuple(one["workflow_state"] for one in reversed(made(talk.get(PATH))["sis_imports"])) for _ in range(4)]

    assert second > first
    assert seen == [
        ("importing", "created"),
        ("imported", "created"),
        ("imported", "importing"),
        ("imported", "imported"),
    ]


def test_an_import_nobody_looks_at_is_done_in_time():
    clock = Clock()
    with canvas_talk(clock=clock) as talk:
        handed_in(talk, PEOPLE)
        assert talk.get("/users/sis_user_id:u1").status_code == 404
        clock.forward(seconds=30)
        assert talk.get("/users/sis_user_id:u1").status_code == 200


def test_the_list_is_wrapped_newest_first_and_uncounted(talk):
    numbers = [imported(talk, PEOPLE)["id"] for _ in range(3)]
    page = talk.get(PATH, per_page=2)

    assert list(page.json()) == ["sis_imports"]
    assert [one["id"] for one in page.json()["sis_imports"]] == numbers[:0:-1]
    assert links(page) == ["current", "next", "first"]
    assert made(talk.get(PATH, workflow_state__="failed")) == {"sis_imports": []}
    later = (talk.canvas.clock() + timedelta(days=1)).isoformat()
    assert made(talk.get(PATH, created_since=later)) == {"sis_imports": []}


def test_what_is_running_is_listed(talk):
    fresh = made(handed_in(talk, PEOPLE))

    assert [one["id"] for one in made(talk.get(f"{PATH}/importing"))["sis_imports"]] == [fresh["id"]]
    assert made(talk.get(f"{PATH}/importing"))["sis_imports"] == []


def test_an_aborted_import_does_nothing(talk):
    first, second, third = (made(handed_in(talk, PEOPLE))["id"] for _ in range(3))
    made(talk.get(f"{PATH}/{first}"))
    aborted = made(talk.put(f"{PATH}/{first}/abort", {}))

    assert (aborted["workflow_state"], aborted["progress"]) == ("aborted", 100)
    assert talk.put(f"{PATH}/{first}/abort", {}).status_code == 404
    assert said(talk.put(f"{PATH}/abort_all_pending", {})) == (200, {"aborted": True})
    assert {made(talk.get(f"{PATH}/{one}"))["workflow_state"] for one in (second, third)} == {"aborted"}
    assert talk.get("/users/sis_user_id:u1").status_code == 404


def test_imports_are_met_again_after_a_restart(tmp_path):
    with canvas_talk(directory=tmp_path) as talk:
        fresh = made(handed_in(talk, PEOPLE))["id"]
    with canvas_talk(directory=tmp_path) as talk:
        assert watched(talk, fresh)["workflow_state"] == "imported"


# -- what is complained of ---------------------------------------------------------------------------


def test_good_rows_are_applied_and_the_others_complained_of(talk):
    imported(talk, packed(a=ROOM, b=UNITS, c=PEOPLE), "all.zip")
    rows = table(ENROLMENTS, "c1,s1,u1,student,active", "c1,nowhere,u1,student,active", "c1,s2,u9,student,active")
    done = imported(talk, rows, "people.csv")

    unknown = "User not found for enrollment (User ID: u9, Course ID: c1, Section ID: s2)"
    assert done["workflow_state"] == "imported_with_messages"
    assert done["processing_warnings"] == [
        ["people.csv", "An enrollment referenced a non-existent section nowhere"],
        ["people.csv", unknown],
    ]
    assert (done["data"]["counts"]["enrollments"], done["data"]["counts"]["warning_count"]) == (1, 2)
    listed = made(talk.get(f"{PATH}/{done['id']}/errors"))["sis_import_errors"]
    assert listed[1] == {
        "sis_import_id": done["id"],
        "file": "people.csv",
        "message": unknown,
        "row": 4,
        "row_info": "c1,s2,u9,student,active",
    }
    with requests.get(done["errors_attachment"]["url"], timeout=5) as answer:
        assert list(csv.reader(io.StringIO(answer.text)))[1:] == [
            [str(one["sis_import_id"]), one["file"], one["message"], str(one["row"])] for one in listed
        ]


def test_only_the_first_complaints_are_shown_with_the_import(talk):
    done = imported(talk, table(USERS, *(f"u{number},,x,active" for number in range(30))))

    assert len(done["processing_warnings"]) == 25
    assert done["processing_warnings"][-1] == [
        "and 6 more warnings that were not included",
        "Download the error file to see all warnings.",
    ]
    assert len(made(talk.get(f"{PATH}/{done['id']}/errors", per_page=100))["sis_import_errors"]) == 30
    assert made(talk.get("/accounts/1/sis_import_errors", failure=True)) == {"sis_import_errors": []}


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"name,shoe size\nBo,43\n", "a.csv", "Couldn't find Canvas CSV import headers"),
        (table(USERS, "u1,asa@example.se,\xc5sa").decode().encode("latin-1"), "a.csv", "Invalid UTF-8"),
        (table(USERS, 'u1,"asa"x,Asa,active'), "a.csv", "Malformed CSV"),
        (b"PK nothing", "a.zip", "Error while importing CSV. Please contact support. (Error report 1)"),
        (
            packed(a=b"user_id,login_id\n" * 20000),
            "a.zip",
            "Error while importing CSV. Please contact support. (Error report 1)",
        ),
    ],
)
def test_what_cannot_be_read_fails(talk, data, name, words):
    done = imported(talk, data, name)

    assert (done["workflow_state"], errors_of(done)) == ("failed_with_messages", [words])
    assert done["progress"] < 100


def test_other_things_in_a_zip_are_passed_over(talk):
    done = imported(talk, packed(**{"inside/people": PEOPLE, "__MACOSX/people": b"x", "notes.txt": b""}), "all.zip")

    assert (done["workflow_state"], done["data"]["counts"]["users"]) == ("imported_with_messages", 2)


def test_a_file_with_a_mark_and_spaces_and_odd_case_is_read(talk):
    done = imported(
        talk,
        '\ufeffUser_ID, LOGIN_ID ,Full_Name,STATUS\r\n u1 , asa@example.se,"Öberg, ""Åsa""",Active\r\n,,,\r\n'.encode(),
    )

    assert (done["workflow_state"], done["data"]["counts"]["users"]) == ("imported", 1)
    assert made(talk.get("/users/sis_user_id:u1"))["name"] == 'Öberg, "Åsa"'
