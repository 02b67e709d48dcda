"""Zoom's scopes: which command needs which, in both of the families that an app may have."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nettools.jobs.doctor.checks import Area, Check, remote
from nettools.language import text

_LOOK = remote(Area.ZOOM)


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope by its granular name, the commands that need it, and whether these stop without it.

    What is `of_registration` is needed as soon as a described term has registration on.
    """

    name: str
    commands: tuple[str, ...]
    needed: bool = True
    of_registration: bool = False

    @property
    def classic(self) -> str:
        """Its name in the older family, which has few and wide ones."""
        room, action = self.name.split(":")[:2]
        return f"{room}:{'read' if action == 'read' else 'write'}:admin"

    @property
    def granular(self) -> str:
        """Its full name: of the account, not of one user."""
        return f"{self.name}:admin"


SCOPES = (
    Scope("meeting:read:list_meetings", ("changes", "apply")),
    Scope("meeting:write:meeting", ("apply",)),
    Scope("meeting:update:meeting", ("apply",)),
    Scope("meeting:delete:meeting", ("apply",)),
    Scope("meeting:update:status", ("undo",), needed=False),
    Scope("user:read:user", ("doctor",), needed=False),
    Scope("user:read:settings", ("doctor",), needed=False),
    Scope("meeting:read:meeting", ("apply",), needed=False),
    Scope("meeting:read:list_registrants", ("changes", "apply"), needed=False, of_registration=True),
    Scope("meeting:write:registrant", ("apply",), needed=False, of_registration=True),
    Scope("meeting:write:batch_registrants", ("apply",), needed=False, of_registration=True),
    Scope("meeting:update:registrant_status", ("apply",), needed=False, of_registration=True),
    Scope("meeting:read:list_past_instances", ("attendance collect",), needed=False),
    Scope("meeting:read:list_past_participants", ("attendance collect",), needed=False),
    Scope("report:read:list_meeting_participants", ("attendance collect",), needed=False),
)


def check_scopes(told: str, *, registration: bool) -> Iterator[Check]:
    """The scopes of a token, as Zoom told them with it: one check for each command that lacks some.

    `registration` tells that a described term registers people for its meetings.
    """
    held = frozenset(told.split())
    if not held:
        found = text("Zoom does not tell which scopes the app has.")
        yield _LOOK.warn("zoom-scopes", found, text("Nothing: a command that lacks one says so."))
        return
    lacking = [scope for scope in SCOPES if held.isdisjoint({scope.granular, scope.classic})]
    missing = [replace(one, needed=one.needed or (registration and one.of_registration)) for one in lacking]
    for needed in (True, False):
        for commands in dict.fromkeys(scope.commands for scope in missing if scope.needed is needed):
            names = [scope.granular for scope in missing if scope.commands == commands and scope.needed is needed]
            yield _lacking(names, commands, needed=needed)
    if not missing:
        yield _LOOK.fine("zoom-scopes", text("The app has every scope that the commands need."))


def _lacking(names: list[str], commands: tuple[str, ...], *, needed: bool) -> Check:
    found = text("The Zoom app lacks: {scopes}.", scopes=", ".join(names))
    if needed:
        todo = text("Add them to the app at marketplace.zoom.us; they count for tokens that are given after that.")
        return _LOOK.fail("zoom-scopes", found, todo, *commands)
    todo = text("Add them when you want registrants, attendance or the hosts' licences; the rest works without.")
    return _LOOK.warn("zoom-scopes-later", found, todo, *commands)
