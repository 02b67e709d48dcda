"""Three hundred drafts of fifteen pages read and checked, against the text alone; growth; precision and recall."""

import resource
import tempfile
import textwrap
import time
from collections import Counter
from datetime import date
from pathlib import Path

from bench.measuring import process, python
from draft_corpus import CORPUS
from draft_files import WRITERS, H, P
from draft_texts import school

from nettools.files.documents.reading import read
from nettools.healthplans import check_plan
from nettools.settings.checklist import load_checklist

DRAFTS, FILLER, PAGES = 300, 78, 15
KINDS = ("docx", "pdf", "odt", "txt")
LATIN = (
    "Vi följer gruppens lärande varje månad och talar om vad som fungerar. Arbetslaget prövar nya sätt att ordna "
    "rummen och ser hur tryggheten förändras under terminen, alltid på gruppnivå."
)
# Text alone, by the libraries that we read with: what cannot be done faster.
TEXT_ALONE = textwrap.dedent("""
    import sys, zipfile, re, pathlib
    for path in pathlib.Path(sys.argv[1]).iterdir():
        if path.suffix == ".pdf":
            import pypdfium2
            for page in pypdfium2.PdfDocument(path):
                page.get_textpage().get_text_range()
        elif path.suffix == ".txt":
            path.read_text(encoding="cp1252")
        else:
            import defusedxml.ElementTree as xml
            part = "word/document.xml" if path.suffix == ".docx" else "content.xml"
            "".join(xml.fromstring(zipfile.ZipFile(path).read(part)).itertext())
""")


def run():
    yield from found()
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "utkast"
        folder.mkdir()
        for number in range(DRAFTS):
            kind = KINDS[number % len(KINDS)]
            (folder / f"plan-{number:03d}.{kind}").write_bytes(written(kind, number, 1))
        began = used()
        ours, memory = process(*python("-m", "nettools", "healthplans", "check", folder, "--home", room, "--json"))
        ours_used, began = used() - began, used()
        theirs, _ = process(*python("-c", TEXT_ALONE, folder))
        theirs_used = used() - began
        yield f"{DRAFTS} drafts of {PAGES} pages read and checked: {ours:.1f} s, {ours_used:.1f} s of processor"
        yield f"  the largest of its processes: {memory:.0f} MB"
        yield f"the text alone, by the same libraries: {theirs:.1f} s, {theirs_used:.1f} s of processor"
        yield f"ratio: {ours / theirs:.1f} by the clock, {ours_used / theirs_used:.1f} of processor"
        yield from by_kind(folder)
        yield from growth()


def used():
    """Seconds of processor that the processes started from here have used."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def written(kind, number, times):
    """A whole plan, filled up to so many times fifteen pages."""
    filler = [
        piece
        for n in range(FILLER * times)
        for piece in (
            *([H(f"Avsnitt {n // 6 + 1}")] if n % 6 == 0 else []),
            P(f"{LATIN} Stycke {number}-{n}. {LATIN} {LATIN}"),
        )
    ]
    pieces = [*school(), *filler]
    return WRITERS[kind](pieces)


def by_kind(folder):
    """Milliseconds of processor a draft, by kind of file, in this process: read, and checked."""
    checklist = load_checklist(folder)
    for kind in KINDS:
        files = [path.read_bytes() for path in sorted(folder.glob(f"*.{kind}"))[:10]]
        began = time.process_time()
        documents = [read(content, f"plan.{kind}") for content in files]
        reading = time.process_time() - began
        began = time.process_time()
        for document in documents:
            check_plan(document, checklist, date(2026, 11, 28))
        checking = time.process_time() - began
        each = 1000 / len(files)
        yield f"  {kind}: read in {reading * each:.0f} ms, checked in {checking * each:.0f} ms"


def growth():
    """Seconds of processor for a draft, two, four and eight times as long."""
    checklist = load_checklist(Path())
    for kind in ("docx", "pdf"):
        told = []
        for times in (1, 2, 4, 8):
            content = written(kind, 0, times)
            began = time.process_time()
            check_plan(read(content, f"plan.{kind}"), checklist, date(2026, 11, 28))
            told.append(f"{times * PAGES} pages {time.process_time() - began:.2f} s")
        yield f"growth, {kind}: {', '.join(told)}"


def found():
    """Precision and recall for each kind of finding, over the corpus in all kinds of files."""
    checklist = load_checklist(Path())
    right, wrong, missed = Counter(), Counter(), Counter()
    files = 0
    for draft in CORPUS:
        for kind in draft.formats:
            files += 1
            check = check_plan(read(WRITERS[kind](draft.pieces), f"plan.{kind}"), checklist, date(2026, 11, 28))
            seen = Counter(each.kind.value for each in (*check.findings, *check.privacy))
            planted = Counter(name for name, _ in (*draft.expected, *draft.privacy))
            right += seen & planted
            wrong += seen - planted
            missed += planted - seen
    yield f"{len(CORPUS)} drafts with planted defects, {files} files"
    for name in sorted(right | wrong | missed):
        hits, false, gone = right[name], wrong[name], missed[name]
        precision = hits / (hits + false) if hits + false else 1
        yield f"  {name}: {hits + gone} planted, precision {precision:.2f}, recall {hits / (hits + gone):.2f}"
