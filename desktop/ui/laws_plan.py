"""What a plan would write, cell by cell, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.lines import Cell, LinesModel, LinesTable
from desktop.ui.problem_words import place_of
from desktop.ui.widgets import button, column, label, row
from desktop.usecases import citations
from desktop.usecases.cited_places import COLUMNS
from desktop.usecases.rewriting import Plan

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_CHANGES = (N_("记录"), N_("位置"), N_("现在"), N_("改为"))
_BLANK = N_("（空）")
_LEAD = 4  # signs shown before what differs


class PlanPreview(QWidget):
    """``write_wanted`` carries the plan that was looked at, ``open_wanted`` record and path;
    ``left`` says that nobody wants it.
    """

    write_wanted = Signal(object)
    open_wanted = Signal(str, str)
    left = Signal()

    def __init__(self, workspace: Workspace, deed: str, no: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._plan = Plan(())
        self._titles: Mapping[str, str] = {}
        self._labels: Mapping[tuple[str, str], str] = {}
        self.words = label(wrap=True)
        self.write_button = button(deed, self._write, primary=True)
        self.back_button = button(no, self.left.emit)
        self.model = LinesModel(_CHANGES, self._cells)
        self.table = LinesTable(
            self.model, tr("修改前后"), {1: 270, 2: 180, 3: 220}, (640, {1: 120, 2: 130, 3: 130})
        )
        self.table.open_wanted.connect(self._open)
        line = row(self.words, self.back_button, self.write_button, spacing=10)
        line.setContentsMargins(20, 0, 20, 12)
        line.setStretch(0, 1)
        layout = column(self, spacing=0)
        layout.addLayout(line)
        layout.addWidget(self.table, 1)

    def show_plan(
        self, plan: Plan, titles: Mapping[str, str], labels: Mapping[tuple[str, str], str]
    ) -> None:
        """Show a plan; ``titles`` names records, ``labels`` the rows by record and path."""
        self._plan, self._titles, self._labels = plan, titles, labels
        self.model.set_count(len(plan.changes))
        self.words.setText(_said(plan))
        able = bool(plan.changes) and not self._workspace.library.read_only
        self.write_button.setEnabled(able)
        target = self.write_button if able else self.back_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _write(self) -> None:
        self.write_button.setEnabled(False)
        self.write_wanted.emit(self._plan)

    def _open(self) -> None:
        for place in self.table.chosen()[:1]:
            change = self._plan.changes[place]
            self.open_wanted.emit(change.uuid, change.path)

    def _cells(self, place: int) -> Sequence[Cell]:
        change, catalogue = self._plan.changes[place], self._workspace.catalogue
        before, after = (
            " ".join(tr(citations.shown(catalogue, change.column, value)).split()) or tr(_BLANK)
            for value in (change.before, change.after)
        )
        where = place_of(self._labels.get((change.uuid, change.path), ""))
        if change.column not in COLUMNS or change.column == "amended_date":
            name = tr(citations.column_label(catalogue, change.column))
            where = tr("{place} {column}", place=where, column=name)
        title = self._titles.get(change.uuid, "")
        start = _apart(before, after)
        lead = "…" if start else ""
        return (
            Cell(title), Cell(where), Cell(lead + before[start:]), Cell(lead + after[start:], "ink")
        )  # fmt: skip


def _apart(before: str, after: str) -> int:
    """Where to begin to show two texts so that the first sign that differs is seen."""
    least = min(len(before), len(after))
    same = next((i for i in range(least) if before[i] != after[i]), least)
    return same - _LEAD if same > 2 * _LEAD else 0


def _said(plan: Plan) -> str:
    if not plan.changes:
        words = tr("没有可改的地方。")
    else:
        words = tr(
            "将改 {records} 条记录的 {cells} 处。",
            records=len(plan.uuids), cells=len(plan.changes),
        )  # fmt: skip
    if plan.new_versions:
        words += tr("其中 {count} 条已定稿，先开新版本再改。", count=len(plan.new_versions))
    if plan.locked:
        words += tr("{count} 条已定稿或正在审核，不改。", count=len(plan.locked))
    if plan.in_text:
        words += tr("正文里的 {count} 处请打开记录修改。", count=plan.in_text)
    return words
