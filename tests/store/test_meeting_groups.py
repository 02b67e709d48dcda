from dataclasses import replace

from builders import HT26, VT27, an_email

from nettools.domain.groups import MeetingGroup, MeetingGroups


def people(*names):
    return tuple(an_email(f"{name}@example.se") for name in names)


FIRST = MeetingGroups(
    network="natverk-1",
    meeting=1,
    groups=(MeetingGroup(number=1, members=people("a", "B")), MeetingGroup(number=3, members=people("c", "d"))),
    absent=people("e"),
    seed=7,
)
SECOND = replace(FIRST, meeting=2, groups=(MeetingGroup(number=1, members=people("a", "c")),), absent=())


def test_groups_come_back_by_network_and_meeting(store):
    other = replace(FIRST, network="natverk-0", meeting=9)
    store.groups.save(HT26, [SECOND, FIRST])
    store.groups.save(HT26, [other])
    store.groups.save(VT27, [FIRST])

    assert store.groups.of(HT26) == (other, FIRST, SECOND)
    assert store.groups.of(VT27) == (FIRST,)
    assert [str(person) for person in store.groups.of(VT27)[0].groups[0].members] == ["a@example.se", "B@example.se"]


def test_a_meeting_that_is_grouped_again_has_the_new_groups_alone(store):
    store.groups.save(HT26, [FIRST, SECOND])
    again = replace(FIRST, groups=SECOND.groups, absent=people("b"), seed=8)
    store.groups.save(HT26, [again])

    assert store.groups.of(HT26) == (again, SECOND)


def test_people_who_are_forgotten_are_in_no_group_of_the_term(store):
    store.groups.save(HT26, [FIRST, SECOND])
    store.groups.save(VT27, [FIRST])
    store.groups.forget_people(HT26, ["b@example.se", "c@example.se", "e@example.se", "nobody@example.se"])

    assert store.groups.of(HT26) == (
        replace(
            FIRST,
            groups=(MeetingGroup(number=1, members=people("a")), MeetingGroup(number=3, members=people("d"))),
            absent=(),
        ),
        replace(SECOND, groups=(MeetingGroup(number=1, members=people("a")),)),
    )
    assert store.groups.of(VT27) == (FIRST,)
