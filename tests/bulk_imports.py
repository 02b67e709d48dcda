"""What tests of SIS imports ask of their world."""

from collections import Counter

from worlds import describe

AT = "[[networks]]"


SUPERVISION = """
[[supervisions]]
unit = "enhet-1-1780"
date = 2026-10-06
starts = "9.00"
ends = "9.45"
leader = "maja"
"""


def by_import(world, **others):
    return world.apply(road="sis", **others)


def imports(world):
    return [*world.canvas.world.sis_imports]


def posts(world):
    return Counter(call.path.split("/api/v1")[-1] for call in world.canvas.record.calls if call.method == "POST")


def enrolments(world):
    """Who is enrolled how, by login."""
    users = world.canvas.world.users.rows
    rows = world.canvas.world.enrolments.rows.values()
    return {(users[row.user_id].unique_id, row.workflow_state) for row in rows if row.type == "StudentEnrollment"}


def many(world):
    describe(world, "at_most = 12", "at_most = 40")
    world.sign_up(*range(1, 31))
