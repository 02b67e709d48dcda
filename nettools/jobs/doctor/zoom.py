"""The check-up of Zoom: the app's token and scopes, and each host that a coming term needs. Questions only."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from urllib.parse import quote, urlsplit

from nettools.domain.glimpses import Glimpse
from nettools.domain.termplan import TermDescription
from nettools.errors import SettingsError
from nettools.jobs.doctor.checks import Area, Check, remote
from nettools.jobs.doctor.hosts import Host, check_licence, hosts_of
from nettools.jobs.doctor.remotes import check_clock, unanswered
from nettools.jobs.doctor.scopes import check_scopes
from nettools.jobs.tools import zoom_to_look_at
from nettools.language import Text, text
from nettools.settings import Settings
from nettools.zoom import ZoomGlance

COMMANDS = ("changes", "apply")
_NOT_THERE = frozenset({1001, 1120})
_NO_SCOPE = frozenset({4700, 4711})
_LOOK = remote(Area.ZOOM)


def check_zoom(settings: Settings, terms: Sequence[TermDescription], clock: Callable[[], datetime]) -> Iterator[Check]:
    """Look at Zoom as the settings say it is."""
    try:
        with zoom_to_look_at(settings) as glance:
            yield from _look_around(glance, settings.zoom.oauth_url, terms, clock)
    except SettingsError as error:
        yield from _LOOK.settings(error)


def _look_around(
    glance: ZoomGlance, oauth_url: str, terms: Sequence[TermDescription], clock: Callable[[], datetime]
) -> Iterator[Check]:
    token = glance.token()
    host = urlsplit(oauth_url).hostname or ""
    if token.trouble:
        yield unanswered(_LOOK, "zoom-address", token, host, *COMMANDS)
        return
    yield check_clock("Zoom", token, clock)
    refused = _refused(token, host)
    if refused is not None:
        yield refused
        return
    api = urlsplit(str(token.body.get("api_url", ""))).hostname or "api.zoom.us"
    yield _LOOK.fine("zoom-token", text("Zoom gives the app a token; its API is {host}.", host=api))
    registration = any(network.zoom.registration for term in terms for network in term.networks)
    yield from check_scopes(str(token.body.get("scope", "")), registration=registration)
    for each in hosts_of(terms):
        yield from _host(glance, each)


def _refused(token: Glimpse, host: str) -> Check | None:
    """Why no token was given, as Zoom's own words for it tell; None when one was."""
    said = token.body.get("error", "") if isinstance(token.body, dict) else ""
    if token.fine and not said:
        return None
    if said == "invalid_client":
        found = text("Zoom does not know the client id, or the client secret is not the right one.")
        todo = text("Copy both anew from the app's page at marketplace.zoom.us; see that the app is activated.")
        return _LOOK.fail("zoom-client", found, todo, *COMMANDS)
    if token.body is None or token.status >= 500:  # noqa: PLR2004 - HTTP's own class of failures
        found = text("{host} does not answer as Zoom does ({status}).", host=host, status=token.status)
        return _LOOK.fail("zoom-address", found, text("See zoom.oauth_url; else try again later."), *COMMANDS)
    if token.status == 429:  # noqa: PLR2004 - HTTP
        return _LOOK.fail("zoom-busy", text("Zoom gives no more tokens now."), text("Wait a minute."), *COMMANDS)
    found = text("Zoom knows the app, but gives no token for this account id.")
    todo = text("Copy zoom.account_id from the app's page: it is the account's, not a user's.")
    return _LOOK.fail("zoom-account", found, todo, *COMMANDS)


def _host(glance: ZoomGlance, host: Host) -> Iterator[Check]:
    path = f"users/{quote(host.email, safe='')}"
    shown = glance.look(path)
    number = shown.body.get("code") if isinstance(shown.body, dict) else None
    if shown.trouble:
        yield unanswered(_LOOK, "zoom-address", shown, "Zoom", *COMMANDS)
    elif number in _NO_SCOPE:
        found = text("{host}: the app may not look at hosts, so the licence is not known.", host=host.email)
        yield _LOOK.skip("zoom-host", found)
    elif number in _NOT_THERE or shown.status == 404:  # noqa: PLR2004 - HTTP
        yield _LOOK.fail("zoom-host-unknown", *_not_there(host, number), "apply")
    elif not shown.fine or not isinstance(shown.body, dict):
        yield _LOOK.warn("zoom-host", _unlooked(host, shown), text("Try again in a minute."), "apply")
    else:
        yield from check_licence(host, shown.body, glance.look(f"{path}/settings"))


def _unlooked(host: Host, shown: Glimpse) -> Text:
    return text("{host} could not be looked at ({status}).", host=host.email, status=shown.status)


def _not_there(host: Host, number: object) -> tuple[Text, Text]:
    if number == 1120:  # noqa: PLR2004 - Zoom's number
        found = text("{host} has been invited to the Zoom account, but never accepted.", host=host.email)
        return found, text("Let the invitation be sent anew, and accept it.")
    found = text("{host} is not a user of the Zoom account.", host=host.email)
    return found, text("Correct the address under [zoom_hosts] in config/terms/, or have the user added at Zoom.")
