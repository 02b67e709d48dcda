"""What Word files hold that ready-made readers lose, and where it stands."""

from draft_files import H, L, P, T, docx, docx_of, w_paragraph

from nettools.domain.documents import DocumentPlace, DocumentTable, Passage
from nettools.files.documents.reading import read


def passages(content):
    return [(each.kind.value, each.level, each.text) for each in read(content, "plan.docx").passages()]


def texts(content):
    return [each.text for each in read(content, "plan.docx").passages()]


def tables(content):
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in read(content, "plan.docx").tables()]


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def control(content, *, prompt=False):
    shown = "<w:showingPlcHdr/>" if prompt else ""
    return f"<w:sdt><w:sdtPr>{shown}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def table(*rows, width=2):
    made = "".join(f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl>{made}</w:tbl>"


def test_headings_lists_and_paragraphs_come_in_order_with_their_place():
    document = read(docx([H("Elevhälsoplan", 1), P("Inledning."), H("Mål", 2), L(("Ett", "Två"))]), "plan.docx")

    assert [(each.kind.value, each.level, each.text) for each in document.passages()] == [
        ("heading", 1, "Elevhälsoplan"),
        ("paragraph", 0, "Inledning."),
        ("heading", 2, "Mål"),
        ("list-item", 1, "Ett"),
        ("list-item", 1, "Två"),
    ]
    assert document.blocks[4].place == DocumentPlace(headings=("Elevhälsoplan", "Mål"), block=5)


def test_a_heading_is_known_by_outline_level_by_name_in_swedish_and_by_a_style_it_builds_on():
    styles = {
        "word/styles.xml": '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:styleId="A"><w:name w:val="Rubrik 2"/></w:style>'
        '<w:style w:styleId="B"><w:name w:val="Egen"/><w:basedOn w:val="A"/></w:style>'
        '<w:style w:styleId="C"><w:name w:val="Kommunens"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
        '<w:style w:styleId="D"><w:name w:val="Title"/></w:style></w:styles>'
    }
    body = "".join(w_paragraph(name, name) for name in "ABCD") + w_paragraph("E", "Rubrik4")

    assert passages(docx_of(body, parts=styles)) == [
        ("heading", 2, "A"),
        ("heading", 2, "B"),
        ("heading", 3, "C"),
        ("heading", 1, "D"),
        ("heading", 4, "E"),
    ]


def test_a_short_line_in_bold_heads_what_follows_and_a_sentence_in_bold_does_not():
    bold = "<w:rPr><w:b/></w:rPr>"
    body = f"<w:p><w:r>{bold}<w:t>Nuläge</w:t></w:r></w:p><w:p><w:r>{bold}<w:t>Alla ska trivas här.</w:t></w:r></w:p>"

    assert passages(docx_of(body)) == [("heading", 7, "Nuläge"), ("paragraph", 0, "Alla ska trivas här.")]


def test_text_in_content_controls_is_read_wherever_they_stand():
    cell = control(f"<w:tc>{w_paragraph('en cell')}</w:tc>")
    row = control(f"<w:tr><w:tc>{w_paragraph('en')}</w:tc><w:tc>{w_paragraph('hel rad')}</w:tc></w:tr>")
    body = (
        control(w_paragraph("ett block"))
        + f"<w:p>{run('en ')}{control(run('rad'))}</w:p>"
        + f"<w:tbl><w:tr><w:tc>{w_paragraph('Mål')}</w:tc>{cell}</w:tr>{row}</w:tbl>"
    )

    assert texts(docx_of(body)) == ["ett block", "en rad"]
    assert tables(docx_of(body)) == [[["Mål", "en cell"], ["en", "hel rad"]]]


def test_a_content_control_that_shows_its_hint_is_told_to_be_one():
    body = table((w_paragraph("Mål"), control(w_paragraph("Beskriv målet"), prompt=True)))
    document = read(docx_of(control(w_paragraph("Skriv syftet"), prompt=True) + body), "plan.docx")
    cells = next(document.tables()).rows[0].cells

    assert [each.prompt for each in document.passages()] == [True]
    assert [(cell.text, cell.prompt) for cell in cells] == [("Mål", False), ("Beskriv målet", True)]


def test_what_is_inserted_is_read_and_what_is_deleted_is_laid_aside():
    gone = "<w:del><w:r><w:delText>Kalle</w:delText></w:r></w:del>"
    body = f"<w:p>{run('Vi ')}<w:ins>{run('lyssnar')}</w:ins>{gone}{run('.')}</w:p>"
    document = read(docx_of(body), "plan.docx")

    assert [each.text for each in document.passages()] == ["Vi lyssnar."]
    assert ([each.text for each in document.aside], document.warnings) == (["Kalle"], ("deleted-text", "no-headings"))


def test_a_text_box_is_read_once_after_the_paragraph_that_it_hangs_on():
    box = f"<w:txbxContent>{w_paragraph('i rutan')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}"
        f"</w:pict></mc:Fallback></mc:AlternateContent></w:r>{run('före')}</w:p>"
    )

    assert texts(docx_of(body)) == ["före", "i rutan"]


def test_footnotes_headers_and_comments_come_where_they_belong():
    ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    note = f'<w:footnote w:id="2">{w_paragraph("en not")}</w:footnote>'
    parts = {
        "word/footnotes.xml": f"<w:footnotes {ns}>{note}</w:footnotes>",
        "word/header1.xml": f"<w:hdr {ns}>{w_paragraph('sidhuvud')}</w:hdr>",
        "word/comments.xml": f"<w:comments {ns}><w:comment>{w_paragraph('en kommentar')}</w:comment></w:comments>",
    }
    body = f'<w:p>{run("text")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    document = read(docx_of(body, parts=parts), "plan.docx")

    assert [(each.kind.value, each.text) for each in document.passages()] == [
        ("paragraph", "text"),
        ("footnote", "en not"),
    ]
    assert sorted(each.text for each in document.aside) == ["en kommentar", "sidhuvud"]
    assert "comments" in document.warnings


def test_a_table_knows_its_header_and_merged_cells_and_an_empty_cell_is_one():
    body = docx([T((("Mål", "Ansvarig"), ("Trygghet", "")))])
    found = next(read(body, "plan.docx").tables())

    assert [(row.header, [cell.text for cell in row.cells]) for row in found.rows] == [
        (True, ["Mål", "Ansvarig"]),
        (False, ["Trygghet", ""]),
    ]
    assert found.rows[1].cells[1].place == DocumentPlace(table=1, row=2, column=2, block=1)


def test_cells_that_go_over_columns_and_rows_stand_in_each_row_that_they_reach():
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{w_paragraph("bred")}</w:tc>'
    top = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{w_paragraph("hög")}</w:tc>'
    below = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{w_paragraph('')}</w:tc>"
    plain = {name: f"<w:tc>{w_paragraph(name)}</w:tc>" for name in "cxy"}
    rows = (wide + plain["c"], top + plain["x"], below + plain["y"])
    body = f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    rows = next(read(docx_of(body), "plan.docx").tables()).rows

    assert [[(c.text, c.spans, c.merged, c.place.column) for c in row.cells] for row in rows] == [
        [("bred", 2, False, 1), ("c", 1, False, 3)],
        [("hög", 1, False, 1), ("x", 1, False, 2)],
        [("hög", 1, True, 1), ("y", 1, False, 2)],
    ]


def test_a_table_in_a_cell_follows_the_table_that_holds_it_and_a_frame_is_no_table():
    inner = table((w_paragraph("a"), w_paragraph("b")), (w_paragraph("c"), w_paragraph("d")))
    frame = table((w_paragraph("i en ram"),))
    document = read(docx_of(frame + table((w_paragraph("ute"), inner + w_paragraph("")))), "plan.docx")
    outer, within = document.tables()

    assert isinstance(document.blocks[0], Passage)
    assert isinstance(document.blocks[1], DocumentTable)
    assert [cell.tables for cell in outer.rows[0].cells] == [(), (2,)]
    assert [[cell.text for cell in row.cells] for row in within.rows] == [["a", "b"], ["c", "d"]]


def test_a_list_of_contents_is_told_from_the_headings_that_it_lists():
    body = docx([w_paragraph("Mål\t3", "Innehll1"), w_paragraph("Syfte ......... 4"), H("Mål", 2), P("Text.")])

    assert [(each.text, each.contents) for each in read(body, "plan.docx").passages()] == [
        ("Mål", True),
        ("Syfte", True),
        ("Mål", False),
        ("Text.", False),
    ]


def test_macros_are_told_of_and_nothing_else_is_done_with_them():
    document = read(docx([H("Plan", 1)], parts={"word/vbaProject.bin": "x"}), "plan.docm")

    assert document.warnings == ("macros",)


def test_letters_are_composed_and_soft_hyphens_and_other_invisible_signs_are_gone():
    assert texts(docx([P("a\u030aterkommande fo\u0308re\u00adbyggande\u00a0arbete\u200b")])) == [
        "återkommande förebyggande arbete"
    ]
