"""Sheets of sign-ups for these tests, in one line each, and what becomes of them by the shipped rules."""

from datetime import UTC, datetime

from builders import HT26, a_term_description

from nettools.domain.tables import Sheet
from nettools.signups import (
    COMPANION_NECESSARY,
    SIGN_UP_NECESSARY,
    Outcome,
    join,
    merge,
    read,
    validate_companion,
    validate_sign_up,
)

NOW = datetime(2026, 6, 13, 9, tzinfo=UTC)
HEADINGS = (
    *("Inskickad", "Förnamn", "Efternamn", "E-post", "Roll", "Enhet", "Skolenhetskod", "Kommun", "Skolform"),
    *("Terminer", "Skyddad identitet", "Övrigt"),
)
COMPANION_HEADINGS = ("Inskickad", "Rektors e-post", "Enhet", "Förnamn", "Efternamn", "E-post", "Målgrupp", "Yrke")


def a_row(**said):
    values = {
        "submitted": "2026-05-12 08:30",
        "given": "Åsa",
        "family": "Öberg",
        "email": "rektor@example.se",
        "role": "Rektor",
        "unit": "Björkens förskola",
        "code": None,
        "municipality": "Karlstad",
        "forms": "förskola",
        "terms": "en termin",
        "protected": "Nej",
        "free": None,
        **said,
    }
    return tuple(values.values())


def a_companion_row(**said):
    values = {
        "submitted": "2026-08-12 08:30",
        "principal": "rektor@example.se",
        "unit": "Björkens förskola",
        "given": "Ali",
        "family": "Ström",
        "email": "kurator@example.se",
        "group": "barn- och elevhälsoteam",
        "profession": "kurator",
        **said,
    }
    return tuple(values.values())


def a_sheet(*rows, headings=HEADINGS, name="Blad1"):
    return Sheet(file="anmälan.xlsx", name=name, rows=(headings, *rows))


def sign_ups(rules, *sheets, told=None):
    reading = read(sheets, rules.sign_ups, rules, SIGN_UP_NECESSARY, told=told)
    if isinstance(reading, Outcome):
        return reading, [], {}
    window = a_term_description().sign_up
    read_rows = [validate_sign_up(row, term=HT26, window=window, rules=rules, now=NOW) for row in reading.rows]
    refused = {
        row.number: [(note.code, note.column) for note in problems]
        for row, (sign_up, problems) in zip(reading.rows, read_rows, strict=True)
        if sign_up is None
    }
    return reading, [sign_up for sign_up, _ in read_rows if sign_up], refused


def merged(rules, *rows, units=(), registered=(), answers=None):
    _, good, _ = sign_ups(rules, a_sheet(*rows))
    return merge(good, term=HT26, units=units, registered=registered, rules=rules, answers=answers)


def joined(rules, *rows, registered=(), at_most=6, answers=None):
    reading = read([a_sheet(*rows, headings=COMPANION_HEADINGS)], rules.companions, rules, COMPANION_NECESSARY)
    window = a_term_description().companions
    good = [validate_companion(row, window=window, rules=rules, now=NOW)[0] for row in reading.rows]
    return join([row for row in good if row], registered, at_most=at_most, rules=rules, answers=answers)


def codes(notes):
    return [(note.code, note.column) for note in notes]
