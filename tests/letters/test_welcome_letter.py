"""The welcome letter that ships: all twelve parts, in Swedish, and nothing missing goes unseen."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders import (
    HT26,
    VT27,
    a_leader,
    a_meeting,
    a_network_description,
    a_principal,
    a_registration,
    a_term_description,
    a_unit,
)

from nettools.domain.letters import LetterKind
from nettools.domain.termplan import ZoomRules
from nettools.letters import KINDS, Circle, Sender, TermFacts, as_text, choose, read_template, write

SHIPPED = (Path(__file__).parents[2] / "templates/letters/welcome.md").read_text(encoding="utf-8")
TEMPLATE = read_template(SHIPPED, LetterKind.WELCOME, "welcome.md")
SENDER = Sender(
    name="Exempeluniversitetet",
    network="Barn- och elevhälsa",
    contact="natverk@example.se",
    phone="054-000 00 00",
    privacy_link="https://example.se/personuppgifter",
    canvas_link="https://canvas.example.se",
    mail_name="Exempeluniversitetet",
    mail_address="natverk@example.se",
)
LINKS = {f"HT26/natverk-1/meeting-{number}": f"https://zoom.example.com/j/{number}" for number in (1, 2)}


def term_facts(**others):
    description = a_term_description(first_task="Beskriv ert nuläge.")
    return TermFacts(
        **{
            "sender": SENDER,
            "description": description,
            "placements": {"bjorkens-forskola-1780": "natverk-1"},
            "join_links": LINKS,
            **others,
        }
    )


def letter(registrations=None, **others):
    registrations = registrations or [a_registration(terms=(HT26, VT27))]
    facts = term_facts(**others)
    circle = Circle(facts=facts, registrations=tuple(registrations))
    addressee = choose(LetterKind.WELCOME, circle, frozenset()).addressees[0]
    return write(TEMPLATE, KINDS[LetterKind.WELCOME].facts_for(addressee, facts), addressee.key)


def told(written):
    return " ".join(as_text(written.blocks).split())


@pytest.mark.parametrize(
    "part",
    [
        "Björkens förskola har fått plats",  # 1 greeting, and for which terms
        "höstterminen 2026 och vårterminen 2027",
        "Dag: tisdag 22 september 2026 Tid: kl. 13.00–15.30 Vecka: v. 39 Tema: Nuläge och önskat läge",  # 2 meetings
        "Gå till träff 1 <https://zoom.example.com/j/1>",  # 3 Zoom
        "Kursrummet öppnar 31 augusti 2026 på Canvas <https://canvas.example.se>",  # 4 Canvas
        "Anmäl dina medföljare senast 11 september 2026: Anmäl medföljare <https://example.se/medfoljare>",  # 5
        "Ta med upp till 6 personer.",
        "Ange namn, e-post och yrke",
        "tisdag 22 september 2026 kl. 13.00–15.30 (v. 39): Beskriv ert nuläge.",  # 6 the first task
        "lämnar ni det i Canvas senast 4 december 2026. Skriv inga personuppgifter",  # 7 the health plan
        "Varje enhet erbjuds handledning.",  # 8 supervision
        "Maja Åkerlund, ledare@example.se",  # 9 contacts
        "Praktiska frågor: natverk@example.se, 054-000 00 00",
        "vår information om personuppgifter <https://example.se/personuppgifter>",  # 10 personal data
        "skyddade personuppgifter? Anmäl inte den personen i formuläret utan ring 054-000 00 00.",
        "Kan ni inte delta? Skriv till oss",  # 11 withdrawing
        "hjälpmedel, tolk eller något annat",  # 12 accessibility
    ],
)
def test_the_letter_holds_every_part(part):
    assert told(letter()).count(part) == 1


def test_a_letter_with_everything_known_has_no_problems():
    written = letter()

    assert (written.subject, written.reply_to, written.problems) == (
        "Välkommen till nätverket höstterminen 2026",
        "natverk@example.se",
        (),
    )


def test_every_missing_value_is_told():
    written = letter(sender=replace(SENDER, contact="", canvas_link=""), placements={})

    assert sorted((problem.code, problem.place.key) for problem in written.problems) == [
        ("missing-value", "canvas_link"),
        ("missing-value", "contact"),
        ("missing-value", "first_meeting"),
        ("missing-value", "networks"),
    ]


def test_before_zoom_has_told_its_links_the_letter_says_where_they_will_be():
    assert "Zoom: Länken kommer" in told(letter(join_links={}))
    assert "Länkarna finns i Canvas före första träffen." in told(letter(join_links={}))


def test_times_are_swedish_on_both_sides_of_the_clock_change():
    meetings = (a_meeting(1, day=date(2026, 10, 20)), a_meeting(2, day=date(2026, 10, 27)))
    description = a_term_description(networks=(a_network_description(meetings=meetings),))

    shown = told(letter(description=description))

    assert shown.count("Tid: kl. 13.00–15.30") == 2


def test_a_rektor_in_two_networks_gets_the_meetings_of_both():
    networks = (
        a_network_description(),
        a_network_description(key="natverk-2", name="Nätverk 2", leaders=(a_leader("b@example.se", "Bo Ek"),)),
    )
    units = [a_registration(unit=a_unit(key=key, name=name)) for key, name in (("a", "Alen"), ("b", "Boken"))]

    written = letter(
        units,
        description=a_term_description(networks=networks),
        placements={"a": "natverk-1", "b": "natverk-2"},
        join_links={},
    )

    assert written.problems == ()
    assert [line for line in as_text(written.blocks).splitlines() if line.startswith("Träffarna")] == [
        "Träffarna för Alen",
        "Träffarna för Boken",
    ]


def test_words_from_the_form_do_nothing_but_stand_there():
    name = "Åsa](https://evil.example/) <script>{{ 7*7 }}</script> | **x**\r\nBcc: a@example.se"

    written = letter([a_registration(principal=a_principal(given_name=name))])

    assert written.problems == ()
    assert written.blocks[1].runs[0].text == (
        "Hej Åsa](https://evil.example/) <script>{{ 7*7 }}</script> | **x** Bcc: a@example.se!"
    )


def test_a_link_that_leads_nowhere_is_told():
    written = letter(description=replace(term_facts().description, companions_link="medfoljare"))

    assert [problem.code for problem in written.problems] == ["bad-link"]


def test_with_registration_the_letter_has_the_rektors_own_link_and_no_other():
    networks = (a_network_description(meetings=(a_meeting(1),), zoom=ZoomRules(registration=True)),)
    own = {
        "HT26/natverk-1/meeting-1/registrant/rektor@example.se": "https://zoom.example.com/w/1?tk=a",
        "HT26/natverk-1/meeting-1/registrant/kurator@example.se": "https://zoom.example.com/w/1?tk=b",
    }
    described = a_term_description(networks=networks, first_task="Beskriv ert nuläge.")

    assert "Gå till träff 1 <https://zoom.example.com/w/1?tk=a>" in told(
        letter(description=described, join_links={**LINKS, **own})
    )
    without = told(letter(description=described, join_links=LINKS))
    assert ("zoom.example.com" in without, "Zoom: Länken kommer" in without) == (False, True)
