"""Templates are read whole, and all that is wrong with one is told at once."""

import pytest

from nettools.domain.letters import LetterKind
from nettools.errors import InputError
from nettools.letters import read_template

HEAD = "---\nsubject: Hej\nplaceholders: term, networks,\n  contact\n---\n"


def problems(source):
    with pytest.raises(InputError) as refused:
        read_template(source, LetterKind.WELCOME, "welcome.md")
    return [(problem.code, str(problem.place)) for problem in refused.value.problems]


def test_a_template_without_a_head_is_refused():
    assert problems("# Hej") == [("no-head", "welcome.md, 1")]


def test_everything_wrong_is_told_at_once():
    source = "---\nsubjekt: x\nattachments: brev.exe\nplaceholders: term, lösenord\n---\n# {{ namn }} {{ term }}\n"

    assert problems(source) == [
        ("unknown-head", "welcome.md, subjekt"),
        ("no-subject", "welcome.md, subject"),
        ("bad-attachment", "welcome.md, brev.exe"),
        ("unknown-placeholder", "welcome.md, lösenord"),
        ("unknown-placeholder", "welcome.md, namn"),
    ]


def test_a_syntax_error_is_told_with_its_line():
    assert problems(HEAD + "# Hej\n\n{% if term %}\n") == [("template-syntax", "welcome.md, 8")]


def test_windows_line_ends_and_a_byte_order_mark_are_no_trouble():
    source = "\ufeff" + (HEAD + "# {{ term }}\n").replace("\n", "\r\n")

    assert read_template(source, LetterKind.WELCOME, "welcome.md").attachments == ()


def test_the_calendars_parts_may_speak_of_the_meeting():
    source = HEAD.replace("---\nsubject", "---\nevent_title: Träff {{ meeting.number }}\nsubject") + "# Hej\n"

    assert read_template(source, LetterKind.WELCOME, "w.md").head["event_title"].render(meeting={"number": 3}) == (
        "Träff 3"
    )


def test_a_layout_that_there_is_not_is_told():
    assert problems(HEAD.replace("---\nsubject", "---\nlayout: poster\nsubject") + "# Hej\n") == [
        ("unknown-layout", "welcome.md, poster")
    ]


def test_a_kind_may_say_only_what_belongs_to_it():
    source = "---\nsubject: Hej\nplaceholders: feedback, attended, occasion, networks\n---\n# Hej\n"

    assert problems(source) == [
        ("unknown-placeholder", f"welcome.md, {name}") for name in ("attended", "feedback", "occasion")
    ]


@pytest.mark.parametrize("part", ["from", "reply_to", "subject"])
def test_the_head_may_use_only_what_it_names(part):
    source = f"---\nsubject: Hej\n{part}: {{{{ unit_names }}}}\n---\n# Hej\n"

    assert problems(source) == [("unknown-placeholder", "welcome.md, unit_names")]
