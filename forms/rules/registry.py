"""Rule texts and the functions behind them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from forms.model import Form
from forms.problem import Finding, Severity
from forms.rules.context import Context, LibraryView

__all__ = ["Context", "LibraryView", "RuleFunction", "RuleText", "functions", "rule", "texts"]

TEXTS = Path(__file__).with_name("texts.toml")


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says: id, severity, letters of the kinds, message templates, hint, source.

    ``cross`` marks rules that look at other records; they are slower and may change their answer
    when another record changes. ``elsewhere`` marks what no function of a record can find, as it
    shows in the imported table only.
    """

    id: str
    severity: Severity
    kinds: tuple[str, ...]
    title: str
    message: str
    hint: str = ""
    source: str = ""
    variants: Mapping[str, str] = field(default_factory=dict)
    cross: bool = False
    elsewhere: bool = False

    def applies_to(self, form: Form) -> bool:
        """Whether the rule is for records of this form."""
        return "*" in self.kinds or form.letter in self.kinds or form.kind in self.kinds

    def template(self, finding: Finding) -> str:
        """The text of a finding before its values are filled in."""
        return self.variants[finding.variant] if finding.variant else self.message


RuleFunction = Callable[[Context], Iterable[Finding]]
_FUNCTIONS: dict[str, RuleFunction] = {}


def rule(identifier: str) -> Callable[[RuleFunction], RuleFunction]:
    """Bind a function to a rule id; the id must stand in texts.toml and be free."""

    def bind(function: RuleFunction) -> RuleFunction:
        if identifier not in texts():
            raise LookupError(f"rule {identifier} has no text in {TEXTS.name}")
        if identifier in _FUNCTIONS:
            raise LookupError(f"rule {identifier} is bound twice")
        if texts()[identifier].elsewhere:
            raise LookupError(f"rule {identifier} is not found in a record")
        _FUNCTIONS[identifier] = function
        return function

    return bind


def functions() -> Mapping[str, RuleFunction]:
    """Rule id → function, for the rules that are built."""
    return _FUNCTIONS


@cache
def texts() -> Mapping[str, RuleText]:
    """Every rule's text by id, in the order of SPEC §5."""
    data = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    return {
        row["id"]: RuleText(
            id=row["id"],
            severity=Severity(row["severity"]),
            kinds=tuple(row["kinds"]),
            title=row["title"],
            message=row["message"],
            hint=row.get("hint", ""),
            source=row.get("source", ""),
            variants=row.get("variants", {}),
            cross=row.get("cross", False),
            elsewhere=row.get("elsewhere", False),
        )
        for row in data["rule"]
    }


@cache
def order() -> Mapping[str, int]:
    """Rule id → its place in SPEC §5."""
    return {identifier: number for number, identifier in enumerate(texts())}
