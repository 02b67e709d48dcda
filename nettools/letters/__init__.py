"""What we say to whom: templates and facts become letters.

In: templates' texts, registrations, the term's description, join links. Out: who gets a letter; each letter's
subject and blocks, with every problem; the blocks as plain text, HTML and data.
Never: sends, reads a file, knows the time.
"""

from nettools.letters.blocks import Block, read_markdown, runs_of
from nettools.letters.calendar_choice import UpdateLetter, update_letters
from nettools.letters.choosers import NOTHING_ASKED, Asked, Circle
from nettools.letters.choosing import Addressee, Choice, HeldBack, letter_key, person_mark
from nettools.letters.entries import PersonalOccasion, entry_uid, is_supervision, occasions_of, wanted_occasions
from nettools.letters.facts import event_facts
from nettools.letters.kinds import KINDS, LetterRow, choose
from nettools.letters.matters import Appointment, AppointmentNews, Attended, Feedback
from nettools.letters.placeholders import PLACEHOLDERS, Facts, harmless, known_only, one_line
from nettools.letters.showing import as_data, as_html, as_text, check_frame
from nettools.letters.specimens import specimen
from nettools.letters.superseding import superseded
from nettools.letters.templates import LetterTemplate, read_template, word_environment
from nettools.letters.termfacts import Sender, TermFacts, meeting_key, own_link_key
from nettools.letters.updates import as_told
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
    "PersonalOccasion",
    "Sender",
    "TermFacts",
    "UpdateLetter",
    "WrittenLetter",
    "as_data",
    "as_html",
    "as_text",
    "as_told",
    "check_frame",
    "choose",
    "entry_uid",
    "event_facts",
    "fill_problems",
    "harmless",
    "is_supervision",
    "known_only",
    "letter_key",
    "meeting_key",
    "occasions_of",
    "one_line",
    "own_link_key",
    "person_mark",
    "read_markdown",
    "read_template",
    "runs_of",
    "specimen",
    "superseded",
    "update_letters",
    "wanted_occasions",
    "word_environment",
    "write",
    "write_event",
]
