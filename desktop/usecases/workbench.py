"""What the home page (工作台) tells: how much there is, how far it is, what to do first.

From quick to slow, so that a window can show each as it comes: `census` (a few queries), `measure`
(reads every record once), and `desktop.usecases.first_tasks.find` (checks the whole library).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop.usecases.due import Calendar, Due
from desktop.usecases.quality import gaps_of
from exports.progress import NO_PROGRESS, Progress
from forms.conditions import Needs
from forms.model import Form, Profile
from forms.record import Record
from forms.values import Duration

if TYPE_CHECKING:
    from desktop.store import AuditEntry, Summary
    from desktop.usecases.workspace import Workspace

#: How the states of CL30 are told apart on the home page; every state is in exactly one.
STATE_GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "done": ("已审定", ("approved", "published")),
    "review": ("待审核", ("submitted",)),
    "open": ("编制中", ("draft", "returned", "amending")),
    "cancelled": ("已取消", ("cancelled",)),
}
#: The list whose limits are compared; powers repeat the limits of their guides.
LIMITS_KIND = "service_guide"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a number or a line leads.

    With ``uuid`` one record (at ``field``, if named); with ``rules`` or ``problems`` the problems
    of the whole library (of these rules; of all); else the list of ``kind``, narrowed to
    ``states``, ``type_key``, ``offices`` (as lists show them, "" for none), ``organization`` and
    the records ``uuids`` where given. ``title`` says what it shows.
    """

    title: str
    kind: str = ""
    states: tuple[str, ...] = ()
    type_key: str = ""
    uuid: str = ""
    field: str = ""
    rules: tuple[str, ...] = ()
    problems: bool = False
    offices: tuple[str, ...] = ()
    organization: str = ""
    uuids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many records a list has, by the groups of `STATE_GROUPS`; all groups are named."""

    kind: str
    title: str
    groups: Mapping[str, int]

    @property
    def total(self) -> int:
        """All records of the list that are not in the bin."""
        return sum(self.groups.values())

    def target(self, group: str = "") -> Target:
        """The list, or the part of it in one group of states."""
        states = STATE_GROUPS[group][1] if group else ()
        return Target(self.title, self.kind, states)


@dataclass(frozen=True, slots=True)
class Edit:
    """A recent act: what it was about, in which part, when (ISO, UTC).

    ``title`` names the record, and may be empty, or the list to which ``imported`` records went;
    ``form`` the kind of record.
    """

    title: str
    form: str
    part: str
    at: str
    target: Target
    imported: int = 0


@dataclass(frozen=True, slots=True)
class Census:
    """What a few queries tell: lists that hold anything, returned records, latest work."""

    kinds: tuple[KindCount, ...]
    returned: tuple[tuple[KindCount, int], ...]
    edits: tuple[Edit, ...]

    @property
    def total(self) -> int:
        """Records of all kinds."""
        return sum(item.total for item in self.kinds)

    def in_group(self, group: str) -> int:
        """Records of all kinds in one group of states."""
        return sum(item.groups[group] for item in self.kinds)


@dataclass(frozen=True, slots=True)
class Compression:
    """By how much the promised limits of a task type stay below the legal ones.

    ``share`` is the mean over ``items`` guides of 1 − promised/legal, from 0 to 1; None when no
    guide of the type has both limits in one unit. ``guides`` counts all guides of the type.
    """

    type_key: str
    title: str
    share: float | None
    items: int
    guides: int


@dataclass(frozen=True, slots=True)
class Measures:
    """Completeness and compression, and what falls due.

    ``needed`` counts the fields that the forms demand of the records, ``filled`` those of them
    that are filled, ``lacking`` the records with a gap; ``rules`` report the gaps.
    """

    needed: int
    filled: int
    lacking: int
    rules: tuple[str, ...]
    compressions: tuple[Compression, ...]
    dues: tuple[Due, ...] = ()

    @property
    def completeness(self) -> float | None:
        """filled / needed, from 0 to 1; None when nothing is needed."""
        return self.filled / self.needed if self.needed else None


def token(workspace: Workspace) -> Hashable:
    """The state of the library: the same token, the same numbers.

    Every act is in the audit log; the day counts, too, as G16 goes by it, and the law texts, which
    citations are compared with.
    """
    library = workspace.library
    counts = tuple(sorted((k, *sorted(v.items())) for k, v in library.counts().items()))
    latest = tuple((entry.at, entry.action, entry.uuid) for entry in library.audit(limit=1))
    laws = workspace.laws.state()
    return counts, latest, library.count(deleted=True), workspace.profile_id, date.today(), laws


def census(workspace: Workspace, edits: int = 5) -> Census:
    """Count by kind and state and read the log; quick at any size of library."""
    counts = workspace.library.counts()
    forms = [form for form in workspace.catalogue.ordered() if form.kind in counts]
    kinds = [_kind_count(form, counts[form.kind]) for form in forms]
    returned = [(kind, counts[kind.kind].get("returned", 0)) for kind in kinds]
    return Census(
        tuple(kinds), tuple(pair for pair in returned if pair[1]), _edits(workspace, edits)
    )


def _kind_count(form: Form, states: Mapping[str, int]) -> KindCount:
    groups = {
        name: sum(states.get(state, 0) for state in members)
        for name, (_, members) in STATE_GROUPS.items()
    }
    return KindCount(form.kind, form.list_title, groups)


_SEEN = 400  # entries of the log that are looked through
#: What the parts of recent acts are called that are no section of a form.
IMPORTED = "导入文件"
ACTS: Mapping[str, str] = {
    "created": "新建", "new_version": "新版本", "finalized": "定稿", "restored": "恢复",
    "state:submitted": "提交审核", "state:returned": "退回", "state:amending": "变更",
}  # fmt: skip


def _edits(workspace: Workspace, limit: int) -> tuple[Edit, ...]:
    """The latest acts, one per record; an import is one act, not one per record."""
    log = workspace.library.audit(limit=_SEEN)
    imports = {entry.at for entry in log if entry.action == "imported"}
    lines = {
        item.uuid: item
        for item in workspace.library.summaries_of([entry.uuid for entry in log if entry.uuid])
        if item.deleted_at is None
    }
    found: dict[str, Edit] = {}
    for number, entry in enumerate(log):
        if len(found) == limit:
            break
        if entry.action == "imported":
            # Its records stand right behind it: they tell which list it went to.
            made = (e.uuid for e in log[number:] if e.at == entry.at and e.uuid in lines)
            uuid = next(made, None)
            if uuid is not None:
                form = workspace.catalogue.form(lines[uuid].kind)
                found[f"import {number}"] = _import_edit(form, entry)
        elif entry.uuid in lines and entry.uuid not in found and entry.at not in imports:
            line = lines[entry.uuid]
            found[line.uuid] = _record_edit(workspace.catalogue.form(line.kind), line, entry)
    return tuple(found.values())


def _import_edit(form: Form, entry: AuditEntry) -> Edit:
    target = Target(form.list_title, form.kind)
    number = int(entry.detail.get("records", 0))
    return Edit(form.list_title, form.title, IMPORTED, entry.at, target, number)


def _record_edit(form: Form, line: Summary, entry: AuditEntry) -> Edit:
    fields = [str(name) for name in entry.detail.get("fields", ())]
    part, field = _part(form, fields) or (ACTS.get(entry.action, form.title), "")
    target = Target(line.title, line.kind, uuid=line.uuid, field=field)
    return Edit(line.title, form.title, part, entry.at, target)


def _part(form: Form, fields: Sequence[str]) -> tuple[str, str] | None:
    """The section that holds most of the changed fields, and its first changed field."""
    known = [name for name in form.fields if name in fields]
    if not known:
        return None
    titles = Counter(form.section_of[name].title for name in known)
    title = titles.most_common(1)[0][0]
    return title, next(name for name in known if form.section_of[name].title == title)


def measure(workspace: Workspace, progress: Progress = NO_PROGRESS) -> Measures:
    """Read every record once for completeness, compression and what falls due.

    Completeness (要素完整度) follows the assessments that SPEC §10.1 names (every element of a
    guide that is missing costs points): of all fields that the forms demand of the records, with
    conditions, need matrix and portal profile applied, the share that is filled. Each field counts
    once, a table as one field (gaps within its rows are problems of their own); cancelled records
    and reference lists do not count.
    """
    profile = workspace.catalogue.profiles[workspace.profile_id]
    gaps = _Gaps(profile)
    limits: defaultdict[str, list[float | None]] = defaultdict(list)
    calendar = Calendar(date.today())
    total = workspace.library.count()
    for number, record in enumerate(workspace.library.records(), start=1):
        form = workspace.catalogue.form(record.kind)
        progress.step(number, total, "统计")
        if form.read_only or record.state == "cancelled":
            continue
        gaps.add(form, record)
        calendar.add(form, record)
        if form.kind == LIMITS_KIND and record.get(form.type_field):
            limits[str(record.get(form.type_field))].append(_saved_share(record))
    order = {form.kind: place for place, form in enumerate(workspace.catalogue.ordered())}
    return Measures(
        gaps.needed, gaps.filled, gaps.lacking, tuple(sorted(gaps.rules)),
        tuple(_compressions(workspace, limits)), calendar.dues(order),
    )  # fmt: skip


class _Gaps:
    """Adds up needed and filled fields."""

    def __init__(self, profile: Profile) -> None:
        self._needs = Needs(profile)
        self.needed = self.filled = self.lacking = 0
        self.rules: set[str] = set()

    def add(self, form: Form, record: Record) -> None:
        """Count one record."""
        found = gaps_of(form, record, self._needs)
        self.needed += found.needed
        self.filled += found.filled
        self.rules.update(form.fields[name].missing_rule for name in found.blank)
        self.lacking += bool(found.blank)


def _saved_share(record: Record) -> float | None:
    """1 − promised/legal of one guide; a promise above the law counts as 0 (T01 reports it)."""
    try:
        legal = Duration.from_json(record.get("legal_limit") or {})
        promise = Duration.from_json(record.get("promise_limit") or {})
    except ValueError:
        return None
    if not legal.amount or (promise.amount and promise.unit != legal.unit):
        return None  # nothing to compare, or only with converted units
    return max(0.0, 1 - promise.amount / legal.amount)


def _compressions(
    workspace: Workspace, limits: Mapping[str, Sequence[float | None]]
) -> Iterable[Compression]:
    """In the order of the code list of task types."""
    form = workspace.catalogue.form(LIMITS_KIND)
    vocabulary = form.fields[form.type_field].vocabulary
    choices = vocabulary.choices if vocabulary else ()
    for choice in choices:
        if choice.key not in limits:
            continue
        shares = [share for share in limits[choice.key] if share is not None]
        mean = sum(shares) / len(shares) if shares else None
        yield Compression(choice.key, choice.label, mean, len(shares), len(limits[choice.key]))
