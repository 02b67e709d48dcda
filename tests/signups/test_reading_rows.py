from signup_table import HEADINGS, a_row, a_sheet, codes, sign_ups

from nettools.signups import SIGN_UP_NECESSARY, Outcome, read


def test_the_headings_are_found_below_titles(rules):
    sheet = a_sheet(headings=("Anmälan HT26",))
    titled = a_sheet((), ("Utskriven 2026-06-13",), HEADINGS, a_row(), headings=sheet.rows[0])

    reading, good, _ = sign_ups(rules, titled)

    assert (reading.outcome().header_row, reading.outcome().rows, [one.row for one in good]) == (4, 1, [5])


def test_a_question_wins_over_what_the_form_tool_knows(rules):
    headings = ("ID", "Starttid", "Slutförandetid", "E-post", "Namn", "Förnamn", "Efternamn", "E-post2", "Enhet")
    row = (1, None, "2026-05-12", "admin@example.se", "Admin Adminsson", "Åsa", "Öberg", "asa@example.se", "Ek")

    reading, [sign_up], _ = sign_ups(rules, a_sheet(row, headings=headings))

    assert (sign_up.principal.email.address, sign_up.principal.name) == ("asa@example.se", "Åsa Öberg")
    assert (reading.warnings, reading.outcome().unmapped_columns) == ((), ())


def test_what_the_form_tool_knows_is_used_with_a_warning_when_nothing_asks(rules):
    headings = ("Starttid", "Slutförandetid", "E-post", "Namn", "Enhet")
    rows = [
        (None, "2026-05-12", "asa@example.se", "Åsa Öberg", "Ek"),
        (None, "2026-05-12", "anonymous", "anonymous", "Al"),
    ]

    reading, good, refused = sign_ups(rules, a_sheet(*rows, headings=headings))

    assert [one.principal.email.address for one in good] == ["asa@example.se"]
    assert codes(reading.warnings) == [("login-used", "C"), ("login-used", "D")]
    assert refused == {3: [("email-missing", "C"), ("name-incomplete", "D")]}


def test_the_first_filled_of_several_columns_counts_and_disagreement_is_told(rules):
    headings = ("E-post", "Namn", "Enhet", "Enhet2")
    rows = [("a@example.se", "Åsa Ö", None, "Ek"), ("b@example.se", "Bo Ek", "Al", "Ask")]

    _, good, _ = sign_ups(rules, a_sheet(*rows, headings=headings))

    assert [(one.unit.name, codes(one.warnings)) for one in good] == [("Ek", []), ("Al", [("columns-disagree", "C")])]


def test_numbers_and_brackets_around_headings_are_not_compared(rules):
    headings = ("1. E-post (till arbetet) *", "Fråga 2: Namn", "3) ENHETENS NAMN:", "Matönskemål")

    reading, good, _ = sign_ups(rules, a_sheet(("a@example.se", "Åsa Ö", "Ek", "allt"), headings=headings))

    assert (len(good), reading.outcome().unmapped_columns) == (1, ("Matönskemål",))


def test_a_file_without_a_necessary_column_is_refused_with_what_was_looked_for(rules):
    outcome, _, _ = sign_ups(rules, a_sheet(("a@example.se", "Ek"), headings=("E-post", "Enhet")))

    assert (outcome.outcome, outcome.reason.code, outcome.header_row) == ("refused", "missing-columns", 1)
    assert str(outcome.reason.message) == (
        "A necessary column was not found: name / given_name+family_name. "
        "The headings seen in row 1 are: E-post, Enhet. "
        "Headings are told in config/signup_columns.toml or with --column."
    )


def test_a_file_without_headings_is_refused(rules):
    outcome, _, _ = sign_ups(rules, a_sheet(("hej", "hopp"), headings=("a", "b")))

    assert (outcome.reason.code, read([], rules.sign_ups, rules, SIGN_UP_NECESSARY).reason.code) == (
        "no-headings",
        "no-headings",
    )


def test_two_sheets_of_sign_ups_are_refused_and_one_among_others_is_read(rules):
    lists = a_sheet(("Förskola",), headings=("Listor",), name="Listor")

    one, _, _ = sign_ups(rules, lists, a_sheet(a_row(), name="Svar"))
    two, _, _ = sign_ups(rules, a_sheet(a_row(), name="Ett"), a_sheet(a_row(), name="Två"))

    assert (one.outcome().sheet, two.reason.code) == ("Svar", "several-sheets")


def test_a_column_can_be_told_by_heading_or_letter(rules):
    headings = ("E-post", "Namn", "Kontor", "Plats")
    row = ("a@example.se", "Åsa Ö", "Ek", "Karlstad")

    _, [sign_up], _ = sign_ups(rules, a_sheet(row, headings=headings), told={"kontor": "unit", "D": "municipality"})

    assert (sign_up.unit.name, sign_up.unit.municipality_code) == ("Ek", "1780")


def test_rows_that_are_nothing_are_skipped_by_name(rules):
    rows = [
        (),
        (None, " "),
        HEADINGS,
        ("Summa", 12),
        a_row(unit="Test"),
        a_row(given="Test", family="Testsson"),
        a_row(),
    ]

    reading, good, _ = sign_ups(rules, a_sheet(*rows))

    assert [(one.row, one.code) for one in reading.skipped] == [
        (2, "blank"),
        (3, "blank"),
        (4, "headings-again"),
        (5, "sum"),
        (6, "test"),
        (7, "test"),
    ]
    assert [one.row for one in good] == [8]


def test_a_protected_person_is_counted_and_nothing_else(rules):
    rows = [
        a_row(protected="Ja"),
        a_row(free="Jag har skyddad identitet"),
        a_row(protected="kanske"),
        a_row(email="b@example.se"),
    ]

    reading, good, refused = sign_ups(rules, a_sheet(*rows))
    outcome = reading.outcome()

    assert ([one.row for one in good], refused, outcome.protected) == ([5], {}, 3)
    assert "Öberg" not in repr(reading.outcome().protected)
    assert "protected_identities" not in repr(outcome)


def test_a_personnummer_is_told_by_its_place_and_dropped(rules):
    rows = [a_row(free="19900602-2397"), a_row(family="Öberg 900602-2397"), a_row(code=9006022397)]

    reading, good, refused = sign_ups(rules, a_sheet(*rows))

    assert [(one.row, codes(one.warnings), one.unit.code) for one in good] == [
        (2, [("personnummer", "L")], ""),
        (4, [("personnummer", "G")], ""),
    ]
    assert refused == {3: [("personnummer", "C")]}
    assert [(one.row, one.column, one.masked, one.certain) for one in reading.outcome().personal_numbers] == [
        (2, "L", "900602-****", True),
        (3, "C", "900602-****", True),
        (4, "G", "900602-****", True),
    ]


def test_a_heading_with_a_personnummer_is_masked(rules):
    reading, _, _ = sign_ups(rules, a_sheet(a_row(), headings=(*HEADINGS, "900602-2397")))

    assert reading.outcome().unmapped_columns == ("Övrigt", "900602-****")


def test_the_reason_of_a_mended_file_is_ignored(rules):
    reading, good, _ = sign_ups(rules, a_sheet((*a_row(), "The name is missing."), headings=(*HEADINGS, "Att rätta")))

    assert (len(good), reading.outcome().unmapped_columns) == (1, ("Övrigt",))


def test_what_is_read_of_no_rows_is_nothing(rules):
    reading, good, refused = sign_ups(rules, a_sheet())

    assert (reading.outcome().rows, good, refused) == (0, [], {})
    assert not isinstance(reading, Outcome)


def test_one_who_is_protected_in_one_row_is_in_no_other(rules):
    rows = [a_row(), a_row(protected="Ja", email="REKTOR@example.se"), a_row(email="b@example.se")]

    reading, good, _ = sign_ups(rules, a_sheet(*rows))

    assert ([one.row for one in good], reading.protected) == ([4], ("rektor@example.se", "rektor@example.se"))


def test_a_login_that_is_another_persons_protects_nobody_else(rules):
    headings = ("Starttid", "E-post", "Rektors namn", "Enhet", "Skyddad identitet")
    rows = [
        ("2026-05-12", "kansli@example.se", f"Åsa {name}", f"{name}skolan", said)
        for name, said in (("Ek", "Ja"), ("Alm", ""))
    ]

    _, good, _ = sign_ups(rules, a_sheet(*rows, headings=headings))

    assert [one.row for one in good] == [3]
