"""Every state has a word."""

from nettools.domain.letters import LetterState
from nettools.domain.registrations import RegistrationState
from nettools.domain.words import LETTER_STATES, REGISTRATION_STATES


def test_every_state_has_a_word():
    assert set(REGISTRATION_STATES) == set(RegistrationState)
    assert set(LETTER_STATES) == set(LetterState)
