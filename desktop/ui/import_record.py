"""A record of an import: what the library has of it, what shall become of it, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import widgets
from desktop.ui.editors.choices import Chip
from desktop.ui.i18n import N_, tr
from desktop.ui.import_words import place_words, recognised, told
from desktop.ui.marking import marked
from desktop.ui.problem_words import value_words
from desktop.ui.theme import colour
from desktop.ui.widgets import TONES, clear, column, label, row, scroll_area, see_through
from desktop.usecases.import_preview import (
    CandidateLine,
    PreviewField,
    PreviewLine,
    candidate_lines,
    fields_of,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from desktop.usecases.import_plan import ImportPlan
    from desktop.usecases.workspace import Workspace

WAYS = (("update", N_("更新")), ("skip", N_("跳过")), ("create", N_("新建")))
_LONGEST = 400  # characters of a value that the card shows
_LEAD = 60  # of them in front of the first difference
_SAID = 160  # characters of a cell


class RecordCard(QFrame):
    """``way_chosen`` is for all records that are selected, ``candidate_chosen`` says which record of
    the library the only one is, ``fields_left`` which of its fields stay. ``left``: back to the list.
    """

    way_chosen = Signal(str)
    candidate_chosen = Signal(str)
    fields_left = Signal(object)
    left = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.setProperty("card", "true")
        self.title = label(tone="strong", wrap=True)
        self.place = label(tone="quiet", wrap=True)
        self.known = label(tone="quiet", wrap=True)
        self.ways = [Chip(tr(words), way, "chip") for way, words in WAYS]
        self.fields = QVBoxLayout()
        self.ticks: dict[str, QCheckBox] = {}
        self.radios: dict[str, QRadioButton] = {}
        self._group: QButtonGroup | None = None
        self._build()

    def _build(self) -> None:
        ways = QButtonGroup(self)
        for chip in self.ways:
            ways.addButton(chip)
            chip.clicked.connect(lambda _=False, key=chip.key: self._choose(str(key)))
        self._ways_group = ways
        head = QWidget()
        inner = column(head, spacing=4, margins=(0, 0, 12, 4))
        for item in (self.title, self.place, self.known):
            inner.addWidget(item)
        self._ways = QWidget()
        line = row(*self.ways, 1, margins=(0, 4, 0, 2))
        self._ways.setLayout(line)
        inner.addWidget(self._ways)
        held = QWidget()
        self.fields.setContentsMargins(0, 0, 12, 4)
        self.fields.setSpacing(10)
        held.setLayout(self.fields)
        self.area = scroll_area(held, tr("这一条将写入的内容"))
        see_through(self.area)
        self.area.setMinimumHeight(34)
        layout = column(self, spacing=6, margins=(16, 12, 4, 8))
        layout.addWidget(head)
        layout.addWidget(self.area, 1)

    def _choose(self, way: str) -> None:
        """To change one that may be several is to say which: that is asked for below."""
        if way == "update" and self.must_pick:
            self._check("")
            self.take_focus()
        else:
            self.way_chosen.emit(way)

    @property
    def must_pick(self) -> bool:
        """Whether somebody must say which of several records the only selected one is."""
        return len(self.radios) > 1 and not any(r.isChecked() for r in self.radios.values())

    # showing

    def show_nothing(self) -> None:
        """No record is selected."""
        self._begin(tr("没有选中的记录"))

    def show_many(self, lines: Sequence[PreviewLine]) -> None:
        """Several records are selected: what can be said of all of them."""
        self._begin(tr("选中 {count} 条", count=len(lines)))
        self.place.setText(tr("下面选的对这 {count} 条都算。", count=len(lines)))
        self.place.show()
        self._offer(lines)

    def show_record(self, plan: ImportPlan, line: PreviewLine) -> None:
        """One record: where it comes from, what the library has, what is written of it."""
        held = self._held()
        self._begin(line.title or tr("（没有名称）"))
        if line.sheet:
            where = place_words(line.file, line.sheet, line.row)
            self.place.setText(tr("来自“{file}”{where}", file=line.file, where=where))
            self.place.show()
        words = recognised(line)
        self.known.setText(words)
        self.known.setVisible(bool(words))
        self._offer([line])
        self._ask(plan, line)
        for file, found in plan.problems:
            if found.problem.record == line.uuid:
                chip = widgets.chip(tr(found.problem.severity.word),
                                    TONES[found.problem.severity])  # fmt: skip
                noticed = row(chip, label(told(file, found), tone="quiet", wrap=True))
                noticed.setStretch(1, 1)
                self.fields.addLayout(noticed)
        shown = fields_of(self._workspace, plan, line.uuid)
        for field in shown:
            self._add(field, tickable=line.verdict in ("update", "skip") and _is_merge(plan, line))
        if not shown and line.verdict == "same":
            self.fields.addWidget(label(tr("和工作库里的一样。"), tone="quiet", wrap=True))
        self.fields.addStretch(1)
        self._focus(held)

    def _begin(self, title: str) -> None:
        clear(self.fields)
        self.ticks, self.radios, self._group = {}, {}, None
        self.title.setText(title)
        for item in (self.place, self.known, self._ways):
            item.hide()

    def _offer(self, lines: Iterable[PreviewLine]) -> None:
        """The ways that there are, with the one on which all agree."""
        lines = list(lines)
        known = [line for line in lines if line.existing]
        self._ways.setVisible(bool(lines))
        offered = {"update": bool(known), "skip": True,
                   "create": any(line.by != "uuid" for line in lines)}  # fmt: skip
        for chip in self.ways:
            chip.setVisible(offered[str(chip.key)])
        now = {_way(line) for line in lines}
        self._check(now.pop() if len(now) == 1 else "")

    def _check(self, way: str) -> None:
        self._ways_group.setExclusive(False)  # a group that is would keep one checked
        for chip in self.ways:
            chip.setChecked(chip.key == way)
        self._ways_group.setExclusive(True)

    def _ask(self, plan: ImportPlan, line: PreviewLine) -> None:
        """The records of the library among which somebody says which one it is."""
        existing = plan.settled[line.uuid].existing
        doubtful = line.by == "unsure" or (existing is not None and len(existing.candidates) > 1)
        if existing is None or not doubtful or line.choice.way in ("skip", "create"):
            return
        group = self._group = QButtonGroup(self)
        for found in candidate_lines(self._workspace, plan, line.uuid):
            self._add_candidate(group, found, found.uuid == existing.uuid)

    def _add_candidate(self, group: QButtonGroup, found: CandidateLine, chosen: bool) -> None:
        radio = QRadioButton(tr("是这一条：{title}", title=_short(found.title, 24)))
        details = [tr("编码 {code}", code=found.code)] if found.code else []
        details.append(found.organization or tr("没有写单位"))
        details += [tr("{label}：{text}", label=tr(name), text=_short(text, 40) or tr("（无）"))
                    for name, text in found.apart]  # fmt: skip
        if found.locked:
            details.append(tr("{reason}，不能更新", reason=tr(found.locked)))
        elif found.changes:
            details.append(tr("会改动 {count} 个栏目", count=found.changes))
        else:
            details.append(tr("内容和文件里的一样"))
        words = tr("；").join(details)
        radio.setAccessibleName(f"{radio.text()}，{words}")
        radio.setChecked(chosen)
        radio.clicked.connect(partial(self.candidate_chosen.emit, found.uuid))
        group.addButton(radio)
        self.radios[found.uuid] = radio
        box = column(spacing=0)
        box.addWidget(radio)
        below = label(words, tone="quiet", wrap=True)
        below.setContentsMargins(24, 0, 0, 0)
        box.addWidget(below)
        self.fields.addLayout(box)

    def _add(self, field: PreviewField, *, tickable: bool) -> None:
        box = column(spacing=2)
        inset = 24 if tickable else 0
        if tickable:
            tick = QCheckBox(tr(field.label))
            tick.setAccessibleName(tr("{label}，按文件更新", label=tr(field.label)))
            tick.setToolTip(tr("不勾选：这一栏保持工作库里的内容。"))
            tick.setChecked(field.taken)
            tick.clicked.connect(self._tell_left)
            self.ticks[field.name] = tick
            box.addWidget(tick)
        else:
            box.addWidget(label(tr(field.label), tone="quiet"))
        for words in (*_values(field), *_said(field)):
            words.setContentsMargins(inset, 0, 0, 0)
            box.addWidget(words)
        self.fields.addLayout(box)

    def _tell_left(self) -> None:
        self.fields_left.emit([name for name, tick in self.ticks.items() if not tick.isChecked()])

    # keyboard

    def take_focus(self) -> None:
        """Go to the first thing that can be decided here."""
        for item in (*self.radios.values(), *self.ticks.values(), *self.ways, self.area):
            if not item.isHidden():
                item.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _held(self) -> tuple[str, str]:
        """What has the focus, so that it has it again when all is drawn anew."""
        for kind, items in (("tick", self.ticks), ("radio", self.radios)):
            for name, item in items.items():
                if item.hasFocus():
                    return kind, name
        return "", ""

    def _focus(self, held: tuple[str, str]) -> None:
        kind, name = held
        item = self.ticks.get(name) if kind == "tick" else self.radios.get(name)
        if item is not None:
            item.show()  # what was just made is shown later otherwise, and cannot have the focus
            item.setFocus(Qt.FocusReason.OtherFocusReason)


def _way(line: PreviewLine) -> str:
    """The way of a record, as the chips call it; "" as long as it is asked for."""
    ways = {"new": "create", "double": "create", "skip": "skip", "ask": ""}
    return ways.get(line.verdict, "update")


def _is_merge(plan: ImportPlan, line: PreviewLine) -> bool:
    """Whether the library's record changes field by field."""
    merge = plan.settled[line.uuid].merge
    return merge is not None and not merge.locked


def _values(field: PreviewField) -> list[QLabel]:
    """The content; of a change the old one above the new one, what differs marked."""
    before, after = field.before, field.after
    if field.worded:
        before, after = value_words(before), value_words(after)
    if not before:
        return [label(_short(after, _LONGEST) or tr("留空"), wrap=True)]
    before, after = _near(before, after)
    marks = marked(before, after)
    made = []
    tone = colour("ink_3").name()
    for words, plain, html in ((N_("原来"), before, marks[0]), (N_("改为"), after, marks[1])):
        item = label(wrap=True)
        item.setTextFormat(Qt.TextFormat.RichText)
        lead = f"<span style='color: {tone}'>{tr(words)}</span>　"
        item.setText(lead + (html or tr("留空")))
        item.setAccessibleName(f"{tr(words)}：{plain or tr('留空')}")
        made.append(item)
    return made


def _near(before: str, after: str) -> tuple[str, str]:
    """Both texts from shortly before the place in which they begin to differ."""
    least = min(len(before), len(after))
    same = next((n for n in range(least) if before[n] != after[n]), least)
    if max(len(before), len(after)) <= _LONGEST or same <= _LEAD:
        return _short(before, _LONGEST), _short(after, _LONGEST)
    begin = same - _LEAD
    return "……" + _short(before[begin:], _LONGEST), "……" + _short(after[begin:], _LONGEST)


def _said(field: PreviewField) -> list[QLabel]:
    """The cells as they stand in the file, where they say it in other words."""
    shown = "".join(field.after.split())
    cells = [cell for cell in field.said if "".join(cell.text.split()) != shown]
    if not cells:
        return []
    first = cells[0]
    text = "\n".join(dict.fromkeys(cell.text.strip() for cell in cells))
    place = tr("第 {row} 行 {column} 列", row=first.row, column=first.column)
    words = tr("原文（{place}）：{text}", place=place, text=_short(text, _SAID))
    item = label(words, tone="faint", wrap=True)
    item.setToolTip(text if len(text) > _SAID else "")
    return [item]


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "……"
