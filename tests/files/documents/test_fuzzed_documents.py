"""Five hundred files cut short, with bits turned, swollen or something else: each is named, none stops the reading."""

import io
import random
import zipfile
import zlib
from collections import Counter
from pathlib import Path

import pytest
from draft_files import W_NS, WRITERS, archive, docx_of, odt_of, w_paragraph
from draft_texts import school

from nettools.files.documents import REFUSALS, DocumentReader

FILES = 500
DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def reader():
    with DocumentReader(workers=2, patience=20) as opened:
        yield opened


def whole_files():
    made = {kind: write(school()) for kind, write in WRITERS.items()}
    return {**made, "doc": (DATA / "plan.doc").read_bytes()[:4096]}  # no whole one: LibreOffice is slow


def truncated(content, chance):
    return content[: chance.randrange(len(content))]


def with_bits_turned(content, chance):
    turned = bytearray(content)
    for _ in range(chance.choice((1, 8, 64, 512))):
        turned[chance.randrange(len(turned))] ^= 1 << chance.randrange(8)
    return bytes(turned)


def spliced(content, chance):
    """A piece of the file twice, or out of its place."""
    begin, end = sorted(chance.randrange(len(content)) for _ in range(2))
    to = chance.randrange(len(content))
    return content[:to] + content[begin:end] * chance.choice((1, 1, 20)) + content[to:]


def with_part_broken(content, chance):
    """An archive that is whole, with one part of it broken: so the damage reaches the XML."""
    if not content.startswith(b"PK"):
        return with_bits_turned(content, chance)
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = chance.choice([name for name, part in parts.items() if part])
    damage = chance.choice((truncated, with_bits_turned, spliced))
    return archive({**parts, name: damage(parts[name], chance)})


def noise(content, chance):
    return content[: chance.choice((4, 8, 64))] + chance.randbytes(chance.randrange(1, 4000))


DAMAGES = (truncated, with_bits_turned, spliced, with_part_broken, with_part_broken, noise)


def damaged_files():
    chance = random.Random(20261128)
    whole = whole_files()
    for number in range(FILES - len(BOMBS)):
        kind = chance.choice([*whole])
        damage = chance.choice(DAMAGES)
        yield f"{number:03d}-{damage.__name__}.{kind}", damage(whole[kind], chance)
    yield from ((name, make()) for name, make in BOMBS.items())


def nested(tag, times):
    return f"<{tag}>" * times + f"</{tag}>" * times


def swollen():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b" " * (64 * 2**20))
    return held.getvalue()


def lying():
    """An archive that says its part is small."""
    content = bytearray(swollen())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(mark) + place
        content[at : at + 4] = (1000).to_bytes(4, "little")
    return bytes(content)


def with_entities():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return archive({"word/document.xml": f'<!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]><w>&l11;</w>'})


def with_outer_entity():
    return archive({"word/document.xml": '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]><w>&x;</w>'})


def repeated_cells():
    cell = '<table:table-cell table:number-columns-repeated="1000000000"><text:p>x</text:p></table:table-cell>'
    return odt_of(
        f'<table:table><table:table-row table:number-rows-repeated="1000000000">{cell}</table:table-row></table:table>'
    )


MANY_PAGES = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 999999999/Kids[2 0 R]>>endobj\ntrailer<</Root 1 0 R>>"
)
BOMBS = {
    "swollen.docx": swollen,
    "lying.docx": lying,
    "entities.docx": with_entities,
    "outer-entity.docx": with_outer_entity,
    "nested-paragraphs.docx": lambda: docx_of(nested("w:p", 20_000)),
    "nested-tables.docx": lambda: docx_of(
        f"<w:tbl><w:tr><w:tc>{w_paragraph('x')}" * 400 + "</w:tc></w:tr></w:tbl>" * 400
    ),
    "nested-lists.odt": lambda: odt_of(nested("text:list", 5000)),
    "repeated-cells.odt": repeated_cells,
    "many-parts.docx": lambda: archive({f"word/{n}.xml": "" for n in range(25_000)}),
    "nested-groups.rtf": lambda: b"{\\rtf1" + b"{" * 200_000,
    "long-line.txt": lambda: b"a" * 6_000_000,
    "nested-quotes.md": lambda: b">" * 20_000 + b" x",
    "many-tables.md": lambda: b"| a | b |\n|---|---|\n" + b"| c | d |\n" * 150_000,
    "many-pages.pdf": lambda: MANY_PAGES,
}


def test_no_damaged_file_stops_the_reading_and_each_is_named(reader):
    read = {name: reader.read_bytes(name, content) for name, content in damaged_files()}
    codes = Counter(reading.refusal for reading in read.values())

    assert len(read) == FILES
    assert [name for name, reading in read.items() if (reading.document is None) == (reading.refusal == "")] == []
    assert set(codes) - {""} <= set(REFUSALS)
    assert reader.read_bytes("whole.docx", WRITERS["docx"](school())).refusal == ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("swollen.docx", "zip-bomb"),
        ("lying.docx", "damaged"),
        ("entities.docx", "damaged"),
        ("outer-entity.docx", "damaged"),
        ("nested-paragraphs.docx", "too-deep"),
        ("nested-tables.docx", "too-deep"),
        ("nested-lists.odt", "too-deep"),
        ("many-parts.docx", "zip-bomb"),
        ("long-line.txt", "too-large"),
        ("many-tables.md", "too-large"),
        ("many-pages.pdf", "damaged"),
    ],
)
def test_a_file_made_to_do_harm_is_called_what_it_is(reader, name, code):
    assert reader.read_bytes(name, BOMBS[name]()).refusal == code


# -- memory: files that are small, whole, and grow as they are read --------------------------------

LITTLE = 128 * 2**20


def packed(name, content):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return held.getvalue()


def growing(begin, end, size=4 * 2**20):
    """Well-formed XML of elements that take ten bytes in the file and some hundred in memory."""
    piece = '<a b=""/>'
    return begin + piece * (size // len(piece)) + end


GROWING = {
    "grows.docx": lambda: packed(
        "word/document.xml", growing(f'<w:document xmlns:w="{W_NS}"><w:body>', "</w:body></w:document>")
    ),
    "grows.odt": lambda: archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": growing(
                '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">'
                "<office:body><office:text>",
                "</office:text></office:body></office:document-content>",
            ),
        }
    ),
}


@pytest.mark.parametrize("name", [*GROWING])
def test_a_file_that_needs_more_memory_than_it_may_take_is_called_that_and_the_next_one_is_read(reader, name):
    content, whole = GROWING[name](), WRITERS["docx"](school())
    with DocumentReader(workers=1, memory=LITTLE) as little:
        said = [little.read_bytes(*each).refusal for each in (("a.docx", whole), (name, content), ("b.docx", whole))]
    assert said == ["", "too-much-memory", ""]
    assert reader.read_bytes(name, content).refusal == "no-text"  # with the memory that is given there is no harm in it


def test_a_pdf_that_needs_more_memory_than_it_may_take_ends_its_reader_and_the_next_one_is_read():
    drawn = zlib.compress(b"0 0 m 1 1 l S\n" * 3_000_000)
    pdf = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<>>>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length "
        + str(len(drawn)).encode()
        + b">>stream\n"
        + drawn
        + b"\nendstream endobj\n"
        b"trailer<</Root 1 0 R>>"
    )
    with DocumentReader(workers=1, memory=LITTLE) as little:
        said = [little.read_bytes("a.pdf", each).refusal for each in (pdf, WRITERS["pdf"](school()))]
    assert said == ["reader-died", ""]  # PDFium ends the process itself when it is given no memory


def test_a_document_whose_places_would_fill_the_memory_of_whoever_asks_is_too_large(reader):
    heading = "Rubrik " * 1000
    rows = "".join(f"<w:tr><w:tc>{w_paragraph('x')}</w:tc></w:tr>" for _ in range(20_000))
    heads = f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>{heading}</w:t></w:r></w:p>'
    assert reader.read_bytes("a.docx", docx_of(heads + f"<w:tbl>{rows}</w:tbl>")).refusal == "too-large"
