"""The unit's own page in its letters: whole on every road, the unit's alone, the same each time, and never dead."""

import io
import re
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import docx
import pikepdf
import pytest
from builders import HT26, a_companion, a_leader, a_principal, a_registration, a_unit, an_email
from letterhome import a_letter_home

from nettools.domain.feedback import FeedbackKind, FeedbackState, PlanFeedback
from nettools.domain.healthplans import DraftSource
from nettools.domain.letters import LetterKind, LetterState
from nettools.domain.occasions import STOCKHOLM, Supervision
from nettools.domain.registrations import RegistrationState
from nettools.domain.supervision import TimesOf
from nettools.errors import RefusedError
from nettools.jobs.healthplans.adding import IncomingDraft, add_draft
from nettools.jobs.letters.feed_addresses import close_feed, feed_address
from nettools.jobs.letters.feeds import feed_at
from nettools.jobs.letters.mailing import asked, resume, rewrite, send
from nettools.jobs.letters.preview import Shown, preview
from nettools.jobs.secret_addresses import SENDING
from nettools.jobs.supervision.links import addresses, page_at
from nettools.mail import WORD
from nettools.sandbox.mailbox import Mailbox
from nettools.settings import shipped

BASE = "https://natverk.example.se"
STARTS = datetime(2026, 10, 20, 9, 0, tzinfo=STOCKHOLM)
INVITATION, CANCELLATION = LetterKind.SUPERVISION_INVITATION, LetterKind.SUPERVISION_CANCELLATION
WELCOME = LetterKind.WELCOME


@pytest.fixture
def mailbox():
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def tools(tmp_path, mailbox):
    """Three units with supervision; the first and the last have one rektor, the first a companion, too."""
    with a_letter_home(tmp_path, mailbox.port, units=3) as tools:
        rektor = a_principal("rektor0@example.se")
        first = a_registration(
            unit=a_unit(key="enhet-0", name="Enhet 0"), principal=rektor, companions=(a_companion(),)
        )
        last = a_registration(unit=a_unit(key="enhet-2", name="Enhet 2"), principal=rektor)
        tools.store.registrations.save([first, last])
        yield with_sessions(with_base(tools, f"{BASE}/"), ("enhet-0", "enhet-1", "enhet-2"))


def with_base(tools, base):
    return replace(tools, settings=replace(tools.settings, portal=replace(tools.settings.portal, base_url=base)))


def with_sessions(tools, units):
    sessions = tuple(
        Supervision(
            unit_key=unit,
            number=1,
            starts=STARTS + timedelta(days=day),
            ends=STARTS + timedelta(days=day, hours=1),
            leader=a_leader(),
        )
        for day, unit in enumerate(units)
    )
    term = replace(tools.settings.term(HT26), supervisions=sessions)
    return replace(tools, settings=replace(tools.settings, terms={"HT26": term}))


def page_of(tools, unit, **others):
    [one] = addresses(tools, HT26, unit, **others).pages
    return one.address


def sent(tools, kind, **others):
    return send(tools, kind, HT26, without_links=True, sleep=lambda _: None, **others)


def told(mailbox, first=0):
    """To whom, and the addresses of pages in the text and in the HTML of each mail; they must be the same."""
    found = []
    for message in mailbox.messages[first:]:
        said = [
            re.findall(rf"{BASE}/handledning/[\w-]+", message.get_body((shape,)).get_content())
            for shape in ("plain", "html")
        ]
        assert sorted(set(said[0])) == sorted(set(said[1]))
        found.append((message["To"].addresses[0].addr_spec, sorted(set(said[0]))))
    return sorted(found)


def test_everyone_in_a_unit_gets_its_page_with_the_invitation_and_no_other_units(tools, mailbox):
    assert sent(tools, INVITATION).exit_status == 0
    first, second, third = (page_of(tools, f"enhet-{n}") for n in range(3))

    assert told(mailbox) == sorted(
        [
            ("kurator@example.se", [first]),
            ("rektor0@example.se", [first]),
            ("rektor0@example.se", [third]),
            ("rektor1@example.se", [second]),
        ]
    )
    assert page_at(tools, first.rpartition("/")[2]).key == "enhet-0"


def test_a_cancellation_tells_the_page_of_the_unit_that_it_is_about(tools, mailbox):
    sent(tools, INVITATION)
    sent(with_sessions(tools, ("enhet-0", "enhet-1")), CANCELLATION)

    assert told(mailbox, first=4) == [("rektor0@example.se", [page_of(tools, "enhet-2")])]


def test_who_has_left_the_network_is_told_of_no_page(tools, mailbox):
    sent(tools, INVITATION)
    tools.store.registrations.set_state(HT26, "enhet-1", RegistrationState.WITHDRAWN)
    sent(tools, CANCELLATION)

    assert told(mailbox, first=4) == [("rektor1@example.se", [])]


def test_without_an_address_of_the_portal_no_letter_speaks_of_pages_and_none_is_opened(tools, mailbox):
    assert sent(with_base(tools, ""), INVITATION).exit_status == 0

    assert ({len(pages) for _, pages in told(mailbox)}, tools.store.supervisions.pages_of(HT26)) == ({0}, {})
    assert "egen sida" not in "".join(one.get_body(("plain",)).get_content() for one in mailbox.messages)
    assert not (tools.home / "feed-secret").exists()


def test_who_is_reminded_of_a_draft_is_led_to_the_form_of_each_unit(tools, mailbox):
    assert sent(tools, LetterKind.DRAFT_REMINDER).exit_status == 0
    first, second, third = (page_of(tools, f"enhet-{n}") for n in range(3))

    assert told(mailbox) == [("rektor0@example.se", sorted([first, third])), ("rektor1@example.se", [second])]
    [plain] = [one.get_body(("plain",)).get_content() for one in mailbox.messages if "rektor1@" in one["To"]]
    assert f"{second}#plan" in plain


def test_an_answer_on_a_draft_leads_to_the_form_for_the_next_version(tools, mailbox):
    incoming = IncomingDraft(
        term=HT26, unit_key="enhet-2", file_name="plan.txt", received=tools.clock(), source=DraftSource.PAGE
    )
    draft = add_draft(tools, incoming, io.BytesIO(b"Plan")).draft
    feedback = PlanFeedback(
        term=HT26,
        unit_key="enhet-2",
        version=1,
        kind=FeedbackKind.ANSWER,
        state=FeedbackState.APPROVED,
        markdown="# Svar\n\nBra.\n",
        draft_digest=draft.digest,
        made=tools.clock(),
    )
    tools.store.feedback.save([feedback])
    approved = asked(tools, LetterKind.DRAFT_FEEDBACK, HT26)
    assert sent(tools, LetterKind.DRAFT_FEEDBACK, asked=approved).exit_status == 0

    assert told(mailbox) == [("rektor0@example.se", [page_of(tools, "enhet-2")])]
    assert f"{page_of(tools, 'enhet-2')}#plan" in mailbox.messages[0].get_body(("plain",)).get_content()


def test_the_welcome_letter_has_the_page_in_the_mail_and_in_the_pdf_and_again_the_same(tools, tmp_path):
    first, second = page_of(tools, "enhet-0"), page_of(tools, "enhet-2")
    for _ in range(2):
        [line] = preview(tools, WELCOME, HT26, shown=Shown(to=("rektor0@example.se",))).letters
        files = {name.rpartition(".")[2]: tmp_path / "out/letters/ht26-welcome" / name for name in line.files}
        mail = message_from_bytes(files["eml"].read_bytes(), policy=policy.default)
        assert [one in mail.get_body(("plain",)).get_content() for one in (first, second)] == [True, True]
        assert {first, second} <= links_in_pdf(files["pdf"].read_bytes())


def links_in_pdf(content):
    """Every address that the PDF leads to."""
    with pikepdf.open(io.BytesIO(content)) as document:
        notes = [note for page in document.pages for note in page.get("/Annots", [])]
        return {str(note["/A"]["/URI"]) for note in notes if "/URI" in note.get("/A", {})}


def write_word(tools):
    word = docx.Document()
    word.add_paragraph("{% for page in unit_pages %}Sidan: {{ page.link }} {% endfor %}")
    (tools.home / "templates/letters").mkdir(parents=True, exist_ok=True)
    word.save(str(tools.home / "templates/letters/welcome.docx"))


def test_a_word_template_has_it_too(tools, mailbox):
    write_word(tools)
    sent(tools, WELCOME)
    [part] = [part for part in mailbox.messages[0].iter_attachments() if part.get_content_type() == WORD]

    assert page_of(tools, "enhet-0") in docx.Document(io.BytesIO(part.get_content())).paragraphs[0].text


def drafted(tools, kind):
    """The letters are written, and the server went away before the first left."""
    with Mailbox() as gone:
        mail = replace(tools.settings.mail, port=gone.port)
    assert sent(replace(tools, settings=replace(tools.settings, mail=mail)), kind).exit_status == 5


def test_a_draft_with_an_address_that_was_renewed_stays_until_it_is_written_anew(tools, mailbox):
    drafted(tools, WELCOME)
    page_of(tools, "enhet-1", renew=True)
    went_on = resume(tools, HT26, sleep=lambda _: None)

    assert [(line.key, line.state) for line in went_on.dead_links] == [("HT26/welcome/enhet-1", LetterState.DRAFT)]
    assert [line.key for line in went_on.letters] == ["HT26/welcome/enhet-0+enhet-2"]
    assert (went_on.exit_status, went_on.as_json()["dead_links"]) == (5, ["HT26/welcome/enhet-1"])
    rewrite(tools, WELCOME, HT26)
    assert resume(tools, HT26, sleep=lambda _: None).exit_status == 0
    assert told(mailbox)[-1] == ("rektor1@example.se", [page_of(tools, "enhet-1")])


def test_a_draft_in_word_with_a_dead_address_stays_too(tools, mailbox):
    write_word(tools)
    drafted(tools, WELCOME)
    without = (
        tools.home / "templates/letters/welcome.md",
        "{% if unit_pages %}",
        "{% if unit_pages and not unit_pages %}",
    )
    body = shipped("templates/letters/welcome.md").read_text(encoding="utf-8").replace(*without[1:])
    without[0].write_text(body, encoding="utf-8")
    rewrite(tools, WELCOME, HT26)
    page_of(tools, "enhet-1", renew=True)

    assert [line.key for line in resume(tools, HT26, sleep=lambda _: None).dead_links] == ["HT26/welcome/enhet-1"]


def test_an_invitation_that_was_not_sent_is_written_with_the_new_address(tools, mailbox):
    drafted(tools, INVITATION)
    new = page_of(tools, "enhet-1", renew=True)
    resume(tools, HT26, sleep=lambda _: None)

    assert told(mailbox)[-1] == ("rektor1@example.se", [new])


def test_no_address_is_renewed_while_letters_are_sent(tools):
    with tools.store.lock(SENDING), pytest.raises(RefusedError) as refused:
        page_of(tools, "enhet-1", renew=True)
    assert refused.value.code == "busy"


def test_an_address_that_the_homes_secret_does_not_make_any_more_is_made_anew(tools):
    lost = page_of(tools, "enhet-1")
    (tools.home / "feed-secret").unlink()
    [found] = addresses(tools, HT26, "enhet-1").pages

    assert (found.address != lost, found.renewed) == (True, True)
    assert page_at(tools, found.address.rpartition("/")[2]).kind is TimesOf.UNIT
    assert page_at(tools, lost.rpartition("/")[2]) is None


def calendars(mailbox):
    """To whom, and the calendars that each mail tells of."""
    return {
        message["To"].addresses[0].addr_spec: set(
            re.findall(rf"{BASE}/kalender/[\w-]+\.ics", message.get_body(("plain",)).get_content())
        )
        for message in mailbox.messages
    }


def test_a_welcome_letter_tells_the_rektors_own_calendar_and_none_that_was_closed(tools, mailbox):
    close_feed(tools, feed_address(tools, an_email("rektor1@example.se")).who)
    sent(tools, WELCOME)

    own = feed_address(tools, an_email("rektor0@example.se"))
    assert calendars(mailbox) == {"rektor0@example.se": {own.address}, "rektor1@example.se": set()}
    assert feed_at(tools, own.address.rpartition("/")[2].removesuffix(".ics")) is not None


def test_a_draft_that_tells_a_calendar_which_was_closed_or_renewed_stays(tools, mailbox):
    drafted(tools, WELCOME)
    close_feed(tools, an_email("rektor1@example.se"))
    renewed = feed_address(tools, an_email("rektor0@example.se"), renew=True)
    stayed = resume(tools, HT26, sleep=lambda _: None)

    assert (renewed.renewed, {line.key for line in stayed.dead_links}, stayed.letters) == (
        True,
        {"HT26/welcome/enhet-0+enhet-2", "HT26/welcome/enhet-1"},
        (),
    )
    rewrite(tools, WELCOME, HT26)
    resume(tools, HT26, sleep=lambda _: None)
    assert calendars(mailbox) == {"rektor0@example.se": {renewed.address}, "rektor1@example.se": set()}


def test_no_calendar_is_renewed_or_closed_while_letters_are_sent(tools):
    who = feed_address(tools, an_email("rektor0@example.se")).who
    for change in (lambda: feed_address(tools, who, renew=True), lambda: close_feed(tools, who)):
        with tools.store.lock(SENDING), pytest.raises(RefusedError) as refused:
            change()
        assert refused.value.code == "busy"


def test_a_calendar_that_the_homes_secret_does_not_make_any_more_is_made_anew(tools):
    who = an_email("rektor0@example.se")
    lost = feed_address(tools, who)
    (tools.home / "feed-secret").unlink()
    found = feed_address(tools, who)

    assert (found.address != lost.address, found.renewed) == (True, True)
    assert [feed_at(tools, one.address.rpartition("/")[2].removesuffix(".ics")) is None for one in (lost, found)] == [
        True,
        False,
    ]
