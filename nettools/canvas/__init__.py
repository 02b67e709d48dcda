"""Speaks Canvas: the calls that we use, what is there, one change at a time, and the drafts handed in.

In: plain arguments, orders. Out: things found in our words, answers, files; one RemoteError for all that goes wrong.
Never: shows the token to another host, repeats a creation blindly, decides what should be there, or knows settings.
"""

from nettools.canvas.carry_out import CanvasHand
from nettools.canvas.client import CanvasClient
from nettools.canvas.enrolling import Newcomers
from nettools.canvas.handin_files import Fetched, HandInFiles, put_in_place
from nettools.canvas.handins import HandInRoom, HandInsFound, UnsettledHandIn, WithoutFile, observe_hand_ins
from nettools.canvas.looking import glimpse
from nettools.canvas.observe import observe
from nettools.canvas.reach import Reach, reach

__all__ = [
    "CanvasClient",
    "CanvasHand",
    "Fetched",
    "HandInFiles",
    "HandInRoom",
    "HandInsFound",
    "Newcomers",
    "Reach",
    "UnsettledHandIn",
    "WithoutFile",
    "glimpse",
    "observe",
    "observe_hand_ins",
    "put_in_place",
    "reach",
]
