"""The problems of the whole library, record by record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.editors.choices import Chip
from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.page import Page
from desktop.ui.problem_words import message_of, place_below, title_words
from desktop.ui.task import TaskBar
from desktop.ui.theme import colour, font
from desktop.ui.widgets import TONES, button, label, link, row
from desktop.usecases import compiling
from forms.problem import Problem, Severity

if TYPE_CHECKING:
    from desktop.usecases.checking import CheckOutcome
    from desktop.usecases.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_HEAD, _LINE = 40, 30
_SOFT = {"block": "block_soft", "warn": "warn_soft", "waiver": "waiver_soft", "hint": "brand_soft"}
_INK = {"block": "block", "warn": "warn", "waiver": "waiver", "hint": "brand"}


@dataclass(frozen=True)
class Entry:
    """A line of the list: a record with how many problems it has, or one of them."""

    record: str
    kind: str
    text: str
    problem: Problem | None = None


class ProblemListModel(QAbstractListModel):
    """Records as headings, their problems below them."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def set_problems(self, problems: Sequence[Problem], titles: Mapping[str, str]) -> None:
        """Show problems; ``titles`` names the records."""
        self.beginResetModel()
        self.entries = []
        for uuid, group in groupby(problems, key=lambda problem: problem.record):
            mine = list(group)
            head = tr("{words}　{count} 个", words=titles.get(uuid, uuid), count=len(mine))
            self.entries.append(Entry(uuid, mine[0].kind, head))
            self.entries += [Entry(uuid, p.kind, _words(p), p) for p in mine]
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """All lines."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words, for painters and screen readers."""
        entry = self.entries[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            hint = tr(entry.problem.hint) if entry.problem else ""
            return (
                f"{entry.text}\n{hint}".strip()
                if role == Qt.ItemDataRole.ToolTipRole
                else entry.text
            )
        return None


def _words(problem: Problem) -> str:
    words, place = message_of(problem), place_below(problem)
    return tr("{name}：{words}", name=place, words=words) if place else words


class _Painter(QStyledItemDelegate):
    """Headings in bold; problems with a chip and the rule at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Headings are higher."""
        model: Any = index.model()
        head = model.entries[index.row()].problem is None
        return QSize(200, _HEAD if head else _LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a line."""
        model: Any = index.model()
        entry: Entry = model.entries[index.row()]
        painter.save()
        state: Any = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, colour("brand_soft"))
        room: QRect = option.rect.adjusted(20, 0, -20, 0)
        if entry.problem is None:
            self._draw_head(painter, room, entry)
        else:
            self._draw_problem(painter, room, entry, entry.problem)
        painter.restore()

    def _draw_head(self, painter: QPainter, room: QRect, entry: Entry) -> None:
        painter.setPen(colour("line"))
        painter.drawLine(room.left(), room.top(), room.right(), room.top())
        painter.setFont(font(bold=True))
        painter.setPen(colour("ink"))
        _text(painter, room.adjusted(0, 6, 0, 0), entry.text)

    def _draw_problem(self, painter: QPainter, room: QRect, entry: Entry, problem: Problem) -> None:
        painter.setFont(font(pixels=12))
        tone = TONES[problem.severity]
        word = tr(problem.severity.word)
        width = painter.fontMetrics().horizontalAdvance(word) + 10
        place = QRect(room.left(), room.center().y() - 9, width, 19)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(_SOFT[tone]))
        painter.drawRoundedRect(place, 3, 3)
        painter.setPen(colour(_INK[tone]))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), word)
        painter.setPen(colour("ink_3"))
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(room, right, tr("规则 {rule}", rule=problem.rule))
        widest = max(painter.fontMetrics().horizontalAdvance(tr(item.word)) for item in Severity)
        left = max(62, widest + 22)
        painter.setFont(font(pixels=13))
        painter.setPen(colour("ink"))
        _text(painter, room.adjusted(left, 0, -80, 0), entry.text)


def _text(painter: QPainter, room: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)


class CheckPage(Page):
    """``open_wanted`` carries record and field path."""

    open_wanted = Signal(str, str)
    checked = Signal(int)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._outcome: CheckOutcome | None = None
        self._titles: dict[str, str] = {}
        self.set_title(tr("全部问题"))
        self.start_button = button(tr("重新检查"), self.start, primary=True)
        self.buttons.addWidget(self.start_button)
        self.task = TaskBar(runner)
        self.said = label(tone="quiet")
        self.chips = [Chip(tr(severity.word), severity, "chip") for severity in Severity]
        self.model = ProblemListModel()
        self.view = QListView()
        self.view.setObjectName("problemList")
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Painter(self.view))
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setAccessibleName(tr("全部问题"))
        self.view.activated.connect(lambda index: self._open(index.row()))
        self.view.clicked.connect(lambda index: self._open(index.row()))
        for chip in self.chips:
            chip.setChecked(chip.key is not Severity.HINT)
            chip.clicked.connect(lambda _=False: self._filter())
        self._rules: tuple[str, ...] = ()
        self.narrowed = link("", lambda: self.narrow("", ()))
        self.narrowed.setToolTip(tr("显示全部"))
        self.narrowed.hide()
        bar = row(*self.chips, self.narrowed, 1, self.said, spacing=8, margins=(20, 12, 20, 12))
        self.body.addLayout(bar)
        holder = row(self.task, margins=(20, 0, 20, 8))
        self.body.addLayout(holder)
        self.body.addWidget(self.view, 1)

    def arrive(self) -> None:
        """Look at everything afresh."""
        self.narrow("", ())
        self.start()

    def narrow(self, title: str, rules: tuple[str, ...]) -> None:
        """Show only the problems of these rules, hints too; ``title`` says so."""
        self._rules = rules
        self.narrowed.setText(f"{title}　×")
        self.narrowed.setVisible(bool(rules))
        if rules:
            for chip in self.chips:
                chip.setChecked(True)
        self._filter()

    def start(self) -> None:
        """Check every record."""
        if self.task.job is not None:
            return
        self.start_button.setEnabled(False)
        workspace = self._workspace
        self.task.start(tr("检查"), lambda progress: _check(workspace, progress), self._done,
                        self._failed, lambda: self.start_button.setEnabled(True))  # fmt: skip

    def _done(self, found: tuple[CheckOutcome, dict[str, str]]) -> None:
        self.start_button.setEnabled(True)
        self._outcome, self._titles = found
        self.checked.emit(self._outcome.blocking)
        self._filter()

    def _failed(self, error: Exception) -> None:
        self.start_button.setEnabled(True)
        self.failed.emit(error)

    def _filter(self) -> None:
        if self._outcome is None:
            return
        for chip in self.chips:
            number = sum(p.severity is chip.key for p in self._outcome.problems)
            chip.setText(f"{tr(Severity(chip.key).word)} {number}")
        wanted = {chip.key for chip in self.chips if chip.isChecked()}
        shown = [p for p in self._outcome.problems if p.severity in wanted]
        shown = [p for p in shown if not self._rules or p.rule in self._rules]
        self.model.set_problems(shown, self._titles)
        records = len({problem.record for problem in shown})
        self.said.setText(
            tr(
                "检查了 {records} 条记录，列出 {records2} 条记录的 {count} 个问题。",
                records=self._outcome.records,
                records2=records,
                count=len(shown),
            )
        )

    def _open(self, number: int) -> None:
        entry = self.model.entries[number]
        self.open_wanted.emit(entry.record, entry.problem.field if entry.problem else "")


def _check(workspace: Workspace, progress: Any) -> tuple[CheckOutcome, dict[str, str]]:
    from desktop.usecases.checking import check_library

    outcome = check_library(workspace, progress=progress)
    uuids = list(dict.fromkeys(problem.record for problem in outcome.problems))
    titles = {}
    for line in compiling.rows(workspace, uuids):
        form = workspace.catalogue.form(line.kind)
        titles[line.uuid] = f"{tr(form.title)} · {title_words(line.title)}"
    return outcome, titles
