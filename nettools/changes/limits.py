"""When a change set is too much to be carried out unasked."""

from collections.abc import Collection
from dataclasses import dataclass

from nettools.changes.change import Change, ChangeSet, Remove, Update
from nettools.changes.describe import KIND_WORDS
from nettools.changes.thing import Kind
from nettools.language import Text, text

AT_LEAST = 10  # a share of fewer things than this says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a share of what stands, of one kind, may go or be changed in one apply (0 to 1)."""

    remove_share: float = 0.3
    update_share: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a change set is not carried out: `code` is the word that allows it."""

    code: str
    message: Text


def refusal(change_set: ChangeSet, limits: Limits, allowed: Collection[str] = ()) -> Refusal | None:
    """The first limit that the change set breaks and that is not `allowed` by name, if any.

    A whole network that is withdrawn is too much however small it is: a slip in its key would look the same.
    """
    if "removals" not in allowed and (withdrawn := _withdrawn(change_set)):
        return withdrawn
    checks: tuple[tuple[str, type[Change], float, Text], ...] = (
        ("removals", Remove, limits.remove_share, text("removed")),
        ("updates", Update, limits.update_share, text("changed")),
    )
    for code, sort, share, verb in checks:
        for kind, there in sorted(change_set.standing.items()):
            count = sum(
                isinstance(change, sort) and change.kind is kind and not _only_fills(change)
                for change in change_set.changes
            )
            if code not in allowed and there >= AT_LEAST and count > share * there:
                message = text(
                    "{count} of {there} ({kind}) would be {verb}; the limit is {limit} %. To allow it: --allow {code}.",
                    count=count,
                    there=there,
                    kind=KIND_WORDS[kind],
                    verb=verb,
                    limit=round(share * 100),
                    code=code,
                )
                return Refusal(code=code, message=message)
    return None


def _withdrawn(change_set: ChangeSet) -> Refusal | None:
    """The first network whose course room is not wanted any more, if anything of it would go."""
    gone = [change for change in change_set.changes if isinstance(change, Remove)]
    rooms = {one.key: one.label for one in gone if one.kind is Kind.COURSE_ROOM}
    # Kept is a room only when it is not wanted any more, and people are in it.
    rooms |= {one.key: one.label for one in change_set.drift if one.kind is Kind.COURSE_ROOM and one.code == "kept"}
    for key, label in sorted(rooms.items()):
        if count := sum(one.key == key or one.key.startswith(f"{key}/") for one in gone):
            message = text(
                "{room} is not in the term any more, and all of it would be removed or set aside ({count} changes). "
                "To allow it: --allow removals.",
                room=label or key,
                count=count,
            )
            return Refusal(code="removals", message=message)
    return None


def _only_fills(change: Change) -> bool:
    """To go on where a run was killed, or to tell of a meeting that was carried, changes nothing that was there."""
    return isinstance(change, Update) and change.fills
