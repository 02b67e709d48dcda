"""The HTTP under the pretend services: parameters, connections, misbehaviour, the record."""

import socket
import threading
from contextlib import closing
from http.client import HTTPConnection

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from nettools.sandbox.wire import WireServer, rule
from nettools.sandbox.wire_events import Call
from nettools.sandbox.wire_messages import as_bool, as_list, json_answer, nest


class Counter(WireServer):
    """Counts what it is asked, and repeats it."""

    name = "counter"

    def __init__(self, **options):
        super().__init__(
            [rule("GET", "/said/<what>", self.repeat), rule("POST", "/said/<what>", self.repeat)], **options
        )
        self.done = 0

    def repeat(self, asked, what):
        self.done += 1
        if what == "break":
            raise RuntimeError
        return json_answer({"what": what, "params": {key: shown(value) for key, value in asked.params.items()}})


def shown(value):
    return value if isinstance(value, str | int | bool | list | dict) else [value.filename, len(value.data)]


@pytest.fixture
def counter():
    with Counter() as server:
        yield server


def get(server, path="/said/hello", **others):
    return requests.get(server.base_url + path, timeout=10, **others)


def post(server, **others):
    return requests.post(server.base_url + "/said/hello", timeout=10, **others).json()["params"]


def test_query_and_body_are_one_nested_whole(counter):
    nested = {"a": {"b": "1", "c": ["2", "3"]}, "q": "å"}
    flat = {"a[b]": "1", "a[c][]": ["2", "3"]}

    assert post(counter, params={"q": "å"}, data=flat) == {"q": "å", "a": nested["a"]}
    assert post(counter, params={"q": "å"}, json={"a": nested["a"]}) == nested
    parts = [("a[b]", (None, "1")), ("a[c][]", (None, "2")), ("a[c][]", (None, "3")), ("f", ("plan.docx", b"PK"))]
    assert post(counter, params={"q": "å"}, files=parts) == {**nested, "f": ["plan.docx", 2]}


def test_a_chunked_body_is_read(counter):
    kind = {"Content-Type": "application/x-www-form-urlencoded"}

    assert post(counter, data=iter([b"a=", b"1"]), headers=kind) == {"a": "1"}


def test_json_that_is_none_is_refused(counter):
    answer = requests.post(
        counter.base_url + "/said/x", data=b"{", headers={"Content-Type": "application/json"}, timeout=10
    )

    assert answer.status_code == 400


def test_rows_in_a_form_begin_anew_at_a_name_that_is_there():
    pairs = [("e[][id]", "1"), ("e[][t]", "a"), ("e[][id]", "2")]

    assert nest(pairs) == {"e": [{"id": "1", "t": "a"}, {"id": "2"}]}


@given(st.dictionaries(st.sampled_from("abc"), st.lists(st.text(), min_size=1), min_size=1))
def test_lists_in_a_form_come_back_in_order(lists):
    pairs = [(f"x[{key}][]", value) for key, values in lists.items() for value in values]

    assert nest(pairs) == {"x": lists}


def test_truths_and_lists_are_read_leniently():
    assert [as_bool(word) for word in ("TRUE", True, 1, "maybe", None)] == [True, True, True, False, False]
    assert [as_bool(word, default=True) for word in ("maybe", "off")] == [True, False]
    assert [as_list(one) for one in (None, "", "a", ["a"], {"0": "a"})] == [[], [], ["a"], ["a"], ["a"]]


def test_a_connection_is_kept(counter):
    with closing(HTTPConnection("127.0.0.1", counter.port, timeout=10)) as connection:
        sockets = set()
        for _ in range(3):
            connection.request("GET", "/said/hello")
            connection.getresponse().read()
            sockets.add(connection.sock)

    assert len(sockets) == 1


def test_an_escaped_slash_is_no_slash(counter):
    assert get(counter, "/said/HT26%2Fen").json()["what"] == "HT26/en"
    assert get(counter, "/said/HT26/en").status_code == 404


@pytest.mark.parametrize(
    ("kind", "status", "done"),
    [
        ("error-500", 500, 0),
        ("error-500-after", 500, 1),
        ("html-502", 502, 0),
        ("html-502-after", 502, 1),
        ("throttle", 429, 0),
        ("expired-token", 401, 0),
    ],
)
def test_a_spoiled_answer_and_whether_the_work_was_done(counter, kind, status, done):
    counter.misbehave(kind)

    assert (get(counter).status_code, counter.done) == (status, done)
    assert get(counter).status_code == 200


@pytest.mark.parametrize(("kind", "done"), [("reset-before", 0), ("reset-after", 1), ("half-body", 1)])
def test_a_cut_connection_and_whether_the_work_was_done(counter, kind, done):
    counter.misbehave(kind)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        get(counter)

    assert counter.done == done


def test_a_slow_answer_outlasts_impatience(counter):
    counter.misbehave("slow", seconds=30)

    with pytest.raises(requests.ReadTimeout):
        requests.get(counter.base_url + "/said/hello", timeout=0.1)


def test_misbehaviour_is_for_some_requests_some_times(counter):
    counter.misbehave("error-500", times=2, path="^/said/bad$", method="post")
    asked = [requests.request(m, f"{counter.base_url}/said/{p}", timeout=10) for m, p in [("POST", "bad")] * 3]

    assert [one.status_code for one in asked] == [500, 500, 200]
    counter.misbehave("error-500", times=9)
    counter.behave()
    assert get(counter).status_code == 200


def test_chance_is_seeded(counter):
    def run():
        one = counter.misbehave("error-500", times=100, chance=0.5, seed=7)
        statuses = [get(counter).status_code for _ in range(12)]
        counter.behave()
        return statuses, one.left

    first = run()
    assert first == run()
    assert set(first[0]) == {200, 500}


def test_what_breaks_is_answered_and_remembered(counter):
    assert get(counter, "/said/break").status_code == 500
    assert counter.crashes == ["RuntimeError at GET /said/break"]


def test_the_record_has_neither_queries_nor_bodies(counter):
    get(counter, "/said/hello?access_token=secret")
    counter.misbehave("reset-before")
    with pytest.raises(requests.ConnectionError):
        get(counter)

    assert counter.record.calls == [Call("GET", "/said/hello", 200), Call("GET", "/said/hello", 0)]
    assert (counter.record.count("GET", "hello"), counter.record.count("POST")) == (2, 0)
    assert dict(counter.record.statuses()) == {200: 1, 0: 1}
    counter.record.clear()
    assert counter.record.calls == []


def test_the_record_knows_how_many_were_asked_at_once():
    with Counter(latency=0.2) as server:
        threads = [threading.Thread(target=get, args=(server,)) for _ in range(5)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

        assert server.record.most_at_once == 5


def test_a_server_starts_again_on_its_port():
    server = Counter().start()
    port = server.port
    server.stop()

    with server:
        assert (server.port, get(server).status_code) == (port, 200)


def test_a_request_that_never_came_whole_is_not_acted_on(counter):
    with socket.create_connection(("127.0.0.1", counter.port), timeout=5) as connection:
        connection.sendall(b"POST /said/hello HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na=1")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""

    assert (counter.done, counter.crashes) == (0, [])


@pytest.fixture
def seen():
    """What a watch is told: path, and status or nothing."""
    told = []

    def watch(name, asked, answer):
        told.append((name, asked.path, answer and answer.status))

    WireServer.watches.append(watch)
    yield told
    WireServer.watches.remove(watch)


def test_a_watch_sees_each_request_and_what_was_said_of_it(counter, seen):
    get(counter)
    counter.misbehave("throttle")
    get(counter)
    for kind in ("reset-after", "half-body"):
        counter.misbehave(kind)
        with pytest.raises(requests.RequestException):
            get(counter)

    assert seen == [("counter", "/said/hello", said) for said in (200, 429, None, None)]
