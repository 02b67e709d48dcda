import pytest

from nettools.domain.people import Role, TargetGroup
from nettools.domain.schools import SchoolForm
from nettools.signups import ColumnRules
from nettools.signups.folding import fold


def test_the_shipped_rules_have_no_problems(mapping):
    assert ColumnRules.from_mapping(mapping)[1] == []


def test_all_municipalities_are_known_by_name(rules):
    names = ("växjö", "vaxjo", "karlstad", "malung-sälen", "habo", "håbo")

    assert len(set(rules.municipalities.values())) == 290
    assert [rules.municipalities[name] for name in names] == ["0780", "0780", "1780", "2023", "0643", "0305"]


@pytest.mark.parametrize(
    ("answer", "forms"),
    [
        ("förskola", (SchoolForm.FS,)),
        ("grundsärskola", (SchoolForm.GRAN,)),
        ("GSÄR", (SchoolForm.GRAN,)),
        ("F-6", (SchoolForm.FKLASS, SchoolForm.GR)),
        ("gymnasiesärskolan", (SchoolForm.GYAN,)),
        ("skola/fritidshem", (SchoolForm.FTH, SchoolForm.GR)),
    ],
)
def test_old_and_new_words_for_school_forms_mean_the_new(rules, answer, forms):
    assert rules.school_forms[fold(answer)] == forms


def test_roles_and_target_groups_have_synonyms(rules):
    assert rules.roles[fold("Bitr. rektor")] is Role.DEPUTY_PRINCIPAL
    assert rules.target_groups[fold("Skolsköterska")] is TargetGroup.HEALTH_PROFESSIONS
    assert rules.target_groups.get(fold("övrigt")) is None


def test_every_problem_is_listed_by_its_key():
    broken = {
        "files": {"test": "test", "reason_heading": 7},
        "sign_ups": {"headings": {"mejl": ["E-post"], "email": ["E-post"], "name": ["e post", 1]}},
        "answers": {
            "yes": ["ja"],
            "roles": {"boss": ["chef"]},
            "target_groups": {"educators": ["lärare"], "administration": ["Lärare"]},
            "school_forms": [],
        },
        "unit_names": {"opposites": ["östra"]},
        "municipalities": {"codes": ["780 Växjö"]},
        "companion": {},
    }

    _, problems = ColumnRules.from_mapping(broken)

    assert [(problem.place.key, problem.place.file) for problem in problems] == [
        (key, "config/signup_columns.toml")
        for key in (
            "sign_ups.headings.mejl",
            "sign_ups.headings.name",
            "files.reason_heading",
            "files.test",
            "answers.roles.boss",
            "answers.target_groups.administration",
            "answers.school_forms",
            "unit_names.opposites",
            "municipalities.codes",
            "companion",
        )
    ]
    assert {problem.code for problem in problems} == {"settings"}


def test_a_spelling_cannot_mean_two_fields():
    _, problems = ColumnRules.from_mapping({"units": {"headings": {"unit": ["Namn"], "authority": ["namn:"]}}})

    assert [str(problem.message) for problem in problems] == ['"namn:" already means unit.']


def test_nothing_at_all_gives_rules_that_know_nothing():
    rules, problems = ColumnRules.from_mapping({})

    assert (rules, problems) == (ColumnRules(), [])
