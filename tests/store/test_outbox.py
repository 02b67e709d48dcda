from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from builders import HT26, VT27, a_letter

from nettools.domain.letters import LetterKind, LetterState, OutboxEntry

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
LETTER = a_letter(to="Rektor.Öst@Example.SE", subject="Välkommen – å ä ö", message=b"Subject: x\r\n\r\n\x00\xff")


def a_mended(letter):
    return replace(letter, subject="Ny", message=b"ny")


def test_a_draft_comes_back_as_it_was(store):
    assert store.outbox.add_drafts([LETTER], NOW) == 1
    (entry,) = store.outbox.of(HT26)
    assert entry == OutboxEntry(letter=LETTER, state=LetterState.DRAFT, changed=NOW)
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
    assert store.outbox.of(HT26) == (OutboxEntry(letter=a_mended(LETTER), state=LetterState.DRAFT, changed=LATER),)


@pytest.mark.parametrize("state", [LetterState.SENDING, LetterState.SENT, LetterState.UNSURE])
def test_a_letter_that_may_have_left_is_never_replaced(store, state):
    store.outbox.add_drafts([LETTER], NOW)
    store.outbox.mark(LETTER.key, state, NOW)
    assert store.outbox.add_drafts([a_mended(LETTER)], LATER) == 0
    assert store.outbox.of(HT26) == (OutboxEntry(letter=LETTER, state=state, changed=NOW),)


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
    assert store.outbox.of(HT26) == (OutboxEntry(letter=LETTER, state=LetterState.SENDING, changed=LATER, tries=1),)


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
        OutboxEntry(letter=LETTER, state=LetterState.FAILED, changed=LATER, tries=1, reason="mailbox-unknown"),
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
