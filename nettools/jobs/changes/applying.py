"""Changes: what Canvas and Zoom lack to be as the term plan says; previewed, and carried out."""

from collections.abc import Callable, Iterable, Sequence

from nettools.changes import ChangeSet, Limits, beyond_quota, compare, refusal
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem, RefusedError
from nettools.jobs.carrying.bulk import settle
from nettools.jobs.carrying.road import choose
from nettools.jobs.carrying.run import carry_run
from nettools.jobs.changes.failed_rows import write_failed
from nettools.jobs.changes.outcomes import Applied, Preview
from nettools.jobs.changes.remotes import AS_USUAL, Looked, Options, Remotes, open_remotes
from nettools.jobs.one_at_a_time import alone
from nettools.jobs.terms import build_term
from nettools.jobs.tools import Tools
from nettools.language import text


def preview(tools: Tools, term: Term, options: Options = AS_USUAL) -> Preview:
    """Say what apply would do. Calls that read are made, and nothing else.

    Args:
        tools: the opened hands.
        term: the term.
        options: what is out of the ordinary this time.

    Raises:
        InputError: the term is not described or clashes; SettingsError: a system is not set up.
        RemoteError: a system does not answer.
    """
    with open_remotes(tools, term, options) as remotes:
        return _think(remotes)


def apply(tools: Tools, term: Term, options: Options = AS_USUAL, *, approve: Callable[[Preview], bool]) -> Applied:
    """Make Canvas and Zoom as the term plan says. Running it again is safe at any time.

    Args:
        tools: the opened hands.
        term: the term.
        options: what is out of the ordinary this time.
        approve: is shown what will be done and says whether to do it; not asked when nothing is to do.

    Raises:
        RefusedError: too much would go, it was not approved, or someone else is applying.
        InputError, SettingsError, RemoteError: as in `preview`; nothing was done.
    """
    with alone(tools), open_remotes(tools, term, options) as remotes:
        settle(remotes)
        seen = _think(remotes)
        if seen.due.changes:
            _refuse(seen, approve)
        build_term(tools, term)  # what is made is where the units have their places, from now on
        waiting = len(seen.change_set.changes) - len(seen.due.changes)
        results = carry_run(remotes, seen.due, "apply", text("Applying"), waiting=waiting, road=seen.road)
        failed = write_failed(tools, term, options.only, results)
        return Applied(preview=seen, results=results, calls=remotes.calls, failed=failed)


def approved_by(seen_before: str) -> Callable[[Preview], bool]:
    """Approve exactly the change set with this fingerprint; refuse any other as out of date."""

    def approve(seen: Preview) -> bool:
        if seen.fingerprint != seen_before:
            message = text(
                "What is to be done has changed since you looked ({now} now). Look again: nettools changes {term}",
                now=seen.fingerprint,
                term=seen.term,
            )
            raise RefusedError(message, code="stale")
        return True

    return approve


# --- think


def _think(remotes: Remotes) -> Preview:
    looked, options = remotes.look(), remotes.options
    change_set = _compared(remotes, looked)
    shares = remotes.tools.settings.limits
    limits = Limits(remove_share=shares.remove_share, update_share=shares.update_share)
    return Preview(
        term=remotes.term,
        change_set=change_set,
        created=remotes.tools.clock(),
        refusal=refusal(change_set, limits, options.allowed),
        calls=remotes.calls,
        options=options,
        carried=beyond_quota(change_set, remotes.quota),
        changes_a_day=remotes.quota.limit,
        warnings=looked.warnings,
        road=choose(remotes, looked.snapshot, change_set),
    )


def _compared(remotes: Remotes, looked: Looked) -> ChangeSet:
    """What must change. Raises InputError when somebody would overwrite what does not differ, or is not ours."""
    term, overwrite = str(remotes.term), remotes.options.overwrite
    if overwrite:
        as_it_is = compare(term, looked.wanted, looked.snapshot, remotes.links)
        _check_names(overwrite, [(one.key, one.named) for one in as_it_is.drift if one.ours_again])
    return compare(term, looked.wanted, looked.snapshot, remotes.links, overwrite)


def _check_names(overwrite: Iterable[str], differing: Sequence[tuple[str, str]]) -> None:
    unknown = sorted(set(overwrite).difference(*differing))
    if not unknown:
        return
    known = ", ".join(named for _, named in differing)
    there = text("There are: {names}.", names=known) if known else text("There are none now.")
    message = text("Nothing of ours differs by that name. {there}", there=there)
    raise InputError([Problem(code="no-such-drift", message=message, place=Place(key=name)) for name in unknown])


def _refuse(seen: Preview, approve: Callable[[Preview], bool]) -> None:
    if seen.refusal:
        raise RefusedError(seen.refusal.message, code=seen.refusal.code)
    if not approve(seen):
        raise RefusedError(text("Nothing was done."), code="not-approved")
