"""What we say to whom: templates and facts become letters.

In: templates' texts, registrations, the term's description, join links. Out: who gets a letter; each letter's
subject and blocks, with every problem; the blocks as plain text, HTML and data.
Never: sends, reads a file, knows the time.
"""

from nettools.letters.blocks import Block, read_markdown, runs_of
from nettools.letters.choosing import Addressee, Choice, HeldBack, choose, letter_key
from nettools.letters.placeholders import PLACEHOLDERS, one_line
from nettools.letters.showing import as_data, as_html, as_text, check_frame
from nettools.letters.superseding import superseded
from nettools.letters.templates import LetterTemplate, read_template
from nettools.letters.welcome import Sender, TermFacts, meeting_facts, meeting_key, own_link_key, welcome_facts
from nettools.letters.writing import WrittenLetter, write, write_event

__all__ = [
    "PLACEHOLDERS",
    "Addressee",
    "Block",
    "Choice",
    "HeldBack",
    "LetterTemplate",
    "Sender",
    "TermFacts",
    "WrittenLetter",
    "as_data",
    "as_html",
    "as_text",
    "check_frame",
    "choose",
    "letter_key",
    "meeting_facts",
    "meeting_key",
    "one_line",
    "own_link_key",
    "read_markdown",
    "read_template",
    "runs_of",
    "superseded",
    "welcome_facts",
    "write",
    "write_event",
]
