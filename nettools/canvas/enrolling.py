"""People and their enrolments: they are many, so they go straight on the session."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nettools.canvas import rows
from nettools.canvas.crafts import Bench, Craft, answer_of
from nettools.changes import Answer, Found, Kind, Order, mark
from nettools.errors import RemoteError


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomers:
    """How new people are made.

    `sis_ids`: they get a SIS id of ours; many schools keep those for their registry. `invited`: Canvas itself writes to
    them. `provider`: how they log in, the id or type of an authentication provider; empty: as Canvas does by itself.
    """

    sis_ids: bool = False
    invited: bool = False
    provider: str = ""


AS_USUAL = Newcomers()


def people_crafts(bench: Bench, newcomers: Newcomers) -> Mapping[Kind, Craft]:
    """How people are made and enrolled."""
    people, enrolments = _People(bench, newcomers), _Enrolments(bench)
    return {
        Kind.PERSON: Craft(
            make=people.make, change=_never_changed, remove=_never_removed, there=people.there, held=True
        ),
        Kind.ENROLMENT: Craft(
            make=enrolments.make, change=enrolments.bring_back, remove=enrolments.set_aside, there=enrolments.there
        ),
    }


@dataclass(frozen=True, slots=True)
class _People:
    bench: Bench
    newcomers: Newcomers

    def make(self, order: Order) -> Answer:
        login = str(order.place["login"])
        fields = {
            "pseudonym[unique_id]": login,
            "pseudonym[send_confirmation]": self.newcomers.invited,
            "user[name]": order.once["name"],
            "user[skip_registration]": True,
            "user[terms_of_use]": True,
            "communication_channel[type]": "email",
            "communication_channel[address]": order.once["email"],
            "communication_channel[skip_confirmation]": True,
            "enable_sis_reactivation": True,
        }
        if self.newcomers.sis_ids:
            fields["pseudonym[sis_user_id]"] = mark(order.key)
        if self.newcomers.provider:
            fields["pseudonym[authentication_provider_id]"] = self.newcomers.provider
        row = self.bench.client.post_json(f"accounts/{self.bench.account}/users", fields)
        return answer_of(rows.person(row, order.key, login))

    def there(self, order: Order) -> Iterable[Found]:
        person = self.bench.people.person(order.key, str(order.place["login"]))
        return [person] if person else []


@dataclass(frozen=True, slots=True)
class _Enrolments:
    bench: Bench

    def make(self, order: Order) -> Answer:
        """Canvas gives the enrolment that is there already, if any: this may be repeated."""
        place = order.place
        where = f"sections/{place['section']}" if "section" in place else f"courses/{place['course']}"
        row = self.bench.client.post_json(
            f"{where}/enrollments",
            {
                "enrollment[user_id]": place["user"],
                "enrollment[type]": place["type"],
                "enrollment[enrollment_state]": "active",
                "enrollment[notify]": False,
            },
        )
        return answer_of(rows.enrolment(row))

    def bring_back(self, order: Order) -> Answer:
        path = f"courses/{order.place['course']}/enrollments/{order.remote_id}/reactivate"
        try:
            row = self.bench.client.put_json(path)
        except RemoteError as error:
            if error.code not in {"refused", "not-found"}:
                raise
            return self.make(order)  # it was ended in another way than ours
        return answer_of(rows.enrolment(row))

    def set_aside(self, order: Order) -> None:
        path = f"courses/{order.place['course']}/enrollments/{order.remote_id}"
        self.bench.delete(path, {"task": "inactivate"})

    def there(self, order: Order) -> Iterable[Found]:
        course, user = str(order.place["course"]), str(order.place["user"])
        leading = () if "section" in order.place else (str(order.place["type"]),)
        return (rows.enrolment(row, leading) for row in self.bench.reader.enrolments(course, user_id=user))


def _never_changed(order: Order) -> Answer:
    raise AssertionError(order.kind)  # pragma: no cover - people are not changed


def _never_removed(order: Order) -> None:
    raise AssertionError(order.kind)  # pragma: no cover - nor removed
