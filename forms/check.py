"""check(record, library) → problems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from forms.model import Catalogue, Field, Form, Profile
from forms.problem import Finding, Problem, Severity
from forms.record import Record, steps
from forms.rules import registry
from forms.values import fold

#: (rule, field path) → the written reason that lets a J pass, for one record.
Waivers = Mapping[tuple[str, str], str]

DEFAULT_PROFILE = "gbt39554"


class Snapshot:
    """Records held in memory as cross-record rules see them (a ``LibraryView``)."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._by_kind: dict[str, list[Record]] = defaultdict(list)
        self._by_uuid: dict[str, Record] = {}
        for record in records:
            self._by_kind[record.kind].append(record)
            self._by_uuid[record.uuid] = record
        self._same: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[Record]]] = {}

    def records(self, kind: str) -> list[Record]:
        """All records of a kind."""
        return self._by_kind.get(kind, [])

    def find(self, uuid: str) -> Record | None:
        """The record of that identifier."""
        return self._by_uuid.get(uuid)

    def same(self, record: Record, fields: tuple[str, ...]) -> list[Record]:
        """Other records of the same kind with the same folded values in these fields."""
        index = self._same.get((record.kind, fields))
        if index is None:
            index = defaultdict(list)
            for other in self.records(record.kind):
                index[_key(other, fields)].append(other)
            self._same[record.kind, fields] = index
        return [item for item in index.get(_key(record, fields), ()) if item.uuid != record.uuid]

    @cached_property
    def size(self) -> int:
        """How many records there are."""
        return len(self._by_uuid)


def _key(record: Record, fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold(str(record.get(name) or "")) for name in fields)


@dataclass(frozen=True)
class Checker:
    """Runs the rules of a profile over records."""

    catalogue: Catalogue
    profile_id: str = DEFAULT_PROFILE
    today: date | None = None

    @property
    def profile(self) -> Profile:
        """The portal profile in force."""
        return self.catalogue.profiles[self.profile_id]

    def check(
        self,
        record: Record,
        library: registry.LibraryView | None = None,
        waivers: Waivers | None = None,
        only: str = "",
    ) -> list[Problem]:
        """The problems of one record, heaviest first, in the order of the form.

        ``only`` runs a single rule. A failing rule function is a programming error and raises.
        """
        form = self.catalogue.form(record.kind)
        context = registry.Context(
            record, form, self.catalogue, self.profile,
            library if library is not None else Snapshot([record]), self.today or date.today(),
        )  # fmt: skip
        found = list(self._run(context, waivers or {}, only))
        order = {name: number for number, name in enumerate(form.fields)}
        return sorted(found, key=lambda p: (p.severity.rank, order.get(_head(p.field), -1)))

    def _run(self, context: registry.Context, waivers: Waivers, only: str) -> Iterator[Problem]:
        for text, function in _rules_for(context.form, only):
            for finding in function(context):
                yield _problem(text, finding, context, waivers)


def _rules_for(form: Form, only: str) -> list[tuple[registry.RuleText, registry.RuleFunction]]:
    texts = registry.texts()
    return [
        (texts[identifier], function)
        for identifier, function in registry.functions().items()
        if texts[identifier].applies_to(form) and only in ("", identifier)
    ]


def _problem(
    text: registry.RuleText, finding: Finding, context: registry.Context, waivers: Waivers
) -> Problem:
    severity = finding.severity or text.severity
    return Problem(
        rule=text.id,
        severity=severity,
        record=context.record.uuid,
        kind=context.form.kind,
        field=finding.field,
        message=text.say(finding),
        hint=text.hint,
        source=text.source,
        waiver=waivers.get((text.id, finding.field), "") if severity is Severity.JUSTIFY else "",
        label=path_label(context.form, finding.field),
        fix=finding.fix,
    )


def _head(path: str) -> str:
    return next(steps(path))[0] if path else ""


def path_label(form: Form, path: str) -> str:
    """A field path in words: 申请材料 第3行 材料名称; empty for the whole record."""
    if not path:
        return ""
    words: list[str] = []
    fields: Mapping[str, Field] = form.fields
    for name, index in steps(path):
        field = fields.get(name)
        words.append(field.label if field else name)
        if index is not None:
            words.append(f"第{index + 1}行")
        fields = {column.id: column for column in field.columns} if field else {}
    return " ".join(words)
