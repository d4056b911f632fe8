"""What stands beside the form: problems, the printed page, the flow chart."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from desktop.ui.flow_view import FlowView
from desktop.ui.i18n import tr
from desktop.ui.preview_panel import PreviewPanel
from desktop.ui.problems_panel import ProblemsPanel
from desktop.ui.widgets import column

_PROBLEMS, _PREVIEW, _FLOW = range(3)


class Aside(QWidget):
    """One of three at a time; problems come to the front when they are asked for."""

    def __init__(self, problems: ProblemsPanel, preview: PreviewPanel, flow: FlowView) -> None:
        super().__init__()
        self.setObjectName("aside")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tabs = QTabBar()
        self.tabs.setObjectName("asideTabs")
        self.tabs.setAccessibleName(tr("右栏"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self._pages = QStackedWidget()
        for title, page in (
            (_problems_tab(0), problems),
            (tr("打印预览"), preview),
            (tr("流程图"), flow),
        ):
            self.tabs.addTab(title)
            self._pages.addWidget(page)
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        layout = column(self, spacing=0)
        layout.addWidget(self.tabs)
        layout.addWidget(self._pages, 1)
        self.setMinimumWidth(230)

    def show_problems(self) -> None:
        """Bring the problems to the front."""
        self.tabs.setCurrentIndex(_PROBLEMS)

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
