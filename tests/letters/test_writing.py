"""A template and its facts: what is missing or wrong is a problem, never half a letter."""

import pytest

from nettools.domain.letters import LetterKind
from nettools.letters import read_template, write, write_event

HEAD = """---
subject: Hej {{ term }}
event_title: Träff {{ meeting.number }}
placeholders: term, networks, contact
---
"""


def written(body, **facts):
    return write(read_template(HEAD + body, LetterKind.WELCOME, "welcome.md"), facts, "HT26/welcome/a")


def codes(letter):
    return [(problem.code, problem.place.key) for problem in letter.problems]


def test_a_missing_value_is_told_by_the_letters_key_and_its_own_name():
    letter = written("# {{ contact }}\n")

    assert [str(problem) for problem in letter.problems] == [
        "HT26/welcome/a, term: The letter needs term, which is not known.",
        "HT26/welcome/a, contact: The letter needs contact, which is not known.",
    ]


def test_asking_whether_a_value_is_known_is_allowed():
    assert codes(written("# Hej\n{% if contact %}x{% endif %}", term="HT26")) == []


@pytest.mark.parametrize(
    "body",
    [
        "# {{ networks[0].name }}",
        "# {% for network in networks %}{{ network.name }}{% endfor %}",
        "# {{ networks + 1 }}",
        "# {{ networks|upper }}",
    ],
)
def test_using_a_missing_value_in_any_way_is_told(body):
    assert {code for code, _ in codes(written(body, term="HT26"))} == {"missing-value"}


def test_what_the_sandbox_forbids_refuses_the_letter():
    assert codes(written("# {{ term.__class__.__mro__ }}", term="HT26")) == [("template-fault", "")]


@pytest.mark.parametrize("body", ["# {{ 1 / 0 }}", "# {{ 'a' + 1 }}", "# {% import 'x' as y %}"])
def test_what_cannot_be_done_is_the_templates_fault_and_no_missing_value(body):
    assert codes(written(body, term="HT26")) == [("template-fault", "")]


def test_a_letter_has_one_heading_of_the_first_level():
    assert codes(written("Hej", term="HT26")) == [("one-heading", "")]
    assert codes(written("# Hej\n\n# Hej\n", term="HT26")) == [("one-heading", "")]


def test_a_subject_is_one_line_whatever_the_values_hold():
    assert written("# Hej", term="HT26\r\nBcc: alla@example.se").subject == "Hej HT26 Bcc: alla@example.se"


def test_an_event_is_told_by_the_head():
    template = read_template(HEAD + "# Hej\n", LetterKind.WELCOME, "welcome.md")

    assert write_event(template, {"meeting": {"number": 2}}) == ("Träff 2", "")
