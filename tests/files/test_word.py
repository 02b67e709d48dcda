"""The Word documents that we write, opened again: what Word, LibreOffice and a screen reader find in them."""

import re
import zipfile
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn

from nettools.domain.plansupport import FormWording, TemplateTable
from nettools.files.documents import DocumentReader
from nettools.files.word_letter import write_word_letter
from nettools.files.word_template import write_plan_template
from nettools.healthplans import PlanTemplate, TemplateChapter, TemplateField, TemplatePart
from nettools.letters.blocks import read_markdown

MADE = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)
LOOK = {"organiser": "Exempeluniversitetet", "colour": "#12405f", "made": MADE}
TEMPLATE = PlanTemplate(
    title="Barn- och elevhälsoplan",
    form=FormWording(name="förskola", unit="förskolan"),
    reminder="Skriv inga personuppgifter.",
    chapters=(
        TemplateChapter(name="Ramar", facts=(TemplateField(name="Enhet", question="Vilken enhet?"),)),
        TemplateChapter(
            name="Arbete",
            parts=(
                TemplatePart(field=TemplateField(name="Främjande", question="Vad gör ni för alla?")),
                TemplatePart(
                    field=TemplateField(name="Nivåer", question="På vilka nivåer?"),
                    table=TemplateTable(headings=("Arbete", "Individ", "Grupp"), rows=("Främjande",), empty_rows=1),
                ),
            ),
        ),
        TemplateChapter(name="Mål", goals=2),
    ),
    goal_fields=(TemplateField(name="Mål", question="Vad?"), TemplateField(name="Tidplan", question="När?")),
)
LETTER = """# Återkoppling på er plan

**Björken** · version 2

## Frågor

- En punkt med *betoning*

1. Först

> Viktigt.

| Var | Vad |
|---|---|
| Mål 1 | Å < Ö |

---

[Skriv](mailto:natverk@example.se)
"""


@pytest.fixture
def template(tmp_path):
    return write_plan_template(tmp_path / "mall.docx", TEMPLATE, **LOOK)


@pytest.fixture
def letter(tmp_path):
    return write_word_letter(tmp_path / "brev.docx", read_markdown(LETTER), title="Återkoppling", **LOOK)


def styled(path):
    paragraphs = Document(path).paragraphs
    return [(one.style.name, one.text) for one in paragraphs if one.style.name.startswith(("Heading", "Title"))]


def xml_of(path, part="word/document.xml"):
    with zipfile.ZipFile(path) as parts:
        return parts.read(part).decode()


def test_headings_are_headings(template, letter):
    assert styled(template) == [
        ("Title", "Barn- och elevhälsoplan"),
        ("Heading 1", "Ramar"),
        ("Heading 1", "Arbete"),
        ("Heading 2", "Främjande"),
        ("Heading 2", "Nivåer"),
        ("Heading 1", "Mål"),
        ("Heading 2", "Mål 1"),
        ("Heading 2", "Mål 2"),
    ]
    assert styled(letter) == [("Title", "Återkoppling på er plan"), ("Heading 1", "Frågor")]


@pytest.mark.parametrize("which", ["template", "letter"])
def test_each_table_has_a_header_row_that_comes_again_and_a_name(which, request):
    for table in Document(request.getfixturevalue(which)).tables:
        rows = table._element.findall(qn("w:tr"))  # noqa: SLF001 - python-docx has no other way to it
        assert [len(list(row.iter(qn("w:tblHeader")))) for row in rows] == [1, *[0] * (len(rows) - 1)]
        assert [each.get(qn("w:val")) for each in rows[0].getparent().iter(qn("w:tblCaption"))] not in ([], [""])


@pytest.mark.parametrize("which", ["template", "letter"])
def test_language_title_and_page_numbers_are_told(which, request):
    path = request.getfixturevalue(which)
    core = Document(path).core_properties
    assert (core.language, core.author, core.created) == ("sv-SE", "Exempeluniversitetet", MADE)
    assert core.title in ("Barn- och elevhälsoplan", "Återkoppling")
    assert re.findall(r'<w:lang [^>]*w:val="([^"]+)"', xml_of(path, "word/styles.xml")) == ["sv-SE"]
    with zipfile.ZipFile(path) as parts:
        [footer] = [name for name in parts.namelist() if "footer" in name and name.endswith(".xml")]
    assert re.findall(r"<w:instrText[^>]*> (\w+) <", xml_of(path, footer)) == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("which", ["template", "letter"])
def test_no_space_is_made_of_empty_paragraphs(which, request):
    body = Document(request.getfixturevalue(which)).element.body
    texts = ["".join(node.text or "" for node in one.iter(qn("w:t"))) for one in body.iter(qn("w:p"))]
    assert [text for text in texts if not text.strip()] == []


def test_what_tells_of_a_table_stands_in_the_order_that_word_wants(template):
    order = ["tblStyle", "tblW", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption"]
    for table in Document(template).element.body.iter(qn("w:tblPr")):
        assert [child.tag.rpartition("}")[2] for child in table] == order
    modes = re.findall(r'w:name="compatibilityMode"[^>]*w:val="(\d+)"', xml_of(template, "word/settings.xml"))
    assert modes == ["15"]


def test_each_place_to_write_is_a_control_that_shows_its_question(template):
    controls = list(Document(template).element.body.iter(qn("w:sdt")))
    names = [one.find(qn("w:sdtPr")).find(qn("w:alias")).get(qn("w:val")) for one in controls]
    ids = [one.find(qn("w:sdtPr")).find(qn("w:id")).get(qn("w:val")) for one in controls]
    assert names[:3] == ["Enhetens namn", "Enhet", "Främjande"]
    assert len(set(ids)) == len(controls) == 12
    assert all(one.find(qn("w:sdtPr")).find(qn("w:showingPlcHdr")) is not None for one in controls)


def test_a_template_that_nobody_has_written_in_is_read_as_hints_only(template):
    with DocumentReader(workers=1) as reader:
        document = reader.read(template).document
    told = {passage.text for passage in document.passages() if not passage.prompt}
    assert "Vad gör ni för alla?" not in told
    cells = {cell.text for table in document.tables() for row in table.rows for cell in row.cells if not cell.prompt}
    assert cells >= {"Enhet", "Verksamhetsform", "förskola", "Tidplan"}
    assert cells & {"Vilken enhet?", "När?", "Skriv här"} <= {"Skriv här"}  # a heading of the goals' table is so called


def test_the_words_of_a_letter_are_all_there(letter):
    with DocumentReader(workers=1) as reader:
        document = reader.read(letter).document
    assert [passage.text for passage in document.passages()] == [
        "Återkoppling på er plan",
        "Björken · version 2",
        "Frågor",
        "En punkt med betoning",
        "Först",
        "Viktigt.",
        "Skriv (natverk@example.se)",
    ]
    assert [[cell.text for cell in row.cells] for table in document.tables() for row in table.rows] == [
        ["Var", "Vad"],
        ["Mål 1", "Å < Ö"],
    ]
