"""One request at the pretend Canvas with everything an endpoint needs: world, caller, rights, answers."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from nettools.sandbox.canvas.auth import denied
from nettools.sandbox.canvas.world import Course, Enrolment, User, World
from nettools.sandbox.wire_messages import Answer, Asked, as_dict, json_answer

STAFF = frozenset({"TeacherEnrollment", "TaEnrollment", "DesignerEnrollment"})
STRING_IDS = "application/json+canvas-string-ids"
# What one request costs in the bucket: seconds of work, as Canvas reckons. Writing costs more, long lists too.
COST_READ, COST_WRITE, COST_ROW = 0.02, 0.08, 0.0005


@dataclass(slots=True, kw_only=True)
class Manners:
    """How this Canvas behaves where Canvases differ; may be changed while it runs.

    `files` says where downloads are: "here", behind a "redirect" to another host, or "elsewhere" at once.
    `sis_imports` says whether the account takes them; one is done when it has been looked at `sis_looks` times,
    or `sis_seconds` after it was handed in (None: only by looks), whichever comes first.
    `upload_status` answers an upload: 303 with where to confirm it, or 201. `extra_cost` makes every call
    dearer in the bucket. `withheld_rights` are those that the account says its administrators lack.
    `items_told` is how many items a module tells when it is listed; of one with more, Canvas tells none.
    """

    denial_status: int = 403
    throttle_status: int = 429
    user_agent_required: bool = True
    max_per_page: int = 100
    teachers_read_sis: bool = False
    files: Literal["here", "redirect", "elsewhere"] = "here"
    upload_status: Literal[201, 303] = 303
    extra_cost: float = 0.0
    sis_imports: bool = True
    sis_looks: int = 2
    sis_seconds: float | None = 30.0
    withheld_rights: frozenset[str] = frozenset()
    items_told: int = 100


@dataclass(slots=True, kw_only=True)
class Visit:
    """What an endpoint is given. `rows` counts what was listed, for the cost."""

    asked: Asked
    world: World
    caller: User
    manners: Manners
    now: str
    file_host: str = ""
    rows: int = 0

    @property
    def params(self) -> dict[str, Any]:
        """Query and body together."""
        return self.asked.params

    def part(self, wrapper: str) -> dict[str, Any]:
        """The parameters inside a wrapper such as `course[...]`."""
        return as_dict(self.params.get(wrapper))

    def includes(self) -> set[str]:
        """What `include[]` asks for."""
        wanted = self.params.get("include", [])
        return {wanted} if isinstance(wanted, str) else set(wanted)

    def json(self, value: object, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
        """An answer in JSON, ids as texts when the caller wants them so."""
        if STRING_IDS in self.asked.headers.get("accept", ""):
            value = texted_ids(value)
        return json_answer(value, status, headers)

    def cost(self) -> float:
        """What this request takes from the caller's bucket."""
        work = COST_READ if self.asked.method == "GET" else COST_WRITE
        return work + self.rows * COST_ROW + self.manners.extra_cost

    # -- rights ----------------------------------------------------------------------------------

    def is_admin(self) -> bool:
        """Whether the caller runs the account."""
        return "manage_account" in self.caller.rights

    def may(self, right: str) -> bool:
        """Whether the caller has one of the account's rights."""
        return right in self.caller.rights

    def need_admin(self) -> None:
        """Deny everybody else."""
        if not self.is_admin():
            raise denied(self.manners.denial_status)

    def need_staff(self, course: Course) -> None:
        """Deny those who neither run the account nor teach in the course."""
        if not self.is_admin() and not STAFF & self._roles_in(course.id):
            raise denied(self.manners.denial_status)

    def need_member(self, course: Course) -> None:
        """Deny those who have no part in the course."""
        if not self.is_admin() and not self._roles_in(course.id):
            raise denied(self.manners.denial_status)

    def deny(self) -> Exception:
        """The refusal of one who may not."""
        return denied(self.manners.denial_status)

    def is_staff(self, course_id: int) -> bool:
        """Whether the caller sees what teachers see in a course."""
        return self.is_admin() or bool(STAFF & self._roles_in(course_id))

    def reads_sis(self, course_id: int | None = None) -> bool:
        """Whether sis_ fields are in the answer at all."""
        if self.may("read_sis") or self.may("manage_sis"):
            return True
        return self.manners.teachers_read_sis and course_id is not None and self.is_staff(course_id)

    def _roles_in(self, course_id: int) -> set[str]:
        return {one.type for one in self._own_enrolments() if one.course_id == course_id}

    def _own_enrolments(self) -> list[Enrolment]:
        mine = self.world.enrolments.where("user_id", self.caller.id)
        return [one for one in mine if one.workflow_state == "active"]


Endpoint = Callable[..., Answer]
Route = tuple[str, str, Endpoint]


def new_uuid() -> str:
    """What Canvas calls a uuid and uses as a secret in addresses."""
    return uuid.uuid4().hex


def texted_ids(value: Any) -> Any:  # noqa: ANN401 - JSON may be anything
    """The same JSON with numbers turned to texts wherever a name says that they are ids."""
    if isinstance(value, list):
        return [texted_ids(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: _texted(one) if _names_ids(name) else texted_ids(one) for name, one in value.items()}


def _names_ids(name: str) -> bool:
    return name in ("id", "ids") or name.endswith(("_id", "_ids"))


def _texted(value: Any) -> Any:  # noqa: ANN401 - JSON may be anything
    if isinstance(value, list):
        return [_texted(one) for one in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else texted_ids(value)
