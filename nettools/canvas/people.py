"""Who of the people wanted has an account already: by our mark, else by login, else by e-mail address.

Whoever is seen in the rooms need not be asked for. Strangers are looked for in whichever way takes fewer calls: in the
whole account's list, or in a list for each mail domain, as a municipality's staff; in a domain of many, one by one.
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

Match = Callable[[str, str], Found | None]


def observe_people(
    pool: ThreadPoolExecutor,
    reader: "PeopleReader",
    wanted: Sequence[Wanted],
    links: Mapping[str, Link],
    seen: Mapping[str, Row],
) -> list[Found]:
    """Whoever is wanted and there. `seen` are the users who stand in the rooms, by their number."""
    people = {thing.key: str(thing.place["login"]) for thing in wanted if thing.kind is Kind.PERSON}
    known = {key: link.remote_id for key in people if (link := links.get(key)) and link.remote_id}
    in_rooms = _matching(seen.values())
    met = {key: found for key in people if key not in known and (found := in_rooms(key, people[key]))}
    strangers = {key: login for key, login in people.items() if key not in known and key not in met}

    def remembered(key: str) -> Found | None:
        if row := seen.get(known[key]):
            return rows.person(row, key, people[key])
        return reader.with_id(known[key], key, people[key]) or reader.person(key, people[key])

    asked = [*_strangers(pool, reader, strangers), *pool.map(remembered, known)]
    return [*met.values(), *(one for one in asked if one)]


def _strangers(pool: ThreadPoolExecutor, reader: "PeopleReader", strangers: Mapping[str, str]) -> list[Found | None]:
    """Those of the strangers who have an account."""
    by_domain: dict[str, list[str]] = defaultdict(list)
    for key, login in strangers.items():
        by_domain[login.rpartition("@")[2]].append(key)
    worth = [domain for domain, keys in by_domain.items() if domain and len(keys) >= LIST_FROM]
    alone = [key for domain, keys in by_domain.items() if domain not in worth for key in keys]
    if len(worth) + len(alone) > 1 and (match := reader.everybody(pool, at_most=len(worth) + len(alone))):
        return [match(key, login) for key, login in strangers.items()]
    found: list[Found | None] = []
    for domain, match in zip(worth, pool.map(reader.domain, worth), strict=True):
        if match is None:
            alone += by_domain[domain]
        else:
            found += [match(key, strangers[key]) for key in by_domain[domain]]
    return [*found, *pool.map(lambda key: reader.person(key, strangers[key]), alone)]


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

    def everybody(self, pool: ThreadPoolExecutor, *, at_most: int) -> Match | None:
        """How to find somebody among all users of the account; None when reading them takes more calls than that."""
        found = self._client.all_pages(self._users, {"include[]": ["email"]}, pool, at_most=at_most)
        return None if found is None else _matching(found)

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
