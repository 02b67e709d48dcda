"""What comes after a sending that did not go as it should: waiting, resuming, writing anew, the archive, a restore."""

import shutil
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import openpyxl
import pytest
from builders import HT26, a_principal, a_registration, a_unit
from letterhome import a_letter_home, in_august, settings_of

from nettools.domain.letters import LetterKind, LetterState
from nettools.errors import InputError, RefusedError
from nettools.jobs.letters.archive import archive, letter_in, save, words_of
from nettools.jobs.letters.mailing import listed, resume, rewrite, send
from nettools.jobs.letters.restored import restored
from nettools.sandbox.mailbox import Mailbox
from nettools.settings import shipped
from nettools.store import open_store

WELCOME = LetterKind.WELCOME


class Clock:
    """Time that passes only while somebody waits for it."""

    def __init__(self):
        self.now = in_august()
        self.waits = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        if seconds > 1:  # shorter ones keep letters apart
            self.waits.append(round(seconds / 60, 1))
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def mailbox():
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def tools(tmp_path, mailbox, clock):
    with a_letter_home(tmp_path, mailbox.port, units=3) as tools:
        yield replace(tools, clock=clock)


def sent(tools, **options):
    return send(tools, WELCOME, HT26, sleep=tools.clock.sleep, **options)


def resumed(tools, **options):
    return resume(tools, HT26, sleep=tools.clock.sleep, **options)


def arrived(mailbox):
    return sorted(received.recipients[0].partition("@")[0] for received in mailbox.received)


def states(tools):
    return [line.state.value for line in listed(tools, HT26).letters]


def test_a_letter_that_is_refused_for_now_is_tried_again_with_growing_pauses(tools, mailbox, clock):
    mailbox.misbehave("greylist", to="rektor1@", times=3)
    mailing = sent(tools)

    assert clock.waits == [1.0, 3.0, 9.0]
    assert (arrived(mailbox), mailing.exit_status) == (["rektor0", "rektor1", "rektor2"], 0)


def test_who_does_not_wait_is_told_when_to_go_on_and_the_next_run_remembers(tools, mailbox, clock):
    mailbox.misbehave("greylist", to="rektor1@", times=1)
    began = clock.now
    first = sent(tools, patience=timedelta())
    at_once = resumed(tools, patience=timedelta())
    second = resumed(tools)

    assert (first.next_try, at_once.next_try) == (first.next_try, first.next_try)
    assert timedelta(minutes=1) <= first.next_try - began < timedelta(minutes=1.1)
    assert [(line.reason, line.state.value) for line in at_once.letters] == [("451 4.7.1", "draft")]
    assert [round(wait) for wait in clock.waits] == [1]
    assert (second.exit_status, states(tools)) == (0, ["sent"] * 3)


def test_a_refusal_without_end_is_left_for_a_later_run_with_a_longer_pause(tools, mailbox, clock):
    mailbox.misbehave("greylist", to="rektor1@", times=100)
    first = sent(tools)
    assert (clock.waits, first.exit_status) == ([1.0, 3.0, 9.0], 5)
    assert first.next_try - clock.now == timedelta(minutes=27)

    clock.now = first.next_try
    second = resumed(tools)
    assert second.next_try - clock.now == timedelta(minutes=81)
    assert sorted(states(tools)) == ["draft", "sent", "sent"]


def test_a_server_that_takes_nothing_for_now_is_waited_for(tools, mailbox, clock):
    mailbox.misbehave("busy", times=2)
    mailing = sent(tools)

    assert clock.waits == [0.2, 1.0]
    assert (mailing.exit_status, states(tools)) == (0, ["sent"] * 3)


def test_a_line_that_breaks_with_one_letter_only_postpones_that_letter(tools, mailbox, clock):
    mailbox.misbehave("drop-early", to="rektor1@", times=2)
    mailing = sent(tools)

    assert clock.waits == [1.0]
    assert (arrived(mailbox), mailing.exit_status) == (["rektor0", "rektor1", "rektor2"], 0)


def test_those_that_never_arrive_come_back_as_a_file_until_they_do(tools, mailbox):
    mailbox.misbehave("refuse", to="rektor1@")
    mailing = sent(tools)
    sheet = openpyxl.load_workbook(tools.home / mailing.failures).active
    headings, row = ([cell.value for cell in each] for each in sheet.iter_rows())

    assert mailing.failures == "out/HT26-brev-ej-framme.xlsx"
    assert dict(zip(headings, row, strict=True)) | {"When": None} == {
        "E-mail": "rektor1@example.se",
        "Letter": "Välkommen till nätverket höstterminen 2026",
        "Why": "There is no such mailbox.",
        "What to do": "Ask for the right address, register it, and send again.",
        "Code": "550 5.1.1",
        "When": None,
        "Key": "HT26/welcome/enhet-1",
    }
    assert sent(tools).failures == ""
    assert not (tools.home / mailing.failures).exists()


def test_resume_sends_what_is_written_and_names_what_nobody_knows(tools, mailbox):
    drafted(tools)
    tools.store.outbox.begin_sending("HT26/welcome/enhet-1", tools.clock())  # and then the process died
    mailing = resumed(tools)

    assert (arrived(mailbox), mailing.interrupted) == (["rektor0", "rektor2"], ("HT26/welcome/enhet-1",))
    assert (mailing.exit_status, mailing.kind, states(tools)) == (5, None, ["sent", "unsure", "sent"])
    assert resumed(tools).letters == ()


def drafted(tools):
    """All letters are written, and the server went away before the first left."""
    with Mailbox() as gone:
        settings = settings_of(tools.home, gone.port)
    assert sent(replace(tools, settings=settings)).exit_status == 5


def test_a_draft_that_lay_too_long_does_not_leave_until_it_is_written_anew(tools, mailbox, clock):
    drafted(tools)
    clock.now += timedelta(days=8)
    first = resumed(tools)
    assert (arrived(mailbox), first.exit_status) == ([], 5)
    assert [line.key for line in first.too_old] == [f"HT26/welcome/enhet-{n}" for n in range(3)]

    assert len(rewrite(tools, WELCOME, HT26).letters) == 3
    assert (resumed(tools).exit_status, arrived(mailbox)) == (0, ["rektor0", "rektor1", "rektor2"])


def test_a_corrected_template_rewrites_what_has_not_left_and_nothing_else(tools, mailbox):
    drafted(tools)
    tools.store.outbox.mark("HT26/welcome/enhet-0", LetterState.UNSURE, tools.clock())
    template = tools.home / "templates/letters/welcome.md"
    template.parent.mkdir(parents=True)
    words = shipped("templates/letters/welcome.md").read_text("utf-8")
    template.write_text(words.replace("# Välkommen till", "# Varmt välkommen till"), encoding="utf-8")
    rewritten = rewrite(tools, WELCOME, HT26)
    resumed(tools)

    assert [line.key[-1] for line in rewritten.letters] == ["1", "2"]
    assert ["Varmt" in message.get_body(("plain",)).get_content() for message in mailbox.messages] == [True, True]
    assert "Varmt" not in words_of(letter_in(tools, "HT26/welcome/enhet-0"))


def test_a_draft_under_a_key_that_no_longer_holds_never_leaves_as_a_second_copy(tools, mailbox):
    both = [a_registration(unit=a_unit(key=key), principal=a_principal("dubbel@example.se")) for key in ("x", "y")]
    tools.store.registrations.save(both)
    tools.store.placements.save(HT26, {"x": "natverk-1", "y": "natverk-1"})
    drafted(tools)
    tools.store.registrations.set_state(HT26, "y", type(both[1].state).WITHDRAWN)
    sent(tools)
    resumed(tools)

    assert arrived(mailbox) == ["dubbel", "rektor0", "rektor1", "rektor2"]


def test_the_archive_keeps_each_letter_as_it_left(tools, mailbox, tmp_path):
    sent(tools)
    found = archive(tools, HT26)
    received = {one.recipients[0]: one.content for one in mailbox.received}

    assert [(one.place, str(one.to)) for one in found.letters] == [(n + 1, f"rektor{n}@example.se") for n in range(3)]
    assert {str(letter_in(tools, one.key).to): letter_in(tools, one.key).message for one in found.letters} == received
    assert (found.broken, found.exit_status, found.seal) == ((), 0, found.letters[-1].seal)
    save(letter_in(tools, "HT26/welcome/enhet-1"), tmp_path / "brev.eml")
    message = message_from_bytes((tmp_path / "brev.eml").read_bytes(), policy=policy.default)
    assert message["To"].addresses[0].addr_spec == "rektor1@example.se"
    assert refused(lambda: letter_in(tools, "HT26/welcome/enhet-9")) == ["unknown-letter"]
    assert refused(lambda: save(letter_in(tools, "HT26/welcome/enhet-1"), tools.home / "config")) == ["file"]


def refused(what):
    with pytest.raises(InputError) as error:
        what()
    return [problem.code for problem in error.value.problems]


class Restored:
    """A home whose database is as it was when the backup was made."""

    def __init__(self, tools):
        self.tools = tools
        self.database = tools.home / "nettools.sqlite3"
        self.backup = tools.home.parent / "backup.sqlite3"

    def back_up(self):
        self.tools.store.close()
        shutil.copyfile(self.database, self.backup)
        self.open()

    def restore(self):
        self.tools.store.close()
        for beside in self.database.parent.glob("nettools.sqlite3-*"):
            beside.unlink()
        shutil.copyfile(self.backup, self.database)
        self.open()

    def open(self):
        self.tools = replace(self.tools, store=open_store(f"sqlite:///{self.database}"))


@pytest.fixture
def home(tools):
    home = Restored(tools)
    yield home
    home.tools.store.close()


def test_after_a_restore_nothing_is_sent_until_the_database_knows_what_left(home, mailbox):
    mailbox.misbehave("drop-after", to="rektor2@")
    home.back_up()
    sent(home.tools)
    home.restore()
    with pytest.raises(RefusedError, match="come back from a backup") as error:
        sent(home.tools)
    with pytest.raises(RefusedError):
        resumed(home.tools)
    assert error.value.code == "restored"

    looked = restored(home.tools, lambda _: False)
    noted = restored(home.tools, lambda lost: len(lost) == 3)
    assert [(one.key[-1], one.state.value) for one in noted.letters] == [("0", "sent"), ("1", "sent"), ("2", "unsure")]
    assert (looked.noted, looked.letters, noted.noted) == (False, noted.letters, True)
    again = sent(home.tools)
    assert (again.letters, again.interrupted) == ((), ("HT26/welcome/enhet-2",))
    assert arrived(mailbox) == ["rektor0", "rektor1", "rektor2"]
    assert refused(lambda: letter_in(home.tools, "HT26/welcome/enhet-0")) == ["lost-letter"]


def test_a_backup_made_in_the_middle_of_a_sending_is_told_too(home, mailbox):
    mailbox.misbehave("refuse", to="rektor[12]@", times=2)
    sent(home.tools)
    home.back_up()
    sent(home.tools)
    home.restore()
    restored(home.tools, lambda _: True)
    sent(home.tools)

    assert arrived(mailbox) == ["rektor0", "rektor1", "rektor2"]
    assert states(home.tools) == ["sent"] * 3


def test_a_database_that_is_no_backup_is_not_taken_for_one(home, mailbox):
    mailbox.misbehave("greylist", times=1)
    mailbox.misbehave("reject", to="rektor1@", times=1)
    sent(home.tools)
    home.back_up()
    home.restore()

    assert restored(home.tools, lambda _: True).letters == ()
    assert sent(home.tools).exit_status == 0


def test_half_a_line_in_the_log_tells_nothing_and_no_log_stops_the_sending(tools, mailbox):
    log = tools.home / "letters-sent.log"
    log.write_text("2026-08-20T09:00:00+00:00 abc\n2026-08-20T09:", encoding="utf-8")
    assert restored(tools, lambda _: True).letters == ()
    log.unlink()
    log.mkdir()
    with pytest.raises(IsADirectoryError):
        sent(tools)
    assert (arrived(mailbox), states(tools)) == ([], [])
