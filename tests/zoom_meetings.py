"""What tests of meetings and registrants ask of their world."""

from worlds import describe

from nettools.changes import System, told

AT = "[zoom_hosts.sal-1]"


MEETING = "HT26/natverk-1/meeting-1"


PEOPLE = ["kurator1@example.se", "larare1@example.se", "rektor1@example.se"]


def rules(world, *lines):
    describe(world, AT, "\n".join(["[zoom]", *lines, AT]))


def apply(world, **others):
    return world.apply(only=System.ZOOM, **others)


def settled(world):
    seen = world.preview(only=System.ZOOM).change_set
    return (seen.changes, seen.drift) == ((), ())


def the_meeting(world, key=MEETING):
    (found,) = [one for one in world.zoom.meetings if one.agenda.startswith(f"nettools:{key}\n")]
    return found


def listed(meeting, status="approved"):
    return sorted(one.email for one in meeting.registrants if one.status == status)


def own_link(world, email, key=MEETING):
    return told(world.links()[f"{key}/registrant/{email}"].sent, "join_url")
