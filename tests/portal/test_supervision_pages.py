"""The secret pages of supervision, asked without a browser: who gets in, what is said to whom, what is refused."""

import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from builders import HT26
from werkzeug.test import Client
from worlds import NOW, a_sign_up

from nettools.domain.occasions import Supervision
from nettools.domain.registrations import RegistrationState
from nettools.domain.supervision import GivenTime, SupervisionTimes, TimesOf
from nettools.jobs.healthplans.page import DraftDesk
from nettools.jobs.home import lay_out
from nettools.jobs.portal import health, page_template, public_page
from nettools.jobs.supervision.booking import book, choices
from nettools.jobs.supervision.desk import SupervisionDesk
from nettools.jobs.supervision.links import addresses
from nettools.jobs.tools import open_tools
from nettools.portal import application

MAJA = "maja.akerlund@example.se"
UNIT, OTHER = "enhet-1-1780", "enhet-2-1780"


@pytest.fixture
def tools(tmp_path):
    lay_out(tmp_path)
    with open_tools(tmp_path, environment={}, clock=lambda: NOW) as opened:
        opened.store.registrations.save([a_sign_up(1), a_sign_up(2)])
        starts = datetime(2026, 10, 13, 8, tzinfo=ZoneInfo("Europe/Stockholm"))
        free = GivenTime(starts=starts, ends=starts.replace(hour=12))
        opened.store.supervisions.save_times(HT26, [SupervisionTimes(kind=TimesOf.LEADER, key=MAJA, times=(free,))])
        yield opened


@contextmanager
def site(tools, hosts=()):
    pages = application(
        lambda: public_page(tools),
        lambda: health(tools),
        lambda name: page_template(tools, name),
        feed=lambda _: None,
        supervision=SupervisionDesk(tools),
        drafts=DraftDesk(tools),
        hosts=hosts,
    )
    yield Client(pages)


def link(tools, who, **others):
    [one] = addresses(tools, HT26, who, **others).pages
    return one.address


def csrf(answer):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.text)[1]


def sent(client, address, **fields):
    """A form as a browser sends it that has just seen the page."""
    token = csrf(client.get(address))
    return client.post(address, data={"csrfmiddlewaretoken": token, **fields})


def test_an_address_is_told_again_renewed_and_leads_to_its_own_page_alone(tools):
    first = link(tools, UNIT)
    assert re.fullmatch(r"/handledning/[\w-]{43}", first)
    assert link(tools, UNIT) == first
    assert len({one.address for one in addresses(tools, HT26).pages}) == 4
    second = link(tools, UNIT, renew=True)
    with site(tools) as client:
        statuses = [
            client.get(one).status_code for one in (first, second, f"{second}x", "/handledning/", "/handledning/å")
        ]
    assert statuses == [404, 200, 404, 404, 404]


def test_the_database_does_not_hold_the_address(tools):
    token = link(tools, UNIT).rsplit("/", 1)[1]
    data = b"".join(file.read_bytes() for file in tools.home.glob("*.sqlite3*"))
    assert UNIT.encode() in data
    assert token.encode() not in data


def test_the_page_of_a_unit_that_has_left_is_gone(tools):
    address = link(tools, UNIT)
    tools.store.registrations.save([a_sign_up(1, RegistrationState.WITHDRAWN)])
    with site(tools) as client:
        assert client.get(address).status_code == 404


def test_a_page_names_nobody_but_course_leaders_and_no_other_unit(tools):
    [first, *_] = choices(tools, HT26, OTHER)
    book(tools, HT26, OTHER, first.key)
    with site(tools) as client:
        said = client.get(link(tools, UNIT)).text
        leaders = client.get(link(tools, MAJA)).text
    assert "Maja Åkerlund" in said
    for secret in ("Enhet 2", "Öberg", "rektor", "kurator", "larare", MAJA, "zoom-sal", UNIT):
        assert secret not in said
    assert "Enhet 2" in leaders
    for secret in ("Öberg", "rektor", "kurator", "zoom-sal", "yusuf"):
        assert secret not in leaders


def test_no_one_keeps_finds_or_passes_on_a_secret_page(tools):
    with site(tools) as client:
        answer = client.get(link(tools, UNIT))
    assert {name: answer.headers[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")} == {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "same-origin",
    }
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.strip().startswith("formular=")
    assert {"HttpOnly", "Path=/handledning", "SameSite=Lax"} <= {*cookie.split("; ")}


def test_a_form_counts_only_from_its_own_page_and_nothing_is_done_twice(tools):
    address, [first, *_] = link(tools, UNIT), choices(tools, HT26, UNIT)
    with site(tools) as client:
        forged = client.post(address, data={"gor": "boka", "choice": first.key})
        assert (forged.status_code, "gammal" in forged.text, forged.headers["Cache-Control"]) == (403, True, "no-store")
        assert tools.store.supervisions.of(HT26) == ()
        done = sent(client, address, gor="boka", choice=first.key)
        assert (done.status_code, done.headers["Location"]) == (303, f"{address}?klart=boka")
        assert "Handledningen är bokad." in client.get(done.headers["Location"]).text
        assert sent(client, address, gor="boka", choice=first.key).status_code == 409
    assert len(tools.store.supervisions.of(HT26)) == 1


SENSELESS = [
    ({}, 404),
    ({"gor": "radera"}, 404),
    ({"gor": "boka"}, 422),
    ({"gor": "boka", "choice": "x" * 41}, 422),
    ({"gor": "boka", "choice": "\0"}, 422),
    ({"gor": "flytta", "choice": "x"}, 409),
    ({"gor": "avboka", "number": "ett"}, 422),
    ({"gor": "avboka", "number": "9" * 30}, 409),
    ({"gor": "tider", "possible": "tis v. 42 kl. 8-9\n" * 2000}, 422),
]


def test_forms_that_make_no_sense_are_refused_and_change_nothing(tools):
    before, address = tools.store.supervisions.times_of(HT26), link(tools, UNIT)
    with site(tools) as client:
        statuses = [sent(client, address, **fields).status_code for fields, _ in SENSELESS]
    assert statuses == [status for _, status in SENSELESS]
    assert (tools.store.supervisions.of(HT26), tools.store.supervisions.times_of(HT26)) == ((), before)


def test_a_leader_books_nothing_and_what_is_written_is_escaped(tools):
    with site(tools) as client:
        assert sent(client, link(tools, MAJA), gor="boka", choice="x").status_code == 404
        answer = sent(client, link(tools, MAJA), gor="tider", possible="<script>alert(1)</script>")
    assert (answer.status_code, "<script>" in answer.text) == (422, False)


def test_behind_a_server_with_tls_the_forms_of_our_own_names_count(tools):
    address, [first, *_] = link(tools, UNIT), choices(tools, HT26, UNIT)
    with site(tools, hosts=["natverk.example.se"]) as client:
        statuses = []
        for origin in ("https://elsewhere.example.org", "https://natverk.example.se"):
            token = csrf(client.get(address, base_url="http://natverk.example.se"))
            fields = {"csrfmiddlewaretoken": token, "gor": "boka", "choice": first.key}
            answer = client.post(address, data=fields, base_url="http://natverk.example.se", headers={"Origin": origin})
            statuses.append(answer.status_code)
    assert statuses == [403, 303]


def test_many_times_are_folded_by_week_and_the_first_week_is_open(tools):
    starts = datetime(2026, 10, 13, 8, tzinfo=ZoneInfo("Europe/Stockholm"))
    times = tuple(
        GivenTime(starts=starts.replace(day=day), ends=starts.replace(day=day, hour=17)) for day in (13, 14, 15, 20, 22)
    )
    tools.store.supervisions.save_times(HT26, [SupervisionTimes(kind=TimesOf.LEADER, key=MAJA, times=times)])
    with site(tools) as client:
        said = client.get(link(tools, UNIT)).text
    assert re.findall(r'<details class="week"( open)?>', said) == [" open", ""]
    assert "V. 42, 21 tider från tisdag 13 oktober 2026" in said


def test_a_fault_tells_the_log_of_no_secret_address(tools, caplog):
    address = link(tools, UNIT)
    own = tools.home / "templates" / "portal" / "unit.html"
    own.parent.mkdir(parents=True)
    own.write_text("{{ missing.thing }}", encoding="utf-8")
    with site(tools) as client:
        assert client.get(address).status_code == 500
    assert "/handledning/…" in caplog.text
    assert address not in caplog.text


def test_times_that_are_told_replace_the_earlier_ones_and_leave_what_the_form_does_not_show(tools):
    starts = datetime(2026, 10, 14, 8, tzinfo=ZoneInfo("Europe/Stockholm"))
    hour = GivenTime(starts=starts, ends=starts.replace(hour=9))
    wished, busy = replace(hour, weight=2), replace(hour, busy=True, ends=starts.replace(hour=10))
    before = SupervisionTimes(kind=TimesOf.UNIT, key=UNIT, times=(hour, busy), leaders=(MAJA,), most_a_day=2)
    tools.store.supervisions.save_times(HT26, [replace(before, times=(wished, busy))])
    with site(tools) as client:
        page = client.get(link(tools, UNIT)).text
        form = {"gor": "tider", "possible": "15/10 kl. 8-9", "preferred": "14/10 kl. 8-9\n15/10 kl. 9-10"}
        assert sent(client, link(tools, UNIT), **form).status_code == 303
    assert "1 upptagna tider" in page
    [after] = [one for one in tools.store.supervisions.times_of(HT26) if one.kind is TimesOf.UNIT]
    assert (after.leaders, after.most_a_day) == ((MAJA,), 2)
    assert [(one.starts.day, one.weight, one.busy) for one in after.times] == [
        (14, 2, False),
        (14, 0, True),
        (15, 0, False),
        (15, 3, False),
    ]


def test_a_session_of_the_terms_file_is_seen_and_counts_but_is_not_changed_here(tools):
    starts = datetime(2026, 10, 13, 8, tzinfo=ZoneInfo("Europe/Stockholm"))
    description = tools.settings.term(HT26)
    [maja] = {leader for one in description.networks for leader in one.leaders if leader.email.key == MAJA}
    filed = Supervision(unit_key=UNIT, number=1, starts=starts, ends=starts.replace(hour=9), leader=maja)
    terms = {**tools.settings.terms, str(HT26): replace(description, supervisions=(filed,))}
    with_file = replace(tools, settings=replace(tools.settings, terms=terms))
    with site(with_file) as client:
        said, seen = client.get(link(tools, UNIT)).text, client.get(link(tools, MAJA)).text
    assert ("Tisdag 13 oktober 2026 kl. 8–9" in said, "Flytta" in said, "Boka en tid" in said) == (True, False, False)
    assert "tisdag 13 oktober 2026 kl. 8–9" in seen


def limits(tools):
    [found] = [one for one in tools.store.supervisions.times_of(HT26) if one.key == MAJA]
    return sorted(day.isoformat() for day in found.days_off), found.most_a_day


def test_a_leader_keeps_days_free_and_bounds_the_day_and_nothing_is_booked_beyond(tools):
    form = {"gor": "tider", "possible": "13/10 kl. 8-12\n14/10 kl. 8-12", "days_off": "14 oktober\nfre v. 43"}
    with site(tools) as client:
        assert sent(client, link(tools, MAJA), **form, most_a_day="1").status_code == 303
        said = client.get(link(tools, MAJA)).text
    assert limits(tools) == (["2026-10-14", "2026-10-23"], 1)
    assert ("onsdag 14 oktober 2026\nfredag 23 oktober 2026</textarea>" in said, 'value="1"' in said) == (True, True)
    days = {one.day.isoformat() for one in choices(tools, HT26, UNIT)}
    book(tools, HT26, UNIT, choices(tools, HT26, UNIT)[0].key)
    assert (days, choices(tools, HT26, OTHER)) == ({"2026-10-13"}, [])
    with site(tools) as client:
        sent(client, link(tools, MAJA), **{**form, "days_off": ""})
    assert limits(tools) == ([], None)


@pytest.mark.parametrize("most", ["0", "21", "två", "1.5"])
def test_a_bound_that_makes_no_sense_is_told_and_what_was_written_stands(tools, most):
    before = limits(tools)
    with site(tools) as client:
        answer = sent(
            client, link(tools, MAJA), gor="tider", possible="13/10 kl. 8-9", days_off="v. 43", most_a_day=most
        )
    assert (answer.status_code, "från 1 till 20" in answer.text, limits(tools)) == (422, True, before)
    assert ("v. 43</textarea>" in answer.text, f'value="{most}"' in answer.text) == (True, True)


def test_days_that_cannot_be_read_are_told_and_nothing_is_saved(tools):
    before = tools.store.supervisions.times_of(HT26)
    with site(tools) as client:
        answer = sent(client, link(tools, MAJA), gor="tider", possible="13/10 kl. 8-9", days_off="v. 43\nibland")
    assert (answer.status_code, "Rad 2, ”ibland”" in answer.text) == (422, True)
    assert tools.store.supervisions.times_of(HT26) == before


def test_a_unit_sets_no_limits_from_its_page_and_keeps_those_that_a_file_gave(tools):
    starts = datetime(2026, 10, 14, 8, tzinfo=ZoneInfo("Europe/Stockholm"))
    times = SupervisionTimes(kind=TimesOf.UNIT, key=UNIT, times=(), days_off=frozenset({starts.date()}))
    tools.store.supervisions.save_times(HT26, [times])
    with site(tools) as client:
        form = {"gor": "tider", "possible": "", "days_off": "v. 43", "most_a_day": "7"}
        assert sent(client, link(tools, UNIT), **form).status_code == 303
    assert times in tools.store.supervisions.times_of(HT26)


def test_a_leader_sees_what_is_booked_on_a_day_that_is_kept_free(tools):
    book(tools, HT26, UNIT, choices(tools, HT26, UNIT)[0].key)
    with site(tools) as client:
        before = client.get(link(tools, MAJA)).text
        sent(client, link(tools, MAJA), gor="tider", possible="14/10 kl. 8-12", days_off="13 oktober")
        after = client.get(link(tools, MAJA)).text
    assert ("som du håller fria:" in before, "En bokad handledning ligger på dagar som du håller fria:" in after) == (
        False,
        True,
    )
