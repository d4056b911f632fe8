"""Quality score (质量评分): 0 to 100 for a record, explained point by point; means for offices.

The frame is the six dimensions of data quality of GB/T 36344-2018, in the words of the national
assessments that SPEC §10 names. The standard gives no weights; ours are `DIMENSIONS`:

    score = Σ over dimensions of max(0, most − Σ losses)

- 完整性 (30). In a service guide each of the eight elements of the national inspection of
  government websites (全国政府网站普查: name, basis, conditions, materials, place, hours, phone,
  steps) that is needed and missing costs 2 points, 16 at most. The rest of the 30 is lost in
  proportion to the other fields that the form demands and that are blank. Gaps within the rows of
  a table cost what their rule costs.
- Every other dimension loses by the rules that report a problem in the record: 5 for one that
  blocks (E), 4 for one that wants a reason and has none (J), 2 for a warning (W), nothing for a
  hint (I). A rule costs once per record, by its heaviest problem, as a portal returns a record
  once for a reason. G16 (一年未核对) is the one hint that costs: half of 时效性.

The score of an office is the mean of the scores of its records; cancelled records and reference
lists do not count. Everything here is a pure function of records and problems.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from forms.conditions import Needs
from forms.model import Form
from forms.problem import Problem, Severity
from forms.record import Record, is_blank

#: What a rule costs by the weight of its problem; a hint costs nothing.
COSTS: Mapping[Severity, float] = {
    Severity.BLOCK: 5, Severity.JUSTIFY: 4, Severity.WARN: 2, Severity.HINT: 0,
}  # fmt: skip
STALE_RULE = "G16"
STALE_COST = 5.0
ELEMENT_COST = 2.0


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension of GB/T 36344: how many points it has, what it asks."""

    key: str
    title: str
    most: float
    about: str


DIMENSIONS = (
    Dimension("complete", "完整性", 30, "应填的要素是否齐全"),
    Dimension("accurate", "准确性", 25, "内容是否符合法律法规"),
    Dimension("regular", "规范性", 15, "名称、编码、写法是否规范"),
    Dimension("consistent", "一致性", 10, "栏目之间、清单之间是否一致"),
    Dimension("timely", "时效性", 10, "依据和内容是否过时"),
    Dimension("accessible", "可访问性", 10, "群众能不能找到、打通、下载"),
)
#: The eight elements of the national inspection (SPEC §10.1): what they are called, and where a
#: guide holds them; a path into a table means its column in any row.
ELEMENTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "service_guide": (
        ("事项名称", "item_name"),
        ("设定依据", "legal_basis"),
        ("申请条件", "accept_condition"),
        ("办理材料", "materials"),
        ("办理地点", "handle_places"),
        ("办理时间", "handle_places.hours"),
        ("联系电话", "consult_ways"),
        ("办理流程", "process_steps"),
    ),
}
#: Which rules count in which dimension, after the groups of reasons in SPEC §10.3.
RULES: Mapping[str, str] = {
    "complete": (
        "G01 B01 B02 T05 T09 M03 M09 F01 F05 P01 P02 P03 P07 P08 I01 I05 I08 W04 W05 W06 W10 "
        "Z01 Z02 D02 D08 J04 J05 J06 J08 B19"
    ),
    "accurate": (
        "G02 B03 B04 B05 B06 B07 B08 B09 B10 B11 B17 B18 B21 T01 T02 T03 T04 T06 T08 T10 T11 T12 "
        "T13 T14 T17 C01 C02 C03 M02 M04 M07 M08 M10 F04 I03 I04 I06 I07 I10 W01 W03 W08 W09 Z04 "
        "D06 D07 J01 N01 N02 J10 V03 V04 V05 V06 X03"
    ),
    "regular": "G03 G04 G05 G14 K01 K03 K04 K05 B12 B14 B15 B20 T16 P06 C05 I11 W07 D03 X01 X02 X07",
    "consistent": (
        "G06 G07 G08 G09 G10 G11 K02 T07 T15 C04 C06 M01 M11 F02 F03 P04 P05 I02 I09 W02 J02 J07 X04"
    ),
    "timely": "G15 G16 B13 B16 V01 V02 M06 L01 L02 Z03 D04 D05 J03 J09",
    "accessible": "G12 G13 X05 X06 M05 M12 P09 L03 L04 L05 L06 L07 D01",
}


@cache
def _dimension_of_rule() -> Mapping[str, str]:
    return {rule: key for key, rules in RULES.items() for rule in rules.split()}


def dimension_of(rule: str) -> str:
    """The dimension that a rule counts in; a rule that nobody placed yet judges the content."""
    return _dimension_of_rule().get(rule, "accurate")


@dataclass(frozen=True, slots=True)
class Gaps:
    """Fields that the form demands of a record, and those of them that are blank."""

    needed: int
    blank: tuple[str, ...]

    @property
    def filled(self) -> int:
        """Needed fields that hold something."""
        return self.needed - len(self.blank)


def gaps_of(form: Form, record: Record, needs: Needs) -> Gaps:
    """With conditions, need matrix and portal profile applied; a table counts as one field."""
    needed, blank = 0, []
    for item in needs.required(form, record):
        needed += 1
        if is_blank(record.get(item.id)):
            blank.append(item.id)
    return Gaps(needed, tuple(blank))


@dataclass(frozen=True, slots=True)
class Loss:
    """Points that a record loses: in which dimension, for what.

    ``rule`` names the rule behind it; for what is missing ``element`` names the element, and with
    neither it is the share of other blank fields.
    """

    dimension: str
    points: float
    rule: str = ""
    element: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a record; the losses of a dimension never exceed its points."""

    losses: tuple[Loss, ...]

    @property
    def total(self) -> float:
        """0 to 100."""
        return 100 - sum(loss.points for loss in self.losses)

    def points(self, dimension: str) -> float:
        """What is left of a dimension."""
        most = next(item.most for item in DIMENSIONS if item.key == dimension)
        return most - sum(loss.points for loss in self.losses if loss.dimension == dimension)


def is_scored(form: Form, record: Record) -> bool:
    """Whether a record has a score; reference lists and what is cancelled have none."""
    return not form.read_only and record.state != "cancelled"


def score(form: Form, record: Record, problems: Sequence[Problem], needs: Needs) -> Score:
    """The score of one record, from its values and the problems that the check found in it."""
    gaps = gaps_of(form, record, needs)
    losses = [*_missing(form, record, gaps), *_broken(problems, frozenset(gaps.blank))]
    by_dimension: dict[str, list[Loss]] = defaultdict(list)
    for loss in losses:
        by_dimension[loss.dimension].append(loss)
    return Score(
        tuple(loss for item in DIMENSIONS for loss in _capped(by_dimension[item.key], item.most))
    )


def _missing(form: Form, record: Record, gaps: Gaps) -> Iterator[Loss]:
    elements = ELEMENTS.get(form.kind, ())
    blank = set(gaps.blank)
    for title, path in elements:
        head, _, column = path.partition(".")
        if head in blank or (column and _column_blank(record, head, column)):
            yield Loss("complete", ELEMENT_COST, element=title)
    own = {path for _, path in elements}
    others = [name for name in gaps.blank if name not in own]
    if others:
        room = DIMENSIONS[0].most - ELEMENT_COST * len(elements)
        among = gaps.needed - (len(gaps.blank) - len(others))
        yield Loss("complete", room * len(others) / among)


def _column_blank(record: Record, table: str, column: str) -> bool:
    rows = record.rows(table)
    return bool(rows) and all(is_blank(row.get(column)) for row in rows)


def _broken(problems: Iterable[Problem], blank: frozenset[str]) -> Iterator[Loss]:
    """Each rule once; what a blank field is reported for was counted as missing."""
    costs: dict[str, float] = {}
    for problem in problems:
        if problem.field in blank or problem.waiver:
            continue
        cost = STALE_COST if problem.rule == STALE_RULE else COSTS[problem.severity]
        costs[problem.rule] = max(cost, costs.get(problem.rule, 0))
    for rule, cost in costs.items():
        if cost:
            yield Loss(dimension_of(rule), cost, rule)


def _capped(losses: Sequence[Loss], most: float) -> Iterator[Loss]:
    """The heaviest first, until nothing is left to lose."""
    for loss in sorted(losses, key=lambda item: -item.points):
        if most <= 0:
            return
        yield Loss(loss.dimension, min(loss.points, most), loss.rule, loss.element)
        most -= loss.points


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a group loses points: how many its mean loses by it, and in how many records."""

    loss: Loss
    points: float
    records: int


@dataclass(frozen=True, slots=True)
class GroupScore:
    """The quality of the records of an office (or of an agency).

    ``organization`` and ``office`` are as lists show them and may be empty; ``total`` is 0 to 100,
    ``points`` what is left of each dimension, ``reasons`` the heaviest first, ``kinds`` how many
    records of each kind were scored.
    """

    organization: str
    office: str
    records: int
    total: float
    points: Mapping[str, float]
    reasons: tuple[Reason, ...]
    kinds: Mapping[str, int]


@dataclass
class _Sum:
    records: int = 0
    points: defaultdict[Loss, float] = field(default_factory=lambda: defaultdict(float))
    hits: Counter[Loss] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)


class Tally:
    """Adds up scores by agency and office; keeps sums only, so that any number may come."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str], _Sum] = defaultdict(_Sum)

    def add(self, organization: str, office: str, kind: str, found: Score) -> None:
        """Count the score of one record."""
        mine = self._sums[organization, office]
        mine.records += 1
        mine.kinds[kind] += 1
        for loss in found.losses:
            cause = Loss(loss.dimension, 0, loss.rule, loss.element)
            mine.points[cause] += loss.points
            mine.hits[cause] += 1

    def groups(self) -> tuple[GroupScore, ...]:
        """The best first. One agency is told apart by its offices, several by their names."""
        several = len({organization for organization, _ in self._sums if organization}) > 1
        merged: dict[tuple[str, str], _Sum] = defaultdict(_Sum)
        for (organization, office), part in self._sums.items():
            whole = merged[(organization, "") if several else ("", office)]
            whole.records += part.records
            for cause, points in part.points.items():
                whole.points[cause] += points
            whole.hits.update(part.hits)
            whole.kinds.update(part.kinds)
        found = [_group(*key, whole) for key, whole in merged.items()]
        return tuple(sorted(found, key=lambda item: (-item.total, item.organization, item.office)))


def _group(organization: str, office: str, whole: _Sum) -> GroupScore:
    lost: defaultdict[str, float] = defaultdict(float)
    for cause, points in whole.points.items():
        lost[cause.dimension] += points
    reasons = [
        Reason(cause, points / whole.records, whole.hits[cause])
        for cause, points in whole.points.items()
    ]
    reasons.sort(key=lambda item: -item.points)
    left = {item.key: item.most - lost[item.key] / whole.records for item in DIMENSIONS}
    return GroupScore(
        organization, office, whole.records, sum(left.values()), left, tuple(reasons),
        dict(whole.kinds),
    )  # fmt: skip
