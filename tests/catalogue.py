"""The Swedish catalogue: reads the sentences out of the code, keeps what is translated, writes .po and .mo.

Run it by `make catalogue` after sentences have changed, translate what is empty in the .po file, and run it again.
"""

import io
import sys
from pathlib import Path

import typer
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HOUSE = Path(__file__).parent.parent / "nettools"
PO = HOUSE / "locale" / "sv" / "LC_MESSAGES" / "nettools.po"
KEYWORDS = {"text": None, "texts": (1, 2)}
# What Typer says by itself, in help and about wrong words; it looks them up in the same catalogue.
TYPER_FILES = ("core.py", "_click/core.py", "_click/exceptions.py", "_click/formatting.py", "_click/parser.py")


def sentences():
    """Every sentence in the code: a text, or a pair of texts for one and many."""
    found = {message for _, _, message, _, _ in extract_from_dir(str(HOUSE), [("**.py", "python")], keywords=KEYWORDS)}
    return sorted(found, key=str)


def typers_sentences():
    """What the installed Typer can say by gettext."""
    home = Path(typer.__file__).parent
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    found = {
        message
        for name in TYPER_FILES
        if (home / name).is_file()
        for _, message, _, _ in extract_from_file("python", str(home / name), keywords=keywords)
    }
    return sorted(found, key=str)


def read():
    """The catalogue as it stands."""
    if not PO.is_file():
        return Catalog(locale="sv", domain="nettools")
    with PO.open("rb") as file:
        return read_po(file, locale="sv", domain="nettools")


def renewed(old):
    """The same translations, for the sentences that are in the code now."""
    new = Catalog(
        locale="sv", domain="nettools", project="nettools", charset="utf-8", fuzzy=False, header_comment="# Swedish"
    )
    for message in (*sentences(), *typers_sentences()):
        known = old.get(message if isinstance(message, str) else message[0])
        new.add(message, known.string if known else ("" if isinstance(message, str) else ("", "")))
    new.creation_date = new.revision_date = old.creation_date
    return new


def as_po(catalogue):
    """The catalogue as people edit it."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, no_location=True, omit_header=False, sort_output=True)
    return out.getvalue()


def as_mo(catalogue):
    """The catalogue as the program reads it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def untranslated(catalogue):
    """The sentences that have no Swedish yet."""
    return [message.id for message in catalogue if message.id and not all(_strings(message))]


def _strings(message):
    return (message.string,) if isinstance(message.string, str) else message.string


def main():
    """Renew both files and list what waits for a translation."""
    catalogue = renewed(read())
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(as_po(catalogue))
    PO.with_suffix(".mo").write_bytes(as_mo(catalogue))
    waiting = untranslated(catalogue)
    sys.stdout.write("".join(f"{sentence!r}\n" for sentence in waiting))
    sys.stdout.write(f"{len(catalogue)} sentences, {len(waiting)} wait for a translation\n")


if __name__ == "__main__":
    main()
