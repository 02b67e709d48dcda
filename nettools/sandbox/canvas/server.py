"""The pretend Canvas: its routes, who is let in, what each request costs, and what is kept for next time."""

import dataclasses
import random
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

from werkzeug.routing import Rule

from nettools.sandbox.canvas import (
    accounts,
    announcements,
    assignments,
    calendar,
    courses,
    enrolments,
    files,
    groups,
    modules,
    pages,
    sections,
    sis,
    sis_run,
    submissions,
    users,
    visitors,
)
from nettools.sandbox.canvas.answers import as_int, crash, stamp
from nettools.sandbox.canvas.auth import caller_of, expired, token_text
from nettools.sandbox.canvas.memory import load_world, save_world
from nettools.sandbox.canvas.sticky import change_by_hand
from nettools.sandbox.canvas.throttle import Throttle
from nettools.sandbox.canvas.visit import Endpoint, Manners, Route, Visit, new_uuid
from nettools.sandbox.canvas.world import Course, Enrolment, Submission, User, World
from nettools.sandbox.wire import WireServer, rule, wall_clock
from nettools.sandbox.wire_messages import Answer, Asked, text_answer

ROOMS = (
    accounts,
    users,
    courses,
    sections,
    enrolments,
    groups,
    assignments,
    submissions,
    files,
    calendar,
    pages,
    modules,
    announcements,
    sis,
)
API = "/api/v1"
SAVE_EVERY = 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of those who run this Canvas: with every right, and without the right to manage SIS ids."""

    admin: str
    without_sis: str


class CanvasServer(WireServer):
    """A Canvas on loopback. With `directory` its world is loaded from there and kept there.

    `world` holds everything, `manners` how it behaves where Canvases differ, `file_host` the other host
    for downloads, `record` what was asked. `pulse` gives the seconds by which the bucket leaks.
    """

    name = "canvas"

    def __init__(
        self,
        *,
        directory: Path | None = None,
        latency: float = 0.0,
        clock: Callable[[], datetime] = wall_clock,
        seed: int = 1,
        port: int = 0,
        manners: Manners | None = None,
        pulse: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(self._rules(), latency=latency, clock=clock, seed=seed, port=port)
        self.directory = directory
        self.manners = manners or Manners()
        self.throttle = Throttle(pulse)
        draw = random.Random(f"canvas tokens {seed}")
        self.tokens = Tokens(*(f"sandbox~{draw.getrandbits(160):040x}" for _ in range(2)))
        self.world = (load_world(directory) if directory else None) or World()
        if not len(self.world.accounts):
            visitors.furnish(self.world, self.now(), (self.tokens.admin, self.tokens.without_sis))
        self.file_host = files.FileHost(self.world)
        self._saved = self.world.changes()
        self._keeper: threading.Thread | None = None

    def _rules(self) -> list[Rule]:
        routes: list[Route] = [route for room in ROOMS for route in room.ROUTES]
        rules = [rule(method, API + path, partial(self._visited, endpoint)) for method, path, endpoint in routes]
        return [
            *rules,
            rule("POST", "/files_api", self._receive_upload),
            rule("GET", "/files/<file>/download", self._download),
            rule("GET", "/login/canvas", files.log_in_page),
        ]

    # -- life ------------------------------------------------------------------------------------

    def start(self) -> Self:
        """Begin to answer, and to keep the world if there is a directory."""
        self.file_host.start()
        super().start()
        if self.directory is not None:
            self._keeper = threading.Thread(target=self._keep, name="canvas keeps", daemon=True)
            self._keeper.start()
        return self

    def stop(self) -> None:
        """Stop answering; what is new is written down."""
        super().stop()
        self.file_host.stop()
        if self._keeper is not None:
            self._keeper.join()
            self._keeper = None
            self.save()

    def save(self) -> None:
        """Write the world down if it has changed since last time."""
        with self.lock:
            changes = self.world.changes()
            if self.directory is not None and changes != self._saved:
                save_world(self.world, self.directory)
                self._saved = changes

    def _keep(self) -> None:
        while not self._stopping.wait(SAVE_EVERY):
            self.save()

    def now(self) -> str:
        """The time, as Canvas writes it."""
        return stamp(self.clock())

    # -- one request -----------------------------------------------------------------------------

    def arrive(self, asked: Asked) -> Answer | None:
        """The bucket comes before everything else: one that is refused has done nothing."""
        token = token_text(asked)
        asked.notes["token"] = token
        refused = self.throttle.enter(token) if token else None
        return None if refused is None else self._refusal(refused)

    def depart(self, asked: Asked, answer: Answer | None) -> Answer | None:
        """Pay, and tell what it cost and what is left."""
        token, visit = asked.notes["token"], asked.notes.get("visit")
        cost = visit.cost() if visit else 0.0
        remaining = self.throttle.leave(token, cost) if token else 0.0
        if answer is None or not token or "turned away" in asked.notes:
            return answer
        paid = (("X-Request-Cost", f"{cost:.4f}"), ("X-Rate-Limit-Remaining", f"{remaining:.4f}"))
        return dataclasses.replace(answer, headers=(*answer.headers, *paid, ("X-Request-Context-Id", new_uuid())))

    def perform(self, asked: Asked) -> Answer:
        """Let in who has a token, then answer."""
        if self.manners.user_agent_required and not asked.headers.get("user-agent"):
            return text_answer("Forbidden: a User-Agent header is required\n", 403)
        if asked.path.startswith(API):
            with self.lock:
                sis_run.catch_up(self.world, self.manners, self.now())
                asked.notes["visit"] = self._visit(asked, self._caller(asked))
        return self.route(asked)

    def _caller(self, asked: Asked) -> User:
        """An upload is confirmed with its secret, by programs that have left their token at home."""
        if not asked.notes["token"] and asked.path.endswith("/create_success"):
            file = self.world.files.get(as_int(asked.path.split("/")[-2]))
            if file is not None and asked.params.get("uuid") == file.uuid:
                return self.world.users.rows[file.user_id]
        return caller_of(self.world, asked, self.now())

    def _visit(self, asked: Asked, caller: User) -> Visit:
        return Visit(
            asked=asked,
            world=self.world,
            caller=caller,
            manners=self.manners,
            now=self.now(),
            file_host=self.file_host.base_url,
        )

    @staticmethod
    def _visited(endpoint: Endpoint, asked: Asked, **ids: str) -> Answer:
        return endpoint(asked.notes["visit"], **ids)

    def _receive_upload(self, asked: Asked) -> Answer:
        return files.receive_upload(self.world, self.manners, asked, self.now())

    def _download(self, asked: Asked, file: str) -> Answer:
        return files.download(self.world, self.manners, asked, file, self.file_host.base_url)

    # -- saying no -------------------------------------------------------------------------------

    def error_500(self, asked: Asked) -> Answer:
        """As Canvas breaks."""
        del asked
        return crash()

    def throttled(self, asked: Asked) -> Answer:
        """As Canvas refuses when the bucket is full."""
        asked.notes["turned away"] = True
        return self._refusal(self.throttle.remaining(asked.notes["token"]))

    def expired_token(self, asked: Asked) -> Answer:
        """As Canvas refuses a token that has run out."""
        del asked
        return expired(self.now()).answer

    def _refusal(self, remaining: float) -> Answer:
        status = HTTPStatus(self.manners.throttle_status)
        answer = text_answer(f"{status.value} {status.phrase} (Rate Limit Exceeded)\n", status.value)
        return dataclasses.replace(answer, headers=(("X-Rate-Limit-Remaining", f"{remaining:.2f}"),))

    # -- what people do by themselves ------------------------------------------------------------

    def add_user(self, name: str, email: str, **fields: Any) -> User:  # noqa: ANN401 - User's own fields
        """A person who was at this Canvas before any program came; fields as in `world.User`."""
        with self.lock:
            return visitors.add_user(self.world, self.now(), name=name, email=email, **fields)

    def add_course(self, name: str, **fields: object) -> Course:
        """Somebody's own course, published; fields as in `world.Course`."""
        with self.lock:
            return visitors.make_course(self._by_hand(), name, **fields)

    def enrol(self, course: Course, user: User, kind: str = "StudentEnrollment") -> Enrolment:
        """Enrol somebody by hand, active at once, in the course's first section."""
        with self.lock:
            return visitors.make_enrolment(self._by_hand(), course, user, kind)

    def token_of(self, user: User, *, expires_at: str | None = None, revoked: bool = False) -> str:
        """A new access token for a person."""
        with self.lock:
            text = f"sandbox~{new_uuid()}"
            state = "revoked" if revoked else "active"
            self.world.tokens.new(text=text, user_id=user.id, expires_at=expires_at, workflow_state=state)
        return text

    def edit(self, row: object, **changes: object) -> None:
        """Change any row of the world as a person would with the mouse: `canvas.edit(section, name="...")`.

        It sticks: an SIS import that does not override leaves it so.
        """
        with self.lock:
            table = next(one for one in self.world.tables().values() if one.kind is type(row))
            change_by_hand(table, row, **changes)

    def hand_in(
        self, course: object, user_email: str, filename: str, data: bytes, when: datetime, *, assignment: object = None
    ) -> Submission:
        """A participant hands a file in. `course` and `assignment` as in paths; else the first that takes files."""
        with self.lock:
            visit = self._by_hand()
            visit.now = stamp(when)
            user = self.user_by_email(user_email)
            task = visitors.the_assignment(visit, course, assignment)
            return visitors.hand_in_file(visit, task, user, filename, data)

    def user_by_email(self, email: str) -> User:
        """The person with this address as login; StopIteration when there is none."""
        with self.lock:
            found = self.world.users.where("login_key", email.lower())
            return next(one for one in found if one.workflow_state != "deleted")

    def _by_hand(self) -> Visit:
        return self._visit(Asked(method="POST", path="", base_url=self.base_url), self.world.users.rows[1000])
