"""The same blocks as plain text, as HTML, and as data."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from nettools.errors import InputError
from nettools.letters import as_data, as_html, as_text, check_frame, read_markdown

FRAME = (Path(__file__).parents[2] / "templates/letters/mail.html").read_text(encoding="utf-8")
LOOK = {
    "title": "Välkommen",
    "organiser": "Exempeluniversitetet",
    "colour": "#12405f",
    "accent": "#b4530f",
    "footer": "natverk@example.se",
}


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def tags(markdown):
    parser = Tags()
    parser.feed(as_html(read_markdown(markdown), FRAME, LOOK))
    return parser.tags


def test_plain_text_tells_a_table_row_by_row_and_writes_links_out():
    table = "| Dag | Zoom |\n|---|---|\n| i dag | [Gå](https://example.se/z) |\n"
    markdown = f"# Hej\n\n{table}\n- [a@example.se](mailto:a@example.se)\n"

    assert as_text(read_markdown(markdown)) == (
        "Hej\n===\n\nDag: i dag\n  Zoom: Gå <https://example.se/z>\n\n- a@example.se\n"
    )


def test_plain_text_wraps_between_words_and_never_inside_an_address():
    address = "https://example.se/" + "a" * 90
    lines = as_text(read_markdown(f"{'ord ' * 30}[länk]({address})")).splitlines()

    assert lines[-1] == f"<{address}>"
    assert max(len(line) for line in lines[:-1]) <= 76


def test_html_says_its_language_and_title_and_has_one_main_heading():
    found = tags("# Hej\n\n## Mer\n")

    assert [attrs["lang"] for tag, attrs in found if tag == "html"] == ["sv"]
    assert [tag for tag, _ in found if tag in {"h1", "h2", "title", "main"}] == ["title", "main", "h1", "h2"]


def test_html_tables_have_headings_with_a_scope():
    found = tags("# Hej\n\n| Dag | Tid |\n|---|---|\n| a | b |\n")

    assert [attrs["scope"] for tag, attrs in found if tag == "th"] == ["col", "col"]
    assert [attrs["data-label"] for tag, attrs in found if attrs.get("role") == "cell"] == ["Dag", "Tid"]


def test_html_loads_nothing_from_anywhere():
    found = tags("# Hej\n\n[länk](https://example.se)\n\n> *a* **b**\n\n1. x\n2. y\n\n---\n")

    assert [tag for tag, attrs in found if "src" in attrs or tag in {"img", "link", "script", "iframe", "object"}] == []


def test_text_in_html_is_escaped():
    assert "&lt;b&gt; &amp;" in as_html(read_markdown("# Hej\n\n&lt;b&gt; &amp;"), FRAME, LOOK)


def test_data_names_each_kind_of_block():
    markdown = "# a\n\nb\n\n> c\n\n- d\n\n| e |\n|---|\n| f |\n\n---\n"

    assert [block["kind"] for block in as_data(read_markdown(markdown))] == [
        *("heading", "paragraph", "callout", "list", "table", "divider"),
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("{% if", ("template-syntax", True)),
        ("{{ foo }}", ("template-fault", False)),
        ("{{ blocks.__class__.__mro__ }}", ("template-fault", False)),
        ("{{ 1 / 0 }}", ("template-fault", False)),
    ],
)
def test_a_frame_that_cannot_be_used_is_told_before_any_letter_is_written(more, said):
    check_frame(FRAME, LOOK, "templates/letters/mail.html")
    with pytest.raises(InputError) as refused:
        check_frame(FRAME + more, LOOK, "templates/letters/mail.html")
    (problem,) = refused.value.problems
    assert (problem.code, bool(problem.place.row)) == said
    assert problem.place.file == "templates/letters/mail.html"


def test_a_link_that_stands_alone_is_a_button_and_others_are_words():
    html = as_html(
        read_markdown("# Hej\n\n[Anmäl](https://a.se)\n\nHär: [b](https://b.se)\n\n[c](mailto:c@c.se)\n"), FRAME, LOOK
    )
    buttons = [part for part in html.split("<a ") if 'class="button"' in part.split(">")[0]]

    assert [part.split('"')[1] for part in buttons] == ["https://a.se"]
    assert html.count("<a ") == 3


def test_what_is_read_as_one_word_is_told_and_a_link_is_never_cut_up():
    (paragraph,) = as_data(
        read_markdown("Ring 070-174 06 05 kl. 13.00–15.30 eller [se v. 38](https://a.se) i e-posten.")
    )

    assert [(run["text"], run["whole"]) for run in paragraph["runs"]] == [
        ("Ring ", False),
        ("070-174 06 05", True),
        (" ", False),
        ("kl. 13.00–15.30", True),
        (" eller ", False),
        ("se v. 38", False),
        (" i ", False),
        ("e-posten", True),
        (".", False),
    ]
