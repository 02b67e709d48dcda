"""The WSGI application: Django's handler with our addresses, headers and templates, for one home."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from nettools.domain import swedish
from nettools.jobs.healthplans.page import DraftDesk
from nettools.jobs.letters.feeds import Feed
from nettools.jobs.portal import Health, PublicPage
from nettools.jobs.supervision.desk import SupervisionDesk
from nettools.language import speaking
from nettools.portal.security import without_address

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

StartResponse = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the pages are made of. Every part is asked for anew with each request, so none of it grows old."""

    page: Callable[[], PublicPage]
    health: Callable[[], Health]
    template: Callable[[str], Template]
    asset: Callable[[str], str]
    feed: Callable[[str], Feed | None]
    supervision: SupervisionDesk
    drafts: DraftDesk


def application(
    page: Callable[[], PublicPage],
    health: Callable[[], Health],
    read_template: Callable[[str], str],
    *,
    feed: Callable[[str], Feed | None],
    supervision: SupervisionDesk,
    drafts: DraftDesk,
    hosts: Sequence[str] = (),
) -> Callable[[Mapping[str, Any], StartResponse], Iterable[bytes]]:
    """Make the application.

    Args:
        page: gives the facts of the public page.
        health: tells whether all is well, for monitoring.
        read_template: gives the text of a template by its name below `templates/portal/`.
        feed: gives the calendar that a secret name leads to, or None.
        supervision: what the pages of units and course leaders ask for and do.
        drafts: what the pages of units ask for and do about their plan drafts.
        hosts: names that the portal is reached by, beside this computer's own.

    Returns:
        A WSGI application. Django's settings are the process's, so `hosts` of the latest one made are heeded.
    """
    site = Site(
        page=page,
        health=health,
        template=_environment(read_template).get_template,
        asset=read_template,
        feed=feed,
        supervision=supervision,
        drafts=drafts,
    )
    _configure(hosts)
    handler = WSGIHandler()

    def answer(environ: Mapping[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        with speaking("sv"):
            return handler({**environ, "nettools.site": site}, start_response)

    return answer


def _environment(read_template: Callable[[str], str]) -> Environment:
    environment = Environment(
        loader=FunctionLoader(read_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        day=swedish.weekday_and_date,
        days=lambda window: swedish.period(window.opens, window.closes),
        date=swedish.date_in_words,
        handed_in=lambda moment: f"{swedish.date_in_words(swedish.local(moment).date())} {swedish.clock(moment)}",
        filesize=_size_in_words,
        capitalize_first=lambda words: words[:1].upper() + words[1:],
        moment=lambda slot: swedish.moment_in_words(slot.starts, slot.ends),
        week=swedish.week,
        clock=lambda span: swedish.clock(span.starts, span.ends),
        moment_day=lambda meeting: swedish.weekday_and_date(swedish.local(meeting.starts).date()),
        moment_time=lambda meeting: swedish.clock(meeting.starts, meeting.ends),
        moment_week=lambda meeting: swedish.week(swedish.local(meeting.starts).date()),
    )
    return environment


def _size_in_words(size: int) -> str:
    """As file managers say it: 312 kB, 4,2 MB."""
    return f"{max(1, round(size / 1000))} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB".replace(".", ",")  # noqa: PLR2004 - a million


def _configure(hosts: Sequence[str]) -> None:
    """The store has configured Django for its tables; here comes what pages need. Neither knows of the other."""
    if not settings.configured:
        settings.configure(INSTALLED_APPS=["nettools.store"], LOGGING_CONFIG=None, USE_TZ=True, TIME_ZONE="UTC")
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = [*LOOPBACK, *hosts]
    settings.ROOT_URLCONF = "nettools.portal.pages"
    settings.MIDDLEWARE = [
        "nettools.portal.security.headers",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]
    settings.APPEND_SLASH = False
    # The cookie holds chance alone, and only pages with a form set it. Lax, so that a link in a letter keeps it.
    settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_PATH = "formular", "/handledning"
    settings.CSRF_COOKIE_HTTPONLY, settings.CSRF_COOKIE_SAMESITE, settings.CSRF_COOKIE_AGE = True, "Lax", None
    settings.CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in hosts]  # TLS ends before us, so we see plain HTTP
    settings.CSRF_FAILURE_VIEW = "nettools.portal.supervision.stale"
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    settings.FILE_UPLOAD_HANDLERS = []  # no file is taken but where a page says how
    # What strangers ask for in vain fills no log; faults of ours are still told of.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    logging.getLogger("django.request").addFilter(without_address)
    logging.getLogger("django.security").setLevel(logging.CRITICAL)
