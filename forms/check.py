"""check(record, library) → problems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from forms.laws import LawView
from forms.model import DEFAULT_PROFILE, Catalogue, Field, Form, Profile
from forms.problem import Finding, Problem, Severity
from forms.record import Record, steps
from forms.returns import ReturnView
from forms.rules import registry
from forms.rules.context import strings_of
from forms.rules.lexicon import Lexicon
from forms.values import fold

#: (rule, field path) → the written reason that lets a J pass, for one record.
Waivers = Mapping[tuple[str, str], str]


class Snapshot:
    """Records held in memory as cross-record rules see them (a ``LibraryView``)."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._by_kind: dict[str, list[Record]] = defaultdict(list)
        self._by_uuid: dict[str, Record] = {}
        for record in records:
            self._by_kind[record.kind].append(record)
            self._by_uuid[record.uuid] = record
        self._same: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[Record]]] = {}
        self._referring: dict[tuple[str, str], dict[str, list[Record]]] = {}

    def records(self, kind: str) -> list[Record]:
        """All records of a kind."""
        return self._by_kind.get(kind, [])

    def find(self, uuid: str) -> Record | None:
        """The record of that identifier."""
        return self._by_uuid.get(uuid)

    def same(self, record: Record, fields: tuple[str, ...]) -> list[Record]:
        """Other records of the same kind with the same folded values in these fields."""
        found = self._by_value(record.kind, fields).get(_key(record, fields), ())
        return [item for item in found if item.uuid != record.uuid]

    def holding(self, kind: str, field: str, value: str) -> list[Record]:
        """Records of a kind whose text field has that value, compared folded."""
        return self._by_value(kind, (field,)).get((fold(value),), [])

    def _by_value(
        self, kind: str, fields: tuple[str, ...]
    ) -> Mapping[tuple[str, ...], list[Record]]:
        index = self._same.get((kind, fields))
        if index is None:
            index = defaultdict(list)
            for record in self.records(kind):
                index[_key(record, fields)].append(record)
            self._same[kind, fields] = index
        return index

    def referring(self, kind: str, field: str, uuid: str) -> list[Record]:
        """Records of a kind whose ref field points to that record."""
        index = self._referring.get((kind, field))
        if index is None:
            index = defaultdict(list)
            for record in self.records(kind):
                for target in strings_of(record.get(field)):
                    index[target].append(record)
            self._referring[kind, field] = index
        return index.get(uuid, [])


def _key(record: Record, fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold(_compared(record, name)) for name in fields)


def _compared(record: Record, field: str) -> str:
    """The value of a field as text; of ``table.column`` the texts of the column, a line each."""
    table, dot, column = field.partition(".")
    if not dot:
        return str(record.get(field) or "")
    return "\0".join(str(row.get(column) or "") for row in record.rows(table))


@dataclass(frozen=True)
class Checker:
    """Runs the rules of a profile over records."""

    catalogue: Catalogue
    profile_id: str = DEFAULT_PROFILE
    today: date | None = None
    laws: LawView | None = None
    returns: ReturnView | None = None

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(self.catalogue)

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
        *,
        alone: bool = False,
    ) -> list[Problem]:
        """The problems of one record, heaviest first, in the order of the form.

        ``only`` runs a single rule; ``alone`` leaves out those that look at other records. A
        failing rule function is a programming error and raises.
        """
        form = self.catalogue.form(record.kind)
        context = registry.Context(
            record, form, self.catalogue, self.profile,
            library if library is not None else Snapshot([record]), self.today or date.today(),
            self._lexicon, self.laws, self.returns,
        )  # fmt: skip
        found = list(self._run(context, waivers or {}, only, alone=alone))
        return in_order(found, form)

    def _run(
        self, context: registry.Context, waivers: Waivers, only: str, *, alone: bool
    ) -> Iterator[Problem]:
        for text, function in _rules_for(context.form, only):
            if not (alone and text.cross):
                for finding in function(context):
                    yield _problem(text, finding, context, waivers)


def in_order(problems: Iterable[Problem], form: Form) -> list[Problem]:
    """The heaviest first, and then as the form goes."""
    order = {name: number for number, name in enumerate(form.fields)}
    return sorted(problems, key=lambda p: (p.severity.rank, order.get(head(p.field), -1)))


def _rules_for(form: Form, only: str) -> list[tuple[registry.RuleText, registry.RuleFunction]]:
    built = registry.functions()
    return [
        (text, built[identifier])
        for identifier, text in registry.texts().items()
        if only in ("", identifier) and identifier in built and text.applies_to(form)
    ]


def _problem(
    text: registry.RuleText, finding: Finding, context: registry.Context, waivers: Waivers
) -> Problem:
    severity = finding.severity or text.severity
    template = text.template(finding)
    params = {name: str(value) for name, value in finding.params.items()}
    return Problem(
        rule=text.id,
        severity=severity,
        record=context.record.uuid,
        kind=context.form.kind,
        field=finding.field,
        message=template.format_map(params),
        hint=text.hint,
        source=text.source,
        waiver=waivers.get((text.id, finding.field), "") if severity is Severity.JUSTIFY else "",
        label=path_label(context.form, finding.field),
        fix=finding.fix,
        template=template,
        params=params,
    )


def head(path: str) -> str:
    """The field of the form that a path leads into; empty for the whole record."""
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
