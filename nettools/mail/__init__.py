"""How letters leave: as mail over SMTP, with the printed letter as PDF and the meetings as a calendar file.

In: a letter's words and blocks, addresses, times; plain arguments, never settings. Out: bytes ready to send; what the
mail server said to each. Never: decides who gets what, remembers what was sent, or sends the same message twice.
"""

from nettools.mail.addresses import is_deliverable
from nettools.mail.calendar import Event, Party, calendar_file, feed, invitation, method_of
from nettools.mail.message import Attachment, Mail, build_message, message_id
from nettools.mail.pdf import PRESSED_AT_ONCE, Look, Press
from nettools.mail.postman import Delivery, Login, Outcome, Postman
from nettools.mail.word import WORD, WordTemplate

__all__ = [
    "PRESSED_AT_ONCE",
    "WORD",
    "Attachment",
    "Delivery",
    "Event",
    "Login",
    "Look",
    "Mail",
    "Outcome",
    "Party",
    "Postman",
    "Press",
    "WordTemplate",
    "build_message",
    "calendar_file",
    "feed",
    "invitation",
    "is_deliverable",
    "message_id",
    "method_of",
]
