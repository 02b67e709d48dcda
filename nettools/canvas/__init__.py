"""Speaks Canvas: the calls that we use, what is there, one change at a time, the drafts handed in and what
is said of them.

In: plain arguments, orders. Out: things found in our words, answers, files; one RemoteError for all that goes wrong.
Never: shows the token to another host, repeats a creation blindly, decides what should be there, or knows settings.
"""

from nettools.canvas.carry_out import CanvasHand
from nettools.canvas.client import CanvasClient
from nettools.canvas.commenting import CommentPlace, observe_comments, say_comment
from nettools.canvas.enrolling import Newcomers
from nettools.canvas.handin_files import Fetched, HandInFiles, put_in_place
from nettools.canvas.handins import HandInRoom, HandInsFound, UnsettledHandIn, WithoutFile, observe_hand_ins
from nettools.canvas.looking import glimpse
from nettools.canvas.observe import observe
from nettools.canvas.reach import Reach, reach
from nettools.canvas.sis_files import MEMORY, NUMBER, ROLES, Imported, SisRow, imported, rows_digest, sis_files
from nettools.canvas.sis_import import Complaints, DataSet, Ended, SisImports, sorted_out

__all__ = [
    "MEMORY",
    "NUMBER",
    "ROLES",
    "CanvasClient",
    "CanvasHand",
    "CommentPlace",
    "Complaints",
    "DataSet",
    "Ended",
    "Fetched",
    "HandInFiles",
    "HandInRoom",
    "HandInsFound",
    "Imported",
    "Newcomers",
    "Reach",
    "SisImports",
    "SisRow",
    "UnsettledHandIn",
    "WithoutFile",
    "glimpse",
    "imported",
    "observe",
    "observe_comments",
    "observe_hand_ins",
    "put_in_place",
    "reach",
    "rows_digest",
    "say_comment",
    "sis_files",
    "sorted_out",
]
