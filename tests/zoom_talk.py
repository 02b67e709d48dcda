"""Talking to the pretend Zoom over the wire, without our own client."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import requests

from nettools.sandbox.zoom.server import ZoomServer

NOW = datetime(2026, 8, 20, 10, 0, tzinfo=UTC)
HOST = "zoom1@example.se"


class Clock:
    """A clock that a test moves."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **span):
        self.now += timedelta(**span)


class Talk:
    """A session with a token; paths are below /v2."""

    def __init__(self, zoom, session):
        self.zoom, self.session, self.token = zoom, session, None

    def ask_token(self, *, data=None, auth=None, params=None):
        app = self.zoom.app
        data = {"grant_type": "account_credentials", "account_id": app.account_id} if data is None else data
        auth = auth or (app.client_id, app.client_secret)
        return self.session.post(self.zoom.oauth_url, data=data, params=params, auth=auth, timeout=5)

    def call(self, method, path, **others):
        if self.token is None:
            self.token = self.ask_token().json()["access_token"]
        headers = {"Authorization": f"Bearer {self.token}", **others.pop("headers", {})}
        return self.session.request(
            method, f"{self.zoom.api_url}/v2{path}", headers=headers, timeout=5, allow_redirects=False, **others
        )

    def get(self, path, **query):
        return self.call("GET", path, params=query)

    def post(self, path, body):
        return self.call("POST", path, json=body)

    def patch(self, path, body):
        return self.call("PATCH", path, json=body)

    def put(self, path, body):
        return self.call("PUT", path, json=body)

    def delete(self, path):
        return self.call("DELETE", path)

    def create(self, host=HOST, **body):
        """A meeting on 22 September, unless something else is asked for."""
        whole = {"topic": "Nätverksträff 1", "type": 2, "start_time": "2026-09-22T11:00:00Z", "duration": 150, **body}
        answer = self.post(f"/users/{host}/meetings", whole)
        assert answer.status_code == 201, answer.text
        return answer.json()


@contextmanager
def zoom_talk(**options):
    """A Zoom of its own, its clock and someone to talk to it."""
    clock = options.pop("clock", None) or Clock()
    with ZoomServer(clock=clock, **options) as zoom, requests.Session() as session:
        session.trust_env = False
        zoom.limits.per_second.clear()
        yield Talk(zoom, session)
        assert zoom.crashes == []


def said(answer):
    """Status, code and message of an error."""
    return answer.status_code, answer.json()["code"], answer.json()["message"]


def fields(answer):
    """Status, code and the fields that were refused."""
    return answer.status_code, answer.json()["code"], [one["field"] for one in answer.json().get("errors", [])]
