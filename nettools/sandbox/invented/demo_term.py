"""The term that the demo plays: the one after today's, described as an administrator would, in invented names."""

from datetime import date, timedelta

TUESDAY, THURSDAY = 2, 4
# ISO weeks without the usual school breaks (v. 44, v. 7-10, Easter): four meetings in spring, four in autumn.
WEEKS = {"VT": (5, 11, 16, 20), "HT": (37, 40, 46, 49)}
THEMES = (
    ("Nuläge och önskat läge", ("q16", "q17", "q05")),
    ("Roller, uppdrag och ansvar", ("q22", "q24", "q10")),
    ("Barnperspektiv, barnets perspektiv och barnrättsperspektiv", ("q13", "q14")),
    ("Främjande, förebyggande och åtgärdande arbete", ("q25", "q26", "q15")),
)
AUGUST = 8
LEADERS = (("Maja Åkerlund", "maja.akerlund@example.se"), ("Jonas Öhman", "jonas.ohman@example.se"))


def zoom_host(number: int) -> str:
    """The Zoom account that network `number` meets with."""
    return f"sal-{number}@zoom.example.se"


def demo_term(today: date) -> tuple[str, int]:
    """The term after today's: `("VT", 2027)` in the autumn of 2026."""
    return ("VT", today.year + 1) if today.month >= AUGUST else ("HT", today.year)


def term_name(today: date) -> str:
    """The same as people write it: VT27."""
    season, year = demo_term(today)
    return f"{season}{year % 100:02d}"


def sign_up_days(today: date) -> tuple[date, date]:
    """Sign-up opened a month ago and closed yesterday, so that the welcome letters may leave today."""
    return today - timedelta(days=30), today - timedelta(days=1)


def term_file(today: date, *, networks: int = 2, capacity: int = 20) -> str:
    """The text of `config/terms/<term>.toml`; each network has a leader and a Zoom host of its own."""
    season, year = demo_term(today)
    opens, closes = sign_up_days(today)
    first, last = _days_of_term(season, year)
    head = f"""# Terminen i demon. Alla namn är påhittade.
term = "{term_name(today)}"
first_day = {first}
last_day = {last}
capacity = {capacity}
supervision = "Varje enhet erbjuds ett handledningstillfälle. Ni får förslag på tider efter den första träffen."
first_task = "Skriv ner tre saker som fungerar bra i ert barn- och elevhälsoarbete i dag, och en som ni vill utveckla."

[sign_up]
opens = {opens}
closes = {closes}
link = "https://www.example.se/anmalan"

[companions]
opens = {closes}
closes = {_meeting_day(year, WEEKS[season][0], TUESDAY) - timedelta(days=5)}
link = "https://www.example.se/medfoljare"
at_most = 6

[hand_in]
name = "Barn- och elevhälsoplan – utkast"
instructions = "Lämna in ert utkast här. Skriv inget som kan peka ut ett enskilt barn."
due = {_meeting_day(year, WEEKS[season][3], TUESDAY) - timedelta(days=7)}
"""
    numbers = range(1, networks + 1)
    leaders = "".join(
        f'\n[leaders.ledare-{n}]\nname = "{name}"\nemail = "{email}"\n' for n, name, email in map(_leader, numbers)
    )
    hosts = "".join(f'\n[zoom_hosts.sal-{n}]\nemail = "{zoom_host(n)}"\n' for n in numbers)
    themes = "".join(
        f'\n[[meetings]]\nnumber = {n}\ntheme = "{theme}"\nquestions = {_toml_list(questions)}\n'
        for n, (theme, questions) in enumerate(THEMES, 1)
    )
    cohorts = "".join(_network(year, season, n, at_most=-(-capacity // networks)) for n in numbers)
    return head + leaders + hosts + themes + cohorts


def _leader(number: int) -> tuple[int, str, str]:
    if number <= len(LEADERS):
        return (number, *LEADERS[number - 1])
    return number, f"Ledare {number}", f"ledare.{number}@example.se"


def _network(year: int, season: str, number: int, *, at_most: int) -> str:
    weekday = TUESDAY if number % 2 else THURSDAY
    rows = [
        f"  {{ number = {n}, date = {_meeting_day(year, week, weekday)}, starts = 13:00:00, ends = 15:30:00 }},\n"
        for n, week in enumerate(WEEKS[season], 1)
    ]
    return f"""
[[networks]]
key = "natverk-{number}"
name = "Nätverk {number}"
leaders = ["ledare-{number}"]
zoom_host = "sal-{number}"
at_most = {at_most}
meetings = [
{"".join(rows)}]
"""


def _meeting_day(year: int, week: int, weekday: int) -> date:
    return date.fromisocalendar(year, week, weekday)


def _days_of_term(season: str, year: int) -> tuple[date, date]:
    """Twenty weeks each; autumn from the Monday nearest 31 August (domain facts: Swedish university terms)."""
    autumn = date(year if season == "HT" else year - 1, 8, 28)
    autumn += timedelta(days=-autumn.weekday() % 7)
    first = autumn if season == "HT" else autumn + timedelta(weeks=20)
    return first, first + timedelta(weeks=20, days=-1)


def _toml_list(words: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"
