"""Set one field on many records: choose it, see what becomes of each, do it, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from desktop.ui.editors.base import Editor, EditorContext
from desktop.ui.editors.choices import Chip, ComboBox
from desktop.ui.editors.factory import make_editor
from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.lines import Cell, LinesModel, LinesTable
from desktop.ui.page import Page
from desktop.ui.task import TaskBar
from desktop.ui.widgets import button, clear, column, label, row
from desktop.usecases import bulk
from desktop.usecases.bulk import Applied, BulkRefused, Effect, Operation, Outcome, Plan, Undone
from forms.model import Field, Value
from forms.record import is_blank

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_PAUSE = 250  # ms between the last keystroke and the preview
_HEADINGS = (N_("名称"), N_("现在"), N_("改为"), N_("说明"))
_OPERATIONS = (
    (Operation.SET, N_("全部改为")),
    (Operation.FILL_BLANK, N_("只填空白的")),
    (Operation.CLEAR, N_("清空")),
)
_OUTCOMES = (
    (Outcome.CHANGES, N_("将修改")),
    (Outcome.SAME, N_("不用改")),
    (Outcome.LOCKED, N_("不能修改")),
)
_NAMED = 3
_EDITOR_WIDEST = 640  # px
_WIDE = {1: 210, 2: 210, 3: 270}
_NARROW = {1: 160, 2: 160, 3: 190}
_SMALL = 980  # px


class BulkPage(Page):
    """``said`` offers to undo: words, label of the deed, the deed."""

    back_wanted = Signal()
    changed = Signal()
    said = Signal(str, str, object)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._context = EditorContext(runner, workspace)
        self._uuids: list[str] = []
        self._fields: dict[str, Field] = {}
        self._plan: Plan | None = None
        self._shown: list[Effect] = []
        self._outdated = False
        self.editor: Editor | None = None
        self.field = ComboBox()
        self.operations = [
            Chip(tr(words), operation, "segment") for operation, words in _OPERATIONS
        ]
        self.outcomes = [Chip(tr(words), outcome, "chip") for outcome, words in _OUTCOMES]
        self.model = LinesModel(_HEADINGS, self._cells)
        self.table = LinesTable(self.model, tr("预览"), _WIDE, (_SMALL, _NARROW))
        self.told = label(tone="quiet", wrap=True)
        self.hint = label(tone="quiet", wrap=True)
        self.task = TaskBar(runner)
        self.apply_button = button(tr("修改"), self.apply, primary=True)
        self.stack = QStackedWidget()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.buttons.addWidget(button(tr("返回"), self.back_wanted.emit))
        self.buttons.addWidget(self.apply_button)
        self.field.setAccessibleName(tr("修改哪一栏"))
        self.field.setMinimumWidth(280)
        self.field.setMaximumWidth(360)
        group = QButtonGroup(self)
        for chip in self.operations:
            group.addButton(chip)
        what = label(tr("栏目"), tone="quiet")
        what.setBuddy(self.field)
        top = column(spacing=8, margins=(20, 14, 20, 10))
        line = row(what, self.field, *self.operations, 1, spacing=8)
        top.addLayout(line)
        self._value = column(spacing=0)
        self._holder = QWidget()
        self._holder.setLayout(self._value)
        self._holder.setMaximumWidth(_EDITOR_WIDEST)
        top.addWidget(self._holder)
        self.body.addLayout(top)
        self.body.addLayout(row(*self.outcomes, self.told, 1, spacing=8, margins=(20, 2, 20, 10)))
        self.task.setContentsMargins(20, 0, 20, 8)
        self.body.addWidget(self.task)
        empty = QWidget()
        inner = column(empty, margins=(20, 28, 20, 20))
        inner.addWidget(self.hint)
        inner.addStretch(1)
        self.stack.addWidget(self.table)
        self.stack.addWidget(empty)
        self.body.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self._pause.timeout.connect(self.preview)
        self.field.activated.connect(lambda _: self._on_field())
        for chip in self.operations:
            chip.clicked.connect(lambda _=False: self._on_operation())
        for chip in self.outcomes:
            chip.clicked.connect(lambda _=False: self._list())

    # what to do

    def begin(self, uuids: Sequence[str]) -> None:
        """Change these records; which field is chosen here."""
        self.task.cancel()
        self._uuids = list(uuids)
        kinds = bulk.kinds_of(self._workspace, self._uuids)
        titles = [tr(self._workspace.catalogue.form(kind).list_title) for kind in kinds]
        self.set_title(tr("批量修改"), tr("、").join(titles), tr("{n} 条", n=f"{len(uuids):,}"))
        self._fields = {f.id: f for f in bulk.settable_in_all(self._workspace, kinds)}
        kept = self.field.currentData()
        self.field.clear()
        for name, item in self._fields.items():
            self.field.addItem(tr(item.label), name)
        self.field.setPlaceholderText(tr("请选择要修改的栏目"))
        self.field.setCurrentIndex(self.field.findData(kept) if kept else -1)
        for chip in self.operations:
            chip.setChecked(chip.key is Operation.SET)
        for chip in self.outcomes:
            chip.setChecked(chip.key is not Outcome.SAME)
        self._on_field()
        self.field.setFocus()

    @property
    def operation(self) -> Operation:
        """What is to be done with the field."""
        return next(Operation(c.key) for c in self.operations if c.isChecked())

    def value(self) -> Value:
        """What is to be filled in; None while nothing is."""
        return self.editor.value() if self.editor is not None else None

    def _on_field(self) -> None:
        clear(self._value)
        self.editor = None
        field = self._fields.get(self.field.currentData() or "")
        if field is not None:
            self.editor = editor = make_editor(field, self._context)
            editor.main_widget().setAccessibleName(tr("“{label}”的新内容", label=tr(field.label)))
            editor.edited.connect(lambda *_: self._wait())
            self._value.addWidget(editor)
        self._on_operation()

    def _on_operation(self) -> None:
        self._holder.setVisible(self.operation is not Operation.CLEAR and self.editor is not None)
        self._wait()

    def _wait(self) -> None:
        self._show(None, self._advice())
        self._pause.start()

    def _advice(self) -> str:
        if self.editor is None:
            return tr(
                "先选择要修改的栏目。每条记录会变成什么，在这里逐条列出；看过再修改，改后可以撤销。"
            )
        if self.operation is not Operation.CLEAR and is_blank(self.value()):
            return tr("填写要改成的内容。")
        return tr("正在对照…")

    # the preview

    def preview(self) -> None:
        """Compare every record with what it would become, in the background."""
        self._pause.stop()
        field, operation, value = self._chosen(), self.operation, self.value()
        if field is None or (operation is not Operation.CLEAR and is_blank(value)):
            return
        if self.task.job is not None:
            self._outdated = True
            self.task.cancel()
            return
        workspace, uuids = self._workspace, tuple(self._uuids)
        self.task.start(
            tr("正在对照"),
            lambda progress: bulk.plan(workspace, uuids, field, operation, value, progress),
            self._planned, self._on_failed, self._again,
        )  # fmt: skip

    def _chosen(self) -> Field | None:
        return self.editor.field if self.editor is not None else None

    def _again(self) -> None:
        if self._outdated:
            self._outdated = False
            self.preview()

    def _planned(self, planned: Plan) -> None:
        now = (self._chosen(), self.operation, self.value())
        wanted = planned.operation is Operation.CLEAR or planned.value == now[2]
        if self._outdated or (planned.field, planned.operation) != now[:2] or not wanted:
            self._outdated = False
            self.preview()
        else:
            self._show(planned, "")

    def _on_failed(self, error: Exception) -> None:
        self._outdated = False
        if isinstance(error, BulkRefused):
            self._show(None, str(error))
        else:
            self._show(None, "")
            self.failed.emit(error)

    def _show(self, planned: Plan | None, hint: str) -> None:
        self._plan = planned
        self.hint.setText(hint)
        count = planned.count(Outcome.CHANGES) if planned else 0
        may = count > 0 and not self._workspace.library.read_only
        self.apply_button.setEnabled(may)
        self.apply_button.setText(
            tr("修改 {count} 条", count=f"{count:,}") if count else tr("修改")
        )
        for chip, (outcome, words) in zip(self.outcomes, _OUTCOMES, strict=True):
            chip.setVisible(planned is not None)
            if planned is not None:
                number = f"{planned.count(outcome):,}"
                chip.setText(tr("{words} {number}", words=tr(words), number=number))
        self.stack.setCurrentIndex(0 if planned else 1)
        self._list()

    def _list(self) -> None:
        wanted = {chip.key for chip in self.outcomes if chip.isChecked()}
        effects = self._plan.effects if self._plan else ()
        self._shown = [effect for effect in effects if effect.outcome in wanted]
        self.model.set_count(len(self._shown))
        self.told.setText(
            tr("按上面的条件没有要列出的记录。") if self._plan and not self._shown else ""
        )
        if self._shown:
            self.table.selectRow(0)

    def _cells(self, place: int) -> Sequence[Cell]:
        effect = self._shown[place]
        blank = Cell(tr("（空白）"), "ink_3")
        before = Cell(_line(effect.before)) if effect.before else blank
        if effect.outcome is Outcome.CHANGES:
            after = Cell(_line(effect.after), "brand") if effect.after else blank
            return (Cell(effect.title), before, after, Cell(""))
        if effect.outcome is Outcome.LOCKED:
            return (Cell(effect.title), before, Cell(""), Cell(tr(effect.reason), "warn"))
        return (Cell(effect.title), before, Cell(""), Cell(tr("不用改")))

    # the deed

    def apply(self) -> None:
        """Change all of them, or none."""
        planned = self._plan
        if planned is None or self.task.job is not None or not self.apply_button.isEnabled():
            return
        workspace = self._workspace
        self.apply_button.setEnabled(False)
        self.task.start(
            tr("正在修改"), lambda progress: bulk.apply(workspace, planned, progress),
            self._applied, self._on_failed, self.preview,
        )  # fmt: skip

    def _applied(self, done: Applied) -> None:
        self._show(None, "")
        self.back_wanted.emit()
        self.changed.emit()
        words = tr("已修改 {count} 条。", count=f"{done.records:,}") + _left_alone(done.kept)
        if done.records:
            self.said.emit(words, tr("撤销"), lambda: self.undo(done))
        else:
            self.said.emit(words, "", None)

    def undo(self, done: Applied) -> None:
        """Put back what was there before."""
        workspace = self._workspace
        if self.task.job is None:
            self.said.emit(tr("正在撤销…"), "", None)
            self.task.start(
                tr("正在撤销"), lambda progress: bulk.undo(workspace, done, progress),
                self._undone, self._on_failed, lambda: None,
            )  # fmt: skip

    def _undone(self, undone: Undone) -> None:
        self.changed.emit()
        words = tr("已撤销，{count} 条恢复原样。", count=f"{undone.records:,}")
        self.said.emit(words + _left_alone(undone.kept), "", None)

    def leave(self) -> bool:
        """A preview under way is of no use elsewhere."""
        self._pause.stop()
        return True


def _line(text: str) -> str:
    return " ".join(text.split())


def _left_alone(titles: Sequence[str]) -> str:
    if not titles:
        return ""
    named = tr("、").join(f"“{title}”" for title in titles[:_NAMED])
    more = tr("等") if len(titles) > _NAMED else ""
    return tr("{count} 条在这之后又改过，没有动：{named}{more}。", count=len(titles), named=named,
              more=more)  # fmt: skip
