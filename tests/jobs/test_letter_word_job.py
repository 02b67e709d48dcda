"""Letters by way of a home's own Word templates, through the whole job."""

import io
import zipfile
from dataclasses import replace

import pytest
from builders import HT26
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from letters_sent import a_home_with_all, arrived, sent

from nettools.domain.letters import LetterKind
from nettools.errors import InputError
from nettools.jobs.letters.preview import preview
from nettools.letters import one_line, word_environment
from nettools.mail import WordTemplate
from nettools.sandbox.mailbox import Mailbox


@pytest.fixture
def mailbox():
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def tools(tmp_path, mailbox):
    with a_home_with_all(tmp_path, mailbox.port) as tools:
        yield tools


def a_word_template(*paragraphs):
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def put(tools, kind, content):
    path = tools.home / f"templates/letters/{kind}.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def words_of(content):
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def test_a_homes_own_word_template_takes_the_place_of_the_pdf(tools, mailbox):
    put(tools, "place-offered", a_word_template("Hej {{ recipient_given_name }}!", "Plats för {{ unit_names }}."))
    sent(tools, LetterKind.PLACE_OFFERED)

    (attachment,) = mailbox.messages[0].iter_attachments()
    assert attachment.get_filename() == "platsbesked.docx"
    assert words_of(attachment.get_content()) == ["Hej Åsa!", "Plats för Enhet 0."]
    assert "har fått plats" in mailbox.messages[0].get_body(("plain",)).get_content()


def test_a_value_that_word_needs_and_nobody_knows_stops_all_letters(tools, mailbox):
    put(tools, "welcome", a_word_template("{{ first_task }} {{ networks[0].nothing }}", "{{ supervision }}"))
    described = replace(tools.settings.terms["HT26"], first_task="")
    tools = replace(tools, settings=replace(tools.settings, terms={"HT26": described}))
    with pytest.raises(InputError) as refused:
        sent(tools, LetterKind.WELCOME)

    assert {(problem.code, problem.place.key) for problem in refused.value.problems} == {
        ("missing-value", "first_task"),
        ("missing-value", "nothing"),
    }
    assert arrived(mailbox) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no zip", "not-word"),
        (a_word_template("{{ recipient_phone }}"), "unknown-placeholder"),
        (a_word_template("{% if unit_names %}"), "template-syntax"),
        (a_word_template("{{ unit_names.__class__.__mro__ }}"), "template-fault"),
        (a_word_template("{{ 1 / 0 }}"), "template-fault"),
    ],
)
def test_a_word_template_that_cannot_be_used_is_told(tools, mailbox, content, code):
    put(tools, "waiting-list", content)
    with pytest.raises(InputError) as refused:
        sent(tools, LetterKind.WAITING_LIST)

    assert {problem.code for problem in refused.value.problems} == {code}
    assert arrived(mailbox) == []


def test_a_word_file_without_a_document_is_none(tools):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    put(tools, "waiting-list", out.getvalue())
    with pytest.raises(InputError) as refused:
        preview(tools, LetterKind.WAITING_LIST, HT26)

    assert [problem.code for problem in refused.value.problems] == ["not-word"]


WORD = WordTemplate(a_word_template("Hej {{ name }}, slut"), "x.docx", word_environment({}))


@given(
    st.one_of(
        st.text(
            alphabet=st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs")), min_size=1
        ),
        st.sampled_from(
            ["</w:t></w:r><w:p/>", "{{ 7*7 }}", "{%p if x %}", "<b>&amp;</b>", "a\r\nb", "]]>", "{{r x }}"]
        ),
    )
)
@settings(max_examples=40)
def test_words_from_forms_stand_in_word_and_do_nothing_else(name):
    missing = {}
    filled = words_of(WORD.fill({"name": name}, word_environment(missing)))

    assert (filled, missing) == ([f"Hej {one_line(name)}, slut"], {})
