"""A home and a stage that the doctor looks at."""

from datetime import UTC, datetime

from nettools.jobs.doctor.checks import State
from nettools.jobs.doctor.examining import examine

NOW = datetime(2026, 8, 20, 10, 0, tzinfo=UTC)
HOST = "zoom-sal-1@example.se"
NOBODY = "127.0.0.1:1"  # nobody listens at that port
TOKEN = "NETTOOLS__CANVAS__TOKEN"


class Patient:
    """A home and a stage, and what the doctor says of them."""

    def __init__(self, home, stage):
        self.home, self.stage, self.canvas, self.zoom = home, stage, stage.canvas, stage.zoom
        self.environment = {**stage.environment(), "NETTOOLS__MAIL__SENDER": "natverk@larosatet.se"}

    def examined(self, *, clock=lambda: NOW, **others):
        return examine(self.home, environment=self.environment, clock=clock, **others)

    def complaints(self, **others):
        """All that is not fine: code, state and the commands that suffer."""
        checks = self.examined(**others).checks
        return [(check.code, check.state.value, check.commands) for check in checks if check.state is not State.OK]

    def codes(self, **others):
        return [code for code, _, _ in self.complaints(**others)]

    def found(self, code):
        return [str(check.found) for check in self.examined().checks if check.code == code]

    def rewrite(self, name, old, new):
        path = self.home / "config" / name
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new), encoding="utf-8", newline="\n")

    def host(self, **changes):
        user = self.zoom.account.world.user(HOST)
        for name, value in changes.items():
            setattr(user, name, value)
