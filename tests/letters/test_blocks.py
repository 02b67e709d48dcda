"""Markdown becomes blocks, and only what a letter needs."""

import pytest

from nettools.letters.blocks import (
    Callout,
    Divider,
    Heading,
    Listing,
    Paragraph,
    Run,
    Table,
    links_of,
    read_markdown,
    runs_of,
)


def paragraph(*texts):
    return Paragraph(runs=tuple(Run(text=text) for text in texts))


def test_every_kind_of_block_is_read():
    markdown = """# Rubrik

Ett *två* **tre** [fyra](https://example.se/)

> ## Gör nu
>
> 1. Först
> 2. Sedan

- a
- b

| Dag | Tid |
|---|---|
| i dag | kl. 9 |

---
"""

    assert read_markdown(markdown) == (
        Heading(level=1, runs=(Run(text="Rubrik"),)),
        Paragraph(
            runs=(
                Run(text="Ett "),
                Run(text="två", emphasis=True),
                Run(text=" "),
                Run(text="tre", strong=True),
                Run(text=" "),
                Run(text="fyra", link="https://example.se/"),
            )
        ),
        Callout(
            blocks=(
                Heading(level=2, runs=(Run(text="Gör nu"),)),
                Listing(numbered=True, items=((paragraph("Först"),), (paragraph("Sedan"),))),
            )
        ),
        Listing(numbered=False, items=((paragraph("a"),), (paragraph("b"),))),
        Table(
            headings=((Run(text="Dag"),), (Run(text="Tid"),)),
            rows=(((Run(text="i dag"),), (Run(text="kl. 9"),)),),
        ),
        Divider(),
    )


def test_html_code_and_images_are_only_text():
    shown = "".join(
        run.text for run in runs_of(read_markdown("<script>x</script> `kod` ![bild](https://example.se/x.png)"))
    )

    assert shown == "<script>x</script> `kod` !bild"


def test_a_link_that_runs_something_is_no_link():
    assert links_of(read_markdown("[x](javascript:alert(1)) [y](data:text/html,x) [z](https://example.se/z)")) == (
        "https://example.se/z",
    )


def test_line_breaks_are_kept_where_they_are_asked_for():
    assert read_markdown("en\nrad  \nny rad") == (paragraph("en rad", "\n", "ny rad"),)


def test_runs_are_given_in_reading_order():
    markdown = "# a\n\nb\n\n> c\n\n- d\n\n| e |\n|---|\n| f |\n\n---\n"

    assert [run.text for run in runs_of(read_markdown(markdown))] == ["a", "b", "c", "d", "e", "f"]


@pytest.mark.parametrize(
    ("markdown", "shape"),
    [
        ("ord\n# Rubrik\n- a\n\n# Två\n\n- b\n", "Paragraph Heading Listing Heading Listing"),
        ("> ## Inne\n> ord\n# Ute\nord\n", "Callout Heading Paragraph"),
        ("| a | b |\n|---|---|\n| c | d |\n## Rubrik\n| e | f |\n", "Table Heading Paragraph"),
        ("1. a\n\n   ord\n\n#\tRubrik\n2. b\n", "Listing Heading Listing"),
        ("# Ett\r\n\r\nord\r\n# Två\r\n#tre\r\n", "Heading Paragraph Heading Paragraph"),
    ],
)
def test_a_heading_ends_what_stands_before_it(markdown, shape):
    assert " ".join(type(block).__name__ for block in read_markdown(markdown)) == shape
