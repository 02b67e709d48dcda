"""Documents: what people write their drafts in (.docx, .odt, .pdf, .doc, .rtf, .txt, .md), read as one kind of value.

In: paths or bytes. Out: a Reading for each, with a ReadDocument or the code of a refusal.
Never: runs a macro, follows a link or an entity, dies or hangs with a file; says what stood in one that failed.
"""

from nettools.files.documents.pool import DocumentReader, Reading
from nettools.files.documents.refusals import REFUSALS

__all__ = ["REFUSALS", "DocumentReader", "Reading"]
