"""A thousand welcome letters with PDF, against Word templates turned to PDF by LibreOffice, scaled from fifty.

Both sides fill in the same words and make a tagged PDF/UA of each letter. Beside that, ours writes the mail (HTML,
text, .eml) and the calendar file of each, and a page that lists them; the other side writes its .docx.
"""

import os
import subprocess
import tempfile
from pathlib import Path

import pikepdf
from bench.measuring import Clock
from docx import Document
from docxtpl import DocxTemplate
from homes import a_term_at_home

from nettools.domain.letters import LetterKind, LetterState
from nettools.jobs.letters import mailing
from nettools.jobs.letters.desk import lay_out
from nettools.jobs.letters.preview import preview
from nettools.letters.blocks import Callout, Divider, Heading, Listing, Paragraph, Table
from nettools.sandbox import start

LETTERS = int(os.environ.get("BENCH_LETTERS") or 1000)
WORD_LETTERS, NETWORKS = 50, 4
AS_UA = 'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"}}'


def run():
    with (
        tempfile.TemporaryDirectory() as folder,
        start() as sandbox,
        a_term_at_home(Path(folder) / "hem", sandbox, units=LETTERS, people=LETTERS, networks=NETWORKS) as (
            tools,
            term,
        ),
    ):
        clock = Clock()
        previewed = preview(tools, LetterKind.WELCOME, term)
        ours = clock.seconds
        yield f"{len(previewed.letters)} letters written: PDF, mail, calendar: {ours:.1f} s, {per_letter(ours)}"
        desk = lay_out(tools, LetterKind.WELCOME, term)
        blocks = desk.written(desk.choice.addressees[0]).blocks
        clock = Clock()
        made = word_letters(Path(folder), blocks, [a.registrations[0].unit.name for a in desk.choice.addressees])
        theirs = clock.seconds * LETTERS / made
        yield f"docxtpl + LibreOffice: {clock.seconds:.1f} s for {made}, scaled to {LETTERS}: {theirs:.0f} s"
        yield f"ratio: {theirs / ours:.1f} times faster"
        clock = Clock()
        sent = mailing.send(tools, LetterKind.WELCOME, term, without_links=True, sleep=lambda _: None)
        done = sum(1 for line in sent.letters if line.state is LetterState.SENT)
        yield f"{done} written anew, noted and sent to a server in this process: {clock.seconds:.1f} s"


def per_letter(seconds):
    return f"{1000 * seconds / LETTERS:.1f} ms each"


def word_letters(folder, blocks, units):
    """So many letters by the usual road: a Word template with the same words, filled, then turned to PDF in one go."""
    template = folder / "mall.docx"
    word_template(blocks, units[0]).save(template)
    for number in range(WORD_LETTERS):
        letter = DocxTemplate(template)
        letter.render({"name": f"Åsa {number}", "unit": units[number % len(units)]}, autoescape=True)
        letter.save(folder / f"brev-{number}.docx")
    profile = (folder / "profil").as_uri()
    words = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", AS_UA, "--outdir", folder]
    files = sorted(folder.glob("brev-*.docx"))
    subprocess.run([*words, *files], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    made = sorted(folder.glob("brev-*.pdf"))
    with pikepdf.open(made[0]) as document:
        assert document.Root.MarkInfo.Marked
    return len(made)


def word_template(blocks, unit):
    """A Word document with a letter's blocks, and holes for the unit and the name."""
    document = Document()
    for block in blocks:
        _draw(document, block, unit)
    document.add_paragraph("{{ name }}")
    return document


def _draw(document, block, unit):
    match block:
        case Heading(level=level, runs=runs):
            document.add_heading(_words(runs, unit), level=level)
        case Paragraph(runs=runs):
            _runs(document.add_paragraph(), runs, unit)
        case Listing(numbered=numbered, items=items):
            for item in items:
                style = "List Number" if numbered else "List Bullet"
                _runs(document.add_paragraph(style=style), item[0].runs, unit)
        case Table(headings=headings, rows=rows):
            _table(document, (headings, *rows), unit)
        case Callout(blocks=inner):
            for each in inner:
                _draw(document, each, unit)
        case Divider():
            pass


def _table(document, rows, unit):
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, runs in zip(table.add_row().cells, row, strict=True):
            _runs(cell.paragraphs[0], runs, unit)


def _runs(paragraph, runs, unit):
    for run in runs:
        drawn = paragraph.add_run(_words([run], unit))
        drawn.bold, drawn.italic = run.strong, run.emphasis


def _words(runs, unit):
    return "".join(run.text for run in runs).replace(unit, "{{ unit }}")
