"""`nettools doctor` as a person types it: its table, what to do first, its exit status, and no secret anywhere."""

import json
import os
import subprocess
import sys

import pytest

from nettools import sandbox
from nettools.jobs.home import lay_out

SECRETS = {
    "NETTOOLS__CANVAS__TOKEN": "hemlig-canvas-nyckel-1",
    "NETTOOLS__ZOOM__CLIENT_SECRET": "hemlig-zoom-nyckel-2",
    "NETTOOLS__MAIL__USERNAME": "natverk",
    "NETTOOLS__MAIL__PASSWORD": "hemligt-brevord-å-3",
    "NETTOOLS__DATABASE__URL": "postgresql://nettools:hemligt-databasord-4@127.0.0.1:1/nettools",
}
HIDDEN = ("hemlig-canvas-nyckel-1", "hemlig-zoom-nyckel-2", "hemligt-brevord-å-3", "hemligt-databasord-4")


@pytest.fixture
def home(tmp_path):
    lay_out(tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def stage():
    with sandbox.start() as stage:
        yield stage


def doctor(home, environment, *words):
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "nettools", "doctor", "--home", str(home), *words],
        env={**os.environ, "COLUMNS": "200", "LANG": "en_GB.UTF-8", "LC_ALL": "", **environment},
        cwd=home.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_healthy_home_ends_with_0_and_tells_what_to_look_at(home, stage):
    status, said, wrong = doctor(home, stage.environment())

    assert (status, wrong) == (0, "")
    assert said.splitlines()[0].strip() == "Check-up"
    assert said.splitlines()[-1] == "0 things are wrong, 1 thing to look at; the rest is as it should be."


def test_what_is_wrong_is_said_first_with_the_commands_that_need_it(home, stage):
    environment = {**stage.environment(), "NETTOOLS__CANVAS__TOKEN": "nonsense"}

    status, said, _ = doctor(home, environment)

    first = said.split("What to do, the first thing first:\n")[1].splitlines()[:3]
    todo = "Make a new token at Canvas (Account, Settings, New access token) and give it as NETTOOLS__CANVAS__TOKEN."
    needed = "Commands that need it: changes, apply, healthplans collect"
    assert status == 5
    assert first == [" 1  Canvas: Canvas does not know the token.", f"    → {todo}", f"    {needed}"]


def test_json_is_one_document(home, stage):
    status, said, wrong = doctor(home, stage.environment(), "--json")

    found = json.loads(said)
    assert (status, wrong) == (0, "")
    assert list(found) == ["checks", "counts", "first", "exit"]
    assert {tuple(check) for check in found["checks"]} == {("code", "area", "state", "found", "todo", "commands")}


def test_settings_that_are_wrong_end_with_3_and_are_all_told(home):
    file = home / "config" / "nettools.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("port = 587", 'port = "many"').replace("[limits]", "[limit]"),
        encoding="utf-8",
        newline="\n",
    )

    status, said, _ = doctor(home, {}, "--json")

    wrong = [check["found"].split(":")[0] for check in json.loads(said)["checks"] if check["state"] == "fail"]
    assert status == 3
    assert wrong == ["config/nettools.toml, limit", "config/nettools.toml, mail.port"]


@pytest.mark.parametrize("ill", ["refused", "cut", "broken", "down", "in the wrong place"])
def test_no_secret_is_written_anywhere(home, stage, ill):
    """Searched: both streams with NETTOOLS_DEBUG on, and every file of the home and of the folder we stand in."""
    environment = {**stage.environment(), **SECRETS, "NETTOOLS_DEBUG": "1"}
    for server in (stage.canvas, stage.zoom):
        if ill in {"cut", "broken"}:
            server.misbehave("reset-before" if ill == "cut" else "html-502", times=100)
    if ill == "down":
        environment |= {
            "NETTOOLS__CANVAS__BASE_URL": "http://127.0.0.1:1",
            "NETTOOLS__ZOOM__OAUTH_URL": "http://127.0.0.1:1/oauth/token",
            "NETTOOLS__MAIL__PORT": "1",
        }
    if ill == "in the wrong place":
        file = home / "config" / "nettools.toml"
        before = file.read_text(encoding="utf-8")
        file.write_text(before.replace("[canvas]", '[canvas]\ntoken = "stod-i-filen"'), encoding="utf-8", newline="\n")

    spoken = [doctor(home, environment, *words) for words in ((), ("--json",))]

    # What a person wrote into a file is theirs; all else is ours.
    files = [path for path in home.parent.rglob("*") if path.is_file() and path.name != "nettools.toml"]
    written = "".join(out + err for _, out, err in spoken) + "".join(
        path.read_bytes().decode("utf-8", errors="replace") for path in files
    )
    assert {status for status, _, _ in spoken} == {3 if ill == "in the wrong place" else 5}
    assert [secret for secret in (*HIDDEN, "stod-i-filen") if secret in written] == []
    assert "Traceback" not in written
