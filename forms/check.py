"""check(record, library) → problems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, cast

from forms import DEFAULT_PROFILE
from forms.attachments import FileView
from forms.laws import LawView
from forms.model import Catalogue, Field, Form, Profile
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
        self._same: dict[tuple[str, tuple[str, ...]], _Index] = {}
        self._referring: dict[tuple[str, str], dict[str, list[Record]]] = {}

    def records(self, kind: str) -> list[Record]:
        """All records of a kind."""
        return self._by_kind.get(kind, [])

    def find(self, uuid: str) -> Record | None:
        """The record of that identifier."""
        return self._by_uuid.get(uuid)

    def same(self, record: Record, fields: tuple[str, ...]) -> list[Record]:
        """Other records of the same kind with the same folded values in these fields."""
        found = self._index(record.kind, fields).like(record)
        return [item for item in found if item.uuid != record.uuid]

    def number_same(self, record: Record, fields: tuple[str, ...]) -> int:
        """How many `same` would give of those that are in use (not cancelled)."""
        return self._index(record.kind, fields).active_like(record)

    def holding(self, kind: str, field: str, value: str) -> list[Record]:
        """Records of a kind whose text field has that value, compared folded."""
        return self._index(kind, (field,)).by_key.get((fold(value),), [])

    def _index(self, kind: str, fields: tuple[str, ...]) -> _Index:
        index = self._same.get((kind, fields))
        if index is None:
            index = self._same[kind, fields] = _Index(self.records(kind), fields)
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


class _Index:
    """Records of a kind by their folded values in some fields."""

    def __init__(self, records: Iterable[Record], fields: tuple[str, ...]) -> None:
        self._fields = fields
        self.by_key: dict[tuple[str, ...], list[Record]] = defaultdict(list)
        #: uuid → the record as it was indexed, and its key: folding a long text is dear.
        self._keys: dict[str, tuple[Record, tuple[str, ...]]] = {}
        for record in records:
            key = folded_key(record, fields)
            self._keys[record.uuid] = (record, key)
            self.by_key[key].append(record)
        self._active: dict[tuple[str, ...], int] = {}

    def _key_of(self, record: Record) -> tuple[str, ...]:
        known = self._keys.get(record.uuid)
        return known[1] if known and known[0] is record else folded_key(record, self._fields)

    def like(self, record: Record) -> list[Record]:
        """Those with the same key, the record itself among them where it was indexed."""
        return self.by_key.get(self._key_of(record), [])

    def active_like(self, record: Record) -> int:
        """How many others in use have the same key: counted once for all that have it."""
        key = self._key_of(record)
        number = self._active.get(key)
        if number is None:
            number = sum(item.is_active for item in self.by_key.get(key, ()))
            self._active[key] = number
        known = self._keys.get(record.uuid)
        return number - (known is not None and known[1] == key and known[0].is_active)


def folded_key(record: Record, fields: tuple[str, ...]) -> tuple[str, ...]:
    """What records are found by in these fields: two that have the same are the same in them."""
    return tuple(fold(_compared(record, name)) for name in fields)


def _compared(record: Record, field: str) -> str:
    """The value of a field as text; of ``table.column`` the texts of the column, a line each."""
    table, dot, column = field.partition(".")
    if not dot:
        return str(record.get(field) or "")
    return "\0".join(str(row.get(column) or "") for row in record.rows(table))


def _straight_on() -> None:
    """Nobody wants to come in between."""


_Rules = list[tuple[registry.RuleText, registry.RuleFunction]]


@dataclass(frozen=True)
class Checker:
    """Runs the rules of a profile over records."""

    catalogue: Catalogue
    profile_id: str = DEFAULT_PROFILE
    today: date | None = None
    laws: LawView | None = None
    returns: ReturnView | None = None
    files: FileView | None = None

    #: Kind and rule asked for → the rules to run.
    _rules: dict[tuple[str, str], _Rules] = field(default_factory=dict, compare=False, repr=False)

    #: What rules keep for all records (`Context.plans`).
    _plans: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _said(self) -> _Said:
        return _Said()

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
        focus: str = "",
        between: Callable[[], object] | None = None,
    ) -> list[Problem]:
        """The problems of one record, heaviest first, in the order of the form.

        ``only`` runs a single rule; ``alone`` leaves out those that look at other records, and what
        stands in attached files. With a ``focus`` there are only those of that field, and laws
        count only where they were looked up before. ``between`` is called before each rule; what it
        raises ends the check. A failing rule function is a programming error and raises.
        """
        form = self.catalogue.form(record.kind)
        context = registry.Context(
            record, form, self.catalogue, self.profile,
            library if library is not None else Snapshot([record]), self.today or date.today(),
            self._lexicon, self.laws, self.returns, None if alone else self.files, focus,
            self._plans,
        )  # fmt: skip
        rules = self._rules_for(form, only)
        if alone:
            rules = [(text, function) for text, function in rules if not text.cross]
        found = list(self._run(context, waivers or {}, rules, between or _straight_on))
        return in_order(found, form)

    def _run(
        self, context: registry.Context, waivers: Waivers, rules: _Rules,
        between: Callable[[], object],
    ) -> Iterator[Problem]:  # fmt: skip
        said = self._said
        for text, function in rules:
            between()
            for finding in function(context):
                if not context.focus or head(finding.field) == context.focus:
                    yield said.problem(text, finding, context, waivers)

    def _rules_for(self, form: Form, only: str) -> _Rules:
        found = self._rules.get((form.kind, only))
        if found is None:
            built = registry.functions()
            found = self._rules[form.kind, only] = [
                (text, built[identifier])
                for identifier, text in registry.texts().items()
                if only in ("", identifier)
                and identifier in built
                and identifier not in self.profile.off
                and text.applies_to(form)
            ]
        return found


def in_order(problems: Iterable[Problem], form: Form) -> list[Problem]:
    """The heaviest first, and then as the form and the list of rules go."""
    order, rules, ranks = form.order_of, registry.order(), _RANKS
    return sorted(
        problems,
        key=lambda p: (ranks[p.severity], order.get(head(p.field), -1), rules.get(p.rule, -1)),
    )


#: Asked so often that a property of an enumeration costs too much.
_RANKS = {severity: severity.rank for severity in Severity}


class _Said:
    """What was said before: thousands of records lack the same fields, and a check of a whole
    library keeps what was found in all of them.
    """

    def __init__(self) -> None:
        self._messages: dict[tuple[object, ...], tuple[str, str, Mapping[str, str]]] = {}
        self._labels: dict[tuple[str, str], str] = {}

    def problem(
        self, text: registry.RuleText, finding: Finding, context: registry.Context, waivers: Waivers
    ) -> Problem:
        """A finding in words."""
        severity = finding.severity or text.severity
        template, message, params = self._message(text, finding)
        kind, path = context.form.kind, finding.field
        waiver = ""
        if waivers and severity is Severity.JUSTIFY:
            waiver = waivers.get((text.id, path), "")
        return Problem(
            text.id, severity, context.record.uuid, kind, path, message, text.hint, text.source,
            waiver, self._label(context.form, path), finding.fix, template, params,
        )  # fmt: skip

    def _message(
        self, text: registry.RuleText, finding: Finding
    ) -> tuple[str, str, Mapping[str, str]]:
        """The template, the sentence made of it, and the values in that."""
        given = finding.params
        params = given if _all_text(given) else {name: str(value) for name, value in given.items()}
        key = (text.id, finding.variant, *params, *params.values())
        known = self._messages.get(key)
        if known is None:
            if len(self._messages) >= _MOST_SAID:
                self._messages.clear()
            template = text.template(finding)
            words = cast("Mapping[str, str]", params)
            known = self._messages[key] = (template, template.format_map(params), words)
        return known

    def _label(self, form: Form, path: str) -> str:
        """`path_label`, kept."""
        known = self._labels.get((form.kind, path))
        if known is None:
            if len(self._labels) >= _MOST_SAID:
                self._labels.clear()
            known = self._labels[form.kind, path] = path_label(form, path)
        return known


_TEXT = frozenset({str})


def _all_text(params: Mapping[str, object]) -> bool:
    return _TEXT.issuperset(map(type, params.values()))


#: Sentences that are kept: some megabytes.
_MOST_SAID = 20_000


def head(path: str) -> str:
    """The field of the form that a path leads into; empty for the whole record."""
    return path.partition(".")[0].partition("[")[0]


#: Rules that read attached files.
_READING = ("G13", "X05", "X06")


#: Rules that ask the law library.
_LOOKING_UP = ("V01", "V02", "V03", "V04", "V05", "V06")


def is_of_law(problem: Problem) -> bool:
    """Whether a problem was found by looking a citation up in the law library."""
    return problem.rule in _LOOKING_UP


def is_of_file(problem: Problem, form: Form) -> bool:
    """Whether a problem was found in the text of an attached file."""
    fields: Mapping[str, Field] = form.fields
    kind = ""
    for name, _ in steps(problem.field) if problem.field else ():
        item = fields.get(name)
        kind = item.type if item else ""
        fields = {column.id: column for column in item.columns} if item else {}
    return kind == "attachment" and problem.rule in _READING


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
