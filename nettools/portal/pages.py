"""The addresses and what each of them shows. Django takes this module as its table of addresses."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from nettools.portal.answering import FIVE_MINUTES, page, site
from nettools.portal.drafts import drafts
from nettools.portal.supervision import supervision

ASSETS = {"portal.css": "text/css; charset=utf-8", "portal.svg": "image/svg+xml"}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The network, its terms and meetings, how to take part and whom to ask."""
    return page(request, "index.html", page=site(request).page())


@require_safe
def asset(request: HttpRequest, name: str) -> HttpResponse:
    """What pages are dressed in: files of their own, so that no page needs anything inline."""
    text = site(request).asset(name)
    return HttpResponse(text, content_type=ASSETS[name], headers={"Cache-Control": FIVE_MINUTES})


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For monitoring: 200 when all is well, 503 when the database does not answer."""
    found = site(request).health()
    status = 200 if found.well else 503
    return JsonResponse(found.as_json(), status=status, headers={"Cache-Control": "no-store"})


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """One person's calendar, for a program that asks for it again and again."""
    feed = site(request).feed(token)
    if feed is None:
        raise Http404
    response = HttpResponse(feed.content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="natverkstraffar.ics"'
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["ETag"] = f'"{feed.etag}"'
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's own signature
    """There is no such page."""
    return page(request, "not_found.html", status=404)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - as above
    """A request that makes no sense, such as one for a host that is not ours."""
    return HttpResponse("400\n", status=400, content_type="text/plain; charset=utf-8")


def fault(request: HttpRequest) -> HttpResponse:
    """Something went wrong here: a page that needs no facts, since they may be what went wrong."""
    return page(request, "fault.html", status=500)


urlpatterns = [
    path("", index),
    path("health", health),
    path("kalender/<str:token>.ics", calendar_feed),
    path("handledning/<str:token>", supervision),
    path("handledning/<str:token>/plan", drafts),
    *(path(name, asset, {"name": name}) for name in ASSETS),
]
handler400 = refused
handler404 = not_found
handler500 = fault
