from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nettools.retention import Due, Held, PurgeList, RetentionRule, add_months, due

RULE = RetentionRule(kind="sign-ups", keep_months=24, support="Dokumenthanteringsplan 2.3")
HELD = Held(kind="sign-ups", key="HT24", since=date(2025, 1, 19), count=31)


def test_what_is_past_its_date_is_due_by_its_rule():
    assert due([RULE], [HELD], date(2027, 1, 20)) == PurgeList(
        due=(Due(held=HELD, rule=RULE, kept_to=date(2027, 1, 19)),)
    )


def test_the_last_day_is_kept():
    assert due([RULE], [HELD], date(2027, 1, 19)) == PurgeList()


@pytest.mark.parametrize("support", ["", "  "])
def test_a_rule_without_support_is_never_due_but_named(support):
    rule = RetentionRule(kind="sign-ups", keep_months=0, support=support)
    assert due([rule], [HELD], date(2100, 1, 1)) == PurgeList(
        without_support=(Due(held=HELD, rule=rule, kept_to=date(2025, 1, 19)),)
    )


def test_what_is_kept_for_ever_is_never_due():
    rule = RetentionRule(kind="sign-ups", keep_months=None, support="RA-FS 2021:6")
    assert due([rule], [HELD], date(2100, 1, 1)) == PurgeList()


def test_what_no_rule_speaks_of_is_named():
    assert due([], [HELD], date(2100, 1, 1)) == PurgeList(without_rule=(HELD,))


def test_of_several_rules_the_strictest_counts():
    longer = RetentionRule(kind="sign-ups", keep_months=36, support="Beslut 12")
    for_ever = RetentionRule(kind="sign-ups", keep_months=None, support="Beslut 13")
    unsupported = RetentionRule(kind="sign-ups", keep_months=1)
    day = date(2029, 1, 1)
    assert due([RULE, longer], [HELD], day).due == (Due(held=HELD, rule=longer, kept_to=date(2028, 1, 19)),)
    assert due([RULE, longer, for_ever], [HELD], day) == PurgeList()
    assert due([RULE, unsupported], [HELD], day) == PurgeList(
        without_support=(Due(held=HELD, rule=unsupported, kept_to=date(2025, 2, 19)),)
    )


def test_months_end_where_the_month_ends():
    assert [add_months(date(2024, 1, 31), months) for months in (0, 1, 11, 13, 24)] == [
        date(2024, 1, 31),
        date(2024, 2, 29),
        date(2024, 12, 31),
        date(2025, 2, 28),
        date(2026, 1, 31),
    ]


KINDS = st.sampled_from(["sign-ups", "letters", "drafts"])
RULES = st.lists(
    st.builds(
        RetentionRule,
        kind=KINDS,
        keep_months=st.none() | st.integers(0, 120),
        support=st.sampled_from(["", "Beslut 12"]),
    ),
    max_size=5,
)
RECORDS = st.lists(
    st.builds(Held, kind=KINDS, key=st.text("abc", max_size=3), since=st.dates(date(2000, 1, 1), date(2030, 1, 1)))
)
DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))


@given(RULES, RECORDS, DAYS, DAYS)
def test_what_is_due_stays_due(rules, records, one_day, another):
    earlier, later = sorted([one_day, another])
    assert set(due(rules, records, earlier).due) <= set(due(rules, records, later).due)


@given(RULES, RECORDS, DAYS)
def test_nothing_is_due_without_support_and_each_record_is_in_one_list(rules, records, day):
    found = due(rules, records, day)
    assert all(item.rule.support for item in found.due)
    listed = [item.held for item in (*found.due, *found.without_support)] + list(found.without_rule)
    assert len(listed) <= len(records)
    assert all(listed.count(record) <= records.count(record) for record in listed)
