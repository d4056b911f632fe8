"""The problems of the whole library, record by record: a list to narrow, to mend, to explain."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

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
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui.drawing import draw_chip, row_ground, write_line
from desktop.ui.editors.choices import Chip, ComboBox
from desktop.ui.i18n import tr
from desktop.ui.problem_words import message_of, place_below
from desktop.ui.theme import colour, font
from desktop.ui.widgets import TONES, button, column, label, link, row
from desktop.usecases.problem_log import ProblemLog
from forms.problem import Problem, Severity
from forms.rules import registry

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_HEAD, _LINE = 40, 30
_MOST = 20_000  # problems in the list: nobody reads more, and a list of millions would stand still


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
        row_ground(painter, option, hover=False)
        room: QRect = option.rect.adjusted(20, 0, -20, 0)
        if entry.problem is None:
            if index.row():
                painter.setPen(colour("line"))
                painter.drawLine(room.topLeft(), room.topRight())
            self._draw_head(painter, room, entry)
        else:
            self._draw_problem(painter, room, entry, entry.problem)
        painter.restore()

    def _draw_head(self, painter: QPainter, room: QRect, entry: Entry) -> None:
        painter.setFont(font(bold=True))
        painter.setPen(colour("ink"))
        write_line(painter, room.adjusted(0, 6, 0, 0), entry.text)

    def _draw_problem(self, painter: QPainter, room: QRect, entry: Entry, problem: Problem) -> None:
        painter.setFont(font(pixels=12))
        word = tr("已说明") if problem.waiver else tr(problem.severity.word)
        draw_chip(painter, room.left(), room.center().y(), word, TONES[problem.severity])
        painter.setPen(colour("ink_3"))
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(room, right, tr("规则 {rule}", rule=problem.rule))
        words = [tr("已说明"), *(tr(item.word) for item in Severity)]
        widest = max(painter.fontMetrics().horizontalAdvance(item) for item in words)
        left = max(62, widest + 22)
        painter.setFont(font(pixels=13))
        painter.setPen(colour("ink"))
        write_line(painter, room.adjusted(left, 0, -80, 0), entry.text)


class ProblemsTab(QWidget):
    """The list with what can be done about many at once.

    ``open_wanted`` carries record and field path, ``fixes_wanted`` problems whose mends shall be
    looked at, ``reason_given`` problems and the reason that lets them pass.
    """

    open_wanted = Signal(str, str)
    fixes_wanted = Signal(object)
    reason_given = Signal(object, str)

    def __init__(self, *, read_only: bool) -> None:
        super().__init__()
        self._read_only = read_only
        self._problems = ProblemLog()
        self._shown: list[Problem] = []
        self._records = -1  # until the first check is over
        self._titles: Mapping[str, str] = {}
        self._rules: tuple[str, ...] = ()
        self.said = label(tone="quiet")
        self.empty = label(tone="quiet", wrap=True)
        self.chips = [Chip(tr(severity.word), severity, "chip") for severity in Severity]
        self.model = ProblemListModel()
        self.view = QListView()
        self.narrowed = link("", lambda: self.narrow("", ()))
        self.fix_link = link("", lambda: self.fixes_wanted.emit(self._fixable()))
        self.reason_link = link("", self._toggle_reasons)
        self.rule_box, self.reason_box = ComboBox(), QLineEdit()
        self.reason_button = button("", self._give, primary=True)
        self._build()
        self._connect()

    def _build(self) -> None:
        view = self.view
        view.setObjectName("problemList")
        view.setModel(self.model)
        view.setItemDelegate(_Painter(view))
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        view.setAccessibleName(tr("全部问题"))
        for chip in self.chips:
            chip.setChecked(chip.key is not Severity.HINT)
        self.narrowed.setToolTip(tr("显示全部"))
        self.narrowed.hide()
        for item in (self.fix_link, self.reason_link):
            item.hide()
        self.rule_box.setAccessibleName(tr("哪条规则"))
        self.reason_box.setAccessibleName(tr("理由"))
        self.reason_box.setPlaceholderText(tr("写明依据和原因，随记录保存和导出"))
        self.reasons = QWidget()
        line = row(self.rule_box, self.reason_box, self.reason_button,
                   link(tr("取消"), self._toggle_reasons), spacing=10, margins=(20, 0, 20, 12))  # fmt: skip
        line.setStretch(1, 1)
        self.reasons.setLayout(line)
        self.reasons.hide()
        layout = column(self, spacing=0)
        layout.addLayout(row(*self.chips, self.narrowed, 1, self.said, spacing=8,
                             margins=(20, 12, 20, 10)))  # fmt: skip
        layout.addLayout(row(self.fix_link, self.reason_link, 1, spacing=18,
                             margins=(20, 0, 20, 6)))  # fmt: skip
        layout.addWidget(self.reasons)
        layout.addWidget(self.view, 1)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setContentsMargins(40, 40, 40, 80)
        self.empty.hide()
        layout.addWidget(self.empty, 1)

    def _connect(self) -> None:
        for chip in self.chips:
            chip.clicked.connect(lambda _=False: self._filter())
        self.view.activated.connect(lambda index: self.open(index.row()))
        self.view.clicked.connect(lambda index: self._on_click(index.row()))
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._tell_reasons())
        self.rule_box.activated.connect(lambda _: self._tell_reasons())
        self.reason_box.textChanged.connect(lambda _: self._tell_reasons())
        self.reason_box.returnPressed.connect(self._give)

    # the list

    def show_problems(self, problems: ProblemLog, titles: Mapping[str, str], records: int) -> None:
        """Show what a check of so many records found; ``titles`` names them."""
        self._problems, self._titles, self._records = problems, titles, records
        self._filter()

    def narrow(self, title: str, rules: tuple[str, ...]) -> None:
        """Show only the problems of these rules, hints too; ``title`` says so."""
        self._rules = rules
        self.narrowed.setText(f"{title}　×")
        self.narrowed.setVisible(bool(rules))
        if rules:
            for chip in self.chips:
                chip.setChecked(True)
        self._filter()

    def _filter(self) -> None:
        if self._records < 0:
            return
        log = self._problems
        for chip in self.chips:
            number = log.by_severity[Severity(chip.key)]
            chip.setText(f"{tr(Severity(chip.key).word)} {number}")
        wanted = {Severity(chip.key) for chip in self.chips if chip.isChecked()}
        places = array("q", log.places(wanted, self._rules))
        self._shown = log.at(places[:_MOST])
        self.model.set_problems(self._shown, self._titles)
        self._tell_empty()
        self._tell_count(log.count_records(places), len(places))
        self._offer()

    def _tell_count(self, records: int, count: int) -> None:
        """How many there are, and where not all are listed, how to come to the others."""
        words = tr(
            "检查了 {records} 条记录，列出 {records2} 条记录的 {count} 个问题。",
            records=self._records, records2=records, count=count,
        )  # fmt: skip
        if count > _MOST:
            words = tr(
                "{records} 条记录有 {count} 个问题，列出前 {most} 个。改好一批再检查，或者按规则查看。",
                records=f"{records:,}", count=f"{count:,}", most=f"{_MOST:,}",
            )  # fmt: skip
        self.said.setText(words if self._records else "")

    def _tell_empty(self) -> None:
        """Say why nothing is listed."""
        if not self._records:
            words = tr(
                "工作库里还没有记录。录入或者导入以后，要改的地方列在这里，点一下就到那一栏。"
            )
        elif not self._problems:
            words = tr("没有发现问题。")
        else:
            words = tr("所选的几类里没有问题。")
        self.empty.setText(words)
        self.empty.setVisible(not self._shown)
        self.view.setVisible(bool(self._shown))

    def _on_click(self, number: int) -> None:
        """Open; with Ctrl or Shift held, more lines are being chosen."""
        if QApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier:
            self.open(number)

    def open(self, number: int) -> None:
        """Open the record of a line, at the field."""
        entry = self.model.entries[number]
        self.open_wanted.emit(entry.record, entry.problem.field if entry.problem else "")

    # many at once

    def _offer(self) -> None:
        """Say how many of what is shown can be mended or explained."""
        fixes = len({(p.record, p.fix.path) for p in self._fixable() if p.fix})
        self.fix_link.setText(tr("采用建议的改法（{count} 处）…", count=fixes))
        self.fix_link.setVisible(bool(fixes) and not self._read_only)
        wanting = self._wanting()
        self.reason_link.setText(tr("批量说明理由（{count} 处）…", count=len(wanting)))
        self.reason_link.setVisible(bool(wanting) and not self._read_only)
        if not wanting:
            self.reasons.hide()
        kept = self.rule_box.currentData()
        self.rule_box.clear()
        texts = registry.texts()
        for rule in dict.fromkeys(problem.rule for problem in wanting):
            self.rule_box.addItem(tr("规则 {rule}", rule=rule) + "　" + tr(texts[rule].title), rule)
        self.rule_box.setCurrentIndex(max(0, self.rule_box.findData(kept)))
        self._tell_reasons()

    def _fixable(self) -> list[Problem]:
        return [p for p in self._shown if p.fix and not p.fix.deed]

    def _wanting(self) -> list[Problem]:
        """Problems on show that want a reason and have none."""
        return [p for p in self._shown if p.severity is Severity.JUSTIFY and not p.waiver]

    def chosen(self) -> list[Problem]:
        """Those of the chosen rule: of several selected lines these, otherwise all on show."""
        rule = self.rule_box.currentData()
        mine = [problem for problem in self._wanting() if problem.rule == rule]
        rows = self.view.selectionModel().selectedIndexes()
        selected = [self.model.entries[index.row()].problem for index in rows]
        some = [problem for problem in mine if problem in selected]
        return some if len(selected) > 1 and some else mine

    def _tell_reasons(self) -> None:
        number = len(self.chosen())
        self.reason_button.setText(tr("为 {count} 处写理由", count=number))
        self.reason_button.setEnabled(bool(number and self.reason_box.text().strip()))

    def _toggle_reasons(self) -> None:
        self.reasons.setVisible(self.reasons.isHidden())
        if not self.reasons.isHidden():
            self.reason_box.setFocus()

    def _give(self) -> None:
        if self.reason_button.isEnabled():
            self.reason_given.emit(self.chosen(), self.reason_box.text().strip())

    def reasons_written(self) -> None:
        """The reasons are kept: the box is done."""
        self.reason_box.clear()
        self.reasons.hide()
