"""How a page is answered: a template filled with facts."""

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from nettools.portal.app import Site

_SECRET = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
FIVE_MINUTES = "public, max-age=300"


def site(request: HttpRequest) -> "Site":
    """What the pages are made of."""
    return cast("Site", request.META["nettools.site"])


def page(request: HttpRequest, name: str, *, status: int = 200, **facts: object) -> HttpResponse:
    """The page that the template makes of the facts; anyone may keep it for a while if all is well."""
    html = site(request).template(name).render(facts)
    return HttpResponse(html, status=status, headers={"Cache-Control": FIVE_MINUTES if status == 200 else "no-store"})  # noqa: PLR2004 - HTTP


def secret(answer: HttpResponse) -> HttpResponse:
    """The answer from a secret address: kept nowhere, found nowhere."""
    for name, value in _SECRET.items():
        answer.headers[name] = value
    return answer
