"""A look at a database changes nothing, in SQLite and in PostgreSQL."""

import pytest

from nettools.errors import NettoolsError, SettingsError
from nettools.store import examine, open_store


def test_a_database_of_this_version(url):
    found = examine(url)

    assert (found.there, found.missing, found.unknown) == (True, (), ())


def test_an_empty_database_is_left_empty(new_url):
    first, again = examine(new_url), examine(new_url)

    assert first.missing[0] == "0001_initial"
    assert again.missing == first.missing


def test_a_file_that_is_not_there_is_not_made(tmp_path):
    found = examine(f"sqlite:///{tmp_path / 'none.sqlite3'}")

    assert (found.there, list(tmp_path.iterdir())) == (False, [])
    assert found.free


def test_a_file_in_use_is_read_with_what_is_not_yet_in_it(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'n.sqlite3'}")
    before = {path.name for path in tmp_path.iterdir()}

    assert examine(f"sqlite:///{tmp_path / 'n.sqlite3'}").missing == ()
    assert {path.name for path in tmp_path.iterdir()} == before
    store.close()


@pytest.mark.parametrize("url", ["sqlite://:memory:", "mysql://x/y", "nonsense"])
def test_what_is_no_database_of_ours_is_refused(url):
    with pytest.raises(SettingsError):
        examine(url)


def test_a_server_that_is_down_is_told_without_the_password():
    with pytest.raises(NettoolsError) as stopped:
        examine("postgresql://nettools:hemligt@127.0.0.1:1/nettools")

    assert stopped.value.code == "database-unreachable"
    assert "hemligt" not in str(stopped.value)
