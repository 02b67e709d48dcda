import pickle
from pathlib import Path

import pytest

from nettools.domain.people import EmailAddress
from nettools.domain.terms import Season, Term
from nettools.errors import InputError, SettingsError
from nettools.settings import Secret, load_settings

MAIN = "config/nettools.toml"


def test_shipped_settings_are_whole(home):
    settings = home.load()

    assert sorted(settings.terms) == ["HT26", "VT27"]
    assert (settings.organiser.contact, settings.mail.sender) == (EmailAddress("natverk@example.se"),) * 2
    assert settings.sender == ("Exempeluniversitetet", EmailAddress("natverk@example.se"))
    assert (settings.limits.remove_share, settings.limits.calls_in_flight) == (0.3, 8)


def test_defaults_hold_for_what_the_file_does_not_say(home):
    home.write(
        MAIN,
        '[organiser]\nname = "U"\nnetwork = "N"\ncontact = "k@example.se"\n[mail]\nsender = "k@example.se"\n',
    )

    settings = home.load()

    assert (settings.mail.port, settings.mail.tls, settings.canvas.account_id) == (587, "starttls", "1")
    assert (settings.zoom.oauth_url, settings.zoom.api_url) == ("https://zoom.us/oauth/token", "")


def test_the_environment_holds_over_the_file(home):
    settings = home.load(
        NETTOOLS__CANVAS__BASE_URL="http://127.0.0.1:3000/",
        NETTOOLS__CANVAS__PEOPLE_SIS_IDS="true",
        NETTOOLS__MAIL__PORT="2525",
        NETTOOLS__LIMITS__REMOVE_SHARE="0.5",
        NETTOOLS__LANGUAGE="sv",
        NETTOOLS__ORGANISER__NAME="",
    )

    assert (settings.canvas.base_url, settings.canvas.people_sis_ids) == ("http://127.0.0.1:3000", True)
    assert (settings.mail.port, settings.limits.remove_share, settings.language) == (2525, 0.5, "sv")
    assert settings.organiser.name == "Exempeluniversitetet"  # an empty variable counts as not set


def test_every_problem_is_listed_by_file_and_key(home):
    home.change(MAIN, ("remove_share = 0.3", "remove_share = 30"), ("contact =", "contakt ="), ("[zoom]", "[zomm]"))
    home.change("config/terms/HT26.toml", ("capacity = 24", "capacity = 50"), ('"q01"', '"q91"'))

    assert home.problems(NETTOOLS__MAIL__PORT="post") == [
        "NETTOOLS__MAIL__PORT: is not a number",
        f"{MAIN}, limits.remove_share: is not between 0 and 1; write 0.3 for 30 %",
        f"{MAIN}, organiser.contact: is missing",
        f"{MAIN}, organiser.contakt: is not a setting; did you mean contact?",
        f"{MAIN}, zomm: is not a setting; did you mean zoom?",
        "config/terms/HT26.toml, capacity: is 50, but the networks have places for 26 (the sum of at_most)",
        "config/terms/HT26.toml, meetings.1.questions: names q91, which is not in questions.toml",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('base_url = "https://canvas', 'base_url = "http://canvas', "must begin with https:// (http:// is for this"),
        ('base_url = "https://canvas.example.se"', 'base_url = "canvas"', "is not a web address, like https://"),
        ('base_url = "https://c', 'base_url = "https://u:p@c', "must not hold a user name or password"),
        ('base_url = "https://canvas.example.se"', 'base_url = "https://[::1"', "is not a web address, like"),
        ('tls = "starttls"', 'tls = "ssl"', "must be one of: 'starttls', 'implicit', 'none'"),
        ("port = 587", "port = 70000", "is not between 1 and 65535"),
        ("port = 587", "port = 58.7", "is not a whole number"),
        ("port = 587", "port = true", "is not a number"),
        ("port = 587", "port = nan", "is not a number"),
        ("remove_share = 0.3", "remove_share = -1", "is not between 0 and 1"),
        ("remove_share = 0.3", "remove_share = 2.5", "is not between 0 and 1; write 0.025 for 2.5 %"),
        ("people_sis_ids = false", 'people_sis_ids = "kanske"', "must be true or false"),
        ('contact = "natverk@example.se"', 'contact = "natverk"', "is not an e-mail address, like kurs@example.se"),
        ('name = "Exempeluniversitetet"', 'name = " "', "is empty; write something"),
        ('name = "Exempeluniversitetet"', "name = [1]", "is not text; put it between quotation marks"),
        ('colour = "#12405f"', 'colour = "blå"', 'is not a colour; write it as "#12405f"'),
        ('colour = "#12405f"', 'colour = "#FFEE00"', "is too pale to be read on white; choose a darker one"),
        ('language = ""', 'language = "de"', "must be one of: '', 'sv', 'en'"),
        ('\nurl = ""', '\nurl = "mysql://x"', "must begin with sqlite:/// or postgresql://"),
    ],
)
def test_a_wrong_value_is_told_in_plain_language(home, old, new, said):
    home.change(MAIN, (old, new))

    (problem,) = home.problems()
    assert problem.partition(": ")[2].startswith(said)


def test_a_table_that_is_no_table_is_told(home):
    home.write(MAIN, 'mail = 3\n[organiser]\nname = "U"\nnetwork = "N"\ncontact = "k@example.se"\n')

    assert home.problems() == [f"{MAIN}, mail: must be a table of its own: [ … ]"]


@pytest.mark.parametrize("address", ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"])
def test_plain_http_is_for_this_computer(home, address):
    assert home.load(NETTOOLS__CANVAS__BASE_URL=address).canvas.base_url == address


def test_a_number_without_quotation_marks_is_taken_as_text(home):
    home.change(MAIN, ('account_id = "1"', "account_id = 42"))

    assert home.load().canvas.account_id == "42"


def test_a_table_that_is_no_table_is_told_also_when_the_environment_speaks_of_it(home):
    home.write(MAIN, 'mail = 3\n[organiser]\nname = "U"\nnetwork = "N"\ncontact = "k@example.se"\n')

    assert home.problems(NETTOOLS__MAIL__PORT="25", NETTOOLS__MAIL__SENDER="k@example.se") == [
        f"{MAIN}, mail: must be a table of its own: [ … ]"
    ]


def test_an_unknown_variable_is_told_with_what_was_meant(home):
    assert home.problems(NETTOOLS__CANVAS__TOKN="x", NETTOOLS__FOO="1") == [
        "NETTOOLS__CANVAS__TOKN: is not a setting; did you mean token?",
        (
            "NETTOOLS__FOO: is not a setting; the names here are "
            "language, organiser, canvas, zoom, mail, database, portal, limits, certificates, supervision"
        ),
    ]


def test_a_folder_that_is_no_home_is_told_with_what_to_do(tmp_path):
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path, {})

    (problem,) = caught.value.problems
    assert str(problem).endswith("make one with: nettools init DIR")


def test_files_that_a_home_lacks_are_read_from_what_ships_but_terms_are_not(home):
    for name in ("questions.toml", "calendar.toml", "retention.toml", "signup_columns.toml"):
        (home.path / "config" / name).unlink()
    for term in (home.path / "config" / "terms").iterdir():
        term.unlink()

    settings = home.load()

    assert (len(settings.questions), [each.name for each in settings.calendar.breaks], settings.terms) == (
        26,
        ["höstlov", "sportlov", "påsklov"],
        {},
    )


def test_the_database_is_a_file_in_the_home_unless_said_otherwise(home):
    url = "postgresql://nettools@/nettools?host=/run/postgresql"

    assert home.load().database_url(home.path) == f"sqlite:///{(home.path / 'nettools.sqlite3').as_posix()}"
    assert home.load(NETTOOLS__DATABASE__URL=url).database_url(home.path) == url


def test_a_term_that_is_not_described_names_the_file_to_write(home):
    with pytest.raises(InputError) as caught:
        home.load().term(Term(2031, Season.SPRING))

    assert [str(problem.place) for problem in caught.value.problems] == ["config/terms/VT31.toml"]


class TestSecrets:
    def test_come_from_the_environment_and_never_show_themselves(self, home):
        settings = home.load(
            NETTOOLS__CANVAS__TOKEN="xyzzy7-nyckel", NETTOOLS__DATABASE__URL="postgresql://u:xyzzy7@h/d"
        )

        assert settings.canvas.require_token() == "xyzzy7-nyckel"
        assert "xyzzy7" not in repr(settings)
        assert f"{settings.canvas.token} {settings.canvas.token!r}" == "Secret(***) Secret(***)"
        assert (Secret("a") == Secret("a"), Secret("a") == Secret("b"), bool(Secret())) == (True, False, False)

    def test_cannot_be_pickled(self):
        with pytest.raises(TypeError):
            pickle.dumps(Secret("xyzzy7"))

    def test_come_from_a_file_that_a_variable_names(self, home):
        home.write("run/token", "\ufeffxyzzy7-nyckel\r\n")

        settings = home.load(NETTOOLS__CANVAS__TOKEN_FILE="run/token")

        assert settings.canvas.token == Secret("xyzzy7-nyckel")

    def test_in_toml_are_a_problem_that_does_not_echo_them(self, home):
        home.change(MAIN, ("[canvas]", '[canvas]\ntoken = "xyzzy7-nyckel"'))

        (problem,) = home.problems()
        assert problem.startswith(f"{MAIN}, canvas.token: is a secret and must not stand in a file of settings")
        assert "NETTOOLS__CANVAS__TOKEN" in problem
        assert "xyzzy7-nyckel" not in problem

    def test_a_password_in_the_database_url_is_a_secret_too(self, home):
        home.change(MAIN, ('\nurl = ""', '\nurl = "postgresql://u:xyzzy7@h/d"'))

        assert home.codes() == [("database.url", "secret-in-file")]
        assert "xyzzy7" not in str(home.problems())

    def test_a_file_that_cannot_be_read_is_a_problem(self, home):
        assert home.problems(NETTOOLS__MAIL__PASSWORD_FILE="nowhere") == [
            "NETTOOLS__MAIL__PASSWORD_FILE: names a file that cannot be read"
        ]

    def test_given_twice_is_a_problem(self, home):
        home.write("token", "b")

        assert home.codes(NETTOOLS__CANVAS__TOKEN="a", NETTOOLS__CANVAS__TOKEN_FILE="token") == [
            ("NETTOOLS__CANVAS__TOKEN_FILE", "given-twice")
        ]

    def test_are_asked_for_when_they_are_needed_and_not_before(self, home):
        settings = home.load()

        with pytest.raises(SettingsError) as canvas:
            settings.canvas.require_token()
        with pytest.raises(SettingsError) as zoom:
            settings.zoom.require_credentials()
        assert "NETTOOLS__CANVAS__TOKEN" in str(canvas.value.problems[0])
        assert "NETTOOLS__ZOOM__ACCOUNT_ID" in str(zoom.value.problems[0])
        assert settings.canvas.require_base_url() == "https://canvas.example.se"

    def test_a_password_is_not_sent_unprotected_to_another_computer(self, home):
        home.change(MAIN, ('tls = "starttls"', 'tls = "none"'), ('host = "localhost"', 'host = "mail.example.se"'))

        assert home.codes(NETTOOLS__MAIL__PASSWORD="p") == [("mail.tls", "unsafe")]
        assert home.load().mail.tls == "none"


class TestFiles:
    def test_may_begin_with_the_mark_that_notepad_puts_first_and_end_lines_as_windows_does(self, home):
        said = (home.path / MAIN).read_text(encoding="utf-8")
        home.write(MAIN, said.replace("\n", "\r\n").encode("utf-8-sig"))

        assert home.load().organiser.name == "Exempeluniversitetet"

    def test_in_another_encoding_are_told_with_the_line(self, home):
        home.write("config/questions.toml", "# frågor\n[[questions]]\n".encode("cp1252"))
        home.write("config/calendar.toml", "# lov\n".encode("utf-16"))

        assert [problem for problem in home.problems() if "saved as" in problem] == [
            "config/calendar.toml: is saved as UTF-16; open it and save it as UTF-8",
            "config/questions.toml: is not saved as UTF-8, as line 1 shows; open it and save it as UTF-8",
        ]

    def test_that_are_no_toml_are_told_with_the_line(self, home):
        home.write("config/retention.toml", "# gallring\n\n[[rules]]\nkind = sign-ups\n")
        home.write(MAIN, '[organiser]\nname = "U')

        found = home.problems()
        assert [problem[:55] for problem in found] == [
            "config/nettools.toml: line 2 cannot be read as TOML: th",
            "config/retention.toml: line 4 cannot be read as TOML: w",
        ]


def test_reading_settings_does_not_change_the_home(home):
    before = sorted(Path(home.path).rglob("*"))

    home.load()

    assert sorted(Path(home.path).rglob("*")) == before


def test_a_file_that_cannot_be_read_says_so_once_and_no_more(home):
    home.write("config/nettools.toml", "[organiser\n")
    home.write("config/questions.toml", "questions = \n")
    assert home.codes(NETTOOLS__MAIL__HOST="mail.example.se") == [
        ("config/nettools.toml", "toml"),
        ("config/questions.toml", "toml"),
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("a = hej", "what follows = is no value; text must stand between quotation marks"),
        ("a = 2026-02-30", "there is no such date; write it as 2026-09-14"),
        ("å = 1", "a name may only hold a-z, 0-9, - and _; another must stand between quotation marks"),
        ("[å]", "a name may only hold a-z, 0-9, - and _; another must stand between quotation marks"),
        ("a: 1", "the name of a setting must be followed by ="),
        ("a = 1 b = 2", "there is more on the line than one setting"),
        ('a = "hej', "the text has no quotation mark at its end"),
        ('a = "hej\nb = 1', "the text has no quotation mark at its end"),
        ('a = "C:\\Mina"', "a \\ must be written twice: \\\\"),
        ('a = "C:\\Users"', "a \\ must be written twice: \\\\"),
        ("a = [1", "a bracket or brace is never closed"),
        ("a = 1\na = 2", "a name or a table stands twice"),
        ("[a]\n[a]", "a name or a table stands twice"),
        ("a = { b = 1, b = 2 }", "a name or a table stands twice"),
    ],
)
def test_what_is_no_toml_is_told_in_plain_words(home, written, said):
    home.write("config/nettools.toml", written)
    (problem,) = home.problems()
    assert problem.endswith(f"cannot be read as TOML: {said}")


def test_a_folder_where_a_file_belongs_is_told(home):
    (home.path / "config/terms/VT28.toml").mkdir()
    assert home.codes() == [("config/terms/VT28.toml", "unreadable-file")]
