import pytest

from nettools.errors import InputError
from nettools.settings import described, read_config, read_template, shipped, shipped_files
from nettools.settings.model import MainSettings


def test_shipped_files_are_found():
    assert "config/questions.toml" in list(shipped_files("config"))
    assert shipped("templates/letters/welcome.md").is_file()


@pytest.mark.parametrize("name", ["pyproject.toml", "config/../pyproject.toml", "", "/etc/passwd"])
def test_nothing_else_is_handed_out(name):
    with pytest.raises(ValueError):
        shipped(name)


def test_the_homes_own_template_goes_before_the_shipped_one(tmp_path):
    own = tmp_path / "templates" / "letters" / "welcome.md"
    own.parent.mkdir(parents=True)
    own.write_bytes("Hej på er!".encode("utf-8-sig"))

    assert read_template(tmp_path, "letters/welcome.md") == "Hej på er!"
    own.unlink()
    assert read_template(tmp_path, "letters/welcome.md") == shipped("templates/letters/welcome.md").read_text("utf-8")


def test_a_template_that_is_nowhere_or_not_utf8_is_told_by_its_name(tmp_path):
    own = tmp_path / "templates" / "letters" / "welcome.md"
    own.parent.mkdir(parents=True)
    own.write_bytes("Hej på er!".encode("cp1252"))

    with pytest.raises(InputError) as missing:
        read_template(tmp_path, "letters/nothing.md")
    with pytest.raises(InputError) as other:
        read_template(tmp_path, "letters/welcome.md")
    assert [(p.code, p.place.file) for p in (*missing.value.problems, *other.value.problems)] == [
        ("no-file", "templates/letters/nothing.md"),
        ("encoding", "templates/letters/welcome.md"),
    ]


def test_config_is_read_from_the_home_before_what_ships(tmp_path):
    assert read_config(tmp_path, "calendar.toml") == shipped("config/calendar.toml").read_bytes()
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "calendar.toml").write_bytes(b"# none\n")
    assert read_config(tmp_path, "calendar.toml") == b"# none\n"


def test_every_setting_is_described_once_with_its_variable_and_default():
    rows = {row.key: row for row in described()}

    assert len(rows) == len(described())
    assert all(str(row.what) for row in rows.values())
    row = rows["canvas.base_url"]
    assert (row.variable, row.default, str(row.what)) == ("NETTOOLS__CANVAS__BASE_URL", '""', "Canvas's address")
    assert (rows["mail.port"].default, rows["organiser.name"].default) == ("587", "")
    assert [row.key for row in rows.values() if row.secret] == [
        *("canvas.token", "zoom.client_secret", "mail.password", "portal.feed_secret"),
    ]
    assert MainSettings.__dataclass_fields__.keys() >= {key.partition(".")[0] for key in rows}
