"""The web pages: what the network is, when it meets, how to sign up and whom to ask; calendars to subscribe to; and
pages where a unit books its supervision and hands in drafts of its plan, and a course leader tells when there is time.

Nobody logs in: the address of a calendar or such a page is a secret of its own.

In: requests, and the facts that `jobs` gives. Out: Swedish pages, JSON for monitoring, security headers.
Never: names a participant, sets a cookie but against forged forms, asks another host for anything, knows a rule of
supervision or drafts, keeps a file, or speaks to a hand.
"""

from nettools.portal.app import application
from nettools.portal.serving import serve

__all__ = ["application", "serve"]
