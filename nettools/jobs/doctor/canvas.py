"""The check-up of Canvas: address, token, account, rights, SIS ids, room in the bucket. Questions only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from nettools.canvas import CanvasClient, glimpse
from nettools.domain.glimpses import Glimpse
from nettools.errors import SettingsError
from nettools.jobs.doctor.checks import Area, Check, remote
from nettools.jobs.doctor.remotes import check_clock, unanswered
from nettools.jobs.tools import canvas_to_look_at
from nettools.language import Text, text
from nettools.settings import Settings

COMMANDS = ("changes", "apply", "healthplans collect")
_AT_ONCE = 11  # Canvas refuses the twelfth: 50 of 600 are set aside for each
_LITTLE_LEFT = 100.0
_SIS = ("read_sis", "manage_sis", "import_sis")
_LOOK = remote(Area.CANVAS)


@dataclass(frozen=True, slots=True)
class Right:
    """Something that commands do, and Canvas's names of the right to it: the newer one, then an older one."""

    code: str
    names: tuple[str, ...]
    what: Text
    commands: tuple[str, ...] = ("apply",)


RIGHTS = (
    Right("list-courses", ("read_course_list",), text("list course rooms"), ("changes", "apply")),
    Right("make-courses", ("manage_courses_add", "manage_courses"), text("make course rooms")),
    Right("make-sections", ("manage_sections_add", "manage_sections"), text("make sections")),
    Right("find-people", ("read_roster",), text("find people"), ("changes", "apply")),
    Right("make-people", ("manage_user_logins",), text("make people and their logins")),
    Right("enrol-participants", ("add_student_to_course",), text("enrol participants")),
    Right("enrol-leaders", ("add_teacher_to_course",), text("enrol course leaders")),
    Right("set-aside", ("remove_student_from_course",), text("set enrolments aside")),
    Right("make-hand-ins", ("manage_assignments_add", "manage_assignments"), text("make hand-ins")),
    Right("make-events", ("manage_calendar",), text("make calendar events")),
    Right("read-drafts", ("view_all_grades",), text("read what was handed in"), ("healthplans collect",)),
)


def check_canvas(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Check]:
    """Look at Canvas as the settings say it is."""
    try:
        with canvas_to_look_at(settings) as client:
            yield from _look_around(client, settings, clock)
    except SettingsError as error:
        yield from _LOOK.settings(error)


def _look_around(client: CanvasClient, settings: Settings, clock: Callable[[], datetime]) -> Iterator[Check]:
    me = glimpse(client, "users/self")
    host = urlsplit(client.base_url).hostname or ""
    if me.trouble:
        yield unanswered(_LOOK, "canvas-address", me, host, *COMMANDS)
        return
    yield check_clock("Canvas", me, clock)
    wrong = _not_canvas(me, host)
    if wrong is not None:
        yield wrong
        return
    yield _LOOK.fine("canvas-address", text("{host} answers as Canvas does.", host=host))
    token = _token(me)
    yield token
    if me.fine:
        yield from _account(client, settings)
        yield _headroom(me, settings.limits.calls_in_flight)


def _not_canvas(me: Glimpse, host: str) -> Check | None:
    """A host that answers, but is no Canvas, or none that works now."""
    if 300 <= me.status < 400:  # noqa: PLR2004 - HTTP's own class of redirections
        found = text("{host} sends us to another page.", host=host)
    elif me.status >= 500:  # noqa: PLR2004 - HTTP's own class of failures
        found = text("{host} fails ({status}).", host=host, status=me.status)
        return _LOOK.fail("canvas-address", found, text("Try again later; else ask who runs Canvas."), *COMMANDS)
    elif me.body is None and me.status in {403, 429}:
        found = text(
            "{host} turned the question away ({status}): too many calls, or a guard.", host=host, status=me.status
        )
        return _LOOK.fail("canvas-address", found, text("Wait a minute and try again."), *COMMANDS)
    elif me.body is None or me.status == 404:  # noqa: PLR2004 - HTTP
        found = text("{host} answers, but not as Canvas does ({status}).", host=host, status=me.status)
    else:
        return None
    todo = text("Give canvas.base_url as it stands in the browser when you are at Canvas: https:// and the host.")
    return _LOOK.fail("canvas-address", found, todo, *COMMANDS)


def _token(me: Glimpse) -> Check:
    if me.fine:
        return _LOOK.fine("canvas-token", text("Canvas accepts the token."))
    code, found = _why_refused(me)
    todo = text(
        "Make a new token at Canvas (Account, Settings, New access token) and give it as {variable}.",
        variable="NETTOOLS__CANVAS__TOKEN",
    )
    return _LOOK.fail(code, found, todo, *COMMANDS)


def _why_refused(me: Glimpse) -> tuple[str, Text]:
    """Told by the words of the answer: the status is the same for all."""
    said = str(me.body).casefold()
    if "expired" in said:
        until = _first_error(me.body).get("expired_at", "")
        day = until[:10] if isinstance(until, str) else ""
        return "canvas-token-expired", text("The token has expired ({day}).", day=day or "?")
    if "revoked" in said:
        return "canvas-token-revoked", text("The token has been revoked.")
    if "insufficient scopes" in said:
        return "canvas-token-scopes", text("The token's developer key lacks scopes.")
    if "invalid access token" in said:
        return "canvas-token-unknown", text("Canvas does not know the token.")
    return "canvas-token", text("Canvas does not accept the token ({status}).", status=me.status)


def _first_error(body: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    errors = body.get("errors") if isinstance(body, dict) else None
    return errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}


def _account(client: CanvasClient, settings: Settings) -> Iterator[Check]:
    account = settings.canvas.account_id
    shown = glimpse(client, f"accounts/{quote(account, safe='')}")
    if not shown.fine or not isinstance(shown.body, dict):
        yield _no_account(client, shown, account)
        return
    root = shown.body.get("parent_account_id") is None
    facts = {"account": account, "name": str(shown.body.get("name", ""))}
    if root:
        yield _LOOK.fine("canvas-account", text("Account {account}, {name}: the root account.", **facts))
    else:
        yield _LOOK.fine(
            "canvas-account",
            text(
                "Account {account}, {name}: a sub-account; terms and SIS imports belong "
                "to the root account, the rest works here.",
                **facts,
            ),
        )
    yield from _rights(client, settings, account)


def _no_account(client: CanvasClient, shown: Glimpse, account: str) -> Check:
    """Wrong number, or one that the token's owner does not run; tell which ones there are."""
    if shown.trouble or shown.status not in {401, 403, 404}:
        found = text("Account {account} could not be looked at ({status}).", account=account, status=shown.status)
        return _LOOK.fail("canvas-account", found, text("Try again later."), *COMMANDS)
    listed = glimpse(client, "accounts", {"per_page": 100}).body
    own = [str(row.get("id")) for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    if not own:
        found = text("The token's owner runs no account at Canvas, so nothing can be made with it.")
        todo = text("Ask who runs Canvas to make the token's owner an administrator of the network's account.")
        return _LOOK.fail("canvas-no-account", found, todo, *COMMANDS)
    found = text("The token's owner does not run account {account}.", account=account)
    todo = text("Set canvas.account_id to one of: {accounts}.", accounts=", ".join(own))
    return _LOOK.fail("canvas-account", found, todo, *COMMANDS)


def _rights(client: CanvasClient, settings: Settings, account: str) -> Iterator[Check]:
    names = [name for right in RIGHTS for name in right.names] + list(_SIS)
    told = glimpse(client, f"accounts/{quote(account, safe='')}/permissions", {"permissions[]": names})
    if not told.fine or not isinstance(told.body, dict):
        found = text("Canvas does not tell what the token may do ({status}).", status=told.status)
        yield _LOOK.warn("canvas-rights", found, text("Nothing: apply tells what is refused, and may be run again."))
        return
    held = {name for name, given in told.body.items() if given in {True, "true"}}
    lacking = [right for right in RIGHTS if held.isdisjoint(right.names)]
    for right in lacking:
        found = text("The token may not {what}.", what=right.what)
        todo = text(
            "Ask who runs Canvas for the right {right} in account {account}.", right=right.names[0], account=account
        )
        yield _LOOK.fail(f"canvas-may-not-{right.code}", found, todo, *right.commands)
    if not lacking:
        yield _LOOK.fine("canvas-rights", text("The token may do all that the commands do in the account."))
    yield _sis_ids(held, people=settings.canvas.people_sis_ids)
    yield _sis_import(held)


def _sis_ids(held: set[str], *, people: bool) -> Check:
    if "manage_sis" in held:
        return _LOOK.fine("canvas-sis-ids", text("Course rooms and sections are marked with SIS ids of ours."))
    todo = text("Ask who runs Canvas for the right {right}.", right="manage_sis")
    if people:
        found = text("New people are to get SIS ids (canvas.people_sis_ids), but the token may not give them any.")
        return _LOOK.fail("canvas-sis-ids", found, text("{todo} Or set people_sis_ids to false.", todo=todo), "apply")
    if "read_sis" in held:
        found = text("The token sees SIS ids but may not set them: rooms and sections are recognised by their names.")
    else:
        found = text("The token does not see SIS ids: rooms and sections are recognised by their names.")
    todo = text(
        "It works. Do not rename them by hand before apply has seen them; or ask for the right {right}.",
        right="manage_sis",
    )
    return _LOOK.warn("canvas-sis-ids", found, todo, "changes", "apply")


def _sis_import(held: set[str]) -> Check:
    if "import_sis" in held:
        return _LOOK.fine("canvas-sis-import", text("SIS imports are allowed."))
    return _LOOK.skip("canvas-sis-import", text("SIS imports are not allowed here; everything goes call by call."))


def _headroom(me: Glimpse, in_flight: int) -> Check:
    if in_flight > _AT_ONCE:
        found = text("{n} calls at once are more than Canvas takes ({most}).", n=in_flight, most=_AT_ONCE)
        return _LOOK.warn("canvas-headroom", found, text("Set limits.calls_in_flight to 8."), "apply")
    if me.left is None:
        return _LOOK.skip("canvas-headroom", text("Canvas does not say how many calls it takes."))
    if me.left < _LITTLE_LEFT:
        found = text(
            "Canvas takes few calls from this token now ({left} left): something else is using it.", left=round(me.left)
        )
        return _LOOK.warn(
            "canvas-headroom", found, text("Wait a minute; and let nettools have a token of its own."), "apply"
        )
    return _LOOK.fine("canvas-headroom", text("Canvas takes calls from this token ({left} left).", left=round(me.left)))
