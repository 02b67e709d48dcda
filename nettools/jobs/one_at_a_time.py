"""Only one may change Canvas and Zoom at a time; whoever comes second is told who was first."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from nettools.domain.occasions import STOCKHOLM
from nettools.errors import RefusedError
from nettools.jobs.tools import Tools
from nettools.language import Text, text

_RUNS = 20  # how far back the journal is read for a run that has not ended


@contextmanager
def alone(tools: Tools) -> Iterator[None]:
    """Be the only one who changes Canvas and Zoom from this home.

    Raises RefusedError (code `busy`) at once when somebody does so already; nothing has been done then.
    """
    with ExitStack() as held:
        try:
            held.enter_context(tools.store.lock("apply"))
        except RefusedError as refused:
            if refused.code != "busy":
                raise
            raise RefusedError(_by_whom(tools), code="busy") from None
        yield


def _by_whom(tools: Tools) -> Text:
    """The journal knows who: the newest run that has not ended. While they still look there is none."""
    newest = next((run for run in tools.store.journal.runs(_RUNS) if run.command in _COMMANDS), None)
    if newest is None or newest.closed:
        return text(
            "Somebody else is changing Canvas and Zoom from this home right now. Nothing was done. "
            "Wait until they are done, and run the command again."
        )
    return text(
        "Somebody else is changing Canvas and Zoom from this home right now (by the journal: {who}, {command} {term}, "
        "since {when}). Nothing was done. Wait until they are done, and run the command again.",
        who=newest.who or "?",
        command=newest.command,
        term=newest.term or "",
        when=f"{newest.opened.astimezone(STOCKHOLM):%Y-%m-%d %H.%M}",
    )


_COMMANDS = frozenset({"apply", "undo", "announce"})
