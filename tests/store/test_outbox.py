from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from builders import HT26, VT27, a_letter

from nettools.domain.letters import LetterKind, LetterState, OutboxEntry

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
LETTER = a_letter(to="Rektor.Öst@Example.SE", subject="Välkommen – å ä ö", message=b"Subject: x\r\n\r\n\x00\xff")


PAUSES = (timedelta(minutes=1), timedelta(minutes=3))


def a_mended(letter):
    return replace(letter, subject="Ny", message=b"ny")


def test_a_draft_comes_back_as_it_was(store):
    assert store.outbox.add_drafts([LETTER], NOW) == 1
    (entry,) = store.outbox.of(HT26)
    assert entry == OutboxEntry(letter=LETTER, state=LetterState.DRAFT, changed=NOW, drafted=NOW)
    assert entry.letter.to.address == "Rektor.Öst@Example.SE"


def test_adding_the_same_drafts_again_changes_nothing(store):
    store.outbox.add_drafts([LETTER], NOW)
    before = store.outbox.of(HT26)
    assert store.outbox.add_drafts([LETTER], NOW) == 0
    assert store.outbox.of(HT26) == before


def test_letters_are_found_by_term_and_kind_in_the_order_of_drafting(store):
    second = a_letter(key="HT26/welcome/a")
    store.outbox.add_drafts([LETTER, second, a_letter(key="VT27/welcome/a", term=VT27)], NOW)
    assert [entry.letter for entry in store.outbox.of(HT26, LetterKind.WELCOME)] == [LETTER, second]


def test_letters_are_listed_without_their_messages(store):
    store.outbox.add_drafts([LETTER, a_letter(key="HT26/welcome/a")], NOW)
    assert store.outbox.of(HT26, messages=False) == tuple(
        replace(entry, letter=replace(entry.letter, message=b"")) for entry in store.outbox.of(HT26)
    )


@pytest.mark.parametrize("state", [LetterState.DRAFT, LetterState.FAILED])
def test_a_letter_that_did_not_leave_is_replaced_by_a_new_draft(store, state):
    store.outbox.add_drafts([LETTER], NOW)
    store.outbox.mark(LETTER.key, state, NOW, "mailbox-unknown")
    assert store.outbox.add_drafts([a_mended(LETTER)], LATER) == 0
    assert store.outbox.of(HT26) == (
        OutboxEntry(letter=a_mended(LETTER), state=LetterState.DRAFT, changed=LATER, drafted=LATER),
    )


@pytest.mark.parametrize("state", [LetterState.SENDING, LetterState.SENT, LetterState.UNSURE])
def test_a_letter_that_may_have_left_is_never_replaced(store, state):
    store.outbox.add_drafts([LETTER], NOW)
    store.outbox.mark(LETTER.key, state, NOW)
    assert store.outbox.add_drafts([a_mended(LETTER)], LATER) == 0
    assert store.outbox.of(HT26) == (OutboxEntry(letter=LETTER, state=state, changed=NOW, drafted=NOW),)


def test_only_letters_that_may_have_left_are_on_their_way(store):
    letters = {state: a_letter(key=f"HT26/welcome/{state}") for state in LetterState}
    store.outbox.add_drafts(letters.values(), NOW)
    for state, letter in letters.items():
        store.outbox.mark(letter.key, state, NOW)
    assert store.outbox.keys_on_their_way(HT26, LetterKind.WELCOME) == {
        "HT26/welcome/sending",
        "HT26/welcome/sent",
        "HT26/welcome/unsure",
    }


def test_a_draft_is_claimed_once_and_counts_the_try(store):
    store.outbox.add_drafts([LETTER], NOW)
    assert [store.outbox.begin_sending(LETTER.key, LATER) for _ in range(2)] == [True, False]
    assert store.outbox.of(HT26) == (
        OutboxEntry(letter=LETTER, state=LetterState.SENDING, changed=LATER, tries=1, drafted=NOW),
    )


@pytest.mark.parametrize("state", [state for state in LetterState if state is not LetterState.DRAFT])
def test_what_is_no_draft_cannot_be_claimed(store, state):
    store.outbox.add_drafts([LETTER], NOW)
    store.outbox.mark(LETTER.key, state, NOW)
    assert store.outbox.begin_sending(LETTER.key, LATER) is False


def test_an_unknown_letter_cannot_be_claimed_or_marked(store):
    assert store.outbox.begin_sending("HT26/welcome/x", NOW) is False
    with pytest.raises(KeyError, match="HT26/welcome/x"):
        store.outbox.mark("HT26/welcome/x", LetterState.SENT, NOW)


def test_a_mark_keeps_the_reason_and_the_tries(store):
    store.outbox.add_drafts([LETTER], NOW)
    store.outbox.begin_sending(LETTER.key, NOW)
    store.outbox.mark(LETTER.key, LetterState.FAILED, LATER, "mailbox-unknown")
    assert store.outbox.of(HT26) == (
        OutboxEntry(
            letter=LETTER, state=LetterState.FAILED, changed=LATER, tries=1, reason="mailbox-unknown", drafted=NOW
        ),
    )


def test_what_a_dead_run_was_sending_becomes_unsure(store):
    letters = [a_letter(key=f"HT26/welcome/{name}") for name in "cab"]
    store.outbox.add_drafts(letters, NOW)
    store.outbox.begin_sending("HT26/welcome/c", NOW)
    store.outbox.begin_sending("HT26/welcome/a", NOW)
    assert store.outbox.settle_interrupted(LATER) == ("HT26/welcome/a", "HT26/welcome/c")
    assert store.outbox.settle_interrupted(LATER) == ()
    assert [entry.state for entry in store.outbox.of(HT26)] == [
        LetterState.UNSURE,
        LetterState.UNSURE,
        LetterState.DRAFT,
    ]


def test_a_postponed_letter_is_a_draft_that_waits_longer_each_time(store):
    store.outbox.add_drafts([LETTER], NOW)
    waits = [store.outbox.postpone(LETTER.key, NOW, "451 4.7.1", PAUSES) - NOW for _ in range(3)]
    assert waits == [timedelta(minutes=1), timedelta(minutes=3), timedelta(minutes=3)]
    (entry,) = store.outbox.drafts(HT26)
    assert (entry.reason, entry.next_try, entry.letter.message) == ("451 4.7.1", NOW + timedelta(minutes=3), b"")
    with pytest.raises(KeyError, match="HT26/welcome/x"):
        store.outbox.postpone("HT26/welcome/x", NOW, "", PAUSES)


def test_only_what_nobody_has_begun_to_send_can_be_taken_back(store):
    letters = {state: a_letter(key=f"HT26/welcome/{state}") for state in LetterState}
    store.outbox.add_drafts(letters.values(), NOW)
    for state, letter in letters.items():
        store.outbox.mark(letter.key, state, NOW)
    store.outbox.drop_drafts([letter.key for letter in letters.values()])
    assert [entry.state.value for entry in store.outbox.of(HT26)] == ["sending", "sent", "unsure"]


def test_one_letter_is_found_with_its_message(store):
    store.outbox.add_drafts([LETTER], NOW)
    assert (store.outbox.letter(LETTER.key), store.outbox.letter("HT26/welcome/x")) == (LETTER, None)


def test_a_letter_that_left_is_in_the_archive_once(store):
    letters = [a_letter(key=f"HT26/welcome/{name}", message=name.encode()) for name in "abc"]
    store.outbox.add_drafts(letters, NOW)
    for letter in (letters[2], letters[0], letters[2]):
        store.outbox.mark(letter.key, LetterState.SENT, LATER)
    archive = store.outbox.archive(HT26)
    assert [(one.key, one.place, one.left, one.digest) for one in archive] == [
        ("HT26/welcome/c", 1, LATER, sha256(b"c").hexdigest()),
        ("HT26/welcome/a", 2, LATER, sha256(b"a").hexdigest()),
    ]
    assert len({one.seal for one in archive}) == 2
    assert store.outbox.broken_seals(HT26) == ()


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"message": b"another"}, "b"),
        ({"email": "another@example.se"}, "b"),
        ({"changed": LATER + timedelta(days=1)}, "b"),
        ({"message": b"another", "digest": sha256(b"another").hexdigest()}, "b"),
        (None, "c"),  # taken away
    ],
)
def test_what_is_changed_in_the_archive_breaks_its_seal(store, change, broken):
    letters = [a_letter(key=f"HT26/welcome/{name}", message=name.encode()) for name in "abc"]
    store.outbox.add_drafts(letters, NOW)
    for letter in letters:
        store.outbox.mark(letter.key, LetterState.SENT, LATER)
    from nettools.store import models  # noqa: PLC0415 - its tables exist when a store is open

    rows = store.database.rows(models.OutboxLetter).filter(key="HT26/welcome/b")
    rows.update(**change) if change else rows.delete()
    assert store.outbox.broken_seals(HT26) == (f"HT26/welcome/{broken}",)


def test_a_letter_that_an_older_database_does_not_know_is_noted(store):
    store.outbox.add_drafts([LETTER], NOW)
    for letter in (LETTER, a_letter(key="HT26/welcome/new", to="", subject="", message=b"")):
        store.outbox.note_lost(letter, LetterState.SENT, LATER)
    assert [(one.key, bool(one.digest)) for one in store.outbox.archive(HT26)] == [
        (LETTER.key, True),
        ("HT26/welcome/new", False),
    ]
    assert store.outbox.letter(LETTER.key) == LETTER
    assert store.outbox.broken_seals(HT26) == ()
