"""People in the network: a person is identified by the e-mail address, compared case-folded."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An e-mail address as written; two are the same person when their `key` is the same."""

    address: str

    @property
    def key(self) -> str:
        """What addresses are compared by."""
        return self.address.casefold()

    def __str__(self) -> str:
        return self.address

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EmailAddress) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


class Role(StrEnum):
    """Who may sign a unit up: rektor or biträdande rektor."""

    PRINCIPAL = "principal"
    DEPUTY_PRINCIPAL = "deputy-principal"


class TargetGroup(StrEnum):
    """The network's four target groups (målgrupper)."""

    PRINCIPALS = "principals"  # rektor, biträdande rektor
    EDUCATORS = "educators"  # förskollärare, lärare, medarbetare med ledningsuppdrag
    HEALTH_PROFESSIONS = "health-professions"  # i rektors lokala barn- och elevhälsoteam
    ADMINISTRATION = "administration"  # förvaltningsövergripande professioner


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The rektor or biträdande rektor who signed a unit up."""

    email: EmailAddress
    given_name: str
    family_name: str
    role: Role = Role.PRINCIPAL
    phone: str = ""

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """A companion (medföljare): someone whom the principal takes along; `profession` is in their own words."""

    email: EmailAddress
    given_name: str
    family_name: str
    group: TargetGroup
    profession: str = ""

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}".strip()


Participant = Principal | Companion


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseLeader:
    """A course leader (utbildningsledare), who leads networks and gives supervision."""

    email: EmailAddress
    name: str
    phone: str = ""
