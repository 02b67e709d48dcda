"""What is different between the changes that were looked at and those that would be made now."""

from nettools.changes import Adopt, Create, Difference, Kind, Remove, Update, Wanted, differences
from nettools.changes.describe import change_as_json


def a_thing(number, name="Björken"):
    return Wanted(key=f"HT26/n/{number}", kind=Kind.SECTION, label=name, fields={"name": name})


def a_create(number, name="Björken"):
    return Create(thing=a_thing(number, name))


def an_update(number, name="Björken", remote_id="7"):
    return Update(thing=a_thing(number, name), remote_id=remote_id, fields={"name": name})


def a_difference(number, label="Björken", **others):
    return Difference(system="canvas", what="section", key=f"HT26/n/{number}", label=label, **others)


def between(then, now):
    return differences(map(change_as_json, then), map(change_as_json, now))


def test_the_same_changes_in_another_order_do_not_differ():
    assert between([a_create(1), a_create(2)], [a_create(2), a_create(1)]) == ()


def test_what_is_only_there_now_is_new_and_what_was_only_there_then_is_gone():
    found = between([a_create(1)], [a_create(2)])
    assert found == (a_difference(2, now=("create",)), a_difference(1, then=("create",)))
    assert [one.code for one in found] == ["new", "gone"]


def test_another_value_is_told_by_its_field():
    (found,) = between([a_create(1)], [a_create(1, "Eken")])
    assert found == a_difference(1, "Eken", then=("create",), now=("create",), fields=("name",))
    assert found.code == "different"


def test_the_same_change_to_another_thing_differs():
    (found,) = between([an_update(1)], [an_update(1, remote_id="8")])
    assert found == a_difference(1, then=("update",), now=("update",))


def test_a_thing_that_is_adopted_and_changed_is_one_thing():
    adopt = Adopt(thing=a_thing(1), remote_id="7", made=True)
    remove = Remove(key="HT26/n/1", kind=Kind.SECTION, label="Björken", remote_id="7")
    (found,) = between([remove], [adopt, an_update(1)])
    assert found == a_difference(1, then=("remove",), now=("adopt", "update"), fields=("name",))
