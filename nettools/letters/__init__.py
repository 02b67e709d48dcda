"""What we say to whom: templates and facts become letters.

In: templates' texts, registrations, the term's description, join links. Out: who gets a letter; each letter's
subject and blocks, with every problem; the blocks as plain text, HTML and data.
Never: sends, reads a file, knows the time.
"""

from nettools.letters.blocks import Block, read_markdown, runs_of
from nettools.letters.choosers import NOTHING_ASKED, Asked, Circle
from nettools.letters.choosing import Addressee, Choice, HeldBack, letter_key, person_mark
from nettools.letters.facts import meeting_facts
from nettools.letters.kinds import KINDS, LetterRow, choose
from nettools.letters.matters import Appointment, AppointmentNews, Attended, Feedback
from nettools.letters.placeholders import PLACEHOLDERS, Facts, harmless, known_only, one_line
from nettools.letters.showing import as_data, as_html, as_text, check_frame
from nettools.letters.specimens import specimen
from nettools.letters.superseding import superseded
from nettools.letters.templates import LetterTemplate, read_template, word_environment
from nettools.letters.termfacts import Sender, TermFacts, meeting_key, own_link_key
from nettools.letters.writing import WrittenLetter, fill_problems, write, write_event

__all__ = [
    "KINDS",
    "NOTHING_ASKED",
    "PLACEHOLDERS",
    "Addressee",
    "Appointment",
    "AppointmentNews",
    "Asked",
    "Attended",
    "Block",
    "Choice",
    "Circle",
    "Facts",
    "Feedback",
    "HeldBack",
    "LetterRow",
    "LetterTemplate",
    "Sender",
    "TermFacts",
    "WrittenLetter",
    "as_data",
    "as_html",
    "as_text",
    "check_frame",
    "choose",
    "fill_problems",
    "harmless",
    "known_only",
    "letter_key",
    "meeting_facts",
    "meeting_key",
    "one_line",
    "own_link_key",
    "person_mark",
    "read_markdown",
    "read_template",
    "runs_of",
    "specimen",
    "superseded",
    "word_environment",
    "write",
    "write_event",
]
