"""Headers that keep browsers from doing what these pages never need; and secret addresses kept out of logs."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers that know no frame-ancestors
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def headers(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Django middleware: put the headers on every answer, error pages too."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


SECRET_PATHS = ("/handledning/", "/kalender/")


def without_address(record: logging.LogRecord) -> bool:
    """A filter for Django's log of faults: the secret part of an address is left out."""
    record.args = tuple(map(_shortened, record.args)) if isinstance(record.args, tuple) else record.args
    return True


def _shortened(said: object) -> object:
    return next((f"{path}…" for path in SECRET_PATHS if isinstance(said, str) and said.startswith(path)), said)
