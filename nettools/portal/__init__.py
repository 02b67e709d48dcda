"""The web pages: what the network is, when it meets, how to sign up and whom to ask; and calendars to subscribe to.

Nobody logs in here yet: a calendar's address is a secret of its own.

In: requests, and the facts that `jobs` gives. Out: Swedish pages, JSON for monitoring, security headers.
Never: names a participant, sets a cookie, asks another host for anything, or speaks to a hand.
"""

from nettools.portal.app import application
from nettools.portal.serving import serve

__all__ = ["application", "serve"]
