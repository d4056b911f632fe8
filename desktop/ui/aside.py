"""What stands beside the form: problems, printed page, flow chart, history, remarks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.flow_view import FlowView
from desktop.ui.i18n import tr
from desktop.ui.preview_panel import PreviewPanel
from desktop.ui.problems_panel import ProblemsPanel
from desktop.ui.record_history import RecordHistory
from desktop.ui.record_remarks import RemarksPanel
from desktop.ui.tabs import tab_bar
from desktop.ui.widgets import column

_PROBLEMS, _PREVIEW, _FLOW, _HISTORY, _REMARKS = range(5)
_ROOMY = 300  # px


class Aside(QWidget):
    """One of them at a time; problems come to the front when they are asked for."""

    def __init__(
        self, problems: ProblemsPanel, preview: PreviewPanel, flow: FlowView,
        history: RecordHistory, remarks: RemarksPanel,
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("aside")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tabs = tab_bar(tr("右栏"))
        self._pages = QStackedWidget()
        for title, page in (
            (_problems_tab(0), problems),
            (tr("打印预览"), preview),
            (tr("流程图"), flow),
            (tr("历史"), history),
            (tr("批注"), remarks),
        ):
            self.tabs.addTab(title)
            self._pages.addWidget(page)
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        layout = column(self, spacing=0)
        layout.addWidget(self.tabs)
        layout.addWidget(self._pages, 1)
        self.tabs.setUsesScrollButtons(False)  # arrows would hide a tab; short names stay readable
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.setMinimumWidth(256)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorter words where there is less room."""
        super().resizeEvent(event)
        roomy = event.size().width() >= _ROOMY
        self.tabs.setTabText(_PREVIEW, tr("打印预览") if roomy else tr("预览"))

    def show_problems(self) -> None:
        """Bring the problems to the front."""
        self.tabs.setCurrentIndex(_PROBLEMS)

    def show_remarks(self) -> None:
        """Bring the remarks to the front."""
        self.tabs.setCurrentIndex(_REMARKS)

    def set_remarks(self, number: int) -> None:
        """How many remarks are open."""
        words = tr("批注 {number}", number=number) if number else tr("批注")
        self.tabs.setTabText(_REMARKS, words)

    def set_count(self, problems: int) -> None:
        """How many problems there are."""
        self.tabs.setTabText(_PROBLEMS, _problems_tab(problems))

    def offer_chart(self, fits: bool) -> None:
        """Whether the kind has steps to draw; a hidden tab is left."""
        self.tabs.setTabVisible(_FLOW, fits)
        if not fits and self.tabs.currentIndex() == _FLOW:
            self.show_problems()


def _problems_tab(count: int) -> str:
    # Not the word alone: that is a question where a form asks for one.
    return tr("问题 {problems}", problems=count or "").strip()
