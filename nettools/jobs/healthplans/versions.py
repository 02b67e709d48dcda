"""Versions of drafts get their numbers one at a time, whichever way they come."""

from contextlib import AbstractContextManager

from nettools.domain.terms import Term
from nettools.jobs.tools import Tools

PATIENCE = 10.0  # seconds; keeping a draft takes a fraction of one


def one_version_at_a_time(tools: Tools, term: Term, patience: float = PATIENCE) -> AbstractContextManager[None]:
    """Hold this while a draft is given its number and kept: two that came at once would have the same.

    Raises RefusedError (code `busy`) when others have held it for `patience` seconds.
    """
    return tools.store.lock(f"healthplans-version-{term}", patience)
