"""Step 3 of an import: the records that it will make or change, one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui import widgets
from desktop.ui.editors.choices import Chip
from desktop.ui.i18n import N_, tr
from desktop.ui.import_notes import ExcerptCard, Note, NotesCard
from desktop.ui.import_words import counted, place_words, told
from desktop.ui.lines import Cell, LinesModel, LinesTable
from desktop.ui.problem_words import value_words
from desktop.ui.task import card
from desktop.ui.widgets import TONES, clear, column, label, row, scroll_area, see_through
from desktop.usecases.import_plan import ImportPlan
from desktop.usecases.import_preview import PreviewField, PreviewLine, fields_of, lines_of
from desktop.usecases.workspace import Workspace
from forms.problem import Severity

_HEADINGS = (N_("名称"), N_("清单"), N_("来源"), N_("写入后"))
_WIDTHS = {1: 88, 2: 84, 3: 96}
_NARROW = (520, {1: 0, 2: 70, 3: 86})
_VERDICTS = {
    "new": (N_("新建"), "ink_2"), "update": (N_("更新"), "brand"),
    "double": (N_("新建，同名"), "warn"), "skip": (N_("跳过"), "ink_3"),
    "same": (N_("没有变化"), "ink_3"), "locked": (N_("不能更新"), "warn"),
}  # fmt: skip
_FILTERS = (
    ("all", N_("全部 {count}")), ("double", N_("与已有的同名 {count}")),
    ("update", N_("更新 {count}")), ("same", N_("没有变化 {count}")), ("noted", N_("有提示 {count}")),
)  # fmt: skip
_LONGEST = 400


class PreviewView(QWidget):
    """``handling_chosen``: update, create again or skip what the library seems to have."""

    handling_chosen = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._plan: ImportPlan | None = None
        self._lines: tuple[PreviewLine, ...] = ()
        self._shown: tuple[PreviewLine, ...] = ()
        self.chips = [Chip("", name, "chip") for name, _ in _FILTERS]
        self._filters = QButtonGroup(self)
        self.model = LinesModel(_HEADINGS, self._line)
        self.table = LinesTable(self.model, tr("将写入的记录"), _WIDTHS, _NARROW)
        self.update_held = Chip(tr("更新已有的"), "update", "chip")
        self.skip = Chip(tr("跳过已有的"), "skip", "chip")
        self.create_again = Chip(tr("仍然新建"), "create", "chip")
        self._handling = QButtonGroup(self)
        self.doubles = label(wrap=True)
        self.record_title = label(tone="strong", wrap=True)
        self.fields = QVBoxLayout()
        self.notes = NotesCard()
        self.excerpt = ExcerptCard()
        self._build()

    def _build(self) -> None:
        for chip in self.chips:
            self._filters.addButton(chip)
            chip.clicked.connect(lambda _=False: self._filter())
        self.chips[0].setChecked(True)
        for chip in (self.update_held, self.create_again, self.skip):
            self._handling.addButton(chip)
            chip.clicked.connect(lambda _=False, key=chip.key: self.handling_chosen.emit(str(key)))
        frame, inner = card(spacing=0)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addLayout(row(*self.chips, 1, margins=(12, 10, 12, 10)))
        inner.addWidget(self.table, 1)
        self.handling_card, told = card(spacing=8)
        told.addWidget(self.doubles)
        told.addLayout(row(self.update_held, self.create_again, self.skip, 1))
        right = QVBoxLayout()
        right.setSpacing(14)
        right.addWidget(self.handling_card)
        right.addWidget(self._record_card(), 60)
        right.addWidget(self.notes, 40)
        right.addWidget(self.excerpt)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(20, 0, 20, 14)
        outer.setSpacing(16)
        outer.addWidget(frame, 56)
        outer.addLayout(right, 44)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _: self._pick(now.row()))
        self.notes.picked.connect(self.excerpt.show_note)

    def _record_card(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("card", "true")
        layout = column(frame, spacing=6, margins=(16, 12, 4, 8))
        layout.addWidget(self.record_title)
        held = QWidget()
        self.fields.setContentsMargins(0, 0, 12, 0)
        self.fields.setSpacing(8)
        held.setLayout(self.fields)
        area = scroll_area(held, tr("这一条将写入的内容"))
        see_through(area)
        layout.addWidget(area, 1)
        return frame

    # showing

    def show_plan(self, plan: ImportPlan, notes: Sequence[Note]) -> None:
        """Show what a plan will write; the filter stays as far as it has something."""
        self._plan = plan
        self._lines = lines_of(self._workspace, plan)
        counts = Counter(line.verdict for line in self._lines)
        numbers = {
            "all": len(self._lines), "double": counts["double"] + counts["skip"],
            "update": counts["update"], "same": counts["same"] + counts["locked"], "noted": sum(bool(x.problems) for x in self._lines),
        }  # fmt: skip
        for chip, (name, words) in zip(self.chips, _FILTERS, strict=True):
            chip.setText(tr(words, count=numbers[name]))
            chip.setVisible(name == "all" or bool(numbers[name]))
            if chip.isChecked() and not numbers[name]:
                self.chips[0].setChecked(True)
        self.handling_card.setVisible(bool(plan.doubles))
        catalogue = self._workspace.catalogue
        self.doubles.setText(
            tr("{words}与工作库里已有的同名或同码。", words=counted(plan.doubles, catalogue))
        )
        self.update_held.setChecked(plan.handling == "update")
        self.skip.setChecked(plan.handling == "skip")
        self.create_again.setChecked(plan.handling == "create")
        self.notes.show_notes(notes)
        self._filter()

    def forget(self) -> None:
        """Let go of a plan: it holds every cell of its files."""
        self._plan, self._lines, self._shown = None, (), ()
        self.model.set_count(0)
        self.notes.show_notes(())
        clear(self.fields)

    def _filter(self) -> None:
        wanted = next((str(chip.key) for chip in self.chips if chip.isChecked()), "all")
        self._shown = tuple(line for line in self._lines if _is_wanted(line, wanted))
        self.model.set_count(len(self._shown))
        if self._shown:
            self.table.selectRow(0)
        else:
            self._pick(-1)

    def _line(self, number: int) -> tuple[Cell, ...]:
        line = self._shown[number]
        form = self._workspace.catalogue.form(line.kind)
        words, tone = _VERDICTS[line.verdict]
        place = tr("第 {row} 行", row=line.row) if line.row else ""
        title = line.title or tr("（没有名称）")
        skipped = "ink_3" if line.verdict in ("skip", "same", "locked") else ""
        return (
            Cell(title, skipped or ("" if line.title else "warn")),
            Cell(tr(form.list_title), skipped),
            Cell(place, skipped),
            Cell(tr(words), tone),
        )

    def _pick(self, number: int) -> None:
        clear(self.fields)
        if self._plan is None or not 0 <= number < len(self._shown):
            self.record_title.setText(tr("没有选中的记录"))
            return
        line = self._shown[number]
        self.record_title.setText(line.title or tr("（没有名称）"))
        if line.sheet:
            place = place_words(line.file, line.sheet, line.row)
            words = tr("来自“{file}”{where}", file=line.file, where=place)
            self.fields.addWidget(label(words, tone="quiet", wrap=True))
        if line.existing and line.verdict != "new":
            words = tr("工作库里已有“{title}”", title=line.existing)
            self.fields.addWidget(label(words, tone="quiet", wrap=True))
        for file, found in self._plan.problems:
            if found.problem.record == line.uuid:
                self.fields.addLayout(_problem(told(file, found), found.problem.severity))
        for field in fields_of(self._workspace, self._plan, line.uuid):
            self.fields.addLayout(_pair(field))
        self.fields.addStretch(1)


def _is_wanted(line: PreviewLine, wanted: str) -> bool:
    if wanted == "same":
        return line.verdict in ("same", "locked")
    if wanted == "double":
        return line.verdict in ("double", "skip")
    return wanted == "all" or line.verdict == wanted or (wanted == "noted" and line.problems > 0)


def _problem(text: str, severity: Severity) -> QHBoxLayout:
    made = row(
        widgets.chip(tr(severity.word), TONES[severity]), label(text, tone="quiet", wrap=True)
    )  # fmt: skip
    made.setStretch(1, 1)
    return made


def _pair(field: PreviewField) -> QVBoxLayout:
    box = column(spacing=1)
    box.addWidget(label(tr(field.label), tone="quiet"))
    before, after = field.before, field.after
    if field.worded:
        before, after = value_words(before), value_words(after)
    text = after or tr("留空")
    if before:
        text = tr("{before}　→　{after}", before=_short(before), after=_short(text))
    box.addWidget(label(_short(text), wrap=True))
    return box


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "……"
