"""A unit hands in a draft of its plan on its own page."""

from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from nettools.domain.supervision import SupervisionPage, TimesOf
from nettools.errors import InputError, RefusedError
from nettools.portal.answering import secret, site
from nettools.portal.supervision import address_of, shown
from nettools.portal.uploads import AROUND_A_FILE, OneFile, announced

_FIELD = "utkast"
_STATUSES = {"too-large": 413, "length": 411, "busy": 503, "term-over": 409, "too-many": 429}
_UNREADABLE = 422


@csrf_exempt  # a form is only read once it is known to be of a size that is read; _taken_in checks where it is from
@require_http_methods(["GET", "HEAD", "POST"])
def drafts(request: HttpRequest, token: str) -> HttpResponse:
    """A draft is handed in; whoever only looks here is sent to the page."""
    whose = site(request).supervision.owner(token)
    if whose is None or whose.kind is not TimesOf.UNIT:
        raise Http404
    if request.method != "POST":
        return secret(HttpResponseRedirect(f"{address_of(request)}#plan", status=303))
    largest, length = site(request).drafts.most_bytes(whose), announced(request)
    if length is None:
        return _refused(request, whose, "length")
    if length > largest + AROUND_A_FILE:
        return _refused(request, whose, "too-large")
    coming = OneFile(request, _FIELD, largest)
    request.upload_handlers = [coming]
    try:
        return secret(_taken_in(request, whose, coming))
    finally:
        coming.close()


@csrf_protect
def _taken_in(request: HttpRequest, whose: SupervisionPage, coming: OneFile) -> HttpResponse:
    """Keep it and show the page anew, so that loading it again does nothing twice."""
    file = request.FILES.get(_FIELD)
    if not isinstance(file, UploadedFile) or not file.name:
        return _refused(request, whose, coming.refusal)
    try:
        added = site(request).drafts.hand_in(whose, file.name, cast("BinaryIO", file))
    except RefusedError as error:
        return _refused(request, whose, error.code)
    except InputError as error:
        return _refused(request, whose, error.problems[0].code)
    deed = "utkast" if added.new else "utkast-igen"
    return HttpResponseRedirect(f"{address_of(request)}?klart={deed}#plan", status=303)


def _refused(request: HttpRequest, whose: SupervisionPage, code: str) -> HttpResponse:
    """The page with why the draft is not taken. The form's own fields are not read again for it."""
    return secret(shown(request, whose, draft_trouble=code, status=_STATUSES.get(code, _UNREADABLE)))
