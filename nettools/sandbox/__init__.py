"""The sandbox: a pretend Canvas, Zoom and mailbox on loopback, for the demo, the tests and anybody's own trials.

In: requests over HTTP and letters over SMTP, as any client sends them; how to misbehave.
Out: answers as the real ones give them, and a world to look at.
Never: a real Canvas, Zoom or mailbox, and nothing of our own clients: it imitates the contracts, not them.
"""

from nettools.sandbox.canvas.server import CanvasServer
from nettools.sandbox.mailbox import Mailbox
from nettools.sandbox.stage import Sandbox, start
from nettools.sandbox.zoom.server import ZoomServer

__all__ = ["CanvasServer", "Mailbox", "Sandbox", "ZoomServer", "start"]
