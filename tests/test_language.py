"""Every sentence has its Swedish, with the same gaps; and the catalogue that travels is the one that was written."""

import re
import string
from concurrent.futures import ThreadPoolExecutor

import catalogue
import pytest

from nettools import language
from nettools.language import text, texts


def gaps(sentence):
    return sorted({name for _, name, _, _ in string.Formatter().parse(sentence) if name})


def pairs():
    for message in catalogue.read():
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else message.id
            strings = (message.string,) if isinstance(message.string, str) else message.string
            yield from zip(ids, strings, strict=True)


def test_the_catalogue_holds_exactly_the_sentences_in_the_code():
    held = {
        message.id if isinstance(message.id, str) else tuple(message.id) for message in catalogue.read() if message.id
    }

    assert held == {*catalogue.sentences(), *catalogue.typers_sentences()}


def test_every_sentence_is_translated():
    assert catalogue.untranslated(catalogue.read()) == []


def test_a_translation_has_the_same_gaps_as_its_sentence():
    assert [(english, swedish) for english, swedish in pairs() if gaps(english) != gaps(swedish)] == []


def test_the_compiled_catalogue_is_the_written_one():
    assert catalogue.PO.with_suffix(".mo").read_bytes() == catalogue.as_mo(catalogue.read())


def test_code_has_no_sentence_for_people_that_is_not_a_literal():
    """A message made by an f-string or a variable would never reach the catalogue."""
    called = re.compile(r"(?<![\w.])texts?\((?!\s*[\"')])\w")
    wrong = [
        f"{path.name}: {line.strip()}"
        for path in catalogue.HOUSE.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if called.search(line) and "def text" not in line
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"LANG": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "sv_SE.UTF-8", "LANG": "en_GB.UTF-8"}, "sv"),
        ({"LC_ALL": "C.UTF-8", "LANG": "sv_SE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_the_computers(environment, spoken):
    assert language.from_environment(environment) == spoken


def test_a_text_is_said_in_the_language_that_is_active():
    sentence = text("Commands")
    language.activate("sv")

    assert str(sentence) == "Kommandon"


def test_a_text_that_counts_chooses_its_form():
    assert [
        str(texts("{n} problem must be mended first.", "{n} problems must be mended first.", n)) for n in (1, 2)
    ] == [
        "1 problem must be mended first.",
        "2 problems must be mended first.",
    ]


def test_what_fills_a_gap_is_never_read_as_a_pattern():
    assert str(text("{spelling} is no term; write it as HT26 or VT27.", spelling="{secret}")) == (
        "{secret} is no term; write it as HT26 or VT27."
    )


def test_another_language_is_spoken_for_a_while_and_in_one_thread_alone():
    sentence = text("says no day")
    language.activate("en")
    with language.speaking("sv"), ThreadPoolExecutor(1) as other:
        assert (str(sentence), other.submit(str, sentence).result()) == ("säger ingen dag", "says no day")
    assert str(sentence) == "says no day"
