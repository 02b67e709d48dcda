"""Whether a letter's links can lead anywhere. Nobody is asked: it is their form that is looked at."""

import re
from collections.abc import Iterator

from nettools.letters.blocks import Block, links_of

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = rf"(?:(?:{_LABEL}\.)+[^\W\d_](?:[\w-]{{0,61}}[^\W_])|localhost|\d{{1,3}}(?:\.\d{{1,3}}){{3}})"
_ADDRESS = re.compile(
    rf"https?://{_HOST}(?::\d{{1,5}})?(?:[/?#][^\s<>\"]*)?"
    rf"|mailto:[^\s@<>]+@{_HOST}(?:\?\S*)?"
    r"|tel:\+?[\d-]{3,20}",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"(?<!\\)\]\(")


def can_lead(link: str) -> bool:
    """Whether the link is an address: on the web with a host that can be one, a mailbox, or a telephone."""
    return _ADDRESS.fullmatch(link) is not None


def broken_links(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The links of a letter that can lead nowhere, as they are written; each once."""
    return (link for link in links_of(blocks) if not can_lead(link))


def unread_links(markdown: str, found: int) -> int:
    """How many links a rendered text has that Markdown took for none, such as one with a blank in its address.

    What comes from outside cannot count here: its brackets are written as references (see `harmless`).
    """
    return max(0, len(_WRITTEN.findall(markdown)) - found)
