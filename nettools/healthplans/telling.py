"""Findings made: the level and the law of a kind come from the checklist, so that administrators decide."""

from collections.abc import Mapping

from nettools.domain.checklists import Checklist, FindingLevel, KindRule
from nettools.domain.documents import DocumentPlace
from nettools.domain.planchecks import Finding, FindingKind
from nettools.healthplans.sections import quote
from nettools.language import Text

_DEFAULT = KindRule(level=FindingLevel.SHOULD)


class Teller:
    """Makes findings by the checklist's rules."""

    def __init__(self, checklist: Checklist) -> None:
        self._checklist = checklist
        self._kinds: Mapping[str, KindRule] = checklist.kinds

    def say(
        self,
        kind: FindingKind,
        where: DocumentPlace,
        message: Text | str,
        *,
        quoted: str = "",
        subject: str = "",
        level: FindingLevel | None = None,
        law: str = "",
    ) -> Finding:
        """A finding. `quoted` is shortened; `level` and `law` (a key) win over those of the kind."""
        rule = self._kinds.get(kind.value, _DEFAULT)
        return Finding(
            kind=kind,
            level=level or rule.level,
            where=where,
            message=message,
            subject=subject,
            quote=quote(quoted),
            law=self._checklist.law(law or rule.law),
        )
