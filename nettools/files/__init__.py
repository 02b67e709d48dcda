"""Files: tables and drafts read from what people send, and tables written for people.

In: the path of an Excel, OpenDocument or CSV file; or headings and rows. Out: Sheets with every cell in place; files.
Drafts have a room of their own: files/documents.
Never: asks what a column means, runs a formula, leaves half a file behind.
"""

from nettools.files.reading import read_sheets
from nettools.files.writing import write_csv, write_plain_csv, write_workbook

__all__ = ["read_sheets", "write_csv", "write_plain_csv", "write_workbook"]
