"""The law of the room: no row vanishes, and nothing that must not be kept comes out."""

import json
from dataclasses import replace
from datetime import date, datetime, time

from builders import HT26
from hypothesis import given
from hypothesis import strategies as st
from signup_table import COMPANION_HEADINGS, HEADINGS, NOW, a_row, a_sheet, sign_ups

from nettools.domain.termplan import Window
from nettools.signups import (
    COMPANION_NECESSARY,
    Outcome,
    RefusedRow,
    join,
    merge,
    personal_number,
    read,
    validate_companion,
)

WINDOW = Window(opens=date(2026, 5, 4), closes=date(2026, 6, 12))
WORDS = st.sampled_from(
    [
        *("Björkens förskola", "Bjorkens fsk", "Lundskolan", "rektor@example.se", "b@example.se", "Åsa Öberg"),
        *("Rektor", "lärare", "2026-05-12 08:30", "2026-07-01", "Karlstad", "780", "Ja", "Nej", "test", "Summa", ""),
        *("skyddad identitet", "199006022397", "900602-2397", "0701740605", "två terminer", "\ud800", "\u202e", "=1+1"),
    ]
)
CELLS = st.one_of(
    WORDS,
    st.none(),
    st.text(max_size=30),
    st.integers(-(10**13), 10**13),
    st.floats(),
    st.booleans(),
    st.datetimes(datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2100-01-01")),
    st.dates(),
    st.times().map(lambda moment: time(moment.hour, moment.minute)),
)
FIELDS = {
    "submitted": st.sampled_from(["2026-05-12 08:30", "2026-05-13", "2026-07-01", None, 46154.5]),
    "given": st.sampled_from(["Åsa", "Bo", None]),
    "email": st.sampled_from(["rektor@example.se", "b@example.se", "ingen", None]),
    "role": st.sampled_from(["Rektor", "lärare", "annat"]),
    "unit": st.sampled_from(["Björkens förskola", "Björkens fsk", "Lundskolan", "Test", "19900602-2397", None]),
    "terms": st.sampled_from(["en termin", "två terminer", "VT27", None]),
    "protected": st.sampled_from(["Nej", "Ja", None]),
    "free": CELLS,
}
LIKELY_ROWS = st.fixed_dictionaries({}, optional=FIELDS).map(lambda said: a_row(**said))
ROWS = st.one_of(LIKELY_ROWS, st.lists(CELLS, max_size=14).map(tuple))


def finished(rules, rows):
    reading, good, refused = sign_ups(rules, a_sheet(*rows))
    merged = merge(good, term=HT26, units=(), registered=(), rules=rules)
    return replace(
        reading.outcome(),
        registrations=merged.registered,
        duplicates=merged.duplicates,
        questions=merged.questions,
        refused=tuple(RefusedRow(row=row, problems=()) for row in refused),
    )


def finished_companions(rules, rows):
    reading = read([a_sheet(*rows, headings=COMPANION_HEADINGS)], rules.companions, rules, COMPANION_NECESSARY)
    validated = [validate_companion(row, window=WINDOW, rules=rules, now=NOW) for row in reading.rows]
    joined = join([row for row, _ in validated if row], (), at_most=2, rules=rules)
    return replace(
        reading.outcome(),
        companions=joined.accompanied,
        duplicates=joined.duplicates,
        questions=joined.questions,
        skipped=(*reading.skipped, *joined.skipped),
        refused=tuple(
            RefusedRow(row=row.number, problems=problems)
            for row, (read_row, problems) in zip(reading.rows, validated, strict=True)
            if read_row is None
        ),
    )


def rows_in_lists(outcome):
    lists = (
        *(outcome.registrations, outcome.companions, outcome.refused),
        *(outcome.duplicates, outcome.questions, outcome.skipped),
    )
    return sorted(one.row for rows in lists for one in rows)


@given(rows=st.lists(ROWS, max_size=8))
def test_every_row_ends_in_exactly_one_place(rules, rows):
    outcome = finished(rules, rows)
    found = rows_in_lists(outcome)

    assert len(found) == len(set(found))
    assert len(found) + outcome.protected == outcome.rows == len(rows)
    assert set(found) <= set(range(2, len(rows) + 2))


@given(rows=st.lists(st.lists(CELLS, max_size=10).map(tuple), max_size=6))
def test_every_row_of_companions_ends_in_exactly_one_place(rules, rows):
    outcome = finished_companions(rules, rows)
    found = rows_in_lists(outcome)

    assert len(found) == len(set(found))
    assert len(found) + outcome.protected == outcome.rows == len(rows)


@given(rows=st.lists(ROWS, max_size=6))
def test_no_personnummer_comes_out(rules, rows):
    said = finished(rules, rows).as_json()
    texts = [value for one in said["registrations"] for value in one.values() if isinstance(value, str)]

    assert [text for text in texts if personal_number(text, phone=True)] == []
    assert "2397" not in json.dumps([said["refused"], said["questions"], said["duplicates"], said["unmapped_columns"]])


@given(rows=st.lists(st.lists(CELLS, max_size=6).map(tuple), max_size=6))
def test_any_sheet_is_read_or_refused(rules, rows):
    reading, _, _ = sign_ups(rules, a_sheet(*rows, headings=rows[0] if rows else HEADINGS))

    assert isinstance(reading, Outcome) or reading.outcome().rows >= 0
    assert json.dumps((reading if isinstance(reading, Outcome) else reading.outcome()).as_json())
