"""A problem is data: the screen, the command line, Excel reports and receipts all speak it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from dataclasses import field as dataclass_field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a problem weighs (SPEC §5)."""

    BLOCK = "E"
    JUSTIFY = "J"
    WARN = "W"
    HINT = "I"

    @property
    def word(self) -> str:
        """The word shown to people."""
        return {"E": "阻断", "J": "须说明", "W": "警告", "I": "提示"}[self.value]

    @property
    def rank(self) -> int:
        """0 for the heaviest."""
        return "EJWI".index(self.value)


#: The deed that puts masked copies in the place of attached files.
MASK = "mask"


@dataclass(frozen=True, slots=True)
class Fix:
    """A one-click mend: set the field at ``path`` to ``value``.

    Where the value must first be made by a ``deed`` (`MASK`), ``value`` is what the field holds
    now: whoever knows no deeds changes nothing. ``template`` and ``params`` are what the label was
    made from, where it was composed (`worded`): for a window that says it in another language.
    """

    label: str
    path: str
    value: Any
    deed: str = ""
    template: str = dataclass_field(default="", compare=False, repr=False)
    params: Mapping[str, str] = dataclass_field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def worded(cls, template: str, path: str, value: Any, **said: object) -> Fix:
        """A mend whose label names something: ``template`` with what is ``said`` put in."""
        params = {name: str(word) for name, word in said.items()}
        return cls(template.format_map(params), path, value, "", template, params)

    def to_json(self) -> dict[str, Any]:
        """Label, path and value; the deed where there is one."""
        data = {"label": self.label, "path": self.path, "value": self.value}
        return {**data, "deed": self.deed} if self.deed else data


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule function returns: a place and the values that its message names.

    ``severity`` overrides the rule's own (T07 blocks or warns); ``variant`` picks another of the
    rule's message texts.
    """

    field: str
    params: Mapping[str, object] = dataclass_field(default_factory=dict)
    severity: Severity | None = None
    variant: str = ""
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place.

    ``record`` is the record's uuid, ``field`` a path such as ``materials[2].name`` (empty: the
    whole record), ``source`` the law or document behind the rule, ``waiver`` the written reason
    that lets a J pass. ``template`` and ``params`` are what the message was made from, for a window
    that says it in another language.
    """

    rule: str
    severity: Severity
    record: str
    kind: str
    field: str
    message: str
    hint: str = ""
    source: str = ""
    waiver: str = ""
    label: str = ""
    fix: Fix | None = None
    template: str = dataclass_field(default="", compare=False, repr=False)
    params: Mapping[str, str] = dataclass_field(default_factory=dict, compare=False, repr=False)

    @property
    def blocks(self) -> bool:
        """Whether it stops a record from being finalized."""
        return self.severity is Severity.BLOCK or (
            self.severity is Severity.JUSTIFY and not self.waiver
        )

    def to_json(self) -> dict[str, Any]:
        """The shape that ``--json`` prints (DESIGN §8)."""
        data = asdict(replace(self, fix=None))
        data["severity"] = self.severity.value
        del data["template"], data["params"], data["fix"]
        return {**data, "fix": self.fix.to_json()} if self.fix else data
