import stat

from nettools.files.logbook import add_line, lines_of


def test_lines_are_added_and_read_in_order(tmp_path):
    book = tmp_path / "bok.log"
    for line in ("Åse", "Örjan"):
        add_line(book, line)

    assert list(lines_of(book)) == ["Åse", "Örjan"]
    assert stat.S_IMODE(book.stat().st_mode) & 0o077 == 0


def test_no_book_has_no_lines_and_a_line_cut_off_is_left_out(tmp_path):
    assert list(lines_of(tmp_path / "ingen.log")) == []
    (tmp_path / "bok.log").write_text("hel\nhal", encoding="utf-8")
    assert list(lines_of(tmp_path / "bok.log")) == ["hel"]
