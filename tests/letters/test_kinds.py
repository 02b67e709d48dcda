"""Every kind of letter: who gets it, and that its text says what matters, misses nothing and obeys nobody."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from builders import (
    HT26,
    VT27,
    a_companion,
    a_meeting,
    a_network_description,
    a_principal,
    a_registration,
    a_term_description,
    a_unit,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from nettools.domain.letters import LetterKind
from nettools.domain.registrations import RegistrationState
from nettools.letters import (
    KINDS,
    PLACEHOLDERS,
    Asked,
    Circle,
    Feedback,
    HeldBack,
    Sender,
    TermFacts,
    as_html,
    as_text,
    choose,
    harmless,
    person_mark,
    read_template,
    specimen,
    write,
)

TEMPLATES = Path(__file__).parents[2] / "templates/letters"
FRAME = (TEMPLATES / "mail.html").read_text(encoding="utf-8")
LOOK = {"title": "-", "organiser": "-", "colour": "#12405f", "accent": "#b4530f", "footer": "-"}
SENDER = Sender(
    name="Exempeluniversitetet",
    network="Barn- och elevhälsa",
    contact="natverk@example.se",
    phone="054-000 00 00",
    web="https://example.se/natverk",
    privacy_link="https://example.se/personuppgifter",
    canvas_link="https://canvas.example.se",
    pages_link="https://natverk.example.se/",
    mail_name="Nätverket",
    mail_address="natverk@example.se",
)
DESCRIBED = a_term_description(first_task="Beskriv ert nuläge.", evaluation_link="https://example.se/utvardering")
KINDS_BY_HAND = [kind for kind in LetterKind if KINDS[kind].choose]


@cache
def template(kind):
    return read_template((TEMPLATES / f"{kind}.md").read_text(encoding="utf-8"), kind, f"{kind}.md")


def letter(kind, sender=SENDER, description=DESCRIBED, **others):
    addressee, facts = specimen(kind, sender, description)
    return write(template(kind), KINDS[kind].facts_for(replace(addressee, **others), facts), addressee.key)


def told(written):
    return " ".join(as_text(written.blocks).split())


def circle(registrations, **others):
    placements = {one.unit.key: "natverk-1" for one in registrations}
    facts = TermFacts(sender=SENDER, description=DESCRIBED, placements=placements, join_links={})
    return Circle(facts=facts, registrations=tuple(registrations), **others)


def chosen(kind, registrations, on_their_way=(), **others):
    choice = choose(kind, circle(registrations, **others), on_their_way)
    return [(one.key, str(one.to)) for one in choice.addressees], {one.code: one.count for one in choice.held_back}


def in_state(state, unit="a", **others):
    return a_registration(
        unit=a_unit(key=unit), principal=a_principal(f"{unit}@example.se"), state=RegistrationState(state), **others
    )


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


# --- who gets which


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (LetterKind.SIGN_UP_RECEIVED, "received"),
        (LetterKind.PLACE_OFFERED, "accepted"),
        (LetterKind.WAITING_LIST, "waiting"),
        (LetterKind.REGRET, "declined"),
        (LetterKind.WELCOME, "accepted"),
    ],
)
def test_a_letter_about_a_place_goes_to_those_whose_sign_up_is_there(kind, state):
    everyone = [in_state(each.value, each.value) for each in RegistrationState]
    others = {each.value: 1 for each in RegistrationState if each.value != state}

    assert chosen(kind, everyone) == ([(f"HT26/{kind}/{state}", f"{state}@example.se")], others)


def test_a_unit_that_leaves_the_waiting_list_gets_its_place_by_a_letter_of_its_own():
    waiting = {"HT26/waiting-list/a"}

    assert chosen(LetterKind.WAITING_LIST, [in_state("waiting")], waiting) == ([], {"already-written": 1})
    assert chosen(LetterKind.PLACE_OFFERED, [in_state("accepted")]) == ([("HT26/place-offered/a", "a@example.se")], {})


def test_each_companion_is_welcomed_once_and_once_more_for_a_unit_that_comes_later():
    ali, bo = a_companion("ali@example.se"), a_companion("bo@example.se")
    first = [in_state("accepted", "a", companions=(ali, bo)), in_state("waiting", "w", companions=(bo,))]
    keys = [f"HT26/companion-joining/{person_mark(who.email)}/a" for who in (ali, bo)]

    assert chosen(LetterKind.COMPANION_JOINING, first) == (
        [*zip(keys, ["ali@example.se", "bo@example.se"], strict=True)],
        {"waiting": 1},
    )
    later = [*first, in_state("accepted", "b", companions=(ali,))]
    assert chosen(LetterKind.COMPANION_JOINING, later, keys) == (
        [(f"HT26/companion-joining/{person_mark(ali.email)}/b", "ali@example.se")],
        {"already-written": 2, "waiting": 1},
    )


def test_who_belongs_to_two_units_gets_one_letter_that_names_both():
    ali = a_companion("Ali@example.se")
    both = [in_state("accepted", key, companions=(ali,)) for key in ("a", "b")]

    assert chosen(LetterKind.COMPANION_JOINING, both)[0] == [
        (f"HT26/companion-joining/{person_mark(ali.email)}/a+b", "Ali@example.se")
    ]


def test_who_has_companions_or_a_draft_is_not_reminded_and_the_second_reminder_is_another_letter():
    units = [in_state("accepted", "a", companions=(a_companion(),)), in_state("accepted", "b")]
    told_once = {"HT26/companions-reminder/b", "HT26/draft-reminder/b"}

    assert chosen(LetterKind.COMPANIONS_REMINDER, units) == (
        [("HT26/companions-reminder/b", "b@example.se")],
        {"has-companions": 1},
    )
    assert chosen(LetterKind.COMPANIONS_REMINDER, units, told_once)[0] == []
    assert chosen(LetterKind.COMPANIONS_REMINDER, units, told_once, asked=Asked(time=2))[0] == [
        ("HT26/companions-reminder/reminder-2/b", "b@example.se")
    ]
    assert chosen(LetterKind.DRAFT_REMINDER, units, with_draft={"a"}) == (
        [("HT26/draft-reminder/b", "b@example.se")],
        {"has-draft": 1},
    )


def test_everyone_in_the_networks_with_that_meeting_is_reminded_of_it_once():
    rektor = in_state("accepted", "a", companions=(a_companion("ali@example.se"),))
    same = a_registration(unit=a_unit(key="b"), principal=a_principal("a@example.se"))
    everyone, held = chosen(LetterKind.MEETING_REMINDER, [rektor, same], asked=Asked(meeting=2))

    assert (sorted(who for _, who in everyone), held) == (["a@example.se", "ali@example.se"], {})
    assert everyone[0][0] == f"HT26/meeting-reminder/natverk-1/meeting-2/{person_mark(rektor.principal.email)}"
    again = chosen(LetterKind.MEETING_REMINDER, [rektor, same], {key for key, _ in everyone}, asked=Asked(meeting=2))
    assert again == ([], {"already-written": 2})
    assert chosen(LetterKind.MEETING_REMINDER, [rektor], asked=Asked(meeting=7)) == ([], {"no-such-meeting": 2})


def test_an_answer_on_a_draft_is_a_letter_for_each_unit_and_version():
    both = [in_state("accepted", "a"), a_registration(unit=a_unit(key="b"), principal=a_principal("a@example.se"))]
    answers = tuple(Feedback(unit_key=unit, version=1, markdown="## Bra\n") for unit in ("a", "b"))

    assert chosen(LetterKind.DRAFT_FEEDBACK, [*both, in_state("accepted", "c")], asked=Asked(feedback=answers)) == (
        [("HT26/draft-feedback/a/version-1", "a@example.se"), ("HT26/draft-feedback/b/version-1", "a@example.se")],
        {"no-feedback": 1},
    )
    newer = Asked(feedback=(Feedback(unit_key="a", version=2, markdown="## Bättre\n"),))
    sent = {"HT26/draft-feedback/a/version-1", "HT26/draft-feedback/b/version-1"}
    assert chosen(LetterKind.DRAFT_FEEDBACK, both, sent, asked=newer)[0] == [
        ("HT26/draft-feedback/a/version-2", "a@example.se")
    ]


def test_a_certificate_takes_the_share_of_meetings_that_is_set():
    one = in_state("accepted", "a", companions=(a_companion("ali@example.se"),))
    attended = {"a@example.se": {1: 150, 2: 140}, "ali@example.se": {2: 150}}

    half = chosen(LetterKind.CERTIFICATE, [one], asked=Asked(attended=attended), least_attended=0.5)
    most = chosen(LetterKind.CERTIFICATE, [one], asked=Asked(attended=attended), least_attended=0.75)
    assert ([who for _, who in half[0]], half[1]) == (["a@example.se", "ali@example.se"], {})
    assert ([who for _, who in most[0]], most[1]) == (["a@example.se"], {"attended-too-little": 1})


def test_everyone_is_thanked_once_rektor_and_companions():
    one = in_state("accepted", "a", companions=(a_companion("ali@example.se"),))

    assert [who for _, who in chosen(LetterKind.THANK_YOU, [one])[0]] == ["a@example.se", "ali@example.se"]


@pytest.mark.parametrize("kind", KINDS_BY_HAND)
def test_who_has_protected_identity_is_only_counted(kind):
    choice = choose(kind, circle([]), (), protected=3)

    assert (choice.addressees, choice.held_back) == ((), (HeldBack(code="protected-identity", count=3),))


@given(
    kind=st.sampled_from(KINDS_BY_HAND),
    states=st.lists(st.sampled_from(list(RegistrationState)), min_size=1, max_size=8),
    people=st.lists(st.integers(0, 3), min_size=8, max_size=8),
)
def test_a_letter_that_has_left_is_never_chosen_again_and_no_key_is_used_twice(kind, states, people):
    units = [
        a_registration(
            unit=a_unit(key=f"u{number}"),
            principal=a_principal(f"r{people[number]}@example.se"),
            state=state,
            companions=tuple(a_companion(f"m{person}@example.se") for person in range(people[number])),
        )
        for number, state in enumerate(states)
    ]
    asked = Asked(
        meeting=1,
        feedback=tuple(Feedback(unit_key=one.unit.key, version=1, markdown="## x\n") for one in units),
        attended={f"r{number}@example.se": {1: 150, 2: 150} for number in range(4)},
    )
    choice = choose(kind, circle(units, asked=asked), ())
    keys = [one.key for one in choice.addressees]

    assert len(set(keys)) == len(keys)
    assert choose(kind, circle(units, asked=asked), keys).addressees == ()


def test_a_kind_that_the_calendar_chooses_for_cannot_be_chosen_here():
    with pytest.raises(ValueError, match="meeting-change"):
        choose(LetterKind.MEETING_CHANGE, circle([]), ())


def test_every_kind_has_its_row_its_names_and_its_template():
    assert set(KINDS) == set(PLACEHOLDERS) == set(LetterKind)
    assert sorted(path.stem for path in TEMPLATES.glob("*.md")) == sorted(kind.value for kind in LetterKind)


def test_a_rektor_with_two_terms_and_two_networks_is_told_of_both():
    networks = (
        a_network_description(),
        a_network_description(key="natverk-2", name="Nätverk 2", meetings=(a_meeting(1, day=date(2026, 9, 24)),)),
    )
    described = replace(DESCRIBED, networks=networks)
    facts = TermFacts(
        sender=SENDER, description=described, placements={"a": "natverk-1", "b": "natverk-2"}, join_links={}
    )
    units = tuple(a_registration(unit=a_unit(key=key, name=key), terms=(HT26, VT27)) for key in ("a", "b"))
    addressee = choose(LetterKind.WELCOME, Circle(facts=facts, registrations=units), ()).addressees[0]
    said = KINDS[LetterKind.WELCOME].facts_for(addressee, facts)

    assert (said["terms_in_words"], [network["units"] for network in said["networks"]]) == (
        "höstterminen 2026 och vårterminen 2027",
        ["a", "b"],
    )
