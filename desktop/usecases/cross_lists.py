"""三单互查: where guides, power list, intermediary list and duty list contradict one another.

What belongs together is found by link, else by code, else by a name that only one record of each
list bears. Nothing is said of what a list leaves out because it has no such column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from exports.progress import NO_PROGRESS, Progress
from forms.check import Snapshot
from forms.model import Value
from forms.record import Record
from forms.rules.context import duration_of, is_active, rows_of, strings_of, text_of
from forms.rules.intermediary import is_kept
from forms.rules.powers import cited, covered
from forms.values import ArticleRef, Duration, compare, fold

if TYPE_CHECKING:
    from desktop.usecases.check_view import StreamedView
    from desktop.usecases.workspace import Workspace

_GUIDE, _POWER, _SERVICE, _DUTY = (
    "service_guide", "power_item", "intermediary_item", "responsibility_item",
)  # fmt: skip
_GUIDE_CODES = ("catalog_code", "impl_code", "local_catalog_code", "biz_item_code")
_GUIDE_NAMES = ("item_name", "sub_item_name", "biz_item_name")
_GUIDE_BASES = ("legal_basis", "impl_basis", "supervise_basis")
_LIMITS = (("legal_limit", "法定时限"), ("promise_limit", "承诺时限"))
#: Reports that somebody else than the applicant writes.
_REPORT = re.compile(
    r"(?:评估|评价|评审|检测|检验|监测|鉴定|审计|验资|测绘|勘察|勘测|论证|可行性研究|影响)"
    r"[^，。；、]{0,6}报告[书表]?$"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a record, and what it says; without a record the list lacks it."""

    kind: str
    record: str = ""
    title: str = ""
    field: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two lists that say different things of one matter."""

    topic: str
    one: Place
    other: Place
    message: str

    def to_json(self) -> dict[str, Any]:
        """The shape of ``check --cross --json``."""
        return asdict(self)


def cross_check(workspace: Workspace, progress: Progress = NO_PROGRESS) -> tuple[Disagreement, ...]:
    """Compare the four lists of the library; cancelled records are left out."""
    # Read late: lists of records are compared without a library, too.
    from desktop.usecases.check_view import whole_view

    return _compared(_Lists(whole_view(workspace, progress, is_active)), progress)


def compare_lists(
    records: Iterable[Record], progress: Progress = NO_PROGRESS
) -> tuple[Disagreement, ...]:
    """The disagreements in list order: guides with powers, with services, powers with duties."""
    return _compared(_Lists(Snapshot(filter(is_active, records))), progress)


def _compared(lists: _Lists, progress: Progress) -> tuple[Disagreement, ...]:
    guides, powers = lists.of(_GUIDE), lists.of(_POWER)
    total = len(guides) + len(powers)
    found: list[Disagreement] = []
    for number, guide in enumerate(guides, 1):
        for power in lists.powers_of(guide):
            found += _guide_and_power(guide, power, lists)
        found += _guide_and_services(guide, lists)
        progress.step(number, total, "三单互查")
    for number, power in enumerate(powers, 1):
        found += _power_and_duties(power, lists)
        progress.step(len(guides) + number, total, "三单互查")
    return (*found, *_lost_duties(lists))


class _Lists:
    """The records, and who belongs to whom."""

    def __init__(self, view: Snapshot | StreamedView) -> None:
        self.view = view
        self.charged = any(power.rows("fees") for power in view.records(_POWER))
        self.services = [service for service in view.records(_SERVICE) if is_kept(service)]
        guides = view.records(_GUIDE)
        self._codes = {fold(code) for guide in guides for code in _texts(guide, _GUIDE_CODES)}
        self._names = Counter(fold(name) for guide in guides for name in _own_names(guide))
        self._linked: dict[str, list[Record]] = {}
        for power in view.records(_POWER):
            for uuid in strings_of(power.get("guides")):
                self._linked.setdefault(uuid, []).append(power)

    def of(self, kind: str) -> Sequence[Record]:
        """The records of a list."""
        return self.view.records(kind)

    def powers_of(self, guide: Record) -> list[Record]:
        """The powers that a guide is for; a code or a name that several bear tells nothing."""
        if linked := self._linked.get(guide.uuid):
            return linked
        for value in _texts(guide, _GUIDE_CODES):
            if len(found := self.view.holding(_POWER, "code", value)) == 1:
                return found
        for value in _texts(guide, ("item_name",)):
            powers = self.view.holding(_POWER, "name", value)
            if len(powers) == len(self.view.holding(_GUIDE, "item_name", value)) == 1:
                return powers
        return []

    def is_meant(self, row: Mapping[str, Value], guide: Record) -> bool:
        """Whether a row of 对应审批事项 means this guide and no other one of the same name."""
        code, name = fold(text_of(row.get("code"))), fold(text_of(row.get("name")))
        if code and code in self._codes:
            return code in map(fold, _texts(guide, _GUIDE_CODES))
        return name in map(fold, _own_names(guide)) and self._names[name] == 1

    def duties_of(self, power: Record) -> list[Record]:
        """The duties that belong to a power, linked from either side."""
        linked = [self.view.find(uuid) for uuid in strings_of(power.get("responsibilities"))]
        both = [*filter(None, linked), *self.view.referring(_DUTY, "power", power.uuid)]
        return list({record.uuid: record for record in both}.values())


# ---------------------------------------------------------------- guide and power


def _guide_and_power(guide: Record, power: Record, lists: _Lists) -> Iterator[Disagreement]:
    if _differ(guide.get("item_name"), power.get("name")):
        yield _pair("名称", guide, "item_name", power, "name", "办事指南与权力清单的事项名称不同。")
    code = text_of(power.get("code")).strip()
    codes = _texts(guide, _GUIDE_CODES)
    if code and codes and fold(code) not in map(fold, codes):
        field = next(name for name in _GUIDE_CODES if _texts(guide, (name,)))
        yield _pair("编码", guide, field, power, "code", "办事指南的编码中没有权力清单的职权编码。")
    if _differ(guide.get("task_type"), power.get("power_type")):
        message = "办事指南与权力清单的事项类型不同。"
        yield _pair("类型", guide, "task_type", power, "power_type", message)
    yield from _bases(guide, power)
    for field, label in _LIMITS:
        ours, theirs = duration_of(guide.get(field)), duration_of(power.get(field))
        if ours and theirs and compare(ours, theirs).order:
            yield _pair("时限", guide, field, power, field, f"{label}不同。",
                        ours.text(), theirs.text())  # fmt: skip
    if lists.charged:
        yield from _fees(guide, power)


def _bases(guide: Record, power: Record) -> Iterator[Disagreement]:
    """Articles that one cites and the other does not; silent where one cites nothing."""
    ours, theirs = cited(guide, *_GUIDE_BASES), cited(power, "basis")
    own = cited(guide, "legal_basis")
    if not ours or not theirs:
        return
    lacking = [ref for ref in sorted(theirs) if not covered(ref, ours)]
    extra = [ref for ref in sorted(own) if not _either(ref, theirs)]
    if lacking:
        yield _pair("依据", guide, "legal_basis", power, "basis",
                    "权力清单引用的条款，办事指南没有引用。", "", _refs(lacking))  # fmt: skip
    if extra:
        yield _pair("依据", guide, "legal_basis", power, "basis",
                    "办事指南设定依据的条款，权力清单没有引用。", _refs(extra), "")  # fmt: skip


def _either(ref: tuple[str, ArticleRef], places: set[tuple[str, ArticleRef]]) -> bool:
    """Whether a place is cited, as such, within a wider or by a narrower one."""
    return covered(ref, places) or any(covered(place, {ref}) for place in places)


def _refs(places: Iterable[tuple[str, ArticleRef]]) -> str:
    return "、".join(f"《{title}》{ref.text()}" for title, ref in places)


def _fees(guide: Record, power: Record) -> Iterator[Disagreement]:
    """Whether there is a fee at all, then which ones, then the standard of each."""
    ours, theirs = _charges(guide), _charges(power)
    says = guide.get("is_fee")
    if theirs and says is False:
        yield _pair("收费", guide, "is_fee", power, "fees", "办事指南写明不收费，权力清单列有收费。",
                    "否", "、".join(theirs))  # fmt: skip
    elif says is True and not theirs:
        yield _pair("收费", guide, "is_fee", power, "fees", "办事指南写明收费，权力清单没有收费。",
                    "是", "")  # fmt: skip
    elif ours and theirs and set(ours) != set(theirs):
        yield _pair("收费", guide, "fees", power, "fees", "收费项目不同。",
                    "、".join(ours), "、".join(theirs))  # fmt: skip
    for name in ours.keys() & theirs.keys():
        if _differ(ours[name], theirs[name]):
            yield _pair("收费", guide, "fees", power, "fees", f"“{name}”的收费标准不同。",
                        ours[name], theirs[name])  # fmt: skip


def _charges(record: Record) -> dict[str, str]:
    rows = record.rows("fees")
    named = {fold(text_of(row.get("name"))): text_of(row.get("standard")) for row in rows}
    return {name: standard for name, standard in named.items() if name}


# ---------------------------------------------------------------- guide and intermediary list


def _guide_and_services(guide: Record, lists: _Lists) -> Iterator[Disagreement]:
    rows = list(rows_of(guide.get("intermediary_links"), "intermediary_links"))
    linked = {uuid for _, row in rows for uuid in strings_of(row.get("item"))}
    for service in lists.services:
        approvals = list(rows_of(service.get("approvals"), "approvals"))
        mine = [(path, row) for path, row in approvals if lists.is_meant(row, guide)]
        if mine and service.uuid not in linked:
            message = "中介服务清单写明本事项需要这项中介服务，办事指南没有关联。"
            yield _pair("中介服务", guide, "intermediary_links", service, mine[0][0], message)
        elif service.uuid in linked and approvals and not _named(approvals, guide):
            message = "办事指南关联了这项中介服务，其“对应审批事项”中没有本事项。"
            yield _pair("中介服务", guide, "intermediary_links", service, "approvals", message)
        for path, row in mine:
            yield from _approval(guide, service, path, row)
    if lists.of(_SERVICE):
        yield from _reports(guide, rows, lists.services)


def _named(approvals: Iterable[tuple[str, Mapping[str, Value]]], guide: Record) -> bool:
    """Whether some row of 对应审批事项 bears a code or a name of the guide."""
    codes, names = _texts(guide, _GUIDE_CODES), _own_names(guide)
    known = {fold(text) for text in (*codes, *names)}
    return any(
        fold(text_of(row.get(column))) in known
        for _, row in approvals
        for column in ("code", "name")
    )


def _own_names(guide: Record) -> set[str]:
    return set(_texts(guide, _GUIDE_NAMES))


def _approval(
    guide: Record, service: Record, path: str, row: Mapping[str, Value]
) -> Iterator[Disagreement]:
    """The half of the row that does not fit: it was found by the other."""
    code, name = text_of(row.get("code")).strip(), text_of(row.get("name")).strip()
    codes, names = _texts(guide, _GUIDE_CODES), _own_names(guide)
    if code and codes and fold(code) not in map(fold, codes):
        message = "中介服务清单“对应审批事项”的编码与办事指南不同。"
        yield _pair("编码", guide, "catalog_code", service, f"{path}.code", message, "", code)
    if name and names and fold(name) not in map(fold, names):
        message = "中介服务清单“对应审批事项”的名称与办事指南不同。"
        yield _pair("名称", guide, "item_name", service, f"{path}.name", message, "", name)


def _reports(
    guide: Record, links: Sequence[tuple[str, Mapping[str, Value]]], services: Sequence[Record]
) -> Iterator[Disagreement]:
    """Reports of intermediaries that a guide demands and no kept service delivers."""
    told = {fold(text_of(row.get("material"))) for _, row in links}
    products = {
        fold(text)
        for service in services
        for text in _texts(service, ("output", "name"))
    }  # fmt: skip
    for path, row in rows_of(guide.get("materials"), "materials"):
        name = text_of(row.get("name")).strip()
        foreign = row.get("source_channel") == "intermediary" or _REPORT.search(name)
        if not name or not foreign or fold(name) in told:
            continue
        if not any(fold(name) in product or product in fold(name) for product in products):
            who = "由" if row.get("source_channel") == "intermediary" else "通常由"
            yield Disagreement(
                "报告材料", _place(guide, f"{path}.name", name), Place(_SERVICE),
                f"办事指南要求提交的这份报告{who}中介机构出具，中介服务清单没有能出具它的服务。",
            )  # fmt: skip


# ---------------------------------------------------------------- power and duty list


def _power_and_duties(power: Record, lists: _Lists) -> Iterator[Disagreement]:
    duties = lists.duties_of(power)
    if not duties and lists.of(_DUTY):
        message = "权力清单的这项职权在责任清单中没有对应的责任事项。"
        yield Disagreement("责任", _place(power, "responsibilities"), Place(_DUTY), message)
    promise = duration_of(power.get("promise_limit"))
    for duty in duties:
        for path, limit in _stage_limits(duty) if promise else ():
            if promise and compare(limit, promise).order > 0:
                message = "责任清单一个环节的时限超过了职权的承诺时限。"
                yield _pair("时限", power, "promise_limit", duty, path, message,
                            promise.text(), limit.text())  # fmt: skip


def _stage_limits(duty: Record) -> Iterator[tuple[str, Duration]]:
    for path, row in rows_of(duty.get("duties"), "duties"):
        if limit := duration_of(row.get("limit")):
            yield f"{path}.limit", limit


def _lost_duties(lists: _Lists) -> Iterator[Disagreement]:
    """Duties whose power is not in the library (any more)."""
    for duty in lists.of(_DUTY):
        powers = strings_of(duty.get("power"))
        if powers and not any(lists.view.find(uuid) for uuid in powers) and lists.of(_POWER):
            message = "责任清单对应的职权已不在权力清单中。"
            yield Disagreement("责任", _place(duty, "power"), Place(_POWER), message)


# ---------------------------------------------------------------- small helpers


def _texts(record: Record, fields: Iterable[str]) -> list[str]:
    return [text for name in fields if (text := text_of(record.get(name)).strip())]


def _differ(one: Value, other: Value) -> bool:
    ours, theirs = fold(text_of(one)), fold(text_of(other))
    return bool(ours and theirs and ours != theirs)


def _place(record: Record, field: str, says: str = "") -> Place:
    title = next(iter(_texts(record, ("item_name", "name"))), "")
    return Place(record.kind, record.uuid, title, field, says or text_of(record.get(field)))


def _pair(
    topic: str, one: Record, field: str, other: Record, their: str, message: str,
    says: str = "", they_say: str = "",
) -> Disagreement:  # fmt: skip
    return Disagreement(topic, _place(one, field, says), _place(other, their, they_say), message)
