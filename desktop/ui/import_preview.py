"""Step 3 of an import: the records that it will make or change, one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import partial

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.editors.choices import Chip
from desktop.ui.i18n import N_, tr
from desktop.ui.import_notes import ExcerptCard, Note, NotesCard
from desktop.ui.import_record import WAYS, RecordCard
from desktop.ui.import_words import counted, known_words
from desktop.ui.lines import Cell, LinesModel, LinesTable
from desktop.ui.list_menus import deeds_menu
from desktop.ui.task import card
from desktop.ui.widgets import FlowLayout, label, link, row
from desktop.usecases.import_plan import ImportPlan
from desktop.usecases.import_preview import PreviewLine, lines_of
from desktop.usecases.workspace import Workspace

_HEADINGS = (N_("名称"), N_("清单"), N_("来源"), N_("怎样认出"), N_("写入后"))
_WIDTHS = {1: 84, 2: 78, 3: 76, 4: 92}
_NARROW = (520, {1: 0, 2: 66, 3: 76, 4: 86})
_VERDICTS = {
    "new": (N_("新建"), "ink_2"), "update": (N_("更新"), "brand"),
    "double": (N_("仍然新建"), "warn"), "skip": (N_("跳过"), "ink_3"),
    "same": (N_("没有变化"), "ink_3"), "locked": (N_("不能更新"), "warn"),
    "ask": (N_("请选择"), "warn"),
}  # fmt: skip
_FILTERS = (
    ("all", N_("全部 {count}")), ("ask", N_("请选择 {count}")), ("update", N_("更新 {count}")),
    ("new", N_("新建 {count}")), ("skip", N_("跳过 {count}")), ("same", N_("没有变化 {count}")),
    ("noted", N_("有提示 {count}")),
)  # fmt: skip
_GROUPS = {"double": "new", "locked": "same"}  # verdicts that stand in the filter of another
_KEYS = {Qt.Key.Key_1: "update", Qt.Key.Key_2: "skip", Qt.Key.Key_3: "create"}


class _Table(LinesTable):
    """``way_wanted``: what shall become of the selected records."""

    way_wanted = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 changes, 2 leaves out, 3 makes anew."""
        way = _KEYS.get(Qt.Key(event.key()))
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if way is not None and plain:
            self.way_wanted.emit(way)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The same by mouse, and with the menu key."""
        deeds: list[tuple[str, Callable[[], object], bool] | None] = [
            (
                tr("{words}\t{key}", words=tr(words), key=number),
                partial(self.way_wanted.emit, way),
                True,
            )
            for number, (way, words) in enumerate(WAYS, start=1)
        ]
        if self.chosen():
            deeds_menu(self, deeds).popup(event.globalPos())


class PreviewView(QWidget):
    """``handling_chosen``: what happens with what the library seems to have, as far as nothing else
    is said of single records: ``decided`` (records, way, which of the library it is or "").
    ``fields_left``: record, names of the fields of which the library's content stays.
    """

    handling_chosen = Signal(str)
    decided = Signal(object, str, str)
    fields_left = Signal(str, object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._plan: ImportPlan | None = None
        self._lines: tuple[PreviewLine, ...] = ()
        self._shown: tuple[PreviewLine, ...] = ()
        self._selecting = False
        self.chips = [Chip("", name, "chip") for name, _ in _FILTERS]
        self._filters = QButtonGroup(self)
        self.model = LinesModel(_HEADINGS, self._line)
        self.table = _Table(self.model, tr("将写入的记录"), _WIDTHS, _NARROW)
        self.update_held = Chip(tr("更新"), "update", "chip")
        self.skip = Chip(tr("跳过"), "skip", "chip")
        self.create_again = Chip(tr("新建"), "create", "chip")
        self._handling = QButtonGroup(self)
        self.doubles = label(wrap=True)
        self.open_link = link("", self.show_open)
        self.record = RecordCard(workspace)
        self.notes = NotesCard()
        self.excerpt = ExcerptCard()
        self.keys = label(
            tr("选一条或几条，按 1 更新、2 跳过、3 新建；回车到右边逐栏选，退出键回来。"),
            tone="faint", wrap=True,
        )  # fmt: skip
        self._build()
        self._connect()

    def _build(self) -> None:
        for chip in self.chips:
            self._filters.addButton(chip)
        self.chips[0].setChecked(True)
        for chip in (self.update_held, self.skip, self.create_again):
            self._handling.addButton(chip)
        frame, inner = card(spacing=0)
        inner.setContentsMargins(1, 1, 1, 1)
        filters = QWidget()
        flow = FlowLayout(filters)
        for chip in self.chips:
            flow.addWidget(chip)
        inner.addLayout(row(filters, margins=(12, 10, 12, 10)))
        inner.addWidget(self.table, 1)
        self.keys.setContentsMargins(12, 6, 12, 6)
        inner.addWidget(self.keys)
        self.handling_card, told = card(spacing=6)
        told.addWidget(self.doubles)
        told.addLayout(row(
            label(tr("没有逐条选的，一律"), tone="quiet"), self.update_held, self.skip,
            self.create_again, 1,
        ))  # fmt: skip
        told.addLayout(row(self.open_link, 1))
        right = QVBoxLayout()
        right.setSpacing(14)
        right.addWidget(self.handling_card)
        right.addWidget(self.record, 66)
        right.addWidget(self.notes, 34)
        right.addWidget(self.excerpt)
        right.addStretch(1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(20, 0, 20, 14)
        outer.setSpacing(16)
        outer.addWidget(frame, 56)
        outer.addLayout(right, 44)

    def _connect(self) -> None:
        for chip in self.chips:
            chip.clicked.connect(lambda _=False: self._filter())
        for chip in (self.update_held, self.skip, self.create_again):
            chip.clicked.connect(lambda _=False, key=chip.key: self.handling_chosen.emit(str(key)))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._pick())
        self.table.way_wanted.connect(self._decide)
        self.table.open_wanted.connect(self._go_to_record)
        self.record.way_chosen.connect(self._decide)
        self.record.candidate_chosen.connect(lambda target: self._decide("update", target))
        self.record.fields_left.connect(self._leave_fields)
        self.record.left.connect(self.table.setFocus)
        self.notes.picked.connect(self._show_note)
        self.table.clicked.connect(lambda _: self._show_note(None))

    # showing

    def show_plan(self, plan: ImportPlan, notes: Sequence[Note]) -> None:
        """Show what a plan will write; filter and selection stay as far as they have something."""
        anew = self._plan is None
        self._plan = plan
        self._lines = lines_of(self._workspace, plan)
        numbers = Counter(_group(line) for line in self._lines)
        numbers["all"] = len(self._lines)
        numbers["noted"] = sum(bool(line.problems) for line in self._lines)
        for chip, (name, words) in zip(self.chips, _FILTERS, strict=True):
            chip.setText(tr(words, count=numbers[name]))
            chip.setVisible(name == "all" or bool(numbers[name]))
            if chip.isChecked() and not numbers[name]:
                self.chips[0].setChecked(True)
        self._show_handling(plan)
        self.notes.show_notes(notes)
        if anew and plan.asked:
            self.show_open()
        else:
            self._filter()

    def _show_handling(self, plan: ImportPlan) -> None:
        self.handling_card.setVisible(bool(plan.doubles))
        words = counted(plan.doubles, self._workspace.catalogue)
        self.doubles.setText(tr("{words}，工作库里看来已有。", words=words))
        for chip in (self.update_held, self.skip, self.create_again):
            chip.setChecked(plan.handling == chip.key)
        self.open_link.setVisible(bool(plan.asked))
        self.open_link.setText(tr("{count} 条要您选是哪一条 ›", count=len(plan.asked)))

    def show_open(self) -> None:
        """Only those of which somebody must say what shall become."""
        for chip in self.chips:
            chip.setChecked(chip.key == "ask")
        self._filter()
        self.table.setFocus()

    def forget(self) -> None:
        """Let go of a plan: it holds every cell of its files."""
        self._plan, self._lines, self._shown = None, (), ()
        self.model.set_count(0)
        self.notes.show_notes(())
        self.record.show_nothing()
        self.chips[0].setChecked(True)

    def _filter(self) -> None:
        wanted = next((str(chip.key) for chip in self.chips if chip.isChecked()), "all")
        before = [line.uuid for line in self._selected()]
        now = self.table.currentIndex().row()
        place = self.table.verticalScrollBar().value()
        self._shown = tuple(line for line in self._lines if _is_wanted(line, wanted))
        self.model.set_count(len(self._shown))
        self._select(before, now)
        self.table.verticalScrollBar().setValue(place)

    def _select(self, uuids: Collection[str], now: int) -> None:
        """Select these records again; if none of them is shown, what is in their place."""
        wanted = set(uuids)
        rows = [n for n, line in enumerate(self._shown) if line.uuid in wanted]
        rows = rows or ([min(max(now, 0), len(self._shown) - 1)] if self._shown else [])
        found = QItemSelection()
        last = self.model.columnCount() - 1
        for number in rows:
            found.select(self.model.index(number, 0), self.model.index(number, last))
        chosen = self.table.selectionModel()
        self._selecting = True  # the record is shown once, below
        flags = QItemSelectionModel.SelectionFlag
        if rows:
            current = now if now in rows else rows[0]
            chosen.setCurrentIndex(self.model.index(current, 0), flags.NoUpdate)
        chosen.select(found, flags.ClearAndSelect)
        self._selecting = False
        self._pick()

    def _selected(self) -> list[PreviewLine]:
        return [self._shown[n] for n in self.table.chosen() if n < len(self._shown)]

    def _line(self, number: int) -> tuple[Cell, ...]:
        line = self._shown[number]
        form = self._workspace.catalogue.form(line.kind)
        words, tone = _VERDICTS[line.verdict]
        place = tr("第 {row} 行", row=line.row) if line.row else ""
        title = line.title or tr("（没有名称）")
        skipped = "ink_3" if line.verdict in ("skip", "same", "locked") else ""
        doubtful = "warn" if line.several else skipped
        return (
            Cell(title, skipped or ("" if line.title else "warn")),
            Cell(tr(form.list_title), skipped),
            Cell(place, skipped),
            Cell(known_words(line), doubtful),
            Cell(tr(words), tone),
        )

    def _pick(self) -> None:
        if self._selecting:
            return
        self._show_note(None)
        lines = self._selected()
        if self._plan is None or not lines:
            self.record.show_nothing()
        elif len(lines) > 1:
            self.record.show_many(lines)
        else:
            self.record.show_record(self._plan, lines[0])

    def _show_note(self, note: Note | None) -> None:
        """A note with its rows of the original, or the record: there is room for one of them."""
        self.excerpt.show_note(note)
        self.record.setVisible(self.excerpt.isHidden())

    # deciding

    def _decide(self, way: str, target: str = "") -> None:
        uuids = [line.uuid for line in self._selected()]
        if way == "update" and not target and self.record.must_pick:
            self._go_to_record()
        elif uuids:
            self.decided.emit(uuids, way, target)

    def _go_to_record(self) -> None:
        self._show_note(None)
        self.record.take_focus()

    def _leave_fields(self, names: object) -> None:
        lines = self._selected()
        if len(lines) == 1:
            self.fields_left.emit(lines[0].uuid, names)


def _group(line: PreviewLine) -> str:
    return _GROUPS.get(line.verdict, line.verdict)


def _is_wanted(line: PreviewLine, wanted: str) -> bool:
    noted = wanted == "noted" and line.problems > 0
    return wanted in ("all", _group(line)) or noted
