"""Drafts with planted defects, and exactly what must be found in each: of these precision and recall are told."""

from dataclasses import dataclass, field

from draft_files import H, L, P, T
from draft_texts import (
    GOAL_FIELDS,
    GOALS,
    GROUNDS,
    VALID,
    equal_treatment,
    goal_lines,
    goal_matrix,
    goal_tables,
    preschool,
    school,
    with_words,
    without,
)


@dataclass(frozen=True)
class Draft:
    """A draft; `expected` are (kind, subject) of all findings, `privacy` (kind, certainty) of all hits."""

    name: str
    pieces: tuple
    verdict: str
    expected: tuple = ()
    privacy: tuple = ()
    formats: tuple = field(default=("docx", "odt", "pdf", "txt", "md", "rtf"))


def goals_with(number, **values):
    """The usual goals, one of them with other values by field."""
    names = dict(zip(("mal", "nulage", "atgarder", "tidplan", "ansvarig", "uppfoljning"), range(6), strict=True))
    changed = list(GOALS[number])
    for name, value in values.items():
        changed[names[name]] = value
    return tuple(tuple(changed) if n == number else goal for n, goal in enumerate(GOALS))


def after(pieces, heading, *more):
    """A draft with more pieces directly below a heading."""
    at = next(n for n, piece in enumerate(pieces) if isinstance(piece, H) and piece.text == heading)
    return (*pieces[: at + 1], *more, *pieces[at + 1 :])


REPEATED = (
    "Alla som arbetar på skolan möter eleverna med nyfikenhet, lyssnar på vad de berättar och hjälper dem att hitta "
    "egna vägar framåt i lärandet."
)
FEW_FIELDS = GOAL_FIELDS[:5]
FEW_GOALS = tuple(goal[:5] for goal in GOALS)

CORPUS = (
    Draft("a whole plan for a school", school(), "plan-good"),
    Draft("a whole plan for a preschool, goals in one table", preschool(goal_matrix()), "plan-good"),
    Draft("a whole plan, goals as labelled lines", school(goal_lines()), "plan-good"),
    Draft("a whole plan against degrading treatment", equal_treatment(), "plan-good"),
    Draft(
        "an empty field",
        school(goal_tables(goals_with(0, tidplan=""))),
        "plan-needs-work",
        (("empty-field", "tidplan"),),
    ),
    Draft(
        "empty fields in one table",
        preschool(goal_matrix(goals_with(1, ansvarig="-", uppfoljning="."))),
        "plan-needs-work",
        (("empty-field", "ansvarig"), ("empty-field", "uppfoljning")),
    ),
    Draft(
        "empty labelled lines",
        school(goal_lines(goals_with(1, nulage="", atgarder="?"))),
        "plan-needs-work",
        (("empty-field", "nulage"), ("empty-field", "atgarder")),
    ),
    Draft(
        "an empty goal",
        school(goal_tables((*GOALS, ("",) * 6))),
        "plan-incomplete",
        (("empty-goal", "Mål 3"),),
    ),
    Draft(
        "always, and all of us",
        school(goal_tables(goals_with(0, tidplan="Alltid", ansvarig="All personal på skolan"))),
        "plan-needs-work",
        (("vague-time", "tidplan"), ("vague-responsible", "ansvarig")),
    ),
    Draft(
        "continuously, and three together",
        preschool(
            goal_matrix(goals_with(1, tidplan="Löpande under året", ansvarig="Rektor, specialpedagog samt arbetslaget"))
        ),
        "plan-needs-work",
        (("vague-time", "tidplan"), ("vague-responsible", "ansvarig")),
    ),
    Draft(
        "a goal that says nothing",
        school(goal_tables(goals_with(1, mal="Alla elever ska må bra"))),
        "plan-needs-work",
        (("vague-goal", "malsattning"),),
    ),
    Draft(
        "a year that cannot be meant",
        school(goal_tables(goals_with(0, tidplan="Klart HT 2127"))),
        "plan-needs-work",
        (("implausible-year", "ht 2127"),),
    ),
    Draft(
        "a day and a week that there are not",
        school(goal_lines(goals_with(0, tidplan="Klart 2027-02-30", uppfoljning="Avstämning vecka 54 i teamet"))),
        "plan-needs-work",
        (("invalid-date", "2027-02-30"), ("invalid-week", "vecka 54")),
    ),
    Draft(
        "a time that has passed",
        school(goal_tables(goals_with(1, tidplan="VT 2024"))),
        "plan-needs-work",
        (("past-date", "tidplan"),),
    ),
    Draft(
        "no place for following up",
        school(goal_tables(FEW_GOALS, FEW_FIELDS)),
        "plan-incomplete",
        (("missing-field", "uppfoljning"), ("missing-section", "uppfoljning")),
    ),
    Draft(
        "the template's hints",
        after(
            school(goal_tables(goals_with(0, ansvarig="Klicka eller tryck här för att ange text."))),
            "Vision och perspektiv",
            P("[Skriv er vision här]"),
        ),
        "plan-needs-work",
        (("placeholder", "ansvarig"), ("placeholder", "")),
    ),
    Draft(
        "sections that are missing",
        without(school(), "Delaktighet", "Dokumentation och kompetens"),
        "plan-incomplete",
        (
            ("missing-section", "delaktighet_barn"),
            ("missing-section", "delaktighet_vh"),
            ("missing-section", "sekretess_dokumentation"),
            ("missing-section", "kompetensutveckling"),
        ),
    ),
    Draft(
        "a heading with nothing below it",
        tuple(piece for piece in school() if not (isinstance(piece, P) and piece.text.startswith("Främjande närvaro"))),
        "plan-good",
        (("missing-section", "narvaro"),),
    ),
    Draft(
        "old words",
        with_words(
            school(),
            ("regionens barnhälsovård", "landstingets barnhälsovård"),
            ("alla elever och stärker", "alla elever, också i grundsärskolan, och stärker"),
        ),
        "plan-good",
        (("outdated-term", "region"), ("outdated-term", "anpassad grundskola")),
    ),
    Draft(
        "an annex that is promised",
        after(school(), "Dokumentation och kompetens", P("Blanketten finns i Bilaga 2 till planen.")),
        "plan-needs-work",
        (("broken-reference", "annex 2"),),
    ),
    Draft(
        "an annex that is there, and one elsewhere",
        (
            *after(school(), "Närvaro", P("Rutinen finns i Bilaga 1, och bilaga 2 finns på intranätet.")),
            H("Bilaga 1: Rutin vid frånvaro"),
            P("Mentor ringer hem den tredje dagen."),
        ),
        "plan-good",
    ),
    Draft(
        "a paragraph twice",
        after(after(school(), "Syfte", P(REPEATED)), "Närvaro", P(REPEATED)),
        "plan-good",
        (("duplicate-text", ""),),
    ),
    Draft(
        "remains of a web page",
        after(school(), "Syfte", P("<p>Planen finns på webben.</p>")),
        "plan-good",
        (("format-remains", ""),),
        formats=("docx", "odt", "pdf", "txt", "rtf"),
    ),
    Draft(
        "weaker than the law",
        with_words(equal_treatment(), ("anser sig ha blivit utsatt", "kan antas ha blivit utsatt")),
        "plan-needs-work",
        (("law-wording", "kan antas ha blivit utsatt"),),
    ),
    Draft(
        "grounds that are not filled in",
        equal_treatment([(ground, "" if ground in {"Kön", "Ålder"} else "Ingen risk sedd") for ground in GROUNDS]),
        "plan-incomplete",
        (("empty-row", "Kön"), ("empty-row", "Ålder"), ("missing-section", "diskriminering_grunder")),
    ),
    Draft(
        "an empty row among the roles",
        tuple(
            T((*piece.rows, ("Psykolog", "")))
            if isinstance(piece, T) and piece.rows[0] == ("Funktion", "Uppdrag")
            else piece
            for piece in school()
        ),
        "plan-needs-work",
        (("empty-row", "Psykolog"),),
    ),
    Draft(
        "three units in one",
        after(preschool(), "Syfte", P("Planen omfattar alla dessa enheter: Linden, Humlan och Sippan.")),
        "plan-good",
        (("several-units", ""),),
    ),
    Draft(
        "valid from, and no end",
        with_words(school(), (VALID, "Planen gäller från augusti 2026.")),
        "plan-needs-work",
        (("validity", "no-end"),),
    ),
    Draft(
        "a label for its days, and no days",
        with_words(school(), (VALID, "Giltighetstid:"), ("Fastställd av rektor", "Beslut: fastställd av rektor")),
        "plan-incomplete",
        (("empty-field", "Giltighetstid:"), ("missing-section", "meta_giltighet")),
        formats=("docx", "odt", "pdf", "md", "rtf"),
    ),
    Draft(
        "an old plan",
        with_words(school(), (VALID, "Planen gäller från 2023-08-01 till 2024-07-31."), ("2026-08-20", "2023-08-20")),
        "plan-needs-work",
        (("validity", "too-old"),),
    ),
    Draft(
        "decided by nobody",
        with_words(school(), ("Fastställd av rektor 2026-08-20. Rektor", "Fastställd: 2026-08-20. Vår rektor")),
        "plan-good",
    ),
    Draft(
        "decided on a day",
        with_words(
            after(school(), "Elevhälsoplan för Tallbackens skola", P("Fastställd: Tallbacken 2026-08-20")),
            ("Fastställd av rektor 2026-08-20. ", ""),
        ),
        "plan-needs-work",
        (("meta", "decided-by"),),
    ),
    Draft(
        "laws without numbers",
        with_words(school(), (" (2010:800)", ""), (" (2008:567)", ""), (" (2018:1197)", "")),
        "plan-good",
        (("meta", "law-numbers"),),
    ),
    Draft(
        "one risk where several are announced",
        after(
            school(),
            "Nuläge och analys",
            P("Kartläggningen visar följande risker:"),
            L(("Kapprummet upplevs som trångt av många",)),
        ),
        "plan-good",
        (("thin-analysis", ""),),
    ),
    Draft(
        "a personnummer",
        after(school(), "Åtgärdande arbete", P("Kontakta BUP om 19900602-2397 och 850709-9802.")),
        "blocked-privacy",
        privacy=(("personnummer", "certain"), ("personnummer", "possible")),
    ),
    Draft(
        "a child in a class",
        after(school(), "Närvaro", P("En elev i åk 3 med autism har en egen resurs på rasterna.")),
        "blocked-privacy",
        privacy=(("identifiable-child", "certain"),),
    ),
    Draft(
        "a child by name",
        school(goal_tables(goals_with(0, nulage="Eleven Alva har fått diagnosen adhd och behöver stöd."))),
        "blocked-privacy",
        privacy=(("identifiable-child", "certain"),),
    ),
    Draft(
        "what looks like personal data and is none",
        after(
            school(),
            "Samverkan och övergångar",
            P("Ring 070-174 06 07, 0701740615 eller 08-465 004 12, eller skriv till rektor@tallbacken.example.se."),
            P("Diarienummer UN-2012/288 och 2014:448/140. Organisationsnummer 212000-0142."),
            P("När en elev har fått en diagnos samråder teamet med vårdnadshavare. Elever med adhd får stöd."),
            P("Skolsköterskan och kuratorn möter elever i grupp. Klass 5 A har mentorsråd."),
        ),
        "plan-good",
    ),
    Draft(
        "names of staff",
        with_words(school(), ("Rektor ansvarar för planen.", "Rektor är Anna Berglund. Rektor ansvarar för planen.")),
        "plan-good",
        privacy=(("personal-data", "possible"),),
    ),
    Draft(
        "minutes of a meeting",
        (
            H("Protokoll från elevhälsoteamet", 1),
            P("Vi gick igenom nuläge, mål, åtgärder, tidplan och ansvarig. Uppföljning sker i maj."),
            *school()[3:20],
        ),
        "other-document",
    ),
    Draft(
        "a page about values",
        (
            H("Välkommen till oss", 1),
            P("Vi möter alla med respekt. Vår värdegrund är trygghet, glädje och inflytande."),
            H("Bemöta"),
            P("Elevhälsan arbetar främjande och förebyggande tillsammans med skolans personal."),
        ),
        "not-a-plan",
    ),
)
