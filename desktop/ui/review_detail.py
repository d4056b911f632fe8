"""One record under review: changes, everything, the printed page, problems, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.cards import CardList
from desktop.ui.difference_view import DifferenceView
from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.preview_panel import PreviewPanel
from desktop.ui.problem_card import ProblemCard
from desktop.ui.problem_words import place_of
from desktop.ui.record_model import RecordModel
from desktop.ui.remark_card import RemarkCard
from desktop.ui.review_fields import ReviewFields
from desktop.ui.tabs import tab_bar, tab_strip
from desktop.ui.times import recently
from desktop.ui.widgets import ElidedLabel, column, label, link, row, see_through
from forms.problem import Severity

if TYPE_CHECKING:
    from desktop.usecases.review_rounds import Deed
    from desktop.usecases.review_sheet import Sheet
    from desktop.usecases.workspace import Workspace

_CHANGES, _ALL, _PRINT, _PROBLEMS, _REMARKS = range(5)


class CardColumn(CardList):
    """Cards one below the other, or words when there are none."""

    def __init__(self) -> None:
        super().__init__(margins=(6, 0, 6, 0), spacing=0, ground="")
        see_through(self)

    def show_cards(self, cards: Sequence[QWidget], empty: str) -> None:
        """Fill it."""
        self.empty_cards()
        for card in cards:
            self.add_card(card)
        if not cards:
            words = label(empty, tone="quiet", wrap=True)
            words.setContentsMargins(14, 14, 14, 14)
            self.add_card(words)


class ReviewDetail(QWidget):
    """``remark_wanted`` carries a field and its label, ``open_wanted`` a path in the record."""

    remark_wanted = Signal(str, str)
    open_wanted = Signal(str)
    message = Signal(str)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.sheet: Sheet | None = None
        self.model = RecordModel(self)
        self.title = ElidedLabel("")
        self.title.setObjectName("sectionTitle")
        self.about = label(tone="quiet", wrap=True)
        self.open_link = link(tr("打开这一条"), lambda: self.open_wanted.emit(""))
        self.tabs = tab_bar(tr("审核内容"))
        self.changes = DifferenceView()
        self.fields = ReviewFields()
        self.preview = PreviewPanel(self.model, runner)
        self.preview.attach(workspace)
        self.preview.message.connect(self.message)
        self.problems, self.remarks = CardColumn(), CardColumn()
        self._pages = QStackedWidget()
        for page, words in (
            (self.changes, tr("改动")), (self.fields, tr("全部内容")),
            (self.preview, tr("打印预览")), (self.problems, tr("问题")),
            (self.remarks, tr("批注")),
        ):  # fmt: skip
            self.tabs.addTab(words)
            self._pages.addWidget(page)
        self._build()

    def _build(self) -> None:
        head = column(spacing=2, margins=(20, 12, 20, 6))
        line = row(self.title, self.open_link)
        line.setStretch(0, 1)
        head.addLayout(line)
        head.addWidget(self.about)
        layout = column(self, spacing=0)
        layout.addLayout(head)
        layout.addWidget(tab_strip(self.tabs))
        layout.addWidget(self._pages, 1)
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self.changes.remark_wanted.connect(self._on_remark)
        self.fields.remark_wanted.connect(self._on_remark)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show a record; of one that changed since its last revision, the changes first."""
        same = self.sheet is not None and self.sheet.record.uuid == sheet.record.uuid
        self.sheet = sheet
        record = sheet.record
        form = self._workspace.catalogue.form(record.kind)
        judging = record.state == "submitted" and not sheet.hindrance
        self.title.setText(sheet.title)
        self.about.setText(self._about(sheet))
        self.model.load(record, form, read_only=True)
        self.tabs.setTabVisible(_CHANGES, bool(sheet.last))
        if sheet.differences:
            self.changes.show_differences(sheet.differences, remarkable=judging)
        else:
            self.changes.say(tr("与第 {last} 版相同。", last=sheet.last))
        self.fields.show_parts(sheet.parts, remarkable=judging)
        self._show_problems(sheet)
        self._show_remarks(sheet)
        self.tabs.setTabText(_CHANGES, _counted(tr("改动"), len(sheet.differences)))
        if not same:
            self.tabs.setCurrentIndex(self._first(sheet))

    def _first(self, sheet: Sheet) -> int:
        if sheet.record.state == "returned":
            return _REMARKS
        return _CHANGES if sheet.last else _ALL

    def _show_problems(self, sheet: Sheet) -> None:
        cards = []
        for problem in sheet.problems:
            card = ProblemCard(problem, place_of(problem.label))
            card.set_read_only(True)
            card.chosen.connect(lambda found: self.open_wanted.emit(found.field))
            cards.append(card)
        self.problems.show_cards(cards, tr("没有发现问题。"))
        told = sum(problem.severity is not Severity.HINT for problem in sheet.problems)
        self.tabs.setTabText(_PROBLEMS, _counted(tr("问题"), told))

    def _show_remarks(self, sheet: Sheet) -> None:
        cards = []
        for remark in sorted(sheet.remarks, key=lambda item: not item.open):
            card = RemarkCard(remark, writable=False)
            card.chosen.connect(lambda found: self.open_wanted.emit(found.field))
            cards.append(card)
        self.remarks.show_cards(cards, tr("没有批注。"))
        number = sum(remark.open for remark in sheet.remarks)
        self.tabs.setTabText(_REMARKS, _counted(tr("批注"), number))

    def _about(self, sheet: Sheet) -> str:
        found = sheet.round
        parts = [tr(sheet.list_title), tr("第 {version} 版", version=sheet.record.version)]
        for words, deed in (
            (tr("提交"), found.submitted), (tr("审核通过"), found.reviewed),
            (tr("公开审查"), found.disclosed),
        ):  # fmt: skip
            if deed is not None:
                parts.append(_told(words, deed))
        if found.returned is not None:
            parts.append(_told(tr("退回"), found.returned))
        return "　".join(parts)

    def _on_remark(self, field: str) -> None:
        if self.sheet is not None:
            form = self._workspace.catalogue.form(self.sheet.record.kind)
            self.remark_wanted.emit(field, tr(form.fields[field].label))


def _told(words: str, deed: Deed) -> str:
    note = f"（{deed.note}）" if deed.note else ""
    result = deed.about("word")
    return f"{deed.by} {recently(deed.at)} {words}{f' {tr(result)}' if result else ''}{note}"


def _counted(words: str, number: int) -> str:
    return f"{words} {number}" if number else words
