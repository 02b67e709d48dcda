"""What furnishes a course room: the term, the room's days, its front page, and a page in a module for each meeting."""

from datetime import UTC, date, datetime

import pytest
from builders import a_leader, a_meeting, a_network, a_registration, a_term_plan
from wordings import WORDING

from nettools.changes import Kind, Ref, Rules, term_wants
from nettools.changes.order import look_up
from nettools.domain.occasions import Question
from nettools.domain.termplan import HandInDescription, ZoomRules

NOW = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)
ROOM = "HT26/natverk-1"
FACTS = {ROOM: {"id": "201"}, f"{ROOM}/meeting-1": {"join_url": "https://zoom.example.com/j/1?a=1&b=2"}}
FULL = Rules(canvas_term=True)


def a_plan(**network):
    return a_term_plan((a_network((a_registration(),), **network),))


def wants(plan, now=NOW, rules=FULL):
    return {thing.key: thing for thing in term_wants(plan, WORDING, now, rules)}


def body(thing):
    return look_up(thing.fields["body"], FACTS)


def test_the_term_in_canvas_has_the_days_of_the_term_in_swedish_time():
    term = wants(a_plan())["HT26/term"]
    assert (term.place, term.fields, term.over) == (
        {"name": "HT26"},
        {"name": "HT26", "start_at": "2026-08-30T22:00:00Z", "end_at": "2027-01-17T22:59:00Z"},
        False,
    )


def test_the_room_opens_and_closes_with_the_term_and_stands_in_it():
    assert wants(a_plan())[ROOM].fields == {
        "name": "Nätverk 1 – HT26",
        "code": "Nätverk 1 HT26",
        "start_at": "2026-08-30T22:00:00Z",
        "end_at": "2027-01-17T22:59:00Z",
        "restrict_enrollments_to_course_dates": True,
        "term": Ref("HT26/term"),
    }


def test_a_home_that_may_not_make_terms_leaves_them_alone():
    found = wants(a_plan(), rules=Rules())
    assert found["HT26/term"].over
    assert "term" not in found[ROOM].fields


def test_the_front_page_is_known_by_its_place_and_is_what_the_room_opens_on():
    page = wants(a_plan())[f"{ROOM}/front-page"]
    assert page.place == {"course": Ref(ROOM), "front_page": True}
    assert {name: value for name, value in page.fields.items() if name != "body"} == {
        "title": "Välkommen till Nätverk 1",
        "published": True,
        "front_page": True,
        "default_view": "wiki",
    }


def test_the_front_page_tells_when_to_meet_whom_to_ask_and_where_to_hand_in():
    network = a_network(meetings=(a_meeting(1, theme="Mål & <medel>"),), leaders=(a_leader(name="Maja <Å>"),))
    plan = a_term_plan((network,), first_task="Skriv ner\ntre saker.\n\nTa med dem.", supervision_text="")
    assert body(wants(plan)[f"{ROOM}/front-page"]) == (
        "<ul><li>tisdag 22 september 2026 kl. 13.00–15.30: Mål &amp; &lt;medel&gt;</li></ul>"
        "<h2>Uppgift</h2><p>Skriv ner tre saker.</p><p>Ta med dem.</p>"
        '<a href="/courses/201/assignments">Barn- och elevhälsoplan – utkast</a>'
        "<p>Lämna in ert utkast.</p><p>fredag 4 december 2026</p>"
        '<ul><li>Maja &lt;Å&gt;: <a href="mailto:ledare@example.se">ledare@example.se</a></li></ul>'
    )


def test_a_hand_in_without_a_last_day_has_none_on_the_front_page():
    plan = a_term_plan((a_network(meetings=()),), hand_in=HandInDescription(name="Plan", instructions="Lämna in."))
    assert "<p>Lämna in.</p><ul>" in body(wants(plan)[f"{ROOM}/front-page"])


def test_a_meetings_page_has_its_questions_escaped_and_the_link_when_there_is_one():
    asked = (Question(key="q1", text="Vad är {link} & <b>?"), Question(key="q2", text="Hur?"))
    page = wants(a_plan(meetings=(a_meeting(1, questions=asked),)))[f"{ROOM}/meeting-1/page"]
    assert (page.kind, page.place) == (
        Kind.PAGE,
        {"course": Ref(ROOM), "title": "Träff 1: Nuläge och önskat läge"},
    )
    assert page.fields["published"] is True
    assert body(page) == (
        "<p>tisdag 22 september 2026 kl. 13.00–15.30: Nuläge och önskat läge</p>"
        '<a href="https://zoom.example.com/j/1?a=1&amp;b=2">Zoom</a>'
        "<h2>Frågor</h2><ol><li>Vad är &#123;link&#125; &amp; &lt;b&gt;?</li><li>Hur?</li></ol>"
    )


@pytest.mark.parametrize(
    ("network", "said"),
    [({"zoom_host": ""}, ""), ({"zoom": ZoomRules(registration=True)}, "<p>Din egen länk</p>")],
    ids=["not on Zoom", "a link of one's own"],
)
def test_a_page_without_a_shared_link_waits_for_nothing(network, said):
    plan = a_plan(meetings=(a_meeting(1, questions=()),), **network)
    assert wants(plan)[f"{ROOM}/meeting-1/page"].fields["body"] == (
        f"<p>tisdag 22 september 2026 kl. 13.00–15.30: Nuläge och önskat läge</p>{said}"
    )


def test_a_meetings_page_lies_in_a_module_of_its_own():
    found = wants(a_plan(meetings=(a_meeting(1),)))
    module, item = found[f"{ROOM}/meeting-1/module"], found[f"{ROOM}/meeting-1/module/page"]
    assert (module.place, module.fields) == (
        {"course": Ref(ROOM), "name": "Modul 1"},
        {"name": "Modul 1", "published": True},
    )
    assert (item.place, item.fields) == (
        {
            "course": Ref(ROOM),
            "module": Ref(f"{ROOM}/meeting-1/module"),
            "page_url": Ref(f"{ROOM}/meeting-1/page", "url"),
        },
        {},
    )


def test_what_belongs_to_a_meeting_that_has_begun_is_left_as_it_is():
    plan = a_plan(meetings=(a_meeting(1), a_meeting(2, day=date(2026, 10, 20))))
    found = wants(plan, datetime(2026, 9, 22, 11, tzinfo=UTC))
    over = {key for key, thing in found.items() if thing.over}
    assert over == {f"{ROOM}/meeting-1{part}" for part in ("", "/event", "/page", "/module", "/module/page")}
