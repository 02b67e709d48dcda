"""Every kind of letter: who gets it, and that its text says what matters, misses nothing and obeys nobody."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from builders import (
    a_companion,
    a_principal,
    a_unit,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from letter_circles import DESCRIBED, SENDER, TEMPLATES, in_state, letter, template, told

from nettools.domain.letters import LetterKind
from nettools.letters import (
    KINDS,
    PLACEHOLDERS,
    Feedback,
    as_html,
    as_text,
    harmless,
    specimen,
    write,
)

FRAME = (TEMPLATES / "mail.html").read_text(encoding="utf-8")
LOOK = {"title": "-", "organiser": "-", "colour": "#12405f", "accent": "#b4530f", "footer": "-"}


# --- the texts


@pytest.mark.parametrize("kind", LetterKind)
def test_the_text_that_ships_has_all_that_it_needs(kind):
    written = letter(kind)

    assert (written.problems, written.sender, written.reply_to) == (
        (),
        "Nätverket <natverk@example.se>",
        "natverk@example.se",
    )
    assert written.subject
    assert "{" not in written.subject + as_text(written.blocks)


@pytest.mark.parametrize("kind", LetterKind)
def test_the_head_names_only_what_the_text_uses(kind):
    source = (TEMPLATES / f"{kind}.md").read_text(encoding="utf-8")

    assert [name for name in template(kind).placeholders if source.count(name) < 2] == []


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        (LetterKind.SIGN_UP_RECEIVED, "Tack för att du har anmält Exempelskolan"),
        (LetterKind.PLACE_OFFERED, "Exempelskolan har fått plats"),
        (LetterKind.WAITING_LIST, "Exempelskolan har inte fått plats än, men står på reservplats"),
        (LetterKind.REGRET, "Exempelskolan får tyvärr ingen plats"),
        (LetterKind.WELCOME, "Exempelskolan har fått plats"),
        (LetterKind.COMPANION_JOINING, "Åsa Öberg har anmält dig som medföljare för Exempelskolan"),
        (LetterKind.COMPANIONS_REMINDER, "Ingen medföljare är anmäld från Exempelskolan än."),
        (LetterKind.SUPERVISION_INVITATION, "Exempelskolan har handledning tisdag 20 oktober 2026 kl. 13.00–15.30"),
        (
            LetterKind.SUPERVISION_CHANGE,
            "Handledningen för Exempelskolan har fått en ny tid. Maja Åkerlund leder den. Ny tid: tisdag 20 oktober",
        ),
        (LetterKind.SUPERVISION_CANCELLATION, "Handledningen för Exempelskolan tisdag 20 oktober 2026"),
        (LetterKind.MEETING_REMINDER, "Vi ses i Zoom tisdag 20 oktober 2026 kl. 13.00–15.30 (v. 43)."),
        (LetterKind.MEETING_CHANGE, "Ny tid: tisdag 20 oktober 2026 kl. 13.00–15.30 (v. 43) Tidigare tid: tisdag 13"),
        (LetterKind.DRAFT_REMINDER, "Exempelskolan har inte lämnat in något utkast"),
        (LetterKind.DRAFT_FEEDBACK, "Tack för att vi har fått läsa utkastet"),
        (LetterKind.CERTIFICATE, "Ali Ström Exempelskolan har deltagit i nätverket"),
        (LetterKind.THANK_YOU, "Tack för att du har delat med dig"),
    ],
)
def test_a_letter_begins_with_what_matters(kind, begins):
    after_the_heading = told(letter(kind)).split("= ", 1)[1]

    assert after_the_heading.split("! ", 1)[-1 if "Hej" in after_the_heading else 0].startswith(begins)


PAGE = "https://natverk.example.se/handledning/exempel"
TELLS_PAGE = (
    LetterKind.WELCOME,
    LetterKind.SUPERVISION_INVITATION,
    LetterKind.SUPERVISION_CHANGE,
    LetterKind.SUPERVISION_CANCELLATION,
    LetterKind.DRAFT_REMINDER,
    LetterKind.DRAFT_FEEDBACK,
)


@pytest.mark.parametrize("kind", TELLS_PAGE)
def test_the_address_of_the_units_own_page_is_where_it_is_needed_and_only_if_there_is_one(kind):
    without = letter(kind, replace(SENDER, pages_link=""))

    assert (told(letter(kind)).count(PAGE), without.problems) == (1, ())
    assert [word for word in ("handledning/", "sida]", "Hittar ni ingen tid där?") if word in told(without)] == []


@pytest.mark.parametrize("kind", [LetterKind.WELCOME, LetterKind.COMPANION_JOINING])
def test_the_calendar_to_subscribe_to_is_told_to_its_owner_and_only_if_there_is_one(kind):
    without = letter(kind, replace(SENDER, pages_link=""))

    assert told(letter(kind)).count("https://natverk.example.se/kalender/exempel.ics") == 1
    assert ("internetkalender" in told(without), without.problems) == (False, ())
    assert [numbers_of(one) for one in (letter(kind), without)] == [["1.", "2.", "3."]] * 2
    addressee, facts = specimen(kind, SENDER, DESCRIBED)
    stranger = replace(addressee, recipient=a_companion("granne@example.se"))
    assert KINDS[kind].facts_for(stranger, facts)["calendar_link"] is None


def numbers_of(written):
    """The numbers that begin a line of the letter: its list of what to do."""
    return re.findall(r"^\W*(\d\.) ", as_text(written.blocks), re.MULTILINE)


def test_nobody_is_told_the_page_of_a_unit_that_is_not_theirs():
    addressee, facts = specimen(LetterKind.SUPERVISION_INVITATION, SENDER, DESCRIBED)
    stranger = replace(addressee, recipient=a_companion("granne@example.se"))
    two = replace(addressee, registrations=(*addressee.registrations, in_state("accepted")))
    more = replace(facts, unit_pages={**facts.unit_pages, "a": "https://natverk.example.se/handledning/annan"})

    def pages(addressee, facts):
        return KINDS[LetterKind.THANK_YOU].facts_for(addressee, facts)["unit_pages"]

    assert pages(two, more) == [{"unit": "Exempelskolan", "link": PAGE}]
    assert (pages(stranger, more), pages(addressee, replace(facts, unit_pages={}))) == (None, None)


@pytest.mark.parametrize("kind", LetterKind)
def test_every_kind_may_tell_the_units_pages_and_the_calendar(kind):
    assert {"unit_pages", "calendar_link"} <= PLACEHOLDERS[kind]


def test_a_change_tells_the_new_time_and_the_old_one():
    said = told(letter(LetterKind.SUPERVISION_CHANGE))

    assert "Ny tid: tisdag 20 oktober 2026 kl. 13.00–15.30 (v. 43)" in said
    assert "Tidigare tid: tisdag 13 oktober 2026 kl. 13.00–15.30 (v. 42)" in said


def test_a_change_of_the_link_alone_says_that_the_time_is_the_same():
    addressee, _ = specimen(LetterKind.MEETING_CHANGE, SENDER, DESCRIBED)
    news = addressee.matter
    before = replace(news.occasion, link="https://example.zoom.us/j/1")
    said = told(letter(LetterKind.MEETING_CHANGE, matter=replace(news, earlier=before, why="Zoom bytte länk.")))

    assert "Tiden är densamma: tisdag 20 oktober 2026" in said
    assert "Länken är ny. Den gamla gäller inte längre." in said
    assert "Zoom bytte länk." in said
    assert "Ny tid" not in said


def test_a_certificate_counts_what_the_person_took_part_in():
    said = told(letter(LetterKind.CERTIFICATE))

    assert "2 av 2 nätverksträffar, sammanlagt 5 timmar." in said


def test_feedback_is_markdown_of_ours_and_quotes_stand_in_it_as_they_are():
    answer = f"## Fråga\n\n> {harmless('# Mål <b>](x) {{ 7*7 }}')}\n"
    said = told(letter(LetterKind.DRAFT_FEEDBACK, matter=Feedback(unit_key="a", version=2, markdown=answer)))

    assert "# Mål <b>](x) {{ 7*7 }}" in said
    assert "(version 2)" in said


@pytest.mark.parametrize("kind", LetterKind)
def test_what_is_missing_is_told_by_name(kind):
    bare = replace(SENDER, contact="", canvas_link="", mail_address="")
    problems = {(problem.code, problem.place.key) for problem in letter(kind, sender=bare).problems}

    assert {("missing-value", "contact"), ("missing-value", "sender_address")} <= problems
    assert {code for code, _ in problems} == {"missing-value"}


def test_a_thank_you_without_a_place_to_answer_does_not_leave():
    written = letter(LetterKind.THANK_YOU, description=replace(DESCRIBED, evaluation_link=""))

    assert [problem.place.key for problem in written.problems] == ["evaluation_link"]


# --- words from outside

BAD = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "](https://evil.example) [x",
            "<script>alert(1)</script>",
            "{{ 7*7 }}{% for x in y %}",
            "\r\nBcc: alla@example.se\r\n\r\nhej",
            '#import "x"; #eval("1")',
            "</w:t></w:r><w:r><w:t>mer",
            "| a | b |\n|---|---|",
            "> # Rubrik\n---\n```",
            "\u202eesrever\u2066",
            "&lt;b&gt;&#35; x",
        ]
    ),
)


@given(kind=st.sampled_from(LetterKind), name=BAD, unit=BAD)
@settings(max_examples=150)
def test_words_from_forms_stand_there_and_do_nothing_else(kind, name, unit):
    addressee, facts = specimen(kind, SENDER, DESCRIBED)
    plain = write(template(kind), KINDS[kind].facts_for(addressee, facts), addressee.key)
    recipient = replace(addressee.recipient, given_name=f"A{name}", family_name="B")
    registration = replace(
        addressee.registrations[0], unit=a_unit(name=f"C{unit}"), principal=a_principal(given_name=f"D{name}")
    )
    named = replace(addressee, recipient=recipient, registrations=(registration,))
    if hasattr(named.matter, "whose"):
        named = replace(named, matter=replace(named.matter, whose=f"E{unit}"))
    key = registration.unit.key
    placed = replace(facts, placements={key: DESCRIBED.networks[0].key}, unit_pages={key: PAGE})
    written = write(template(kind), KINDS[kind].facts_for(named, placed), addressee.key)

    assert written.problems == ()
    assert shape(written.blocks) == shape(plain.blocks)
    assert not set("\r\n\u202e\u2066") & set(written.subject + written.sender + written.reply_to)
    assert tags(written) == tags(plain)


def shape(blocks):
    return [
        (type(block).__name__, len(getattr(block, "items", ())), len(getattr(block, "rows", ()))) for block in blocks
    ]


def tags(written):
    html = as_html(written.blocks, FRAME, LOOK)
    return Counter(part.split(">")[0].split(" ")[0] for part in html.split("<")[1:])
