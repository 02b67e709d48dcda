"""Homes for groups, and what tests ask of groups that are shown."""

from datetime import UTC, datetime

import pytest
from builders import HT26, a_companion, a_principal, a_registration, a_unit

from nettools.domain.people import TargetGroup
from nettools.domain.registrations import RegistrationState
from nettools.domain.schools import SchoolForm
from nettools.errors import InputError

NOW = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)


FORMS = ((SchoolForm.FS,), (SchoolForm.GR,))


PROFESSIONS = (TargetGroup.EDUCATORS, TargetGroup.HEALTH_PROFESSIONS)


def a_unit_of_three(number, form=0, state=RegistrationState.ACCEPTED, term=HT26):
    return a_registration(
        unit=a_unit(f"enhet-{number}", f"Enhet {number}", school_forms=FORMS[form]),
        principal=a_principal(f"rektor{number}@example.se", "Åsa", f"Öberg {number}"),
        companions=tuple(
            a_companion(f"k{number}.{place}@example.se", group, family_name=f"Ek {number}", profession=group.value)
            for place, group in enumerate(PROFESSIONS)
        ),
        state=state,
        term=term,
    )


def change(home, old, new):
    file = home / "config" / "terms" / "HT26.toml"
    words = file.read_text(encoding="utf-8")
    assert old in words
    file.write_text(words.replace(old, new, 1), encoding="utf-8", newline="\n")


def rules(home, *lines):
    change(home, "[zoom_hosts.sal-1]", "\n".join(["[groups]", *lines, "[zoom_hosts.sal-1]"]))


def seats(shown, network="natverk-1", meeting=1):
    """Who sits where, by number."""
    [one] = [each for each in shown.meetings if (each.network.key, each.meeting.number) == (network, meeting)]
    return {list_.group.number: sorted(person.key for person in list_.group.members) for list_ in one.groups}


def problems(call):
    with pytest.raises(InputError) as refused:
        call()
    return [(problem.code, problem.place.key) for problem in refused.value.problems]
