"""A backup beside the open library, so that nobody puts back the wrong one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout

from desktop.ui.i18n import tr
from desktop.ui.scrolling import WIDEST
from desktop.ui.times import recently
from desktop.ui.widgets import ElidedLabel, button, column, label, row

if TYPE_CHECKING:
    from desktop.usecases.backing_up import Contents
    from desktop.usecases.workspace import Workspace


class RestoreCard(QFrame):
    """``restore_wanted`` carries the file once somebody has seen what it holds."""

    restore_wanted = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._path = Path()
        self.setProperty("card", "warn")
        self.setMaximumWidth(WIDEST)
        self.title = ElidedLabel("")
        self.title.setObjectName("sectionTitle")
        self.words = label(wrap=True)
        self.restore_button = button(tr("恢复这份备份"), self._restore)
        self.cancel_button = button(tr("不恢复"), self.hide)
        self.rows: list[tuple[str, str, str]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        layout = column(self, spacing=10, margins=(18, 16, 18, 16))
        layout.addWidget(self.title)
        layout.addLayout(self._grid)
        layout.addWidget(self.words)
        layout.addLayout(row(1, self.cancel_button, self.restore_button, spacing=10))

    def show_contents(self, backup: Contents, now: Contents) -> None:
        """What would come, what would go."""
        self._path = backup.path
        self.title.setText(tr("恢复“{name}”", name=backup.path.name))
        self.rows = [
            ("", tr("备份"), tr("现在")),
            (tr("单位"), backup.organization, now.organization),
        ]
        self.rows.append((tr("最后修改"), recently(backup.updated_at), recently(now.updated_at)))
        for form in self._workspace.catalogue.ordered():
            pair = backup.counts.get(form.kind, 0), now.counts.get(form.kind, 0)
            if any(pair):
                self.rows.append(
                    (
                        tr(form.list_title),
                        tr("{value} 条", value=pair[0]),
                        tr("{value} 条", value=pair[1]),
                    )
                )
        self._fill()
        self.words.setText(
            tr(
                "恢复后，现在的工作库改名为“{name}.恢复前-时间”，留在原来的文件夹，需要时可以再恢复回来。",
                name=now.path.name,
            )
        )
        self.restore_button.setEnabled(not self._workspace.library.read_only)
        self.show()
        self.restore_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for place, texts in enumerate(self.rows):
            differs = place > 0 and texts[1] != texts[2]
            for across, text in enumerate(texts):
                tone = "quiet" if place == 0 or across == 0 else "strong" if differs else ""
                self._grid.addWidget(label(text, tone=tone), place, across)

    def _restore(self) -> None:
        self.restore_wanted.emit(self._path)
