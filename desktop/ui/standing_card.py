"""How the final records stand with the portal (报送情况); each number opens its records."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.scrolling import WIDEST, titled_card
from desktop.ui.times import recently
from desktop.ui.widgets import FlowLayout, button, clear, column, label, link, row
from desktop.usecases.workbench import Target

if TYPE_CHECKING:
    from desktop.usecases.receiving import Standing
    from forms.model import Catalogue

#: Standing → its name on the button, as the heading of its list.
STANDINGS = {
    "unsent": (N_("未报送 {count}"), N_("未报送")),
    "waiting": (N_("等回执 {count}"), N_("等回执")),
    "accepted": (N_("已接收 {count}"), N_("已接收")),
    "rejected": (N_("被退回 {count}"), N_("被退回")),
    "conflict": (N_("有冲突 {count}"), N_("有冲突")),
}
_RETURNS = {"rejected": "X03", "conflict": "X04"}
_RECEIPTS = 5


class StandingCard(QWidget):
    """``list_wanted`` carries a kind and a `Target`, ``problems_wanted`` a `Target`;
    ``conflicts_wanted``: the versions of the portal are to be merged.
    """

    list_wanted = Signal(str, object)
    problems_wanted = Signal(object)
    conflicts_wanted = Signal()

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self.card, layout = titled_card(
            tr("报送情况"), tr("已定稿的记录报送到哪一步。点数字看是哪些。")
        )
        self._holder = QWidget()
        self.figures = FlowLayout(self._holder, spacing=8)
        self._holder.hide()
        self.words = label(tr("正在统计"), tone="quiet", wrap=True)
        self.merge_link = link(tr("与门户的版本逐处合并…"), self.conflicts_wanted.emit)
        self.merge_link.hide()
        self._receipts = column(spacing=2)
        layout.addWidget(self._holder)
        layout.addWidget(self.words)
        layout.addLayout(row(self.merge_link, 1))
        layout.addLayout(self._receipts)
        column(self).addWidget(self.card)
        self.setMaximumWidth(WIDEST)

    def show_standing(self, found: Standing) -> None:
        """Show other numbers."""
        clear(self.figures)
        for name, (words, _) in STANDINGS.items():
            number = found.count(name)
            if number:
                made = button(tr(words, count=number), partial(self._open, name, found))
                made.setProperty("standing", name)
                self.figures.addWidget(made)
        self.merge_link.setVisible(bool(found.count("conflict")))
        nothing = not self.figures.count()
        self.words.setText(tr("还没有已定稿的记录。") if nothing else "")
        self.words.setVisible(nothing)
        self._holder.setVisible(not nothing)
        clear(self._receipts)
        for entry in found.receipts[:_RECEIPTS]:
            counts = entry.counts
            text = tr(
                "{when} 读入“{portal}”的回执：接收 {accepted}，退回 {rejected}，冲突 {conflict}",
                when=recently(entry.applied_at), portal=entry.portal,
                accepted=counts.get("accepted", 0), rejected=counts.get("rejected", 0),
                conflict=counts.get("conflict", 0),
            )  # fmt: skip
            self._receipts.addWidget(label(text, tone="quiet", wrap=True))

    def _open(self, name: str, found: Standing) -> None:
        """Problems for what came back; else the list, asked for where there are several."""
        title = tr(STANDINGS[name][1])
        if name in _RETURNS:
            self.problems_wanted.emit(Target(title, rules=(_RETURNS[name],), problems=True))
            return
        kinds = found.lists[name]
        if len(kinds) == 1:
            self._go(next(iter(kinds)), title, found, name)
            return
        menu = self.menu(name, found)
        menu.popup(self.mapToGlobal(QPoint(18, 96)))

    def menu(self, name: str, found: Standing) -> QMenu:
        """The lists that have records standing so."""
        menu = QMenu(self)
        title = tr(STANDINGS[name][1])
        for kind, uuids in found.lists[name].items():
            list_title = tr(self._catalogue.form(kind).list_title)
            action = menu.addAction(tr("{list} {count} 条", list=list_title, count=len(uuids)))
            action.triggered.connect(partial(self._go, kind, title, found, name))
        return menu

    def _go(self, kind: str, title: str, found: Standing, name: str, _: bool = False) -> None:
        heading = f"{tr(self._catalogue.form(kind).list_title)} · {title}"
        self.list_wanted.emit(kind, Target(heading, kind, uuids=found.lists[name][kind]))
