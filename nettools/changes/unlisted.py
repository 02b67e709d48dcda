"""What Zoom's lists do not tell of a meeting: its settings and its passcode. They are known from what we last sent."""

from collections.abc import Iterable, Mapping

from nettools.changes.change import Drift
from nettools.changes.memory import Json, Link, System, told
from nettools.changes.thing import Kind, Wanted

# What is set back when we once set it and do not want it any more; where we never did, it is a person's own.
_SET_BACK: Mapping[Kind, Mapping[str, Json]] = {
    Kind.ZOOM_MEETING: {"alternative_hosts": "", "breakout_room": {"enable": False}}
}
# Facts that are new when a field is: Zoom's join address holds the passcode.
_RENEWED: Mapping[tuple[Kind, str], str] = {(Kind.ZOOM_MEETING, "password"): "join_url"}


def forced(thing: Wanted, name: str, link: Link) -> tuple[Drift, ...]:
    """The difference between a setting that we sent and what Zoom answered: an account may have it one way for all."""
    ours, theirs = link.sent[name], told(link.sent, name)
    if thing.system is not System.ZOOM or ours == theirs:
        return ()
    drift = Drift(key=thing.key, kind=thing.kind, code="forced", label=thing.label, name=name, ours=ours, theirs=theirs)
    return (drift,)


def set_back(thing: Wanted, link: Link) -> dict[str, Json]:
    """The fields that we once set and that nobody wants any more, as they are when they are off."""
    if not link.made:
        return {}
    back = _SET_BACK.get(thing.kind, {}).items()
    return {name: off for name, off in back if name not in thing.fields and link.sent.get(name, off) != off}


def renewed(kind: Kind, names: Iterable[str]) -> frozenset[str]:
    """The facts that are not known any more until these fields are changed."""
    return frozenset(_RENEWED[kind, name] for name in names if (kind, name) in _RENEWED)
