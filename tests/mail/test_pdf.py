"""The printed letter: tagged, titled, in Swedish, on one page; and nothing that it says can run."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from nettools.errors import InputError
from nettools.letters import as_data, read_markdown
from nettools.mail import Look, Press

LETTERS = Path(__file__).parents[2] / "templates/letters"
TEMPLATE = (LETTERS / "letter.typ").read_text(encoding="utf-8")
WRITTEN = datetime(2026, 6, 13, 7, 0, tzinfo=UTC)
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#12405f"/></svg>'
)
MARKDOWN = """# Välkommen!

Hej Åsa, [läs mer](https://example.se/).

> ## Gör nu
>
> 1. Först
> 2. Sedan

## Träffarna

| Träff | Dag | Tema | Zoom |
|---|---|---|---|
| 1 | tisdag 22 september 2026 | Nuläge | [Gå](https://zoom.example.com/j/1) |

---

## Mer

- ett
- två
"""


@pytest.fixture
def press():
    with Press(TEMPLATE, LETTERS / "fonts", Look(organiser="Exempeluniversitetet", footer=("a@example.se",))) as press:
        yield press


def printed(press, markdown=MARKDOWN, key="HT26/welcome/a"):
    return press.letter_pdf(
        as_data(read_markdown(markdown)), title="Välkommen", date="13 juni 2026", written=WRITTEN, key=key
    )


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def structure(pdf):
    """The standard names of all structure elements, in reading order."""
    with opened(pdf) as document:
        roles = {str(name): str(role) for name, role in document.Root.StructTreeRoot.get("/RoleMap", {}).items()}
        names = []

        def walk(element):
            if isinstance(element, pikepdf.Array):
                for child in element:
                    walk(child)
            elif isinstance(element, pikepdf.Dictionary):
                if "/S" in element:
                    names.append(roles.get(str(element.S), str(element.S)))
                walk(element.get("/K", pikepdf.Array()))

        walk(document.Root.StructTreeRoot.K)
    return names


def words(pdf):
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return " ".join(" ".join(pages).split())


def test_the_document_says_what_it_is_and_in_which_language(press):
    with opened(printed(press)) as document, document.open_metadata() as metadata:
        assert document.Root.Lang in {"sv", "sv-SE"}
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert document.Root.MarkInfo.Marked
        assert str(document.docinfo.Title) == "Välkommen"
        assert metadata["pdfuaid:part"] == "1"


def test_headings_lists_and_tables_are_real_ones(press):
    names = structure(printed(press))
    counted = {name: names.count(name) for name in ("/H1", "/H2", "/L", "/LI", "/Table", "/TR", "/TH", "/TD", "/Link")}

    assert counted == {
        "/H1": 1,
        "/H2": 3,
        "/L": 2,
        "/LI": 4,
        "/Table": 1,
        "/TR": 2,
        "/TH": 4,
        "/TD": 4,
        "/Link": 2,
    }


def test_every_font_is_inside(press):
    with opened(printed(press)) as document:
        fonts = [
            descendant
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
            for descendant in [thing]
        ]

        assert fonts != []
        assert [font for font in fonts if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys())] == []


def test_the_same_letter_is_the_same_bytes(press):
    assert printed(press) == printed(press)


def test_markup_in_the_words_is_shown_and_not_run(press):
    shown = words(
        printed(press, "# Hej\n\n&#35;panic(&quot;x&quot;) $ &#42;b&#42; &#35;import &#92;u{41} &lt;a&gt; @b\n")
    )

    assert '#panic("x") $ *b* #import \\u{41} <a> @b' in shown


def test_a_character_that_no_font_has_refuses_the_letter(press):
    with pytest.raises(InputError) as refused:
        printed(press, "# Hej 北\n")

    assert [(problem.code, str(problem)) for problem in refused.value.problems] == [
        ("cannot-print", "HT26/welcome/a: The letter cannot be printed: no font has 北")
    ]


def test_a_logo_has_the_organiser_as_its_alternative_text(tmp_path):
    logo = tmp_path / "logo.svg"
    logo.write_text(LOGO, encoding="utf-8")

    with Press(TEMPLATE, LETTERS / "fonts", Look(organiser="Exempeluniversitetet", logo=logo)) as press:
        names = structure(printed(press))
        text = words(printed(press))

    assert names.count("/Figure") == 1
    assert text.startswith("13 juni 2026")


def test_the_press_cannot_read_files_outside_its_room():
    template = '#set document(title: "x")\n#read("/etc/passwd")'
    with Press(template, LETTERS / "fonts", Look(organiser="x")) as press, pytest.raises(InputError):
        printed(press)
