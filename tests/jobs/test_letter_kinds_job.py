"""Letters of every kind by the real jobs: looked at before, asked about, sent once; certificates and Word by choice."""

from dataclasses import replace

import pypdfium2
import pytest
from builders import HT26, a_principal, a_registration, a_unit
from letterhome import settings_of
from letters_sent import a_home_with_all, arrived, on, sent

from nettools.changes.memory import System
from nettools.domain.letters import LetterKind
from nettools.errors import InputError, RefusedError
from nettools.files import write_csv
from nettools.jobs.letters.mailing import asked, listed
from nettools.jobs.letters.preview import Shown, preview
from nettools.letters import Asked
from nettools.sandbox.mailbox import Mailbox


@pytest.fixture
def mailbox():
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def tools(tmp_path, mailbox):
    with a_home_with_all(tmp_path, mailbox.port) as tools:
        yield tools


# --- each kind


@pytest.mark.parametrize(
    ("kind", "told", "to"),
    [
        (LetterKind.PLACE_OFFERED, Asked(), ["rektor0@example.se", "rektor1@example.se", "rektor9@example.se"]),
        (LetterKind.WAITING_LIST, Asked(), ["ko@example.se"]),
        (LetterKind.COMPANION_JOINING, Asked(), ["ali@example.se", "bo@example.se"]),
        (LetterKind.COMPANIONS_REMINDER, Asked(), ["rektor0@example.se", "rektor1@example.se"]),
        (
            LetterKind.MEETING_REMINDER,
            Asked(meeting=1),
            ["ali@example.se", "bo@example.se", *(f"rektor{n}@example.se" for n in (0, 1, 9))],
        ),
        (LetterKind.DRAFT_REMINDER, Asked(), ["rektor0@example.se", "rektor1@example.se", "rektor9@example.se"]),
    ],
)
def test_a_kind_reaches_whom_it_is_for_once(tools, mailbox, kind, told, to):
    first, again = sent(tools, kind, told), sent(tools, kind, told)

    assert (first.exit_status, again.exit_status, again.letters) == (0, 0, ())
    assert arrived(mailbox) == to
    assert {message["List-Id"] for message in mailbox.messages} == {f"<{kind}.ht26.example.se>"}


def test_who_sends_is_as_the_head_of_the_letter_says(tools, mailbox):
    own = tools.home / "templates/letters/waiting-list.md"
    own.parent.mkdir(parents=True)
    own.write_text("---\nsubject: Hej\nfrom: Åsa på nätverket <asa@example.se>\n---\n# Hej\n", encoding="utf-8")
    sent(tools, LetterKind.WAITING_LIST)

    (message,) = mailbox.messages
    assert (str(message["From"]), mailbox.received[0].sender) == (
        "Åsa på nätverket <asa@example.se>",
        "natverk@example.se",
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("from: Nätverket <natverk>", "bad-from"),
        ("reply_to: natverk", "bad-reply-to"),
        ("from: <å@example.se>", "bad-from"),
    ],
)
def test_an_address_in_the_head_that_is_none_stops_all_letters(tools, mailbox, line, code):
    own = tools.home / "templates/letters/place-offered.md"
    own.parent.mkdir(parents=True)
    own.write_text(f"---\nsubject: Hej\n{line}\n---\n# Hej\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        sent(tools, LetterKind.PLACE_OFFERED)

    assert {(problem.code, problem.place.file) for problem in refused.value.problems} == {
        (code, "templates/letters/place-offered.md")
    }
    assert arrived(mailbox) == []


def test_a_reminder_does_not_speak_of_a_day_gone_by(tools):
    with pytest.raises(RefusedError) as late:
        sent(on(tools, (2026, 9, 12)), LetterKind.COMPANIONS_REMINDER)
    with pytest.raises(RefusedError) as early:
        sent(tools, LetterKind.THANK_YOU)

    assert (late.value.code, early.value.code) == ("too-late", "too-early")


def test_a_calendar_in_which_nothing_is_to_tell_is_no_problem(tools):
    mailing = sent(tools, LetterKind.SUPERVISION_INVITATION)

    assert (mailing.letters, mailing.exit_status) == ((), 0)


def test_a_meeting_that_there_is_not_is_told_with_those_that_there_are(tools):
    with pytest.raises(InputError) as refused:
        sent(tools, LetterKind.MEETING_REMINDER)

    (problem,) = refused.value.problems
    assert (problem.code, "1, 2, 3, 4" in str(problem.message)) == ("no-such-meeting", True)


def test_a_reminder_of_a_meeting_without_a_link_waits(tools):
    tools.store.links.forget(["HT26/natverk-1/meeting-2"], System.ZOOM)
    with pytest.raises(RefusedError) as refused:
        sent(tools, LetterKind.MEETING_REMINDER, Asked(meeting=2))

    assert refused.value.code == "no-links"


def test_nobody_is_reminded_of_a_meeting_that_has_been(tools, mailbox):
    with pytest.raises(InputError) as refused:
        sent(on(tools, (2026, 9, 23)), LetterKind.MEETING_REMINDER, Asked(meeting=1))
    looked_at = preview(on(tools, (2026, 9, 23)), LetterKind.MEETING_REMINDER, HT26, Asked(meeting=1))

    assert [problem.code for problem in refused.value.problems] == ["no-recipients"]
    assert {held.code: held.count for held in looked_at.held_back} == {"has-been": 5, "waiting": 1}
    assert arrived(mailbox) == []


def test_a_letter_that_nobody_gets_and_nobody_ever_got_is_a_problem(tools, mailbox):
    mailing = preview(tools, LetterKind.REGRET, HT26)
    with pytest.raises(InputError) as refused:
        sent(tools, LetterKind.REGRET)

    assert [problem.code for problem in refused.value.problems] == ["no-recipients"]
    assert ([problem.code for problem in mailing.problems], mailing.exit_status) == (["no-recipients"], 1)
    assert {held.code: held.count for held in mailing.held_back} == {"accepted": 3, "waiting": 1}


# --- before the first is sent


def test_before_anything_leaves_it_is_said_how_many_go_to_whom_and_who_is_held_back(tools, mailbox):
    tools.store.protected.note(HT26, ["digest"])
    seen = []
    mailing = sent(tools, LetterKind.PLACE_OFFERED, approve=lambda intent: seen.append(intent) or False)

    (intent,) = seen
    assert (intent.count, intent.subject) == (3, "Ni har fått plats i nätverket höstterminen 2026")
    assert [(held.code, held.count) for held in intent.held_back] == [("protected-identity", 1), ("waiting", 1)]
    assert (mailing.declined, mailing.letters, arrived(mailbox), listed(tools, HT26).letters) == (True, (), [], ())


def test_nobody_is_asked_when_there_is_nothing_to_send(tools):
    sent(tools, LetterKind.WAITING_LIST)

    assert sent(tools, LetterKind.WAITING_LIST, approve=lambda _: 1 / 0).exit_status == 0


def stems(tools, kind):
    return sorted(path.name for path in (tools.home / f"out/letters/ht26-{kind}").glob("*.eml"))


@pytest.mark.parametrize(
    ("shown", "files"),
    [
        (Shown(first=1), ["enhet-0.eml"]),
        (Shown(to=("Rektor1@example.se",)), ["enhet-1.eml"]),
        (Shown(to=("HT26/place-offered/sista", "rektor0@example.se")), ["enhet-0.eml", "sista.eml"]),
        (Shown(), ["enhet-0.eml", "enhet-1.eml", "sista.eml"]),
    ],
)
def test_a_preview_shows_one_some_or_all(tools, shown, files):
    mailing = preview(tools, LetterKind.PLACE_OFFERED, HT26, shown=shown)

    assert stems(tools, "place-offered") == files
    assert len(mailing.letters) == len(files)


def test_a_preview_tries_every_letter_also_those_that_it_does_not_show(tools):
    wrong = a_registration(unit=a_unit(key="z"), principal=a_principal("rektor.example.se"))
    tools.store.registrations.save([wrong])
    mailing = preview(tools, LetterKind.PLACE_OFFERED, HT26, shown=Shown(first=1))

    assert [(problem.code, problem.place.file) for problem in mailing.problems] == [
        ("bad-address", "HT26/place-offered/z")
    ]


def test_who_gets_no_such_letter_cannot_be_shown(tools):
    with pytest.raises(InputError) as refused:
        preview(tools, LetterKind.WAITING_LIST, HT26, shown=Shown(to=("a@example.se", "ko@example.se")))

    assert [(problem.code, problem.place.key) for problem in refused.value.problems] == [("unknown-recipient", "--to")]


@pytest.mark.parametrize("kind", LetterKind)
def test_every_kind_can_be_looked_at_before_anyone_has_signed_up(tools, kind):
    mailing = preview(tools, kind, HT26, shown=Shown(specimen=True))

    assert (mailing.exit_status, stems(tools, kind)) == (0, ["exempelskolan.eml"])


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 60"><circle cx="30" cy="30" r="26"/></svg>'


@pytest.mark.parametrize("kind", ["welcome", "place-offered", "draft-feedback", "certificate"])
@pytest.mark.parametrize("logo", ["", "logo.svg"])
def test_a_printed_letter_is_one_page_with_the_logo_and_without(tools, kind, logo):
    (tools.home / "logo.svg").write_text(LOGO, encoding="utf-8")
    organiser = replace(tools.settings.organiser, logo=logo)
    tools = replace(tools, settings=replace(tools.settings, organiser=organiser))
    preview(tools, LetterKind(kind), HT26, shown=Shown(specimen=True))

    with pypdfium2.PdfDocument(tools.home / f"out/letters/ht26-{kind}/exempelskolan.pdf") as printed:
        assert len(printed) == 1


def test_several_letters_about_one_unit_become_files_of_their_own(tools):
    preview(tools, LetterKind.COMPANION_JOINING, HT26)

    assert len(stems(tools, "companion-joining")) == 2


# --- certificates


@pytest.fixture
def after(tools, mailbox):
    loaded = settings_of(tools.home, mailbox.port)
    certificates = replace(loaded.certificates, send=True)
    return on(replace(tools, settings=replace(loaded, certificates=certificates)), (2027, 1, 10))


def attended(tools, *rows):
    path = tools.home / "narvaro.csv"
    write_csv(path, ["E-post", "Träff", "Minuter"], rows)
    return asked(tools, LetterKind.CERTIFICATE, HT26, attended=path)


def test_certificates_are_off_until_they_are_turned_on(tools):
    with pytest.raises(RefusedError) as refused:
        sent(on(tools, (2027, 1, 10)), LetterKind.CERTIFICATE)

    assert refused.value.code == "certificates-off"


def test_certificates_need_to_know_who_took_part(after):
    with pytest.raises(RefusedError) as refused:
        sent(after, LetterKind.CERTIFICATE)

    assert refused.value.code == "no-attendance"


def test_who_took_part_in_enough_gets_a_certificate_as_pdf(after, mailbox):
    told = attended(
        after,
        *(("ALI@example.se", number, 150) for number in (1, 2, 3)),
        ("bo@example.se", 1, ""),
        ("maja.akerlund@example.se", 1, 150),
    )
    mailing = sent(after, LetterKind.CERTIFICATE, told)

    assert arrived(mailbox) == ["ali@example.se"]
    assert {held.code: held.count for held in mailing.held_back} == {"attended-too-little": 4, "waiting": 1}
    body = mailbox.messages[0].get_body(("plain",)).get_content()
    assert "3 av 4 nätverksträffar, sammanlagt 7,5 timmar" in " ".join(body.split())
    assert [part.get_filename() for part in mailbox.messages[0].iter_attachments()] == ["intyg.pdf"]


def test_every_row_of_attendance_that_cannot_be_is_told_with_its_place(after):
    with pytest.raises(InputError) as refused:
        attended(after, ("nobody@example.se", 1, 10), ("ali@example.se", 9, 10), ("ali@example.se", 1, "länge"))

    assert [(problem.place.row, problem.place.column) for problem in refused.value.problems] == [
        (2, "A"),
        (3, "B"),
        (4, "C"),
    ]
