"""下拉填充: numbers that grew down a column of an imported list, and setting them back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui.finds_tab import FindsTab, Line
from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.marking import marked
from desktop.ui.problem_words import place_of, title_words
from desktop.ui.task import card
from desktop.ui.widgets import button, label, row
from desktop.usecases import dragging
from desktop.usecases.dragging import Dragged
from desktop.usecases.workspace import Workspace
from exports.progress import Progress
from forms.check import path_label


class DraggedTab(FindsTab):
    """A line a cell. ``mend_wanted`` carries the finds that shall be set back."""

    mend_wanted = Signal(object)
    title = N_("查找下拉填充")
    list_name = N_("疑似下拉填充的单元格")
    nothing = N_("导入过的表里没有发现下拉填充。")
    about = N_(
        "导入的表里，一列数字逐行加一、其余文字都相同，多半是向下拖动时误填。请对照依据核对。"
    )

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__(runner, workspace)
        self._titles: dict[str, str] = {}
        self.all_button = button("", lambda: self.mend_wanted.emit(self.mendable()))
        self.bar.addWidget(self.all_button)
        self.bar.addStretch(1)
        self.all_button.hide()

    def look(self, progress: Progress) -> tuple[tuple[Dragged, ...], dict[str, str]]:
        """Look through the cells of all imports."""
        found = dragging.find_dragged(self.workspace, progress)
        uuids = list(dict.fromkeys(item.record for item in found))
        lines = self.workspace.library.summaries_of(uuids)
        return found, {line.uuid: line.title for line in lines}

    def lines(self, found: tuple[Sequence[Dragged], dict[str, str]]) -> list[Line]:
        """Import by import, downwards; narrowed by file."""
        dragged, self._titles = found
        number = len([item for item in dragged if item.fix])
        self.all_button.setVisible(bool(number) and not self.workspace.library.read_only)
        self.all_button.setText(tr("全部改回起始处的数字（{count} 处）…", count=number))
        return [self._line(item) for item in dragged]

    def _line(self, item: Dragged) -> Line:
        form = self.workspace.catalogue.form(item.kind)
        where = tr("第 {row} 行", row=item.cell.row)
        place = place_of(path_label(form, item.field))
        below = "　".join((where, place, tr("起始处“{words}”", words=item.words)))
        return Line(title_words(self._titles.get(item.record, "")), below, item.cell.file, item)

    def mendable(self) -> list[Dragged]:
        """The finds whose number can be set back."""
        return [item for item in self.found[0] if item.fix] if self.found else []

    def detail(self, find: Any) -> Sequence[QWidget]:
        """What it is, the first cell beside this one, what can be done."""
        form = self.workspace.catalogue.form(find.kind)
        head, layout = card(spacing=6)
        layout.addWidget(
            label(title_words(self._titles.get(find.record, "")), tone="strong", wrap=True)
        )
        layout.addWidget(label(place_of(path_label(form, find.field)), tone="quiet"))
        layout.addWidget(label(find.message, wrap=True))
        layout.addWidget(label(find.hint, tone="quiet", wrap=True))
        deeds = row(spacing=14)
        if find.fix and not self.workspace.library.read_only:
            words = tr("改成与第 {row} 行一致…", row=find.first.row)
            deeds.addWidget(button(words, partial(self.mend_wanted.emit, [find])))
        name = tr("打开“{title}”", title=self._titles.get(find.record, ""))
        deeds.addWidget(self.opener(tr("打开记录"), find.record, find.field, name))
        deeds.addStretch(1)
        layout.addLayout(deeds)
        return (head, self._cells(find))

    def _cells(self, find: Dragged) -> QWidget:
        frame, layout = card(spacing=4)
        first, this = marked(find.first.text, find.cell.text)
        for cell, text in ((find.first, first), (find.cell, this)):
            where = tr("原表第 {row} 行　{column} 列　{header}", row=cell.row, column=cell.column,
                       header=cell.header)  # fmt: skip
            layout.addWidget(label(where, tone="quiet"))
            words = QLabel()
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.RichText)
            words.setText(text)
            layout.addWidget(words)
        return frame

    def place(self, find: Any) -> tuple[str, str]:
        """The record at the field."""
        return find.record, find.field
