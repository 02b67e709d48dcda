"""A link that cannot be an address stops the letter before it leaves."""

import pytest

from nettools.domain.letters import LetterKind
from nettools.letters import read_template, write
from nettools.letters.links import can_lead


@pytest.mark.parametrize(
    "link",
    [
        "https://example.se",
        "https://www.example.se/natverk/anmalan?a=1&b=2#del",
        "http://127.0.0.1:8040/courses/1",
        "http://localhost:3000/",
        "https://räksmörgås.se/möte",
        "https://xn--rksmrgs-5wao1o.se",
        "https://us02web.zoom.us/j/84100000001?pwd=a.B-c_1",
        "mailto:natverk@example.se",
        "tel:+4670-1740605",
    ],
)
def test_an_address_leads_somewhere(link):
    assert can_lead(link)


@pytest.mark.parametrize(
    "link",
    [
        *(
            "",
            "#",
            "medfoljare",
            "www.example.se",
            "//example.se/a",
            "/anmalan",
            "https://",
            "https:///a",
            "http:example.se",
        ),
        *(
            "https://exempel",
            "https://exa mple.se",
            "https://example..se",
            "https://-example.se",
            "https://example.se-",
        ),
        *(
            "https://example.se:port/",
            "https://[example.se",
            "https://exa_mple_.se",
            "https://example.s",
            "ftp://example.se",
        ),
        *("javascript:alert(1)", "data:text/html,x", "mailto:natverk", "mailto:a@b", "mailto:@example.se", "tel:ring"),
    ],
)
def test_what_cannot_be_an_address_leads_nowhere(link):
    assert not can_lead(link)


def codes(body, **facts):
    source = f"---\nsubject: Hej\nplaceholders: companions_link, unit_names\n---\n# Hej\n\n{body}\n"
    letter = write(read_template(source, LetterKind.WELCOME, "welcome.md"), facts, "HT26/welcome/a")
    return [problem.code for problem in letter.problems]


@pytest.mark.parametrize(
    "body",
    [
        "[Anmäl]()",
        "[Anmäl](https://example.se/med mellanslag)",
        "[Anmäl](https://example.se",
        "[Anmäl](www.example.se)",
        "| a |\n|---|\n| [Anmäl](example) |",
        "> [Anmäl](https://)",
    ],
)
def test_a_broken_link_in_the_text_is_told(body):
    assert codes(body) == ["bad-link"]


@pytest.mark.parametrize("value", ["https://example.se/a b", "example.se", "https://exempel", "<https://example.se>"])
def test_a_broken_link_in_a_value_is_told(value):
    assert codes("[Anmäl]({{ companions_link }})", companions_link=value) == ["bad-link"]


def test_brackets_in_a_name_from_a_form_are_no_broken_link():
    assert codes("Hej {{ unit_names }} [Anmäl](https://example.se)", unit_names="[x](y z) ](") == []


def test_a_link_that_is_short_of_a_value_is_told_as_the_missing_value_alone():
    assert codes("[Anmäl]({{ companions_link }})") == ["missing-value"]
