"""Bytes come over real HTTP: one server stands for Canvas, `localhost` for the foreign host that keeps its files."""

import hashlib
from datetime import UTC, datetime

import pytest
from builders import HT26

from nettools.canvas import CanvasClient, Fetched, HandInFiles
from nettools.domain.healthplans import HandIn
from nettools.errors import RemoteError
from nettools.sandbox.wire import WireServer, rule
from nettools.sandbox.wire_messages import Answer, json_answer, text_answer

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 4000  # larger than one piece
SIZE = len(PDF)
LOGIN = "<!DOCTYPE html><html><body>Logga in</body></html>"


class FileHost(WireServer):
    """Keeps files as Canvas does; notes the headers that it was asked with."""

    def __init__(self):
        super().__init__(
            [
                rule("GET", "/api/v1/files/<file>", lambda *_, **__: self.fresh),
                rule("GET", "/files/<name>/download", self.send),
                rule("GET", "/moved/<name>", self.refer),
                rule("GET", "/round", lambda _: self.to("/round")),
                rule(
                    "GET", "/elsewhere", lambda _: Answer(status=302, headers=(("Location", "ftp://localhost/plan"),))
                ),
                rule("GET", "/login", lambda _: text_answer(LOGIN, media="text/html; charset=utf-8")),
                rule("GET", "/expired", lambda _: self.to("/login")),
            ]
        )
        self.files = {"plan.pdf": PDF}
        self.headers = []
        self.fresh = json_answer({"url": ""})

    def send(self, asked, name):
        self.headers.append(asked.headers)
        if name not in self.files:
            return text_answer("<html>404</html>", 404, "text/html")
        return Answer(body=self.files[name], media="application/octet-stream")

    def refer(self, asked, name):
        """Send on to the same file under another name of this computer."""
        self.headers.append(asked.headers)
        return Answer(status=302, headers=(("Location", f"http://localhost:{self.port}/files/{name}/download"),))

    def to(self, path):
        return Answer(status=302, headers=(("Location", path),))


@pytest.fixture
def host():
    with FileHost() as running:
        yield running


def a_hand_in(host, path="/files/plan.pdf/download?verifier=abc", *, name="plan.pdf", size=SIZE, url=None):
    return HandIn(
        term=HT26,
        unit_key="bjorkens-forskola-1780",
        file_id="7",
        file_name=name,
        size=size,
        content_type="application/pdf",
        submitted=datetime(2026, 11, 3, tzinfo=UTC),
        late=False,
        url=host.base_url + path if url is None else url,
    )


def fetch(host, hand_in, part, *, largest=10_000_000, waits=()):
    with (
        CanvasClient(host.base_url, "a-token", pause=lambda _: None) as client,
        HandInFiles(client, largest=largest, waits=waits) as files,
    ):
        return files.fetch(hand_in, part)


WHOLE = Fetched(digest=hashlib.sha256(PDF).hexdigest(), size=len(PDF))


def test_a_file_is_streamed_to_disk_with_its_digest(host, tmp_path):
    part = tmp_path / "new" / "7.part"
    assert fetch(host, a_hand_in(host), part) == WHOLE
    assert part.read_bytes() == PDF


def test_a_redirect_to_another_host_is_followed_and_nobody_is_shown_a_credential(host, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login a password b\nmachine 127.0.0.1 login a password b\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    assert fetch(host, a_hand_in(host, "/moved/plan.pdf"), tmp_path / "7.part") == WHOLE
    assert len(host.headers) == 2
    assert [sorted(headers.keys() & {"authorization", "cookie"}) for headers in host.headers] == [[], []]
    assert {headers["user-agent"].partition("/")[0] for headers in host.headers} == {"nettools"}


@pytest.mark.parametrize(
    ("path", "name", "refusal"),
    [
        ("/expired", "plan.pdf", "login-page"),
        ("/files/plan.pdf/download", "plan.docx", "wrong-content"),
        ("/files/none.pdf/download", "none.pdf", "locked"),
        ("/round", "plan.pdf", "unsafe-address"),
        ("/elsewhere", "plan.pdf", "unsafe-address"),
    ],
)
def test_what_is_no_draft_is_refused_and_leaves_nothing(host, tmp_path, path, name, refusal):
    assert fetch(host, a_hand_in(host, path, name=name), tmp_path / "7.part") == Fetched(refusal=refusal)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "refusal"), [("", "locked"), ("file:///etc/hosts", "unsafe-address"), ("http://[", "unsafe-address")]
)
def test_only_web_addresses_are_fetched_from(host, tmp_path, url, refusal):
    assert fetch(host, a_hand_in(host, url=url), tmp_path / "7.part") == Fetched(refusal=refusal)


def test_redirects_end_after_five(host, tmp_path):
    fetch(host, a_hand_in(host, "/round"), tmp_path / "7.part")
    assert [call.path for call in host.record.calls] == ["/round"] * 6


def test_an_empty_file_is_refused(host, tmp_path):
    host.files["plan.pdf"] = b""
    assert fetch(host, a_hand_in(host, size=0), tmp_path / "7.part") == Fetched(refusal="empty")


def test_a_file_larger_than_it_said_is_stopped_on_its_way(host, tmp_path):
    assert fetch(host, a_hand_in(host, size=10), tmp_path / "7.part", largest=500_000) == Fetched(refusal="too-large")
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_has_grown_old_is_asked_for_anew(host, tmp_path):
    host.fresh = json_answer({"url": f"{host.base_url}/files/plan.pdf/download"})
    assert fetch(host, a_hand_in(host, "/expired"), tmp_path / "7.part") == WHOLE
    assert [call.path for call in host.record.calls] == [
        "/expired",
        "/login",
        "/api/v1/files/7",
        "/files/plan.pdf/download",
    ]


@pytest.mark.parametrize("status", [403, 404])
def test_a_file_that_canvas_no_longer_shows_is_refused(host, tmp_path, status):
    host.fresh = json_answer({"errors": [{"message": "no"}]}, status)
    assert fetch(host, a_hand_in(host, "/expired"), tmp_path / "7.part") == Fetched(refusal="login-page")


def test_a_canvas_that_fails_at_asking_anew_stops_the_file(host, tmp_path):
    host.fresh = json_answer({}, 500)
    with pytest.raises(RemoteError):
        fetch(host, a_hand_in(host, "/expired"), tmp_path / "7.part")


@pytest.mark.parametrize("kind", ["half-body", "reset-before", "html-502", "throttle"])
def test_a_lost_connection_is_tried_again(host, tmp_path, kind):
    host.misbehave(kind, times=1)
    assert fetch(host, a_hand_in(host), tmp_path / "7.part", waits=(0,)) == WHOLE
    assert (tmp_path / "7.part").read_bytes() == PDF


@pytest.mark.parametrize(("kind", "status"), [("half-body", 0), ("reset-before", 0), ("html-502", 502)])
def test_a_connection_lost_for_good_leaves_nothing_and_tells_no_address(host, tmp_path, kind, status):
    host.misbehave(kind, times=9)
    with pytest.raises(RemoteError) as stopped:
        fetch(host, a_hand_in(host), tmp_path / "7.part", waits=(0, 0))
    assert (stopped.value.status, stopped.value.answered) == (status, bool(status))
    assert "verifier" not in f"{stopped.value}{stopped.value.__cause__}"
    assert list(tmp_path.iterdir()) == []
    assert len(host.record.calls) == 3


def test_fewer_bytes_than_canvas_counted_is_not_the_file(host, tmp_path):
    with pytest.raises(RemoteError):
        fetch(host, a_hand_in(host, size=len(PDF) + 1), tmp_path / "7.part")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_not_a_lost_connection(host, tmp_path):
    (tmp_path / "7.part").mkdir()
    with pytest.raises(OSError, match=r"7\.part"):
        fetch(host, a_hand_in(host), tmp_path / "7.part")
