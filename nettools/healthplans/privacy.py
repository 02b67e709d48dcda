"""Personal data in a draft: numbers, a child that can be recognised, names of staff. What is found is never told.

A child can be recognised when a sensitive word stands in one sentence with a child that is named, lettered or in a
class that is told, or with a count of few; a sentence about what holds in general is no such thing.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from nettools.domain.checklists import PrivacyRules
from nettools.domain.documents import DocumentPlace, ReadDocument
from nettools.domain.personal_numbers import personal_numbers
from nettools.domain.planchecks import PrivacyHit, PrivacyKind
from nettools.healthplans.patterns import folded, pattern

MASK = "****"
_BETWEEN_PARTS = re.compile(r"([/\\])")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ\d”\"(])|\n")
_CLASS = re.compile(r"\b(?:[Åå]k(?:\.|ursen?)?\s?\d|årskurs\s\d|[Kk]lass\s\d\s?[A-Fa-f]?|[1-9]\s?[A-F])\b")
_FEW = r"\b(?:en|ett|två|tre|fyra|1|2|3|4)\s+(?:\w+\s+){0,2}"
_COUNTED = re.compile(r"(?:två|tre|fyra|[2-4])\b", re.IGNORECASE)
_OF_SOMEBODY = re.compile(r"\b(?:har|hade|fick|fått|går|finns|är|med)\b")
_IN_GENERAL = re.compile(r"\b(?:kan|bör|ska|skall|ofta|ibland|oavsett)\b", re.IGNORECASE)
_LEADS_TO_NAME = re.compile(r"(?:[:,(–-]|\b(?:är|heter|och|samt|av|till|med|hos|kontakta))$", re.IGNORECASE)
_NAME = r"[A-ZÅÄÖ][a-zåäöéü]+(?:-[A-ZÅÄÖ][a-zåäöéü]+)?"
_PAIR = re.compile(rf"\b({_NAME})\s+(?:(?:af|von|de)\s+)?({_NAME})\b")
_KIN = re.compile(rf"\b({_NAME}s)\s+(?:mamma|pappa|föräldrar|vårdnadshavare|syster|bror|syskon|mor|far)\b")
_CHILDISH_END = re.compile(r"(?:ens|ets|nas|rnas|barns|elevers|elevs|alla s)$", re.IGNORECASE)
_MAIL = re.compile(r"\b([\w.+-]+)@[\w-]+(?:\.[\w-]+)+")
_SHARE = re.compile(
    r"\b(?:[1-4]|en|ett|två|tre|fyra)\s+av\s+(?:de\s+)?(?:\d{1,2}|\w+)\s+(?:barn|elev)\w*", re.IGNORECASE
)


def find_personal_data(document: ReadDocument, rules: PrivacyRules) -> tuple[PrivacyHit, ...]:
    """All personal data in the text, its margins and its title, masked; each once in its place."""
    looker = _looker(rules)
    pieces = [(each.place, each.text) for each in document.passages()]
    pieces += [(cell.place, cell.text) for table in document.tables() for row in table.rows for cell in row.cells]
    pieces += [(each.place, each.text) for each in document.aside]
    pieces += [(DocumentPlace(), document.title)]
    hits = [hit for place, text in pieces for hit in looker.look(place, text)]
    secret = [hit for hit in hits if hit.blocks]
    return tuple(dict.fromkeys(_masked_place(hit, bool(secret), looker) for hit in hits))


def masked(text: str) -> str:
    """The path of a file, without those parts of it that hold a number."""
    return "".join(MASK if personal_numbers(part) else part for part in _BETWEEN_PARTS.split(text))


def _masked_place(hit: PrivacyHit, blocked: bool, looker: "_Looker") -> PrivacyHit:  # noqa: FBT001 - of one draft
    """A heading that itself tells a child or a number is not repeated in the place."""
    if not blocked:
        return hit
    headings = tuple(
        MASK if any(each.blocks for each in looker.look(hit.where, said)) else said for said in hit.where.headings
    )
    place = hit.where
    where = DocumentPlace(
        headings=headings, table=place.table, row=place.row, column=place.column, page=place.page, line=place.line
    )
    return PrivacyHit(kind=hit.kind, certain=hit.certain, where=where, masked=hit.masked)


@lru_cache(maxsize=4)
def _looker(rules: PrivacyRules) -> "_Looker":
    return _Looker(rules)


class _Looker:
    """The checklist's words as patterns."""

    def __init__(self, rules: PrivacyRules) -> None:
        child = "|".join(rules.children) or r"(?!)"
        self._sensitive = pattern(rf"\b(?:{'|'.join(rules.sensitive) or '(?!)'})")
        self._few = re.compile(rf"{_FEW}(?:{child})\b", re.IGNORECASE)
        self._named = re.compile(rf"\b(?i:{child})\s+(?P<name>{_NAME})\b")
        self._lettered = re.compile(rf"\b(?i:{child})\s+([A-ZÅÄÖ]|[A-ZÅÄÖ]\.[A-ZÅÄÖ]\.?|\d)(?![\w)])")
        self._general = re.compile(rf"^\W*(?:{'|'.join(rules.general) or '(?!)'})\b", re.IGNORECASE)
        self._staff = pattern(rf"\b(?:{'|'.join(rules.staff) or '(?!)'})\b")
        self._not_names = {word.casefold() for word in rules.not_names}
        self._mailboxes = tuple(word.casefold() for word in rules.mailboxes)

    def look(self, place: DocumentPlace, text: str) -> Iterator[PrivacyHit]:
        """What is personal in one text. Most texts have nothing of the kind, so the whole is looked at first."""
        for hit in personal_numbers(text):
            yield PrivacyHit(kind=PrivacyKind.PERSONNUMMER, certain=hit.certain, where=place, masked=hit.masked)
        plain = folded(text)
        child = self._sensitive.search(plain) or self._named.search(text) or _KIN.search(text)
        people = "@" in text or self._staff.search(plain) or _SHARE.search(plain)
        for sentence in _SENTENCE.split(text) if child or people else ():
            yield from self._child(place, sentence) if child else ()
            yield from self._people(place, sentence) if people else ()

    def _child(self, place: DocumentPlace, sentence: str) -> Iterator[PrivacyHit]:
        sensitive = self._sensitive.search(folded(sentence))
        named = next((found for found in self._named.finditer(sentence) if self._is_name(found["name"])), None)
        kin = next((found for found in _KIN.finditer(sentence) if self._is_child(found[1])), None)
        lettered = self._lettered.search(sentence)
        few = self._few.search(sentence)
        pointer = named or lettered or kin
        if pointer and (sensitive or named or kin):
            first = pointer[0].split()[0] if pointer is not kin else MASK
            shown = f"{first} {MASK}" if pointer is not kin else f"{MASK} {pointer[0].split()[-1]}"
            yield self._hit(place, shown, certain=sensitive is not None)
        elif sensitive and few and _CLASS.search(sentence) and not self._general.match(sentence):
            yield self._hit(place, f"{few[0]} … {MASK}", certain=True)
        elif sensitive and few and self._is_of_one(sentence, few, sensitive):
            yield self._hit(place, f"{few[0]} … {MASK}", certain=False)

    def _is_of_one(self, sentence: str, few: re.Match[str], sensitive: re.Match[str]) -> bool:
        """Whether a sentence tells of some child that there is, not of what holds when there is one."""
        if self._general.match(sentence) or _IN_GENERAL.search(sentence):
            return False
        between = sentence[few.end() : sensitive.start()]
        return _COUNTED.match(few[0]) is not None or _OF_SOMEBODY.search(between) is not None

    def _hit(self, place: DocumentPlace, shown: str, *, certain: bool) -> PrivacyHit:
        return PrivacyHit(kind=PrivacyKind.CHILD, certain=certain, where=place, masked=shown)

    def _people(self, place: DocumentPlace, sentence: str) -> Iterator[PrivacyHit]:
        """Names of staff, personal addresses, counts so small that somebody can be guessed: to think about."""
        if self._staff.search(folded(sentence)):
            plain = self._titles_lowered(sentence)
            for found in _PAIR.finditer(plain):
                if self._introduces(plain[: found.start()]) and self._is_name(found[1]) and self._is_name(found[2]):
                    shown = " ".join(f"{part[0]}{MASK}" for part in found.groups())
                    yield PrivacyHit(kind=PrivacyKind.PERSONAL, certain=False, where=place, masked=shown)
        for mail in _MAIL.finditer(sentence):
            if self._is_personal_mailbox(mail[1]):
                shown = f"{mail[1][0]}{MASK}@{mail[0].partition('@')[2]}"
                yield PrivacyHit(kind=PrivacyKind.PERSONAL, certain=True, where=place, masked=shown)
        if share := _SHARE.search(folded(sentence)):
            shown = f"{share[0].split()[0]} av {MASK}"
            yield PrivacyHit(kind=PrivacyKind.PERSONAL, certain=False, where=place, masked=shown)

    def _titles_lowered(self, sentence: str) -> str:
        """A title at the beginning of a sentence has a capital, and is no name."""
        for title in self._staff.finditer(folded(sentence)):
            sentence = (
                sentence[: title.start()] + sentence[title.start() : title.end()].lower() + sentence[title.end() :]
            )
        return sentence

    def _introduces(self, before: str) -> bool:
        """Whether a name may follow: after a title, or after a word or mark that leads to one."""
        plain = before.rstrip()
        title = [*self._staff.finditer(folded(plain))]
        return bool(plain) and (
            _LEADS_TO_NAME.search(plain) is not None or (bool(title) and title[-1].end() == len(plain))
        )

    def _is_name(self, word: str) -> bool:
        return word.casefold() not in self._not_names

    def _is_child(self, owner: str) -> bool:
        """Whether "Kalles" could be a child's name: not "Barnens", "Elevernas"."""
        return self._is_name(owner) and self._is_name(owner.removesuffix("s")) and not _CHILDISH_END.search(owner)

    def _is_personal_mailbox(self, local: str) -> bool:
        plain = local.casefold()
        if any(word in plain for word in self._mailboxes):
            return False
        return re.fullmatch(r"[a-zåäöé-]{2,}[._][a-zåäöé-]{2,}\d*", plain) is not None
