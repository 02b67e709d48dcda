"""What goes over the wire, as values: a request with its parameters unified, and an answer."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import FileStorage
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

TRUE_WORDS = frozenset({"1", "true", "t", "yes", "y", "on"})
WHOLE_NUMBER = re.compile(r"[0-9]{1,18}")
FALSE_WORDS = frozenset({"0", "false", "f", "no", "n", "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file in a multipart body."""

    filename: str
    media: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a service says: status, body and the headers beside Content-Type and Content-Length."""

    status: int = 200
    body: bytes = b""
    media: str = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


class AnswerError(Exception):
    """Raised anywhere below an endpoint to answer at once."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def json_answer(value: object, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Answer:
    """`value` as JSON in UTF-8."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status=status, body=body, headers=tuple(headers))


def text_answer(text: str, status: int = 200, media: str = "text/plain; charset=utf-8") -> Answer:
    """`text` as it is, by default plain text."""
    return Answer(status=status, body=text.encode(), media=media)


@dataclass(kw_only=True)
class Asked:
    """One request. Header names are in lower case; `path` is as sent, percent-escapes and all, without the query."""

    method: str
    path: str
    query_string: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    base_url: str = ""
    # What the service notes about the caller while it answers (who is asking, which bucket pays ...).
    notes: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def media(self) -> str:
        """The body's content type without its options, in lower case."""
        return parse_options_header(self.headers.get("content-type", ""))[0].lower()

    @cached_property
    def query_pairs(self) -> list[tuple[str, str]]:
        """The query's names and values, decoded, in order."""
        return parse_qsl(self.query_string, keep_blank_values=True)

    @cached_property
    def params(self) -> dict[str, Any]:
        """The query and the body (form, multipart or JSON) as one nested dict; the body wins."""
        return {**nest(self.query_pairs), **self._body_params()}

    @cached_property
    def json(self) -> Any:  # noqa: ANN401 - JSON may be anything
        """The body as JSON; AnswerError 400 when it is none."""
        try:
            return json.loads(self.body or b"null")
        except ValueError:
            raise AnswerError(json_answer({"errors": [{"message": "Invalid JSON"}]}, 400)) from None

    def _body_params(self) -> dict[str, Any]:
        if self.media == "application/json":
            return self.json if isinstance(self.json, dict) else {}
        if self.media == "application/x-www-form-urlencoded":
            return nest(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))
        if self.media == "multipart/form-data":
            return nest(self._parts())
        return {}

    def _parts(self) -> list[tuple[str, str | Upload]]:
        _, options = parse_options_header(self.headers.get("content-type", ""))
        parser = FormDataParser(stream_factory=lambda *_, **__: BytesIO(), max_form_memory_size=None)
        try:
            _, form, files = parser.parse(BytesIO(self.body), self.media, len(self.body), options)
        except ValueError:
            raise AnswerError(text_answer("Bad Request", 400)) from None
        uploads = [(name, _upload(file)) for name, file in files.items(multi=True)]
        return [*form.items(multi=True), *uploads]


def _upload(file: FileStorage) -> Upload:
    return Upload(filename=file.filename or "", media=file.mimetype, data=file.stream.read())


def nest(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """`a[b]=1&x[]=2&x[]=3` as {"a": {"b": "1"}, "x": ["2", "3"]}, the way Rails and PHP read names."""
    nested: dict[str, Any] = {}
    for name, value in pairs:
        head, *tail = name.replace("]", "").split("[")
        _put(nested, [head, *tail], value)
    return nested


def _put(holder: dict[str, Any], keys: list[str], value: object) -> None:
    key, *rest = keys
    if not rest:
        holder[key] = value
    elif rest[0] == "":
        _put_in_list(_of_kind(holder, key, list), rest[1:], value)
    else:
        _put(_of_kind(holder, key, dict), rest, value)


def _put_in_list(rows: list[Any], keys: list[str], value: object) -> None:
    """`a[][b]=1&a[][c]=2&a[][b]=3`: a name that is there already begins the next row."""
    if not keys:
        rows.append(value)
        return
    if not rows or not isinstance(rows[-1], dict) or keys[0] in rows[-1]:
        rows.append({})
    _put(rows[-1], keys, value)


def _of_kind(holder: dict[str, Any], key: str, kind: type[Any]) -> Any:  # noqa: ANN401 - what `kind` says
    found = holder.get(key)
    if not isinstance(found, kind):
        found = holder[key] = kind()
    return found


def whole_number(text: str) -> int | None:
    """The number that a text is; None for what is none, or is longer than any id (Python reads `²` as a digit too)."""
    return int(text) if WHOLE_NUMBER.fullmatch(text) else None


def as_bool(value: object, *, default: bool = False) -> bool:
    """A truth as forms and JSON write it; `default` for what says neither."""
    word = str(value).strip().lower()
    return word in TRUE_WORDS or (default and word not in FALSE_WORDS)


def as_list(value: object) -> list[Any]:
    """A list, from a list, from the values of a numbered form (`x[0]=`), or from one value; nothing gives none."""
    if value is None or value == "":
        return []
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, (list, tuple)) else [value]


def as_dict(value: object) -> dict[str, Any]:
    """A nested part, or an empty one when the caller sent something else."""
    return value if isinstance(value, dict) else {}
