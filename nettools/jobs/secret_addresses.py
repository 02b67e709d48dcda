"""Addresses that only one person knows: made from whose they are, a number and this home's secret.

The database keeps only their digests, beside the letters that tell them. So an address can be told again, and whoever
reads a list of pages can open none. It is looked up by its digest, so the time that it takes tells nothing of the
address.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode

from nettools.files.placing import write_private
from nettools.jobs.tools import Tools

FEED_KEY = "feed-secret"
SENDING = "letters"  # the lock of whoever sends letters: no address may die while letters that tell it are on their way
_TOLD = re.compile(r"/(?:handledning|kalender)/([\w-]{43})(?![\w-])")


def told_in(said: str) -> frozenset[str]:
    """The digests of all secret addresses that a text tells."""
    return frozenset(map(digest_of, _TOLD.findall(said)))


def token_of(tools: Tools, *names: str) -> str:
    """The secret part of the address, 256 bits; the first name says what kind of page it is."""
    made = hmac.digest(_secret(tools), "\n".join(names).encode(), "sha256")
    return urlsafe_b64encode(made).decode().rstrip("=")


def digest_of(token: str) -> str:
    """What the database knows a token by."""
    return hashlib.sha256(token.encode()).hexdigest()


def _secret(tools: Tools) -> bytes:
    """The settings' secret, else one of the home's own that is made when it is first needed."""
    given = tools.settings.portal.feed_secret.reveal()
    if given:
        return given.encode()
    file = tools.home / FEED_KEY
    if not file.exists():
        with tools.store.lock("feeds"):
            if not file.exists():
                write_private(file, secrets.token_hex(32))
    return file.read_bytes()
