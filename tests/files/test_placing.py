import pytest

from nettools.files.placing import write_new, write_private


def test_a_new_file_is_written_with_its_folders(tmp_path):
    path = tmp_path / "a" / "b.toml"

    assert (write_new(path, b"x"), path.read_bytes()) == (True, b"x")


def test_a_file_that_is_there_is_left_alone(tmp_path):
    path = tmp_path / "b.toml"
    path.write_bytes(b"mine")

    assert (write_new(path, b"x"), path.read_bytes()) == (False, b"mine")


def test_a_write_that_fails_leaves_nothing_behind(tmp_path):
    with pytest.raises(TypeError):
        write_new(tmp_path / "a", "not bytes")
    with pytest.raises(UnicodeEncodeError):
        write_private(tmp_path / "b", "\ud800")

    assert list(tmp_path.iterdir()) == []


def test_a_private_file_is_replaced_whole(tmp_path):
    path = tmp_path / "secret.env"
    path.write_text("old and longer", encoding="utf-8")

    write_private(path, "nytt å\n")

    assert (path.read_bytes(), list(tmp_path.iterdir())) == ("nytt å\n".encode(), [path])
