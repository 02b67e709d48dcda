"""Who of the people wanted has an account already: by our mark, else by login, else by e-mail address.

Those of one mail domain, as a municipality's staff, are read as one list; in a domain of many, each is asked for.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from nettools.canvas import rows
from nettools.canvas.client import CanvasClient, Row, or_none
from nettools.changes import Found, Kind, Link, Wanted, mark

LIST_FROM = 3  # so many people of one domain are worth a list
LONGEST_LIST = 300  # a domain of more (a university's, a mail provider's) is not read through


def observe_people(
    pool: ThreadPoolExecutor,
    reader: "PeopleReader",
    wanted: Sequence[Wanted],
    links: Mapping[str, Link],
    seen: set[str],
) -> list[Found]:
    """Whoever is wanted and there. A person whom we remember and who is among `seen` need not be asked for."""
    people = {thing.key: str(thing.place["login"]) for thing in wanted if thing.kind is Kind.PERSON}
    known = {key: link.remote_id for key in people if (link := links.get(key)) and link.remote_id}
    strangers = {key: login for key, login in people.items() if key not in known}
    listed, alone = _by_list(pool, reader, strangers)

    def remembered(key: str) -> Found | None:
        if known[key] in seen:
            return Found(kind=Kind.PERSON, remote_id=known[key], place={"login": people[key]})
        return reader.with_id(known[key], key, people[key]) or reader.person(key, people[key])

    asked = [*pool.map(remembered, known), *pool.map(lambda key: reader.person(key, people[key]), alone)]
    return [found for found in (*listed, *asked) if found]


def _by_list(
    pool: ThreadPoolExecutor, reader: "PeopleReader", strangers: Mapping[str, str]
) -> tuple[list[Found], list[str]]:
    """The strangers found in the lists of their domains, and the keys of those who must be asked for one by one."""
    by_domain: dict[str, list[str]] = defaultdict(list)
    for key, login in strangers.items():
        by_domain[login.rpartition("@")[2]].append(key)
    worth = [domain for domain, keys in by_domain.items() if domain and len(keys) >= LIST_FROM]
    found: list[Found] = []
    alone = {key for domain, keys in by_domain.items() if domain not in worth for key in keys}
    for domain, match in zip(worth, pool.map(reader.domain, worth), strict=True):
        if match is None:
            alone.update(by_domain[domain])
        else:
            found += [one for key in by_domain[domain] if (one := match(key, strangers[key]))]
    return found, [key for key in strangers if key in alone]


Match = Callable[[str, str], Found | None]


class PeopleReader:
    """Reads the people of one account; for any thread."""

    def __init__(self, client: CanvasClient, account_id: str) -> None:
        self._client = client
        self._users = f"accounts/{account_id}/users"

    def with_id(self, remote_id: str, key: str, login: str) -> Found | None:
        """The user whom we remember, if there still is one."""
        row = or_none(lambda: self._client.get_json(f"users/{remote_id}"))
        return rows.person(row, key, login) if row else None

    def person(self, key: str, login: str) -> Found | None:
        """The user with our mark, else with this login, else with this e-mail address."""
        return _matching(self._search(login))(key, login)

    def domain(self, domain: str) -> Match | None:
        """How to find somebody among all who have a login or address there; None when they are too many."""
        found = [*islice(self._search(f"@{domain}"), LONGEST_LIST + 1)]
        return _matching(found) if len(found) <= LONGEST_LIST else None

    def _search(self, term: str) -> Iterable[Row]:
        return self._client.pages(self._users, {"search_term": term, "include[]": ["email"]})


def _matching(found: Iterable[Row]) -> Match:
    """A way to look people up; of several who fit, the first that Canvas got."""
    by_mark: dict[str, Row] = {}
    by_login: dict[str, Row] = {}
    by_address: dict[str, Row] = {}
    for row in sorted(found, key=lambda row: int(row["id"])):
        by_mark.setdefault(str(row.get("sis_user_id") or ""), row)
        by_login.setdefault(str(row.get("login_id") or "").casefold(), row)
        by_address.setdefault(str(row.get("email") or "").casefold(), row)

    def match(key: str, login: str) -> Found | None:
        row = by_mark.get(mark(key)) or by_login.get(login) or by_address.get(login)
        return rows.person(row, key, login) if row else None

    return match
