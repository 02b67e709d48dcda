"""Plan drafts that the demo hands in: real Word, PDF and text files."""

from io import BytesIO

import pypdfium2
from docx import Document

from nettools.sandbox.invented.people import invent
from nettools.sandbox.invented.plan_drafts import docx, pdf, plan_drafts


def test_each_unit_has_a_draft_in_turn_as_word_pdf_and_text():
    units = invent(6)
    drafts = plan_drafts(units)
    assert [draft.unit for draft in drafts] == list(units)
    assert [draft.file_name.rpartition(".")[2] for draft in drafts] == ["docx", "pdf", "txt"] * 2
    assert drafts == plan_drafts(units)


def test_a_word_file_opens_with_its_headings():
    paragraphs = Document(BytesIO(docx(["# Mål & medel", "Trygghet <alla> åäö"]))).paragraphs
    assert [one.text for one in paragraphs] == ["Mål & medel", "Trygghet <alla> åäö"]


def test_a_pdf_opens_with_its_text():
    document = pypdfium2.PdfDocument(pdf(["# Mål (alla)", "Trygghet \\ åäö"]))
    page = document[0]
    text = page.get_textpage()
    found = text.get_text_range()
    text.close()
    page.close()
    document.close()
    assert found.split("\r\n") == ["Mål (alla)", "Trygghet \\ åäö"]


def test_a_text_file_is_what_notepad_writes():
    draft = plan_drafts(invent(3))[2]
    assert draft.content.decode("utf-8-sig").splitlines()[0] == "Barn- och elevhälsoplan"
    assert draft.content.startswith(b"\xef\xbb\xbf")
