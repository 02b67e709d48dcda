"""Lists in pages, numbered or with bookmarks, and the Link header that leads from one to the next."""

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from nettools.sandbox.canvas.answers import as_int, not_found
from nettools.sandbox.canvas.visit import Visit
from nettools.sandbox.wire_messages import Answer

Row = TypeVar("Row")
PER_PAGE = 10
LINK_LIMIT = 6 * 1024
NEVER_COPIED = frozenset({"access_token", "api_key", "page", "per_page"})
SHOWN_ORDER = ("current", "next", "prev", "first", "last")
DROPPED_LAST = ("next", "last", "prev", "current", "first")


def numbered(
    visit: Visit,
    rows: Sequence[Row],
    show: Callable[[Row], object],
    *,
    wrapper: str = "",
    counted: bool = True,
) -> Answer:
    """One numbered page of `rows`; without `counted` nothing tells which page is the last."""
    per_page, page = _per_page(visit), as_int(visit.params.get("page", 1))
    if page < 1:
        raise not_found()
    last = max(1, -(-len(rows) // per_page))
    links = {"current": page, "first": 1}
    if page < last:
        links["next"] = page + 1
    if page > 1:
        links["prev"] = page - 1
    if counted:
        links["last"] = last
    return _shown(visit, rows[(page - 1) * per_page : page * per_page], show, links, wrapper)


def bookmarked(
    visit: Visit, rows: Iterable[Row], key: Callable[[Row], tuple[Any, ...]], show: Callable[[Row], object]
) -> Answer:
    """One page of `rows` in the order of `key`, which the bookmark holds: no page can be guessed."""
    per_page = _per_page(visit)
    page = str(visit.params.get("page", "first"))
    start = _bookmark_key(page)
    ordered = sorted(rows, key=key)
    after = ordered if start is None else [row for row in ordered if key(row) > start]
    chosen = after[:per_page]
    links: dict[str, object] = {"current": page, "first": "first"}
    if len(after) > per_page:
        links["next"] = _bookmark(key(chosen[-1]))
    return _shown(visit, chosen, show, links, "")


def _per_page(visit: Visit) -> int:
    return min(visit.manners.max_per_page, max(1, as_int(visit.params.get("per_page", PER_PAGE))))


def _bookmark(key: tuple[Any, ...]) -> str:
    return "bookmark:" + base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _bookmark_key(page: str) -> tuple[Any, ...] | None:
    """The key in a bookmark; None for the first page. 404 for a bookmark that is none."""
    if page in ("first", "1", ""):
        return None
    text = page.removeprefix("bookmark:")
    try:
        return tuple(json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))
    except (ValueError, TypeError):
        raise not_found() from None


def _shown(
    visit: Visit, rows: Sequence[Row], show: Callable[[Row], object], links: dict[str, Any], wrapper: str
) -> Answer:
    visit.rows += len(rows)
    shown = [show(row) for row in rows]
    header = ("Link", link_header(visit, links))
    return visit.json({wrapper: shown} if wrapper else shown, headers=(header,))


def link_header(visit: Visit, pages: dict[str, Any]) -> str:
    """The Link header; one that grows too long loses its least useful links."""
    asked = visit.asked
    kept = [(name, value) for name, value in asked.query_pairs if name not in NEVER_COPIED]
    address = f"{asked.base_url}{asked.path.removesuffix('.json')}"
    links = {}
    room = LINK_LIMIT
    for rel in DROPPED_LAST:
        if rel not in pages:
            continue
        query = urlencode([*kept, ("page", pages[rel]), ("per_page", _per_page(visit))], safe=":")
        link = f'<{address}?{query}>; rel="{rel}"'
        room -= len(link) + 1
        if room > 0:
            links[rel] = link
    return ",".join(links[rel] for rel in SHOWN_ORDER if rel in links)
