"""The pages of units and course leaders, each at an address that is a secret: whoever has it may do what it offers."""

from collections.abc import Callable, Mapping

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.views.decorators.http import require_http_methods

from nettools.domain.supervision import SupervisionPage, TimesOf
from nettools.errors import RefusedError
from nettools.jobs.supervision.desk import MOST_A_DAY, Lines, SupervisionDesk, Unread
from nettools.portal.answering import page, secret, site

_CONFLICT, _UNREADABLE = 409, 422
_LONGEST = 20_000  # letters in a field for times: some hundred lines

Do = Callable[[SupervisionDesk, SupervisionPage, Mapping[str, object]], Unread | None]


class ChoiceForm(forms.Form):
    """A time is chosen; `number` is the session that is moved there."""

    choice = forms.CharField(max_length=40)
    number = forms.IntegerField(required=False)


class CancelForm(forms.Form):
    """A session is cancelled."""

    number = forms.IntegerField()


class TimesForm(forms.Form):
    """Times are told, one on each line; a course leader's limits, too."""

    possible = forms.CharField(required=False, max_length=_LONGEST, strip=False)
    preferred = forms.CharField(required=False, max_length=_LONGEST, strip=False)
    days_off = forms.CharField(required=False, max_length=_LONGEST, strip=False)
    most_a_day = forms.IntegerField(required=False, min_value=1, max_value=MOST_A_DAY)


def _book(desk: SupervisionDesk, whose: SupervisionPage, said: Mapping[str, object]) -> None:
    desk.book(whose, str(said["choice"]))


def _move(desk: SupervisionDesk, whose: SupervisionPage, said: Mapping[str, object]) -> None:
    desk.move(whose, int(str(said["number"] or 0)), str(said["choice"]))


def _cancel(desk: SupervisionDesk, whose: SupervisionPage, said: Mapping[str, object]) -> None:
    desk.cancel(whose, int(str(said["number"])))


def _tell(desk: SupervisionDesk, whose: SupervisionPage, said: Mapping[str, object]) -> Unread:
    return desk.save_times(whose, _written({name: str(words or "") for name, words in said.items()}))


_DEEDS: Mapping[str, tuple[type[forms.Form], Do, frozenset[TimesOf]]] = {
    "boka": (ChoiceForm, _book, frozenset({TimesOf.UNIT})),
    "flytta": (ChoiceForm, _move, frozenset({TimesOf.UNIT})),
    "avboka": (CancelForm, _cancel, frozenset({TimesOf.UNIT})),
    "tider": (TimesForm, _tell, frozenset(TimesOf)),
}


@require_http_methods(["GET", "HEAD", "POST"])
def supervision(request: HttpRequest, token: str) -> HttpResponse:
    """A unit's or course leader's page: seen, or something is done there."""
    whose = site(request).supervision.owner(token)
    if whose is None:
        raise Http404
    return secret(_done(request, whose) if request.method == "POST" else shown(request, whose))


def address_of(request: HttpRequest) -> str:
    """Where the page is that the request is about."""
    match = request.resolver_match
    return f"/handledning/{match.kwargs['token']}" if match else ""


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's own signature
    """A form that this page did not give to this browser, or gave too long ago."""
    return page(request, "stale.html", status=403)


def _done(request: HttpRequest, whose: SupervisionPage) -> HttpResponse:
    """Do what the form says and show the page anew, so that loading it again does nothing twice."""
    deed = request.POST.get("gor", "")
    kind, do, by = _DEEDS.get(deed, (None, None, frozenset()))
    if kind is None or do is None or whose.kind not in by:
        raise Http404
    form = kind(request.POST)
    if not form.is_valid():
        return shown(request, whose, trouble=_trouble(deed, form), status=_UNREADABLE)
    try:
        unread = do(site(request).supervision, whose, form.cleaned_data)
    except RefusedError as error:
        return shown(request, whose, trouble=error.code, status=_CONFLICT)
    if unread is not None and unread.any:
        return shown(request, whose, trouble="unread", status=_UNREADABLE, unread=unread)
    return HttpResponseRedirect(f"{request.path}?klart={deed}", status=303)


def _trouble(deed: str, form: forms.Form) -> str:
    """Why a form is not taken."""
    if deed != "tider":
        return "nothing-chosen"
    return "most-a-day" if "most_a_day" in form.errors else "too-much"


def shown(
    request: HttpRequest,
    whose: SupervisionPage,
    *,
    trouble: str = "",
    draft_trouble: str = "",
    status: int = 200,
    unread: Unread | None = None,
) -> HttpResponse:
    """The page; what was written in the form for times stands there still when it could not be saved.

    With `draft_trouble`, why a draft was not taken, nothing that came with the request is read.
    """
    desk, said = site(request).supervision, {} if draft_trouble else request.POST
    about: dict[str, object] = {
        "csrf": get_token(request),
        "done": request.GET.get("klart", "") if not trouble and not draft_trouble else "",
        "trouble": trouble,
        "unread": unread or Unread(),
        "written": _written(said) if said.get("gor") == "tider" else None,
    }
    if whose.kind is TimesOf.LEADER:
        return page(request, "leader.html", status=status, page=desk.leader(whose), **about)
    moving = said.get("number") if said.get("gor") == "flytta" else request.GET.get("flytta")
    number = int(moving) if moving and moving.isdecimal() and len(moving) < 6 else None  # noqa: PLR2004 - digits
    about |= {
        "address": address_of(request),
        "draft_trouble": draft_trouble,
        "drafts": site(request).drafts.unit(whose),
    }
    return page(request, "unit.html", status=status, page=desk.unit(whose, moving=number), **about)


def _written(said: Mapping[str, str]) -> Lines:
    return Lines(
        possible=said.get("possible", ""),
        preferred=said.get("preferred", ""),
        days_off=said.get("days_off", ""),
        most_a_day=said.get("most_a_day", ""),
    )
