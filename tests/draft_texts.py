"""Invented plans, whole ones: what real plans have, under names that there are not. From these the corpus is made."""

from draft_files import H, L, P, T

VALID = "Planen gäller från 2026-08-01 till 2027-07-31."
GOAL_FIELDS = ("Målsättning", "Nuläge", "Åtgärder", "Tidplan", "Ansvarig", "Uppföljning")
GOALS = (
    (
        "Andelen elever som känner sig trygga i korridorerna ska öka från 78 till 90 procent.",
        "I höstens enkät svarar 78 procent att de är trygga i korridorerna.",
        "Rastvärdar finns i båda korridorerna, och skåpen flyttas.",
        "Klart vecka 8, 2027",
        "Biträdande rektor",
        "Ny enkät i maj 2027, jämförd med höstens.",
    ),
    (
        "Varje klass har en plan för övergången till nästa stadium.",
        "Två av arbetslagen har en skriftlig rutin.",
        "Specialpedagogen tar fram en gemensam rutin och prövar den.",
        "VT 2027",
        "Specialpedagogen",
        "Avstämning i elevhälsoteamet i juni 2027.",
    ),
)
SCHOOL_BEFORE = (
    H("Elevhälsoplan för Tallbackens skola", 1),
    P(VALID),
    P("Fastställd av rektor 2026-08-20. Rektor ansvarar för planen."),
    H("Syfte"),
    P("Planen visar hur enheten arbetar tillsammans för elevernas hälsa och lärande. Den används av all personal."),
    H("Styrdokument"),
    P(
        "Planen bygger på skollagen (2010:800), diskrimineringslagen (2008:567) och barnkonventionen, som är lag "
        "sedan 2020 (2018:1197)."
    ),
    H("Vision och perspektiv"),
    P(
        "Vår värdegrund är att alla lär. Vi skiljer mellan barnperspektiv, barnets perspektiv och barnrättsperspektiv "
        "och väger in alla tre i våra beslut."
    ),
    H("Främjande arbete"),
    P("Det främjande arbetet riktas till alla elever och stärker skyddsfaktorer på grupp- och skolenhetsnivå."),
    H("Förebyggande arbete"),
    P("Det förebyggande arbetet minskar risker. Vi kartlägger varje termin och sätter in tidiga insatser."),
    H("Åtgärdande arbete"),
    P("Det åtgärdande arbetet på individnivå börjar med extra anpassningar; därefter utreds särskilt stöd."),
    H("Elevhälsoteamet"),
    P(
        "Elevhälsoteamet möts varje vecka. Där ingår medicinska, psykologiska, psykosociala och specialpedagogiska "
        "insatser genom skolsköterska, skolläkare, psykolog, kurator och specialpedagog."
    ),
    H("Roller och ansvar"),
    T(
        (
            ("Funktion", "Uppdrag"),
            ("Rektor", "Leder elevhälsoarbetet och kvalitetsarbetet"),
            ("Kurator", "Psykosociala insatser och samtal i grupp"),
            ("Skolsköterska", "Hälsobesök och hälsofrämjande arbete"),
        )
    ),
    H("Nuläge och analys"),
    P("Nuläget bygger på enkäter, observationer och statistik på gruppnivå. Analysen söker orsaker i lärmiljön."),
)
SCHOOL_AFTER = (
    H("Utvärdering"),
    P("Planen utvärderas i juni av elevhälsoteamet, och resultatet ingår i det systematiska kvalitetsarbetet."),
    H("Delaktighet"),
    P(
        "Elevrådet har varit delaktigt i arbetet med planen. Vårdnadshavarna görs delaktiga genom samråd och "
        "utvecklingssamtal."
    ),
    H("Samverkan och övergångar"),
    P(
        "Vi samverkar med socialtjänsten och regionens barnhälsovård. Vid övergångar mellan stadier sker en "
        "överlämning. Oro för ett barn anmäls enligt rutinen för orosanmälan."
    ),
    H("Närvaro"),
    P("Främjande närvaro följs varje månad, och frånvaro utreds av mentor tillsammans med elevhälsan."),
    H("Dokumentation och kompetens"),
    P(
        "Sekretess gäller i elevhälsan. Handlingar arkiveras enligt dokumenthanteringsplanen. Kompetensutveckling "
        "planeras i mars."
    ),
)


def goal_tables(goals=GOALS, fields=GOAL_FIELDS):
    """Each goal under a heading, as a table of labels and values."""
    made = [H("Mål och åtgärder")]
    for number, goal in enumerate(goals, 1):
        made += [H(f"Mål {number}", 3), T(tuple(zip(fields, goal, strict=True)), header=False)]
    return tuple(made)


def goal_matrix(goals=GOALS, fields=GOAL_FIELDS):
    """All goals in one table, a row for each."""
    return (H("Handlingsplan"), T((fields, *goals)))


def goal_lines(goals=GOALS, fields=GOAL_FIELDS):
    """Each goal as lines "Label: value"."""
    made = [H("Mål och åtgärder")]
    for number, goal in enumerate(goals, 1):
        made += [H(f"Mål {number}", 3), *(P(f"{label}: {value}") for label, value in zip(fields, goal, strict=True))]
    return tuple(made)


def school(goals=None, before=SCHOOL_BEFORE, after=SCHOOL_AFTER):
    """A school's plan without anything to remark on."""
    return (*before, *(goals or goal_tables()), *after)


def preschool(goals=None):
    """A preschool's plan without anything to remark on."""
    words = (
        ("Elevhälsoplan för Tallbackens skola", "Barnhälsoplan för Blåklintens förskola"),
        ("elevhälsoteamet", "barnhälsoteamet"),
        ("Elevhälsoteamet", "Barnhälsoteamet"),
        ("Elevrådet", "Barnrådet"),
        ("elevernas", "barnens"),
        ("elever", "barn"),
        ("klass", "avdelning"),
        ("elevhälsan", "barnhälsan"),
        ("korridorerna", "hallarna"),
    )
    return tuple(changed(piece, *words) for piece in school(goals) if not _is_for_schools(piece))


def _is_for_schools(piece):
    return isinstance(piece, H | P) and "ärvaro" in piece.text


GROUNDS = (
    "Kön",
    "Könsöverskridande identitet eller uttryck",
    "Etnisk tillhörighet",
    "Religion eller annan trosuppfattning",
    "Funktionsnedsättning",
    "Sexuell läggning",
    "Ålder",
)


def equal_treatment(rows=None):
    """A plan against degrading treatment and discrimination without anything to remark on."""
    rows = rows or [(ground, "Ingen risk identifierad i kartläggningen") for ground in GROUNDS]
    title = H("Plan mot diskriminering och kränkande behandling för Tallbackens skola", 1)
    more = (
        H("Föregående års åtgärder"),
        P("Förra årets åtgärder har genomförts: rastverksamheten är igång och personalen är utbildad."),
        H("Aktiva åtgärder"),
        P("Vi undersöker risker, analyserar orsaker, vidtar åtgärder och följer upp och utvärderar."),
        T((("Diskrimineringsgrund", "Kartläggning och analys"), *rows)),
        H("När någon blivit kränkt"),
        P(
            "Den som får veta att en elev anser sig ha blivit utsatt anmäler till rektor, som anmäler till "
            "huvudmannen. Huvudmannen låter skyndsamt utreda omständigheterna."
        ),
    )
    return (title, *school()[1:], *more)


def changed(piece, *words):
    """A piece with other words."""
    match piece:
        case T():
            return T(tuple(tuple(_said(cell, words) for cell in row) for row in piece.rows), header=piece.header)
        case L():
            return L(tuple(_said(item, words) for item in piece.items))
        case H():
            return H(_said(piece.text, words), piece.level)
        case P():
            return P(_said(piece.text, words))


def _said(text, words):
    for old, new in words:
        text = text.replace(old, new)
    return text


def with_words(pieces, *words):
    """A draft with other words; each old one must be there."""
    whole = repr(pieces)
    assert [old for old, _ in words if old not in whole] == []
    return tuple(changed(piece, *words) for piece in pieces)


def without(pieces, *headings):
    """A draft without some of its sections."""
    kept, dropping = [], False
    for piece in pieces:
        if isinstance(piece, H):
            dropping = piece.text in headings
        if not dropping:
            kept.append(piece)
    assert len(kept) < len(pieces)
    return tuple(kept)
