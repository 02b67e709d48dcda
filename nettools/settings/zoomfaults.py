"""What of a term's rules for Zoom cannot hold: told by its key before Zoom refuses it, or passes over it in silence."""

import re
from collections.abc import Iterator

from nettools.language import Text, text
from nettools.settings.termfile import NetworkEntry, TermFile, ZoomEntry

_PASSCODE = re.compile(r"[A-Za-z0-9@_*!-]{1,10}")  # what Zoom takes
_MINUTES = (0, 5, 10, 15)  # before the host, as Zoom offers them


def zoom_faults(entry: TermFile) -> Iterator[tuple[str, str, Text]]:
    """The key, a code and what is wrong, for the term's `[zoom]` and for each network's own."""
    yield from _faults("zoom", entry.zoom)
    for network in entry.networks:
        where = f"networks.{network.key}.zoom"
        if network.zoom is not None:
            yield from _faults(where, network.zoom)
        yield from _host_faults(where if network.zoom is not None else "zoom", network, entry)


def _faults(where: str, rules: ZoomEntry) -> Iterator[tuple[str, str, Text]]:
    if rules.passcode and not _PASSCODE.fullmatch(rules.passcode):
        said = text("is no passcode that Zoom takes: at most 10 letters (a-z), digits and @ - _ * !")
        yield f"{where}.passcode", "passcode", said
    if rules.join_early is not None:
        if rules.join_early not in _MINUTES:
            yield f"{where}.join_early", "join-early", text("is not 0, 5, 10 or 15, which are what Zoom knows")
        if rules.waiting_room:
            said = text("lets nobody in early while there is a waiting room; write waiting_room = false as well")
            yield f"{where}.join_early", "waiting-room", said
    if len(set(rules.alternative_hosts)) < len(rules.alternative_hosts):
        yield f"{where}.alternative_hosts", "twice", text("has the same address twice")


def _host_faults(where: str, network: NetworkEntry, entry: TermFile) -> Iterator[tuple[str, str, Text]]:
    """The host itself is no alternative to it. Where the host is chosen, it is left out of its own alternatives."""
    host = entry.zoom_hosts.get(network.zoom_host)
    rules = entry.zoom if network.zoom is None else network.zoom
    if host is not None and host.email in rules.alternative_hosts:
        said = text("has the host of {network} itself; take it out", network=network.key)
        yield f"{where}.alternative_hosts", "host", said
