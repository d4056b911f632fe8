"""动态调整: notices, what each changes, its printed page; drawing one up and carrying it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from desktop.ui.adjust_form import AdjustForm
from desktop.ui.difference_view import DifferenceView
from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.page import Page
from desktop.ui.preview_panel import PreviewPanel
from desktop.ui.problem_words import refilled
from desktop.ui.record_model import RecordModel
from desktop.ui.tabs import tab_bar, tab_strip
from desktop.ui.times import recently
from desktop.ui.two_lines import TwoLines, fill_line
from desktop.ui.widgets import ElidedLabel, button, column, label, row
from desktop.usecases import adjusting as use
from desktop.usecases.history import Difference
from desktop.usecases.people import who
from desktop.usecases.review_guards import NOBODY, NOT_THERE

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace
    from forms.record import Record

_FORM, _EMPTY, _NOTICE = range(3)
_NAMED = 4  # linked records that are named; the others are counted


@dataclass(frozen=True)
class _Told:
    """What the page shows of a notice, read in the background."""

    record: Record
    linked: list[use.Linked]
    hindrance: str


class AdjustPage(Page):
    """``said`` offers nothing to undo: what was carried out is undone by another notice."""

    open_wanted = Signal(str, str)
    changed = Signal()
    message = Signal(str)
    said = Signal(str, str, object)
    person_wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self._notices: dict[str, use.Notice] = {}
        self._wanted = ""
        self._composing = False  # the form for a new notice is on show
        self._linked: list[use.Linked] = []
        self.set_title(tr("动态调整"))
        self.new_button = button(tr("新的调整…"), self.begin, primary=True)
        self.buttons.addWidget(self.new_button)
        self.new_button.setVisible(not workspace.library.read_only)
        self.list = QListWidget()
        self.form = AdjustForm(runner, workspace)
        self.words = label(tone="quiet", wrap=True)
        self.model = RecordModel(self)
        self.differences = DifferenceView()
        self.preview = PreviewPanel(self.model, runner)
        self.preview.attach(workspace)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.list.setObjectName("problemList")
        self.list.setProperty("under", "line")
        self.list.setAccessibleName(tr("调整单"))
        self.list.setItemDelegate(TwoLines(self.list))
        self.list.setMinimumWidth(200)
        empty = QWidget()
        layout = column(empty, margins=(40, 40, 40, 80))
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.words, 1)
        self.right = QStackedWidget()
        for part in (self.form, empty, self._make_notice()):
            self.right.addWidget(part)
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([300, 760])
        self.body.addWidget(self.splitter, 1)

    def _make_notice(self) -> QWidget:
        self.heading = ElidedLabel("")
        self.heading.setObjectName("sectionTitle")
        self.about = label(tone="quiet", wrap=True)
        self.tabs = tab_bar(tr("调整单内容"))
        pages = QStackedWidget()
        for words, page in ((tr("调整前后"), self.differences), (tr("打印预览"), self.preview)):
            self.tabs.addTab(words)
            pages.addWidget(page)
        self.tabs.currentChanged.connect(pages.setCurrentIndex)
        head = column(spacing=2, margins=(20, 12, 16, 6))
        head.addWidget(self.heading)
        head.addWidget(self.about)
        made = QWidget()
        layout = column(made, spacing=0)
        layout.addLayout(head)
        layout.addWidget(tab_strip(self.tabs))
        layout.addWidget(pages, 1)
        layout.addWidget(self._make_bar())
        return made

    def _make_bar(self) -> QWidget:
        self.hindrance = label(wrap=True, tone="quiet")
        self.also = QCheckBox()
        self.linked_names = label(wrap=True, tone="faint")
        self.open_button = button(tr("打开填写"), self._open)
        self.carry_button = button(tr("执行调整"), self.carry_out, primary=True)
        bar = QWidget()
        bar.setObjectName("reviewBar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = column(bar, spacing=10, margins=(20, 12, 20, 14))
        layout.addWidget(self.hindrance)
        layout.addWidget(self.also)
        layout.addWidget(self.linked_names)
        layout.addLayout(row(1, self.open_button, self.carry_button, spacing=10))
        return bar

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(lambda *_: self._look())
        self.list.itemActivated.connect(lambda _: self._open())
        self.form.wanted.connect(self.draw_up)
        self.form.left.connect(self._look)
        self.preview.message.connect(self.message)

    # the notices

    def arrive(self) -> None:
        """The rail led here."""
        self.refresh()
        self.list.setFocus()

    def refresh(self) -> None:
        """Read the notices again."""
        workspace = self._workspace
        self._runner.start(self, tr("动态调整"), lambda _: use.notices(workspace), done=self._show,
                           failed=self.failed.emit)  # fmt: skip

    def _show(self, notices: list[use.Notice]) -> None:
        self._notices = {notice.uuid: notice for notice in notices}
        self.list.blockSignals(True)
        self.list.clear()
        for notice in notices:
            item = QListWidgetItem()
            fill_line(item, *_lines_of(notice), notice.uuid)
            self.list.addItem(item)
        wanted = [n for n, notice in enumerate(notices) if notice.uuid == self._wanted]
        self.list.setCurrentRow(wanted[0] if wanted else 0 if notices else -1)
        self.list.blockSignals(False)
        self.list.setVisible(bool(notices))
        if self._composing:
            return
        if notices:
            self._on_chosen()
        else:
            self._say(tr("还没有调整单。清单发布后要新增、取消、下放、变更的，从“新的调整”开始。"))

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self.right.setCurrentIndex(_EMPTY)

    def _look(self) -> None:
        """Somebody turned to a notice, away from the form."""
        self._composing = False
        self._on_chosen()

    def _on_chosen(self) -> None:
        if self.list.currentRow() < 0:
            self.right.setCurrentIndex(_EMPTY)
            return
        self._wanted = str(self.list.currentItem().data(Qt.ItemDataRole.UserRole))
        workspace, uuid, by = self._workspace, self._wanted, who(self._workspace)
        self._runner.start(self, tr("读取"), lambda _: _read(workspace, uuid, by),
                           done=self._show_notice, failed=self.failed.emit)  # fmt: skip

    def _show_notice(self, told: _Told) -> None:
        notice = self._notices.get(told.record.uuid)
        if notice is None or notice.uuid != self._wanted or self._composing:
            return
        self._linked = told.linked
        form = self._workspace.catalogue.form(use.KIND)
        self.model.load(told.record, form, read_only=True)
        self.heading.setText(tr("{action}：{titles}", action=tr(notice.action_label),
                                titles=tr("、").join(notice.titles)))  # fmt: skip
        self.about.setText(_about(notice))
        found = _differences(told.record)
        if found:
            self.differences.show_differences(found)
        else:
            self.differences.say(tr("没有列出调整前后的内容。请打开填写。"))
        self._offer(notice, told.hindrance)
        self.right.setCurrentIndex(_NOTICE)

    def _offer(self, notice: use.Notice, hindrance: str) -> None:
        able = not hindrance
        told = tr("执行后，这些记录以新的一版定稿，写明依据和日期；原来的各版保留。")
        self.hindrance.setText(
            "" if notice.carried_out else refilled(hindrance, NOBODY, NOT_THERE) or told
        )
        self.hindrance.setVisible(not notice.carried_out)
        self.carry_button.setVisible(able)
        self.carry_button.setEnabled(True)
        names = tr("、").join(
            f"{tr(item.list_title)}“{item.title}”" for item in self._linked[:_NAMED]
        )
        count = len(self._linked)
        self.also.setText(tr("同时取消关联的 {count} 条记录", count=count))
        self.also.setChecked(True)
        more = tr("{names}等", names=names) if count > _NAMED else names
        self.linked_names.setText(more)
        for item in (self.also, self.linked_names):
            item.setVisible(able and bool(count))
        final = notice.state in ("approved", "published")
        self.open_button.setText(tr("打开") if final else tr("打开填写"))

    # deeds

    def begin(self, uuids: Sequence[str] = ()) -> None:
        """A new notice: which records, what is done."""
        self._composing = True
        self.form.begin(uuids)
        self.right.setCurrentIndex(_FORM)
        self.form.action.main_widget().setFocus()

    def draw_up(self, targets: list[str], action: str) -> None:
        """Make the notice and show it."""
        workspace, by = self._workspace, who(self._workspace)
        if not by:
            self.person_wanted.emit(lambda: self.draw_up(targets, action))
            return

        def done(record: Record) -> None:
            self._composing = False
            self._wanted = record.uuid
            self.said.emit(tr("调整单已起草。请打开，填写依据、事由和日期。"), "", None)
            self._after()

        self._run(tr("起草"), lambda: use.draw_up(workspace, targets, action, by), done)

    def carry_out(self) -> None:
        """Do to the records what the notice says."""
        workspace, uuid, by = self._workspace, self._wanted, who(self._workspace)
        also = [item.uuid for item in self._linked] if self.also.isChecked() else []
        self.carry_button.setEnabled(False)

        def done(report: use.CarryReport) -> None:
            words = tr("已调整 {count} 条记录。", count=len(report.done))
            if report.kept:
                first = report.kept[0]
                words += tr("{count} 条没有调整：“{title}”{reason}", count=len(report.kept),
                            title=first.title, reason=first.reason)  # fmt: skip
            self.said.emit(words, "", None)
            self._after()

        self._run(tr("执行调整"), lambda: use.carry_out(workspace, uuid, by, also=also), done)

    def _run(self, title: str, deed: Callable[[], object], done: Callable[..., None]) -> None:
        self._runner.start(self, title, lambda _: deed(), done=done, failed=self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)
        self.refresh()

    def _after(self) -> None:
        self.changed.emit()
        self.refresh()

    def _open(self) -> None:
        if self._wanted:
            self.open_wanted.emit(self._wanted, "")


def _read(workspace: Workspace, uuid: str, by: str) -> _Told:
    return _Told(
        workspace.library.get(uuid), use.linked(workspace, uuid),
        use.hindrance(workspace, uuid, by),
    )  # fmt: skip


def _differences(record: Record) -> list[Difference]:
    return [
        Difference(str(number), str(line.get("element") or ""), str(line.get("before") or ""),
                   str(line.get("after") or ""))
        for number, line in enumerate(record.rows("differences"))
    ]  # fmt: skip


def _lines_of(notice: use.Notice) -> tuple[str, str]:
    titles = tr("、").join(notice.titles)
    first = tr("{action}：{titles}", action=tr(notice.action_label), titles=titles)
    state = tr("已执行") if notice.carried_out else tr(notice.state_label)
    return first, "　".join(filter(None, (notice.number, state)))


def _about(notice: use.Notice) -> str:
    parts = [notice.number, tr(notice.state_label)]
    if notice.effective:
        parts.append(tr("{day} 起生效", day=notice.effective))
    if notice.carried_out:
        parts.append(tr("{at} 已执行", at=recently(notice.carried_out)))
    return "　".join(filter(None, parts))
