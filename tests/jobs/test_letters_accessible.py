"""Every kind of letter that is printed can be read by all: PDF/UA-1, rule by rule."""

import io
from datetime import UTC, datetime

import pikepdf
import pypdfium2
import pytest
from accessible import elements_of, faults_in

from nettools.domain.letters import LetterKind
from nettools.domain.terms import Term
from nettools.jobs.home import lay_out
from nettools.jobs.letters.desk import specimen_desk
from nettools.jobs.letters.writing import Writer
from nettools.settings import load_settings

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#12405f"/></svg>'
)
PRINTED = (LetterKind.PLACE_OFFERED, LetterKind.WELCOME, LetterKind.DRAFT_FEEDBACK, LetterKind.CERTIFICATE)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The PDF of each kind that has one, with a picture for a logo, and its title."""
    home = tmp_path_factory.mktemp("hem")
    lay_out(home)
    (home / "logo.svg").write_text(LOGO, encoding="utf-8")
    settings = load_settings(home, {"NETTOOLS__ORGANISER__LOGO": "logo.svg"})
    found = {}
    for kind in LetterKind:
        desk = specimen_desk(settings, home, settings.term(Term.parse("HT26")), kind)
        with Writer.at_home(desk, settings, home, datetime(2026, 8, 20, 9, 0, tzinfo=UTC)) as writer:
            mail = writer.mail(desk.choice.addressees[0])
        pdfs = [each.content for each in mail.attachments if each.file_name.endswith(".pdf")]
        if pdfs:
            found[kind] = pdfs[0], mail.letter.subject
    return found


def test_each_kind_that_is_printed_is_looked_at(printed):
    assert tuple(printed) == PRINTED


@pytest.mark.parametrize("kind", PRINTED)
def test_a_printed_letter_breaks_no_rule(printed, kind):
    assert [faults_in(pdf, title=title) for pdf, title in [printed[kind]]] == [[]]


def test_the_welcome_letters_structure_is_what_its_reader_hears(printed):
    with pikepdf.open(io.BytesIO(printed[LetterKind.WELCOME][0])) as document:
        names = [element.name for element in elements_of(document)]
    counted = {name: names.count(name) for name in ("H1", "Table", "Figure", "L")}

    assert (counted["H1"], counted["Table"], counted["Figure"], counted["L"] >= 2) == (1, 1, 1, True)
    assert names.index("Figure") < names.index("H1") < names.index("L") < names.index("Table")


def test_the_words_can_be_copied_with_their_own_letters(printed):
    document = pypdfium2.PdfDocument(printed[LetterKind.WELCOME][0])
    words = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()

    assert "Åsa" in words
    assert "höst" in words.casefold()


def without(key):
    def change(document):
        del document.Root[key]

    return change


def no_alternative(document):
    for element in elements_of(document):
        if element.name == "Figure":
            del element.dictionary["/Alt"]


def no_headings(document):
    for element in elements_of(document):
        if element.name == "TH":
            element.dictionary.S = pikepdf.Name.TD


def skipped_level(document):
    for element in elements_of(document):
        if element.name == "H2":
            element.dictionary.S = pikepdf.Name.H3


def untold(document):
    page = document.pages[0]
    page.contents_add(document.make_stream(b"0 0 10 10 re f"), prepend=False)


def no_fonts(document):
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary) and str(thing.get("/Type", "")) == "/FontDescriptor":
            for key in {"/FontFile", "/FontFile2", "/FontFile3"} & set(thing.keys()):
                del thing[key]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (without("/Lang"), "its language is not Swedish"),
        (without("/MarkInfo"), "it is not marked as tagged"),
        (without("/ViewerPreferences"), "programs are not told to show its title"),
        (without("/StructTreeRoot"), "it has no structure"),
        (no_alternative, "a picture has no alternative text"),
        (no_headings, "a table has no row of headings"),
        (skipped_level, "a level of heading is left out"),
        (untold, "something is painted (f) that is neither content nor decoration"),
        (no_fonts, "a font is not in the file"),
    ],
)
def test_the_rules_find_what_breaks_them(printed, change, fault):
    pdf, title = printed[LetterKind.WELCOME]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        broken = io.BytesIO()
        document.save(broken)

    assert fault in faults_in(broken.getvalue(), title=title)
    assert "its title is another" in faults_in(pdf, title="x")
