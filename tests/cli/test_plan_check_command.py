"""`nettools healthplans check` as a person types it."""

import json

import pytest
from draft_corpus import after, goals_with
from draft_files import H, P, docx, odt, txt
from draft_texts import goal_tables, school
from typer.testing import CliRunner

from nettools import language
from nettools.cli import main

main.describe()
SOON = school()


def typed(*words):
    done = CliRunner().invoke(main.app, ["healthplans", "check", *map(str, words)])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def drafts(tmp_path):
    vague = school(goal_tables(goals_with(0, tidplan="Alltid")))
    secret = after(SOON, "Närvaro", P("Elev A i åk 3 har autism, 900602-2397."))
    (tmp_path / "hel.docx").write_bytes(docx(SOON))
    (tmp_path / "vag.odt").write_bytes(odt(vague))
    (tmp_path / "hemlig 900602-2397.txt").write_bytes(txt(secret))
    (tmp_path / "trasig.docx").write_bytes(b"PK\x03\x04 inte mer")
    (tmp_path / "~$hel.docx").write_bytes(b"Words own")
    (tmp_path / "bild.png").write_bytes(b"png")
    return tmp_path


def test_a_whole_plan_is_called_so(drafts):
    exit_status, said, _ = typed(drafts / "hel.docx")

    assert exit_status == 0
    assert said == f"{drafts / 'hel.docx'}: a whole plan\n  33 parts are there, 0 missing.\n\n"


def test_a_finding_is_told_with_its_place_its_words_and_the_law(drafts):
    exit_status, said, _ = typed(drafts / "vag.odt")

    assert exit_status == 0
    assert said.splitlines()[1:] == [
        "  33 parts are there, 0 missing.",
        "  Should be mended",
        "    table 2, row 4, “Mål 1”: Tidplan names no term, date or week.",
        "      “Alltid”",
        "      3 kap. 3 § diskrimineringslagen (2008:567), 2017-01-01–",
        "",
    ]


def test_it_speaks_swedish(drafts):
    language.activate("sv")
    _, said, _ = typed(drafts / "vag.odt")

    assert "    tabell 2, tabellrad 4, ”Mål 1”: Tidplan anger ingen termin, dag eller vecka." in said.splitlines()


def test_a_draft_with_personal_data_is_set_aside_and_nothing_of_it_is_said(drafts):
    exit_status, said, errors = typed(drafts / "hemlig 900602-2397.txt")

    assert exit_status == 1
    assert said.splitlines() == [
        f"{drafts}/****: set aside: personal data must be taken out first",
        "  line 80, “Närvaro”: a personnummer, 900602-****",
        "  line 80, “Närvaro”: a child that can be recognised, Elev ****",
        "",
    ]
    assert "2397" not in said + errors
    assert "autism" not in said + errors


def test_a_folder_is_looked_through_every_file_is_named_and_counted(drafts):
    exit_status, said, progress = typed(drafts)

    assert exit_status == 1
    assert [line for line in said.splitlines() if line.startswith(str(drafts))] == [
        f"{drafts / 'hel.docx'}: a whole plan",
        f"{drafts}/****: set aside: personal data must be taken out first",
        f"{drafts / 'trasig.docx'}: cannot be read",
        f"{drafts / 'vag.odt'}: a plan with things to work on",
    ]
    assert "The file is damaged; save it again, or save it as PDF." in said
    assert progress.startswith("Drafts: 4 steps")


def test_the_document_for_programs_is_as_documented(drafts):
    exit_status, said, _ = typed(drafts / "vag.odt", drafts / "trasig.docx", "--json")
    vague, broken = json.loads(said)
    (finding,) = vague.pop("findings")

    assert exit_status == 1
    assert vague.pop("present")[:3] == ["meta_enhet", "meta_giltighet", "meta_faststalld"]
    assert vague == {
        "file": str(drafts / "vag.odt"),
        "outcome": "read",
        "reason": None,
        "reason_code": None,
        "warnings": [],
        "verdict": "plan-needs-work",
        "document": {
            "type": "health-plan",
            "form": "SK",
            "date": "2026-08-20",
            "valid_from": "2026-08-01",
            "valid_to": "2027-07-31",
            "unit": "Tallbackens skola",
        },
        "missing": [],
        "privacy": [],
    }
    assert finding == {
        "kind": "vague-time",
        "level": "should",
        "where": {
            "heading": "Mål 1",
            "headings": ["Elevhälsoplan för Tallbackens skola", "Mål och åtgärder", "Mål 1"],
            "table": 2,
            "row": 4,
            "column": 2,
            "page": None,
            "line": None,
        },
        "subject": "tidplan",
        "quote": "Alltid",
        "message": "Tidplan names no term, date or week.",
        "law": "3 kap. 3 § diskrimineringslagen (2008:567), 2017-01-01–",
    }
    assert (broken["outcome"], broken["verdict"], broken["reason_code"]) == ("refused", "unreadable", "damaged")


def test_a_blocked_draft_has_no_finding_and_no_quote_for_programs_either(drafts):
    _, said, _ = typed(drafts / "hemlig 900602-2397.txt", "--json")
    (blocked,) = json.loads(said)

    assert (blocked["verdict"], blocked["findings"], blocked["present"], blocked["document"]["unit"]) == (
        "blocked-privacy",
        [],
        [],
        None,
    )
    assert [(hit["kind"], hit["certainty"], hit["where"]["line"], hit["masked"]) for hit in blocked["privacy"]] == [
        ("personnummer", "certain", 80, "900602-****"),
        ("identifiable-child", "certain", 80, "Elev ****"),
    ]


def test_strict_asks_for_more_and_a_form_asks_for_its_own_parts(drafts):
    assert typed(drafts / "hel.docx", "--strict")[0] == 0
    assert typed(drafts / "vag.odt", "--strict")[0] == 1
    (drafts / "kort.txt").write_bytes(txt([H("Barnhälsoplan", 1), P("Närvaro på gruppnivå.")]))
    _, school_said, _ = typed(drafts / "kort.txt", "--form", "GR", "--json")
    _, preschool_said, _ = typed(drafts / "kort.txt", "--form", "FS", "--json")

    assert set(json.loads(school_said)[0]["missing"]) - set(json.loads(preschool_said)[0]["missing"]) == {
        "nivaer",
        "insatser_fyra",
    }


def test_a_homes_own_checklist_decides(drafts):
    (drafts / "config").mkdir()
    part = "{id: hund, name: Skolhund, level: tip, any: [skolhund], feedback: Har ni en skolhund?}"
    own = f"version: egen\nitems:\n  - {part}\n"
    (drafts / "config" / "plan_checklist.yaml").write_text(own, encoding="utf-8")
    _, said, _ = typed(drafts / "hel.docx", "--home", drafts, "--json")

    assert [(each["subject"], each["message"]) for each in json.loads(said)[0]["findings"]] == [
        ("hund", "Har ni en skolhund?")
    ]


def test_a_broken_checklist_and_an_empty_folder_are_told(drafts, tmp_path):
    (drafts / "config").mkdir()
    (drafts / "config" / "plan_checklist.yaml").write_text("version: [", encoding="utf-8")
    (tmp_path / "tom").mkdir()

    assert typed(drafts / "hel.docx", "--home", drafts)[0] == 3
    assert typed(tmp_path / "tom")[0] == 1
