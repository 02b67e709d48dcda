from datetime import date, datetime

import pytest

from nettools.domain.occasions import STOCKHOLM
from nettools.domain.people import EmailAddress
from nettools.domain.schools import SchoolForm
from nettools.domain.termplan import Window, ZoomHost

HT26 = "config/terms/HT26.toml"


def test_a_term_is_described_completely(home):
    term = home.load().terms["HT26"]

    assert (term.sign_up, term.capacity) == (Window(opens=date(2026, 5, 4), closes=date(2026, 6, 12)), 24)
    assert (term.companions_at_most, term.hand_in.due) == (6, date(2026, 12, 4))
    assert [(each.key, each.at_least, each.at_most) for each in term.networks] == [
        ("natverk-1", 4, 12),
        ("natverk-2", 4, 14),
    ]
    assert (term.networks[0].school_forms, term.networks[0].zoom_host) == ((SchoolForm.FS,), "zoom-sal-1@example.se")
    assert [leader.name for leader in term.networks[1].leaders] == ["Yusuf Ekström"]
    assert term.zoom_hosts[0] == ZoomHost(email=EmailAddress("zoom-sal-1@example.se"))
    assert len(term.questions) == 26


def test_a_meeting_takes_its_theme_and_questions_from_the_shared_meeting_with_its_number(home):
    meeting = home.load().terms["HT26"].networks[0].meetings[1]

    assert meeting.theme == "Ledning och organisation av barn- och elevhälsoarbetet"
    assert [question.key for question in meeting.questions] == ["q03", "q04", "q05"]
    assert meeting.starts == datetime(2026, 10, 20, 13, 0, tzinfo=STOCKHOLM)
    assert meeting.ends == datetime(2026, 10, 20, 15, 30, tzinfo=STOCKHOLM)


def test_a_network_may_have_a_theme_and_questions_of_its_own(home):
    home.change(HT26, ("date = 2026-09-22", 'date = 2026-09-22\ntheme = "Egen"\nquestions = []'))

    meeting = home.load().terms["HT26"].networks[0].meetings[0]

    assert (meeting.theme, meeting.questions) == ("Egen", ())


def test_hand_in_file_types_are_written_as_people_do(home):
    home.change(HT26, ("due = 2026-12-04", 'due = 2026-12-04\nfile_types = [".DOCX", "pdf"]'))

    assert home.load().terms["HT26"].hand_in.file_types == ("docx", "pdf")


@pytest.mark.parametrize("spelling", ["9.00", "09:00", "9:00"])
def test_a_time_of_day_is_read_in_the_usual_spellings(home, spelling):
    home.change(HT26, ('starts = "9.00"', f'starts = "{spelling}"'))

    assert home.load().terms["HT26"].networks[1].meetings[0].starts == datetime(2026, 9, 24, 9, tzinfo=STOCKHOLM)


def test_a_time_of_day_may_be_tomls_own(home):
    home.change(HT26, ('starts = "9.00"', "starts = 09:00:00"))

    assert home.load().terms["HT26"].networks[1].meetings[0].starts == datetime(2026, 9, 24, 9, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('term = "HT26"', 'term = "VT26"', "term: is VT26, but the file has another name"),
        ('term = "HT26"', 'term = "hösten"', 'term: is not a term; write it as "HT26" or "VT27"'),
        ("last_day = 2027-01-17", "last_day = 2026-08-31", "last_day: is not after first_day"),
        ("opens = 2026-05-04", "opens = 2026-07-04", "sign_up.closes: is before opens"),
        ("closes = 2026-09-11", "closes = 2026-06-01", "companions.closes: is before opens"),
        ("opens = 2026-06-15", "opens = 2026-06-01", "companions.opens: is before the last sign-up day"),
        ("closes = 2026-09-11", "closes = 2027-09-11", "companions.closes: is after the term's last day"),
        ("due = 2026-12-04", "due = 2027-12-04", "hand_in.due: is outside the term"),
        ("due = 2026-12-04", 'due = "snart"', "hand_in.due: is not a date; write it without quotation marks"),
        ("at_least = 4\nat_most = 12", "at_least = 13\nat_most = 12", "networks.natverk-1.at_least: is more than"),
        ('leaders = ["maja"]', 'leaders = ["majja"]', "networks.natverk-1.leaders: names 'majja', who is not"),
        ('leaders = ["maja"]', "leaders = []", "networks.natverk-1.leaders: is empty; a network needs a course"),
        ('leaders = ["maja"]', 'leaders = "maja"', "networks.natverk-1.leaders: must be a list: [ … ]"),
        ('zoom_host = "sal-1"', 'zoom_host = "sal-9"', "networks.natverk-1.zoom_host: names 'sal-9', who is not"),
        ('key = "natverk-2"', 'key = "natverk-1"', "networks.natverk-1.key: is used twice"),
        ('key = "natverk-2"', 'key = "Nätverk 2"', "networks.Nätverk 2.key: may only hold a-z, 0-9 and single"),
        ('["FS"]', '["FSK"]', "networks.natverk-1.school_forms.1: is not a school form; the codes are FS, FKLASS"),
        ("date = 2026-10-20", "date = 2027-10-20", "networks.natverk-1.meetings.2.date: is outside the term"),
        ("date = 2026-10-20", "date = 2026-09-20", "networks.natverk-1.meetings.2.date: is not after the meeting"),
        ('ends = "15.30"', 'ends = "12.30"', "networks.natverk-1.meetings.1.ends: is not after starts"),
        ('starts = "13.00"', 'starts = "kl. 13"', "networks.natverk-1.meetings.1.starts: is not a time of day"),
        ('"q01", "q16"', '"q01", "q61"', "meetings.1.questions: names q61, which is not in questions.toml"),
        (
            "number = 2\ndate = 2026-10-20",
            "number = 1\ndate = 2026-10-20",
            "networks.natverk-1.meetings.1.number: is us",
        ),
        ('name = "Maja Åkerlund"', 'nam = "Maja"', "leaders.maja.nam: is not a setting; did you mean name?"),
        ("capacity = 24", "capacity = 27", "capacity: is 27, but the networks have places for 26"),
        ("capacity = 24", "capacity = 0", "capacity: is not between 1 and 100000"),
        ("at_most = 6 ", "at_moost = 6 ", "companions.at_moost: is not a setting; did you mean at_most?"),
        ("meetings_at_once = 1", "meetings_at_once = 3", "zoom_hosts.sal-1.meetings_at_once: is not between 1 and 2"),
        ('"maja.akerlund@example.se"', '"maja"', "leaders.maja.email: is not an e-mail address"),
        ("\nnumber = 4\ntheme", "\nnumber = 3\ntheme", "meetings.3.number: is used twice"),
    ],
)
def test_what_does_not_hold_together_is_told_by_its_key(home, old, new, problem):
    home.change(HT26, (old, new))

    found = home.problems()
    assert all(each.startswith(f"{HT26}, ") for each in found)
    assert [each for each in found if each.startswith(f"{HT26}, {problem}")] != []


def test_a_meeting_at_an_hour_that_does_not_exist_is_told(home):
    home.change("config/terms/VT27.toml", ('date = 2027-03-16\nstarts = "13.00"', 'date = 2027-03-28\nstarts = "2.30"'))

    assert home.codes() == [("networks.natverk-1.meetings.2.starts", "no-such-time")]


def test_a_meeting_without_any_theme_is_told(home):
    home.change(HT26, ("\nnumber = 4\ndate = 2026-12-08", "\nnumber = 5\ndate = 2026-12-08"))

    assert home.codes() == [("networks.natverk-1.meetings.5.theme", "missing")]


def test_a_network_without_meetings_and_a_term_without_networks_are_told(home):
    said = (home.path / HT26).read_text(encoding="utf-8")
    network = 'key = "n"\nname = "N"\nleaders = ["maja"]\nzoom_host = "sal-1"\nat_most = 24\n'
    head = said.partition("[[networks]]")[0]
    home.write(HT26, f"{head}[[networks]]\n{network}")
    home.write("config/terms/VT27.toml", head.replace('"HT26"', '"VT27"'))

    assert home.codes() == [("networks.n.meetings", "missing"), ("networks", "missing")]
    home.write("config/terms/VT27.toml", (home.path / HT26).read_text(encoding="utf-8").partition("\nterm =")[0])
    home.write(HT26, "networks = []\n" + head)
    assert ("networks", "missing") in home.codes()


def test_a_file_whose_name_is_no_term_is_told(home):
    home.write("config/terms/hösten.toml", "")

    assert home.codes() == [("config/terms/hösten.toml", "file-name")]


# --- supervision


def a_session(*, unit="bjorkens-forskola-1780", day="2026-10-06", starts="9.00", ends="10.00", leader="maja", host=""):
    on_zoom = f'zoom_host = "{host}"\n' if host else ""
    return (
        f'[[supervisions]]\nunit = "{unit}"\ndate = {day}\nstarts = "{starts}"\nends = "{ends}"\n'
        f'leader = "{leader}"\n{on_zoom}\n'
    )


def supervised(home, *sessions):
    home.change(HT26, ("[[meetings]]\nnumber = 1", f"{''.join(sessions)}[[meetings]]\nnumber = 1"))


def test_a_units_supervision_is_numbered_in_the_order_of_time(home):
    supervised(
        home,
        a_session(day="2026-11-10"),
        a_session(unit="ekskolan-1780", leader="yusuf", host="sal-2"),
        a_session(day="2026-10-07", starts="13.00", ends="14.30"),
    )

    later, other, earlier = home.load().terms["HT26"].supervisions
    assert [(each.unit_key, each.number) for each in (later, other, earlier)] == [
        ("bjorkens-forskola-1780", 2),
        ("ekskolan-1780", 1),
        ("bjorkens-forskola-1780", 1),
    ]
    assert (earlier.starts, earlier.minutes) == (datetime(2026, 10, 7, 13, tzinfo=STOCKHOLM), 90)
    assert (other.leader.name, other.zoom_host, earlier.zoom_host) == ("Yusuf Ekström", "zoom-sal-2@example.se", "")


@pytest.mark.parametrize(
    ("session", "problem"),
    [
        ({"leader": "majja"}, ("supervisions.1.leader", "unknown-leader")),
        ({"host": "sal-9"}, ("supervisions.1.zoom_host", "unknown-zoom-host")),
        ({"unit": ""}, ("supervisions.1.unit", "missing")),
        ({"day": "2027-02-01"}, ("supervisions.1.date", "outside-term")),
        ({"starts": "10.00"}, ("supervisions.1.ends", "order")),
    ],
)
def test_a_supervision_that_cannot_be_held_is_told_by_its_key(home, session, problem):
    supervised(home, a_session(**session))

    assert home.codes() == [problem]


def test_a_supervision_at_an_hour_that_does_not_exist_is_told(home):
    session = a_session(day="2027-03-28", starts="2.30", ends="4.00", leader="maja")
    home.change("config/terms/VT27.toml", ("[[meetings]]\nnumber = 1", f"{session}[[meetings]]\nnumber = 1"))

    assert home.codes() == [("supervisions.1.starts", "no-such-time")]


def test_a_network_may_not_be_called_what_the_terms_own_things_are(home):
    home.change(HT26, ('key = "natverk-2"', 'key = "term"'))

    assert home.codes() == [("networks.term.key", "reserved")]
