"""Speaks Zoom: tokens, the calls that we use, what is there, and one change at a time.

In: plain arguments, orders. Out: meetings found in our words, answers; one RemoteError for all that goes wrong.
Never: keeps the host's own start address, repeats a creation blindly, decides what should be there, or knows settings.
"""

from nettools.zoom.carry_out import ZoomHand
from nettools.zoom.client import ZoomClient
from nettools.zoom.looking import ZoomGlance
from nettools.zoom.observe import observe

__all__ = ["ZoomClient", "ZoomGlance", "ZoomHand", "observe"]
