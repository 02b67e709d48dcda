"""Holds every call that a test makes to the pretend Canvas and Zoom against the documents in tests/contracts.

What our own clients send is held against them (whoever asks as `nettools/…`), and what the pretend services answer to
anybody. openapi-core takes some ten milliseconds to look at a call, and storms make a hundred thousand: so calls that
are alike to the document are looked at once in a process. Alike means alike in everything that the document names:
keys, types, lengths on the same side of each limit, texts that fit the same patterns, words that it lists.
"""

import json
import re
from bisect import bisect_left, bisect_right
from collections import deque
from functools import cache, lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import yaml
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

from nettools.sandbox.wire_messages import Upload

FOLDER = Path(__file__).parent / "contracts"
CONTRACTS = {"canvas": "canvas", "canvas files": "canvas", "zoom": "zoom"}  # by service; others are tests' own
# Where each has its calls; a test that takes one service for the other asks elsewhere.
ROOTS = {"canvas": ("/api/", "/files/", "/login/"), "zoom": ("/v2/", "/oauth/")}
METHODS = ("get", "post", "put", "patch", "delete")
# Under other names, so that openapi-core takes a form for what it is made into here: the object that it stands for.
FORMS = {"application/x-www-form-urlencoded": "application/form+json", "multipart/form-data": "application/parts+json"}
SIZES = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
BOUNDS = ("minimum", "maximum")


class Operation(NamedTuple):
    """A call that the document describes."""

    contract: "Contract"
    method: str
    template: str
    names: dict  # what the path names

    @property
    def title(self):
        return f"{self.method.upper()} {self.template}"


class Sent:
    """A request as openapi-core wants it."""

    def __init__(self, asked, operation):
        self.host_url, self.path, self.method = "http://127.0.0.1", asked.path, asked.method.lower()
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(asked.query_pairs), header=Headers(asked.headers), path=operation.names
        )
        self.content_type = FORMS.get(asked.media, asked.media)
        self.body = json.dumps(body_of(asked)).encode() if asked.media in FORMS else asked.body or None


class Said:
    """An answer as openapi-core wants it."""

    def __init__(self, answer):
        self.status_code, self.data = answer.status, answer.body
        self.content_type, self.headers = answer.media, Headers(answer.headers)


class Contract:
    """One document."""

    def __init__(self, document):
        self.document = document
        self.paths = [(self._pattern(template, path), template) for template, path in document["paths"].items()]
        self.lens = Lens(document)
        readers = dict.fromkeys(FORMS.values(), json.loads)
        self.rules = OpenAPI.from_dict(renamed(document), Config(extra_media_type_deserializers=readers))
        self.headers = {name.lower() for name in all_of(document, "headers")}

    def _pattern(self, template, path):
        """A name that stands for a number is met by digits only: `sis_imports/importing` is another call."""
        listed = {one["name"]: self.followed(one["schema"]) for one in map(self.followed, path.get("parameters", ()))}
        digits = {name for name, schema in listed.items() if schema.get("type") == "integer"}
        return re.compile(
            re.sub(r"{(\w+)}", lambda m: f"(?P<{m[1]}>{r'[0-9]+' if m[1] in digits else '[^/]+'})", template)
        )

    def operations(self):
        """All that it describes, as titles."""
        return {
            f"{method.upper()} {template}"
            for template, path in self.document["paths"].items()
            for method in METHODS
            if method in path
        }

    def operation(self, asked):
        """Which of them this is; None for none."""
        method = asked.method.lower()
        for pattern, template in self.paths:
            found = pattern.fullmatch(asked.path.removesuffix(".json"))
            if found and method in self.document["paths"][template]:
                return Operation(self, method, template, {k: unquote(v) for k, v in found.groupdict().items()})
        return None

    def parameters(self, operation):
        """The names that may stand in the query."""
        path = self.document["paths"][operation.template]
        listed = [*path.get("parameters", ()), *path[operation.method].get("parameters", ())]
        return {one["name"] for one in map(self.followed, listed) if one["in"] == "query"}

    def followed(self, part):
        """A part of the document, or the one that it points at."""
        while "$ref" in part:
            target = self.document
            for name in part["$ref"].removeprefix("#/").split("/"):
                target = target[name]
            part = target
        return part

    def wrong_with_request(self, asked, operation):
        unknown = {name for name, _ in asked.query_pairs} - self.parameters(operation)
        yield from (f"the document has no parameter {name!r}" for name in sorted(unknown))
        yield from self._errors(self.rules.request_validator.iter_errors(Sent(asked, operation)))
        if asked.body and "requestBody" not in self.document["paths"][operation.template][operation.method]:
            yield "the document has no body"

    def wrong_with_answer(self, asked, answer, operation):
        yield from self._errors(self.rules.response_validator.iter_errors(Sent(asked, operation), Said(answer)))
        if answer.body and answer.status == HTTPStatus.NO_CONTENT:
            yield "an answer without content has some"

    def _errors(self, errors):
        for error in errors:
            cause = error.__cause__ or error
            schema_errors = getattr(cause, "schema_errors", None)
            if schema_errors is None:
                yield f"{error} ({cause})" if str(cause) != str(error) else str(error)
            else:
                where = str(error).partition(": Value ")[0]
                yield from (f"{where}: {one.json_path}: {one.message[-300:]}" for one in schema_errors)


class Lens:
    """Sees of a value what the document can tell apart, and no more."""

    def __init__(self, document):
        self.sizes = sorted({size for word in SIZES for size in values_of(document, word)})
        self.bounds = sorted({bound for word in BOUNDS for bound in values_of(document, word)})
        self.patterns = [re.compile(one) for one in sorted(set(values_of(document, "pattern")))]
        self.words = {one for words in values_of(document, "enum") for one in words} | {*values_of(document, "const")}
        self.single = lru_cache(100_000, typed=True)(self._single)

    def _single(self, value):
        if isinstance(value, str):
            return self._text(value)
        if value is None or isinstance(value, bool):
            return value, "word"
        sides = bisect_left(self.bounds, value), bisect_right(self.bounds, value)
        return type(value), sides, value if value in self.words else None

    def _text(self, value):
        fits = tuple(bool(pattern.search(value)) for pattern in self.patterns)
        return self.size(value), fits, value if value in self.words else None, self._number_in(value)

    def _number_in(self, value):
        """A query and a header write numbers as texts."""
        try:
            return self._single(float(value) if "." in value else int(value))
        except ValueError:
            return None

    def size(self, value):
        return bisect_left(self.sizes, len(value)), bisect_right(self.sizes, len(value))

    def shape(self, value):
        if isinstance(value, dict):
            return self.size(value), *value, *map(self.shape, value.values())
        if isinstance(value, list):
            return self.size(value), frozenset(map(self.shape, value))
        return self.single(value)


class Watch:
    """What pretend services tell of each call; `told` is what was wrong with those since it was last asked."""

    def __init__(self):
        self.exercised = set()  # titles of what our own clients have asked
        self._seen = set()
        self.waiting = deque()

    def __call__(self, service, asked, answer):
        """Called in the services' threads: only finds out whether this is anything new."""
        name = CONTRACTS.get(service)
        if name is None or not asked.path.startswith(ROOTS[name]):
            return
        contract = contract_of(name)
        operation = contract.operation(asked)
        if asked.headers.get("user-agent", "").startswith("nettools/"):
            self._look_at_request(asked, operation)
        if operation and answer is not None and "canvas-string-ids" not in asked.headers.get("accept", ""):
            self._look_at_answer(asked, answer, operation)

    def told(self):
        """The complaints, each with where it belongs."""
        complaints = []
        while self.waiting:
            asked, answer, operation = self.waiting.popleft()
            complaints += [f"{asked.method} {asked.path}: {one}" for one in _wrong(asked, answer, operation)]
        return list(dict.fromkeys(complaints))

    def _look_at_request(self, asked, operation):
        if operation is None:
            self._keep((asked.method, asked.path), asked, None, None)
            return
        self.exercised.add(operation.title)
        shape = operation.contract.lens.shape
        key = (
            *(operation.title, asked.media, asked.headers.get("authorization", "").partition(" ")[0]),
            *(shape(operation.names), shape([[name, value] for name, value in asked.query_pairs])),
            *(tuple(sorted({name for name, _ in asked.query_pairs})), query_sizes(asked), shape(body_of(asked))),
        )
        self._keep(key, asked, None, operation)

    def _look_at_answer(self, asked, answer, operation):
        lens = operation.contract.lens
        where = (operation.title, answer.status, answer.media)
        headers = [(n.lower(), lens.single(v)) for n, v in answer.headers if n.lower() in operation.contract.headers]
        body, thinned = self._thinned(lens, where, answer)
        self._keep((*where, tuple(headers), body), asked, thinned, operation)

    def _thinned(self, lens, where, answer):
        """The shape of the body, and the answer with only those rows of a list that are of a new kind."""
        if "json" not in answer.media or not answer.body:
            return lens.single(answer.body.decode("utf-8", "replace")) if "text/plain" in answer.media else None, answer
        try:
            body = json.loads(answer.body)
        except ValueError:
            return None, answer
        if not isinstance(body, list) or (*where, lens.size(body)) not in self._seen:
            if isinstance(body, list):
                self._seen.add((*where, lens.size(body)))
            return lens.shape(body), answer
        new = {(*where, lens.shape(row)): row for row in body}
        rows = [row for key, row in new.items() if key not in self._seen]
        self._seen.update(new)
        return lens.shape(rows), Thinned(answer, rows) if rows else answer

    def _keep(self, key, asked, answer, operation):
        if key not in self._seen:
            self._seen.add(key)
            self.waiting.append((asked, answer, operation))


class Thinned:
    """An answer with fewer rows."""

    def __init__(self, answer, rows):
        self.status, self.media, self.headers = answer.status, answer.media, answer.headers
        self.body = json.dumps(rows).encode()


def _wrong(asked, answer, operation):
    if operation is None:
        return ["our client makes this call, and no document in tests/contracts has it"]
    contract = operation.contract
    if answer is None:
        return [f"our request: {one}" for one in contract.wrong_with_request(asked, operation)]
    answered = contract.wrong_with_answer(asked, answer, operation)
    return [f"the pretend service's answer ({answer.status}): {one}" for one in answered]


def never_made(calls):
    """What the documents have, and no client of ours has asked."""
    return sorted(set().union(*(contract_of(name).operations() for name in ROOTS)) - set(calls))


@cache
def contract_of(name):
    """One of the documents, read once."""
    return Contract(read(name))


def read(name):
    """A document as it is written."""
    with (FOLDER / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe


def body_of(asked):
    """A body as the object that it stands for, an uploaded file as the beginning of its bytes; None for no JSON."""
    if asked.media == "application/json":
        try:
            return json.loads(asked.body or b"null")
        except ValueError:
            return None
    if asked.media not in FORMS:
        return None
    in_query = {name.partition("[")[0] for name, _ in asked.query_pairs}
    return _plain({name: one for name, one in asked.params.items() if name not in in_query})


def _plain(value):
    if isinstance(value, Upload):
        return value.data[:50].decode("latin-1")
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def query_sizes(asked):
    """How often each name stands in the query: those of a list are counted."""
    names = [name for name, _ in asked.query_pairs]
    return tuple(sorted((name, names.count(name)) for name in set(names)))


def renamed(part):
    """The document with forms under other names."""
    if isinstance(part, dict):
        return {FORMS.get(name, name): renamed(one) for name, one in part.items()}
    return [renamed(one) for one in part] if isinstance(part, list) else part


def all_of(part, word):
    """Every name in every object that is called `word`."""
    if isinstance(part, dict):
        for name, one in part.items():
            if name == word and isinstance(one, dict):
                yield from one
            yield from all_of(one, word)
    elif isinstance(part, list):
        for one in part:
            yield from all_of(one, word)


def values_of(part, word):
    """Every value of every key that is called `word`."""
    if isinstance(part, dict):
        for name, one in part.items():
            if name == word and not isinstance(one, dict):
                yield one
            yield from values_of(one, word)
    elif isinstance(part, list):
        for one in part:
            yield from values_of(one, word)
