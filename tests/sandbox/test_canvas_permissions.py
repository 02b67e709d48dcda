"""What the pretend Canvas tells of the caller's rights in an account, and of its clock."""

import pytest
from canvas_talk import canvas_talk, said

ASKED = ("manage_courses_add", "manage_user_logins", "read_sis", "manage_sis", "import_sis")


@pytest.fixture
def talk():
    with canvas_talk() as talk:
        yield talk


def rights(talk, account):
    return [
        right
        for right, given in talk.get(f"/accounts/{account}/permissions", permissions__=ASKED).json().items()
        if given
    ]


def test_an_administrator_has_them_all_and_sis_imports_belong_to_the_root(talk):
    assert rights(talk, 1) == list(ASKED)
    assert rights(talk, 2) == [right for right in ASKED if right != "import_sis"]


def test_who_may_not_manage_sis_is_told(talk):
    assert rights(talk.as_(talk.canvas.tokens.without_sis), 1) == [
        "manage_courses_add",
        "manage_user_logins",
        "read_sis",
    ]


def test_withheld_rights_are_told_as_lacking(talk):
    talk.canvas.manners.withheld_rights = frozenset({"manage_user_logins"})

    assert "manage_user_logins" not in rights(talk, 1)


def test_others_are_denied(talk):
    student = talk.canvas.add_user("Elev", "elev@example.se")

    assert talk.as_user(student).get("/accounts/1/permissions", permissions__=ASKED).status_code == 403
    assert said(talk.get("/accounts/99/permissions"))[0] == 404


def test_every_answer_carries_the_servers_time(talk):
    assert talk.get("/users/self").headers["Date"] == "Thu, 20 Aug 2026 10:00:00 GMT"
