"""A thousand welcome letters with PDF, sent; against Word templates turned to PDF by LibreOffice, scaled from fifty."""

import subprocess
import tempfile
from pathlib import Path

from bench.measuring import Clock
from docx import Document
from docxtpl import DocxTemplate
from homes import a_term_at_home

from nettools.domain.letters import LetterKind, LetterState
from nettools.jobs import letters
from nettools.jobs.letter_preview import preview
from nettools.sandbox import start

LETTERS, WORD_LETTERS, NETWORKS = 1000, 50, 4


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
        yield f"{len(previewed.letters)} letters written, .eml and PDF: {ours:.1f} s"
        clock = Clock()
        sent = letters.send(tools, LetterKind.WELCOME, term, without_links=True, sleep=lambda _: None)
        done = sum(1 for line in sent.letters if line.state is LetterState.SENT)
        yield f"{done} letters written, noted and sent to a server on this machine: {clock.seconds:.1f} s"
        clock = Clock()
        made = word_letters(Path(folder))
        theirs = clock.seconds * LETTERS / made
        yield f"docxtpl + LibreOffice: {clock.seconds:.1f} s for {made}, scaled to {LETTERS}: {theirs:.0f} s"
        yield f"ratio: {theirs / ours:.1f} times faster"


def word_letters(folder):
    """Fifty one-page letters by the usual road: a Word template, filled, then turned to PDF in one go."""
    template = folder / "mall.docx"
    document = Document()
    document.add_heading("Välkommen till nätverket, {{ name }}!", level=1)
    for number in range(8):
        document.add_paragraph(f"Stycke {number}: {{{{ unit }}}} är antagen. Vi ses på Zoom och i Canvas." * 2)
    table = document.add_table(rows=5, cols=4)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "{{ date }}"
    document.save(template)
    for number in range(WORD_LETTERS):
        letter = DocxTemplate(template)
        letter.render(
            {"name": f"Åsa {number}", "unit": f"Enhet {number}", "date": "14 september 2026"}, autoescape=True
        )
        letter.save(folder / f"brev-{number}.docx")
    profile = (folder / "profil").as_uri()
    words = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
    ]
    files = [str(path) for path in sorted(folder.glob("brev-*.docx"))]
    subprocess.run([*words, *files], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return len(list(folder.glob("brev-*.pdf")))
