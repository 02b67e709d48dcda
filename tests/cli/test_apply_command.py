"""What a person sees who previews, saves, applies and announces; with two real processes where it matters."""

import json
import os
import subprocess
import sys
import time
from functools import partial

import pytest
from homes import a_term_at_home
from typer.testing import CliRunner

from nettools.cli import main
from nettools.sandbox import start

main.describe()


class Place:
    """A home with a term, and somebody who types there."""

    def __init__(self, folder, stage, term):
        self.folder, self.stage, self.term = folder, stage, str(term)

    def types(self, *words, status=0):
        """Stdout and stderr of the command."""
        said = [str(word) for word in (*words, "--home", self.folder)]
        done = CliRunner().invoke(main.app, said, env=self.stage.environment())
        assert done.exit_code == status, done.output
        return done.stdout, done.stderr

    def starts(self, *words):
        """The command as a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "nettools", *map(str, words), "--home", str(self.folder)],
            env={**os.environ, **self.stage.environment(), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def section(self):
        return next(row for row in self.stage.canvas.world.sections.rows.values() if row.sis_section_id)

    def announce(self, title, *words, status=0):
        file = self.folder / "hälsning.md"
        file.write_text("Hej **alla**!", encoding="utf-8")
        return self.types("announce", self.term, "--title", title, "--message", file, *words, status=status)


@pytest.fixture
def place(tmp_path):
    with start() as stage, a_term_at_home(tmp_path / "hem", stage, units=3, people=6) as (_, term):
        stage.zoom.limits.per_second.clear()
        yield Place(tmp_path / "hem", stage, term)


def test_a_saved_change_set_is_done_and_a_stale_one_refused_with_a_table(place, tmp_path):
    file = tmp_path / "ändringar.json"
    said, _ = place.types("changes", place.term, "--save", file)
    assert said.splitlines()[-1] == f"Saved: {file}. To do exactly that: nettools apply {place.term} --saved {file}"
    place.types("apply", place.term, "--saved", file)
    place.stage.canvas.edit(place.section(), name="Vår")
    place.types("changes", place.term, "--overwrite", named(place), "--save", file)
    place.stage.canvas.edit(next(iter(place.stage.canvas.world.events.rows.values())), workflow_state="deleted")

    table, complaint = place.types("apply", place.term, "--saved", file, status=4)
    assert [line.split()[:4] for line in table.splitlines() if line.startswith(" new")] == [
        ["new", "create", "calendar", "event"]
    ]
    assert complaint.startswith("1 thing is not as it was when the change set was saved.")
    document, _ = place.starts("apply", place.term, "--saved", file, "--json").communicate(timeout=60)
    stopped = json.loads(document)["error"]
    assert (stopped["code"], [one["code"] for one in stopped["problems"]]) == ("stale", ["new"])
    place.types("apply", place.term, "--saved", file, "--only", "canvas", status=2)


def named(place):
    (one,) = json.loads(place.types("changes", place.term, "--json")[0])["drift"]
    return one["overwrite"]


def test_what_a_person_edited_is_shown_with_the_key_that_overwrites_it(place):
    place.types("apply", place.term, "--yes")
    was = place.section().name
    place.stage.canvas.edit(place.section(), name="Vår egen avdelning")
    said, _ = place.types("changes", place.term)
    key = named(place)
    assert said.splitlines()[-1] == f"To have ours there again, name the key: --overwrite {key}"
    assert [line.split()[-1] for line in said.splitlines() if "edited by a person" in line] == [key]
    said, _ = place.types("changes", place.term, "--overwrite", key)
    how = said.splitlines()[-1].removeprefix("To do exactly this: nettools ").split()
    assert how[:4] == ["apply", place.term, "--overwrite", key]
    place.types(*how)
    assert place.section().name == was


def test_a_wrong_name_is_told_those_that_there_are(place):
    place.types("apply", place.term, "--yes")
    _, complaint = place.types("changes", place.term, "--overwrite", "HT26/nej", status=1)
    assert "HT26/nej: Nothing of ours differs by that name. There are none now." in complaint


def test_the_fingerprint_command_keeps_the_options(place):
    said, _ = place.types("changes", place.term, "--only", "canvas")
    how = said.splitlines()[-1].removeprefix("To do exactly this: nettools ").split()
    place.types(*how)
    assert place.stage.zoom.meetings == ()


def test_a_run_that_cannot_finish_says_what_is_done_where_the_rest_is_and_how_to_go_on(place):
    place.stage.canvas.misbehave("expired-token", times=500, path="/sections", method="POST")
    said, _ = place.types("apply", place.term, "--yes", status=5)
    file, again = said.splitlines()[-2:]
    assert file == f"The rows that are not done, with what to do: out/{place.term}-ej-utfört.xlsx"
    assert again == f"Running it again is safe, and does only what is left: nettools apply {place.term}"
    assert (place.folder / "out" / f"{place.term}-ej-utfört.xlsx").exists()
    assert "give it a new one" in said
    place.stage.canvas.behave()
    place.types("apply", place.term, "--yes")
    assert not (place.folder / "out" / f"{place.term}-ej-utfört.xlsx").exists()


def test_a_system_that_does_not_answer_the_look_is_said_to_have_been_left_alone(place):
    place.stage.canvas.misbehave("expired-token", times=500)
    _, complaint = place.types("apply", place.term, "--yes", status=5)
    assert complaint.splitlines()[-1] == "Nothing more was done. Running the same command again is safe."


def test_of_two_applies_at_once_the_second_is_told_who_the_first_is(place):
    """The first acts for as long as Canvas takes; the second comes while it does, however slowly that starts."""
    place.stage.canvas.latency = 0.1
    first = place.starts("apply", place.term, "--yes")
    while not any(call.method != "GET" for call in place.stage.canvas.record.calls):
        time.sleep(0.01)
    place.stage.canvas.latency = 3.0
    second = place.starts("apply", place.term, "--yes")
    said, complaint = second.communicate(timeout=120)
    place.stage.canvas.latency = 0
    _, trouble = first.communicate(timeout=120)
    assert (first.returncode, second.returncode, said) == (0, 4, ""), trouble
    assert complaint.startswith("Somebody else is changing Canvas and Zoom from this home right now (by the journal: ")
    assert f"apply {place.term}, since 20" in complaint
    assert "Nothing is to do." in place.types("changes", place.term)[0]


def test_an_announcement_is_shown_first_and_posted_by_its_fingerprint(place):
    place.types("apply", place.term, "--yes")
    topics = place.stage.canvas.world.topics.rows
    said, _ = place.announce("Välkomna")
    shown = said.splitlines()
    assert (shown[0], shown[2], topics) == ("Välkomna", "Hej **alla**!", {})
    assert shown[-2] == "2 rooms, 8 people."
    fingerprint = shown[-1].split()[-1]
    post = partial(place.announce, "Välkomna", "--fingerprint", fingerprint)
    assert post()[0].splitlines() == ["Posted in 2 rooms."]
    assert post()[0].splitlines() == ["It is posted in all of these rooms already."]
    assert place.announce("Välkomna")[0].splitlines()[-1] == "It is posted in all of these rooms already."
    assert len(topics) == 2


def test_an_announcement_as_json_and_with_wrong_words(place):
    place.types("apply", place.term, "--yes", "--only", "canvas")
    seen = json.loads(place.announce("Hej", "--json", "--at", "2099-12-01T08:00")[0])
    assert sorted(seen) == ["at", "fingerprint", "html", "rooms", "term", "title"]
    assert seen["at"] == "2099-12-01T08:00:00+01:00"
    done = json.loads(place.announce("Hej", "--json", "--yes", "--network", "natverk-1")[0])
    assert (done["done"], done["failed"], done["exit"]) == (1, [], 0)
    _, complaint = place.announce("Hej", "--at", "i morgon", status=2)
    assert "i morgon is no time; write it as 2026-12-01T08:00." in complaint
    place.announce("Hej", "--network", "natverk-9", status=1)


def test_an_announcement_that_canvas_does_not_take_is_told_by_room(place):
    place.types("apply", place.term, "--yes", "--only", "canvas")
    place.stage.canvas.misbehave("expired-token", times=500, method="POST", path="/discussion_topics")
    said, _ = place.announce("Hej", "--yes", status=5)
    assert said.splitlines()[0] == "Posted in 0 rooms."
    assert said.splitlines()[-1] == "Run the same command again, with --yes: it is safe, and posts nothing twice."


def test_an_announcement_whose_command_is_killed_again_and_again_is_posted_once_in_each_room(place):
    """Each time it is killed as soon as Canvas has been asked, whether or not Canvas has answered."""
    place.types("apply", place.term, "--yes", "--only", "canvas")
    place.announce("Hej")  # writes the file
    topics, place.stage.canvas.latency = place.stage.canvas.world.topics.rows, 0.05
    words = ("announce", place.term, "--title", "Hej", "--message", place.folder / "hälsning.md", "--yes")
    for delay in (0, 0.03, 0.06):
        asked = place.stage.canvas.record.count("POST")
        with place.starts(*words) as process:
            while process.poll() is None and place.stage.canvas.record.count("POST") == asked:
                time.sleep(0.002)
            time.sleep(delay)
            process.kill()
    place.stage.canvas.latency = 0
    place.announce("Hej", "--yes")
    assert len(topics) == len({row.course_id for row in topics.values()}) == 2
