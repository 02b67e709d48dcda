import sys

import pytest

from nettools.errors import InputError
from nettools.jobs.home import lay_out, spoken_language, write_environment
from nettools.settings import load_settings, shipped, shipped_files


def files_in(home):
    return sorted(path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file())


def test_a_fresh_home_holds_config_and_a_place_for_what_is_made(tmp_path):
    home = tmp_path / "hem"

    laid_out = lay_out(home)

    assert files_in(home) == sorted([*shipped_files("config"), "templates/README.md"])
    assert (sorted(laid_out.made), laid_out.kept, (home / "out").is_dir()) == (files_in(home), (), True)
    assert sorted(load_settings(home, {}).terms) == ["HT26", "VT27"]


def test_what_is_there_is_never_overwritten(tmp_path):
    lay_out(tmp_path)
    (tmp_path / "config" / "nettools.toml").write_text("mine", encoding="utf-8")

    again = lay_out(tmp_path)

    assert (again.made, "config/nettools.toml" in again.kept) == ((), True)
    assert (tmp_path / "config" / "nettools.toml").read_text(encoding="utf-8") == "mine"


def test_an_example_term_that_was_taken_away_stays_away(tmp_path):
    lay_out(tmp_path)
    (tmp_path / "config" / "terms" / "VT27.toml").unlink()

    assert lay_out(tmp_path).made == ()


def test_templates_come_along_when_asked_for(tmp_path):
    lay_out(tmp_path)

    made = lay_out(tmp_path, with_templates=True).made

    assert sorted(made) == sorted(name for name in shipped_files("templates") if name != "templates/README.md")
    welcome = tmp_path / "templates" / "letters" / "welcome.md"
    assert welcome.read_bytes() == shipped("templates/letters/welcome.md").read_bytes()


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "fil").write_bytes(b"")

    with pytest.raises(InputError) as caught:
        lay_out(tmp_path / "fil")

    assert [problem.code for problem in caught.value.problems] == ["folder"]


@pytest.mark.parametrize(
    ("content", "environment", "spoken"),
    [
        (b'language = "sv"', {}, "sv"),
        ('\ufefflanguage = " SV "'.encode(), {}, "sv"),
        (b'language = "en"', {"NETTOOLS__LANGUAGE": "sv"}, "sv"),
        (b'language = "de"', {}, ""),
        (b"language = 3", {}, ""),
        (b"language = ", {}, ""),
        (b"\xff", {}, ""),
        (None, {}, ""),
    ],
)
def test_the_language_is_the_environments_then_the_homes(tmp_path, content, environment, spoken):
    if content is not None:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "nettools.toml").write_bytes(content)

    assert spoken_language(tmp_path, environment) == spoken


def test_environment_is_written_for_a_shell_and_for_its_owner_alone(tmp_path):
    path = write_environment(tmp_path / "out" / "sandbox.env", {"B": "två ord", "A": "1"})

    assert path.read_text(encoding="utf-8") == "A=1\nB='två ord'\n"
    assert sys.platform == "win32" or path.stat().st_mode & 0o077 == 0
