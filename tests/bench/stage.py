"""The pretend Canvas and Zoom in a process of their own, so that a measurement is of the client alone.

Run as a process it starts the stage and tells its addresses; each line that it is given is a question, answered by a
line of JSON. It ends with its input.
"""

import json
import subprocess
import sys
from contextlib import contextmanager

from nettools.sandbox import start


class Stage:
    """A stage elsewhere, as far as homes.py and the bench need one."""

    def __init__(self, process):
        self._process = process
        said = json.loads(process.stdout.readline())
        self._environment, self.canvas_url, self.token = said["environment"], said["canvas_url"], said["token"]
        self.zoom = self

    def environment(self):
        return self._environment

    def add_host(self, email):
        self._ask("host", email)

    def figures(self):
        """What was asked since the last time: calls to Canvas, those throttled, the most at once, calls to Zoom."""
        return self._ask("figures")

    def crowd(self, people):
        """Somebody's own course with so many participants; its number."""
        return self._ask("crowd", people)

    def _ask(self, *words):
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def stage_elsewhere(latency):
    with subprocess.Popen(
        [sys.executable, __file__, str(latency)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Stage(process)
        process.stdin.close()


def main(latency):
    with start(latency=latency) as sandbox:
        canvas = sandbox.canvas
        addresses = {"canvas_url": canvas.base_url, "token": canvas.tokens.admin}
        tell({"environment": sandbox.environment(), **addresses})
        for line in sys.stdin:
            question, *words = json.loads(line)
            if question == "host":
                sandbox.zoom.add_host(*words)
                tell("added")
            elif question == "crowd":
                tell(crowd(canvas, *words))
            else:
                throttled = sum(n for status, n in canvas.record.statuses().items() if status in (403, 429))
                asked = {"calls": canvas.record.count(), "throttled": throttled, "at_once": canvas.record.most_at_once}
                tell({**asked, "zoom": sandbox.zoom.record.count(path="/v2/")})
                canvas.record.clear()
                sandbox.zoom.record.clear()


def crowd(canvas, people):
    course = canvas.add_course("En stor kurs")
    for number in range(people):
        canvas.enrol(course, canvas.add_user(f"Deltagare {number}", f"deltagare.{number}@example.com"))
    return course.id


def tell(what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(float(sys.argv[1]))
