from planbuilders import a_check, a_finding, a_missing

from nettools.domain.planchecks import FindingKind
from nettools.healthplans import Settled, settle


def test_what_is_no_longer_found_is_settled_and_what_has_come_is_new():
    vague, empty, typing = a_finding(), a_finding(FindingKind.EMPTY_GOAL, "Mål 2", "2"), a_finding(subject="ansvarig")
    assert settle(a_check(vague, empty), a_check(vague, typing)) == Settled(
        settled=(empty,), left=(vague,), new=(typing,)
    )


def test_a_finding_under_a_renamed_heading_is_the_same_one():
    before, after = a_finding(heading="Mål 1"), a_finding(heading="Målområde A")
    assert settle(a_check(before), a_check(after)) == Settled(left=(after,))


def test_each_finding_is_matched_once():
    one = a_finding()
    assert settle(a_check(one, one), a_check(one)) == Settled(settled=(one,), left=(one,))


def test_parts_come_and_go():
    before = a_check(a_missing("nulage"), present=["framjande"], missing=["nulage"])
    after = a_check(present=["nulage"], missing=["framjande"])
    assert settle(before, after) == Settled(
        settled=(a_missing("nulage"),), parts_come=("nulage",), parts_gone=("framjande",)
    )
