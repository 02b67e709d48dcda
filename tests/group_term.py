"""A term with groups in the pretend Canvas, and what tests do to it and ask of it."""

from datetime import UTC, datetime
from pathlib import Path

from builders import a_companion, a_leader, a_network, a_principal, a_registration, a_term_plan, a_unit
from canvas_talk import made
from remotes import Notebook

from nettools.canvas import CanvasClient, CanvasHand, observe
from nettools.changes import Snapshot, System, compare, term_wants
from nettools.domain.occasions import Supervision
from nettools.jobs.carrying.carrier import Carrier
from nettools.jobs.wording import wording_of

NOW = datetime(2026, 8, 20, 10, 0, tzinfo=UTC)


WORDING = wording_of(Path("no-home"))


ROOM = "HT26/natverk-1"


PDF = b"%PDF-1.7\n"


def a_sign_up(key, *addresses):
    principal, *companions = addresses
    return a_registration(
        a_unit(f"{key}-1780", key.capitalize()), a_principal(principal), companions=[*map(a_companion, companions)]
    )


EK = a_sign_up("eken", "asa@example.se", "ali@example.se")


ASK = a_sign_up("asken", "bo@example.se")


def a_supervision(number=1, day=1, **others):
    return Supervision(
        **{
            "unit_key": "eken-1780",
            "number": number,
            "starts": datetime(2026, 10, day, 11, tzinfo=UTC),
            "ends": datetime(2026, 10, day, 12, tzinfo=UTC),
            "leader": a_leader(),
            **others,
        }
    )


class Term:
    """One network, as often carried out in the pretend Canvas as a test wants."""

    def __init__(self, talk, token):
        self.talk, self.canvas, self.token = talk, talk.canvas, token
        self.notebook, self.now = Notebook(), NOW

    def client(self):
        return CanvasClient(self.canvas.base_url, self.token, pause=lambda _: None)

    def compared(self, client, registrations, overwrite=(), **others):
        plan = a_term_plan((a_network(registrations, meetings=()),), **others)
        wanted = [one for one in term_wants(plan, WORDING, self.now) if one.system is System.CANVAS]
        links = self.notebook.links
        snapshot = Snapshot(observe(client, "1", wanted, links), [System.CANVAS])
        return compare("HT26", wanted, snapshot, links, overwrite)

    def apply(self, *registrations, **others):
        """What was done, as rows; anything that fails is told."""
        with self.client() as client:
            change_set = self.compared(client, registrations, **others)
            carrier = Carrier(
                hands={System.CANVAS: CanvasHand(client, "1")},
                links=dict(self.notebook.links),
                memory=self.notebook,
                clock=lambda: NOW,
                pause=lambda _: None,
            )
            results = carrier.carry_out(change_set)
        assert [one for one in results if one.state != "done"] == []
        return sorted((one.action, str(one.kind), one.key.removeprefix(f"{ROOM}/")) for one in results)

    def drift(self, *registrations, **others):
        with self.client() as client:
            found = self.compared(client, registrations, **others)
        assert found.changes == ()
        return [(one.key.removeprefix(f"{ROOM}/"), one.code, one.name) for one in found.drift]

    # --- what stands there

    def groups(self):
        """Each group by name, with the addresses of those who are in it."""
        world = self.canvas.world
        return {
            group.name: {
                world.users.rows[one.user_id].login_key
                for one in world.memberships.where("group_id", group.id)
                if one.workflow_state == "accepted"
            }
            for group in world.groups
            if group.workflow_state == "available"
        }

    def group(self, name):
        return next(one for one in self.canvas.world.groups if (one.name, one.workflow_state) == (name, "available"))

    def put(self, name, *addresses):
        """Somebody puts people in a group by hand."""
        for address in addresses:
            user = {"user_id": self.canvas.user_by_email(address).id}
            made(self.talk.post(f"/groups/{self.group(name).id}/memberships", user))

    def visitor(self, address="eva@example.com"):
        person = self.canvas.add_user("Eva Ek", address)
        self.canvas.enrol(self.course(), person)
        return address

    def course(self):
        return next(one for one in self.canvas.world.courses if one.id == int(self.notebook.links[ROOM].remote_id))

    def hand_in(self, address):
        self.canvas.hand_in(self.course(), address, "plan.pdf", PDF, NOW)

    def task(self):
        return next(iter(self.canvas.world.assignments))

    def events(self):
        rows = (one for one in self.canvas.world.events if one.workflow_state == "active")
        return {one.title: (one.context_code, one.start_at, one.description) for one in rows}
