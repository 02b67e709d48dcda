from datetime import date

from nettools.retention import RetentionRule
from nettools.scheduling import DatedBreak, SchoolBreak

DATED = """
[[dated]]
name = "sportlov"
first = {first}
last = 2027-02-26
municipalities = ["{code}"]
authorities = ["Stiftelsen Exempelskolorna"]
units = ["bjorkens-forskola-1780"]
"""


def test_questions_have_keys_in_order(home):
    assert [question.key for question in home.load().questions] == [f"q{number:02}" for number in range(1, 27)]


def test_a_question_key_used_twice_is_told(home):
    home.change("config/questions.toml", ('key = "q26"', 'key = "q25"'))

    found = home.codes()
    assert ("questions.q25.key", "twice") in found


def test_school_breaks_are_read(home):
    assert home.load().calendar.breaks[1] == SchoolBreak(
        name="sportlov", weeks=(7, 8, 9, 10), municipalities={"0180": 9, "0581": 8, "2081": 9, "2284": 10}
    )


def test_a_week_or_a_municipality_that_cannot_be_is_told(home):
    home.change("config/calendar.toml", ("weeks = [44]", "weeks = [44, 54]"))
    home.change("config/calendar.toml", ("weeks = [7, 8", "wekes = [7, 8"))

    assert home.problems() == [
        "config/calendar.toml, breaks.höstlov.weeks.2: is not between 1 and 53",
        "config/calendar.toml, breaks.sportlov.wekes: is not a setting; did you mean weeks?",
    ]


def test_a_municipality_code_without_its_zero_is_told(home):
    home.change("config/calendar.toml", ('"0180"', '"180"'))

    assert home.codes() == [
        ("breaks.påsklov.easter_municipalities.180", "value"),
        ("breaks.sportlov.municipalities.180", "value"),
    ]


def test_a_break_with_days_of_its_own_is_read(home):
    home.append("config/calendar.toml", DATED.format(first="2027-02-22", code="1780"))

    assert home.load().calendar.dated == (
        DatedBreak(
            name="sportlov",
            first=date(2027, 2, 22),
            last=date(2027, 2, 26),
            municipalities=("1780",),
            authorities=("Stiftelsen Exempelskolorna",),
            units=("bjorkens-forskola-1780",),
        ),
    )


def test_days_or_a_municipality_that_cannot_be_are_told(home):
    home.append("config/calendar.toml", DATED.format(first="2027-02-27", code="178"))

    assert home.codes() == [("dated.sportlov.last", "order"), ("dated.sportlov.municipalities", "value")]


def test_retention_rules_ship_without_support_so_that_nothing_is_purged(home):
    rules = home.load().retention

    assert {rule.support for rule in rules} == {""}
    assert rules[2] == RetentionRule(kind="letters", keep_months=None, note="Utskickade brev och när de gick")


def test_a_rule_that_cannot_be_is_told(home):
    home.change("config/retention.toml", ("keep_months = 24", 'keep_months = "två år"'))

    assert home.codes() == [("rules.1.keep_months", "value"), ("rules.2.keep_months", "value")]
