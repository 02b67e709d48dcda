"""OpenDocument, PDF, plain text, Markdown, rich text and old Word files: what is read, and where it stands."""

from pathlib import Path

import pytest
from draft_files import WRITERS, H, L, P, T, archive, docx, md, odt, odt_of, pdf, rtf, txt

from nettools.domain.documents import DocumentTable
from nettools.files.documents import DocumentReader
from nettools.files.documents.olddoc import libreoffice
from nettools.files.documents.reading import read
from nettools.files.documents.refusals import UnreadableError

DATA = Path(__file__).parent / "data"
PIECES = (
    H("Elevhälsoplan för Tallbackens skola", 1),
    P("Planen gäller läsåret 2026/27 och följs upp varje termin av rektor och elevhälsoteamet."),
    H("Mål 1", 2),
    L(("Trygga raster", "Nära samarbete")),
    T((("Mål", "Ansvarig"), ("Alla är trygga på rasten", "Rektor"), ("Åtgärder", ""))),
    P("Slut."),
)


def shape(document):
    return [
        [[cell.text for cell in row.cells] for row in block.rows]
        if isinstance(block, DocumentTable)
        else (block.kind.value, block.level, block.text)
        for block in document.blocks
    ]


@pytest.mark.parametrize("kind", ["docx", "odt", "pdf", "md", "rtf"])
def test_the_same_draft_is_read_the_same_whatever_it_was_saved_as(kind):
    document = read(WRITERS[kind](PIECES), f"plan.{kind}")

    alone = kind == "pdf"  # on a single page nobody can tell a running head from the text
    assert document.kind == kind
    assert shape(document)[alone:] == [
        ("heading", 1, "Elevhälsoplan för Tallbackens skola"),
        ("paragraph", 0, PIECES[1].text),
        ("heading", 2, "Mål 1"),
        ("list-item", 1, "Trygga raster"),
        ("list-item", 1, "Nära samarbete"),
        [["Mål", "Ansvarig"], ["Alla är trygga på rasten", "Rektor"], ["Åtgärder", ""]],
        ("paragraph", 0, "Slut."),
    ]


def test_plain_text_has_lines_and_its_levels_are_guessed():
    document = read(txt(PIECES), "plan.txt")

    assert [each.place.line for each in document.blocks] == [1, 3, 5, 7, 8, 10, 14]
    assert [row.place.line for row in next(document.tables()).rows] == [10, 11, 12]
    assert [each.level for each in document.passages() if each.level] == [1, 4, 1, 1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_plain_text_is_read_in_the_encodings_that_swedish_programs_write(encoding):
    document = read("Åtgärder för elever\r\n\r\nVi möts på våren.\r\n".encode(encoding), "plan.txt")

    assert [each.text for each in document.passages()] == ["Åtgärder för elever", "Vi möts på våren."]


def test_words_divided_at_a_line_end_are_made_whole_and_compounds_keep_their_hyphen():
    said = "Det främjande och det före-\nbyggande arbetet leds av barn-\noch elevhälsan i kommunen, som alla vet.\n"

    assert [each.text for each in read(said.encode(), "plan.txt").passages()] == [
        "Det främjande och det förebyggande arbetet leds av barn- och elevhälsan i kommunen, som alla vet."
    ]


def test_a_blank_line_does_not_split_a_table_but_a_new_block_of_fields_does():
    said = "Grund\tRisk\nKön\t\n\nÅlder\t.\n\nMål\ta\nTidplan\tb\n\nMål\tc\nTidplan\td\n"

    assert shape(read(said.encode(), "plan.txt")) == [
        [["Grund", "Risk"], ["Kön", ""], ["Ålder", "."], ["Mål", "a"], ["Tidplan", "b"]],
        [["Mål", "c"], ["Tidplan", "d"]],
    ]


def test_a_pdf_has_pages_and_no_running_heads_and_divided_words_are_whole():
    long = "Elevhälsoteamet samordnar specialpedagogiska, psykosociala och medicinska insatser. " * 12
    document = read(pdf([H("Plan", 1), *(P(f"{long} Nummer {n}.") for n in range(10))]), "plan.pdf")
    said = " ".join(each.text for each in document.passages())

    assert document.pages >= 3
    assert {each.place.page for each in document.passages()} == set(range(1, document.pages + 1))
    assert "Utkast till plan" not in said
    assert document.aside[0].text == "Utkast till plan 1"
    assert said.count("specialpedagogiska, psykosociala och medicinska") == 120


def test_a_table_that_goes_over_a_pages_end_is_one():
    rows = (("Funktion", "Uppdrag"), *((f"Funktion {n}", f"Uppdrag {n}") for n in range(70)))
    document = read(pdf([H("Plan", 1), T(rows)]), "plan.pdf")
    (table,) = document.tables()

    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == [*rows]
    assert {row.place.page for row in table.rows} == {1, 2}


def test_open_document_lays_deleted_text_aside_and_keeps_notes_boxes_and_merged_cells():
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Kalle</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>Vi<text:s text:c='1'/>möts<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>en not</text:p></text:note-body></text:note></text:p>"
        "<table:table><table:table-row><table:table-cell table:number-rows-spanned='2'><text:p>hög</text:p>"
        "</table:table-cell><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>"
        "<table:table-row>"
        "<table:covered-table-cell/><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )
    document = read(odt_of(body), "plan.odt")

    assert [(each.kind.value, each.text) for each in document.passages()] == [
        ("paragraph", "Vi möts"),
        ("footnote", "en not"),
    ]
    assert [each.text for each in document.aside] == ["Kalle"]
    assert [[(c.text, c.merged) for c in row.cells] for row in next(document.tables()).rows] == [
        [("hög", False), ("a", False)],
        [("hög", True), ("b", False)],
    ]


def test_markdown_and_rich_text_tell_cells_apart_whatever_stands_in_them():
    for write, name in ((md, "plan.md"), (rtf, "plan.rtf")):
        document = read(write([H("Plan", 1), T((("Mål", "Klart"), ("{trygghet}", "vt 27 / ht 27")))]), name)
        assert [cell.text for cell in next(document.tables()).rows[1].cells] == ["{trygghet}", "vt 27 / ht 27"]


def test_an_old_word_file_is_read_by_libreoffice_or_says_what_is_needed():
    with DocumentReader(workers=1) as reader:
        reading = reader.read(DATA / "plan.doc")

    if libreoffice():
        assert (reading.document.kind, len(list(reading.document.tables()))) == ("doc", 3)
    else:
        assert reading.refusal == "needs-libreoffice"


def pdf_of_a_picture():
    from PIL import Image  # noqa: PLC0415 - heavy, and for one test

    held = Path(DATA).with_name("picture.pdf")
    Image.new("L", (400, 560), 255).save(held)
    content = held.read_bytes()
    held.unlink()
    return content


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n\0", "empty"),
        (b"MZ\x90\0\x03\0\0\0" * 40, "wrong-content"),
        (b"<!DOCTYPE html><p>Logga in</p>", "web-page"),
        (archive({"xl/workbook.xml": "<x/>"}), "wrong-content"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "wrong-content"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged"),
        (docx([]), "no-text"),
        (pdf_of_a_picture(), "image-only"),
        (b"%PDF-1.7\nnothing more", "damaged"),
    ],
)
def test_what_is_no_document_is_called_what_it_is(content, code):
    with pytest.raises(UnreadableError) as refused:
        read(content, "plan.docx")

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (OLE + "Workbook".encode("utf-16-le"), "wrong-content"),
        (b"x" * (50 * 2**20 + 1), "too-large"),
    ],
)
def test_what_is_locked_or_too_large_comes_to_no_reader(content, code):
    with DocumentReader(workers=1) as reader:
        assert reader.read_bytes("plan.docx", content).refusal == code


def test_an_encrypted_open_document_and_pdf_are_called_so():
    import pikepdf  # noqa: PLC0415 - heavy, and for one test

    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:encryption-data/></m:manifest>'
    )
    locked_odt = archive(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x", "META-INF/manifest.xml": manifest}
    )
    path = DATA.with_name("locked.pdf")
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(path, encryption=pikepdf.Encryption(user="hemligt", owner="hemligt"))
    locked_pdf = path.read_bytes()
    path.unlink()

    for content in (locked_odt, locked_pdf):
        with pytest.raises(UnreadableError) as refused:
            read(content, "plan")
        assert refused.value.code == "encrypted"


def test_a_file_that_is_too_slow_is_named_and_the_next_one_is_read():
    with DocumentReader(workers=1, patience=0.0) as impatient:
        assert impatient.read_bytes("plan.docx", docx(PIECES)).refusal == "too-slow"
    with DocumentReader(workers=1) as reader:
        assert reader.read_bytes("plan.docx", docx(PIECES)).refusal == ""


def test_many_files_come_back_in_their_order_and_one_that_is_not_there_is_named(tmp_path):
    paths = [tmp_path / f"{number}.odt" for number in range(9)]
    for path in paths:
        path.write_bytes(odt([H(f"Plan {path.stem}", 1)]))
    with DocumentReader(workers=2) as reader:
        readings = [*reader.read_all([*paths, tmp_path / "saknas.docx"])]

    assert [reading.document.blocks[0].text for reading in readings[:-1]] == [f"Plan {number}" for number in range(9)]
    assert [(reading.name, reading.refusal) for reading in readings[-1:]] == [("saknas.docx", "no-file")]
