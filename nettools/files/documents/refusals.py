"""Why a file is not read as a document: short codes for programs, sentences for people."""

from nettools.language import Text, text

REFUSALS: dict[str, Text] = {
    "no-file": text("The file cannot be opened."),
    "empty": text("The file is empty."),
    "too-large": text("The file is larger than drafts may be."),
    "zip-bomb": text("The file would fill the computer's memory when it is unpacked; it was not opened."),
    "too-deep": text("The file is nested deeper than any document; it was not read."),
    "encrypted": text("The file is locked with a password; save it without one."),
    "damaged": text("The file is damaged; save it again, or save it as PDF."),
    "image-only": text(
        "The file holds pictures of text and no text, as from a scanner; save it from where it was written."
    ),
    "no-text": text("There is no text in the file."),
    "wrong-content": text("This is no document; .docx, .odt, .pdf, .doc, .rtf, .txt and .md are read."),
    "web-page": text("This is a web page, whatever its name says; save it as a document."),
    "needs-libreoffice": text("This is the old Word format; install LibreOffice to read it, or save it as .docx."),
    "too-slow": text("The file took too long to read; save it again, or save it as PDF."),
    "too-much-memory": text("The file needs more memory to read than a draft may take."),
    "reader-died": text("The file made the reader stop; it is damaged or made to do harm. Nothing else was touched."),
}


class UnreadableError(Exception):
    """A file cannot be read as a document; `code` is one of REFUSALS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
