"""The rail at the left: whose library, which lists, how much is in them, saved when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QScrollArea, QWidget

from desktop.ui.i18n import tr
from desktop.ui.nav import HEIGHT, LOW, NavButton
from desktop.ui.widgets import ElidedLabel, column, label, row, see_through

if TYPE_CHECKING:
    from desktop.usecases.listed import Listed
    from forms.model import Catalogue

WIDTH = 208
NARROW = 176
_MARGIN = 8  # px below the rows
#: Pages that have no place of their own → where they belong.
_WITHIN = {"merge": "pack", "upper": "pack"}
_ASIDE = re.compile(r" ?[（(][^）)]*[）)]$")


class Rail(QWidget):
    """``chosen`` names a place: ``kind:service_guide`` or a page (``check``, ``pack``, ``bin``)."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.place = ""
        self.places: dict[str, NavButton] = {}
        self._title = ElidedLabel(tr("明册"))
        self._title.setObjectName("railTitle")
        self._file = ElidedLabel("")
        self._file.setProperty("quiet", True)
        self._status = label(tr("离线"))
        self._status.setObjectName("railStatus")
        self._status.setIndent(0)
        self._status.setContentsMargins(10, 4, 10, 8)
        self.person = NavButton(tr("选择当前人员"), card=True)
        self.person.step_wanted.connect(lambda turn: self._step(self.person, turn))
        self._rows = column(spacing=0)
        self._last = QWidget()  # the group that folds into ``more`` when the window is low
        self._last_rows = column(self._last, spacing=0)
        self.more = NavButton(tr("工作库"), card=True)
        self.more.setCheckable(False)
        self.more.clicked.connect(self._open_menu)
        self.more.step_wanted.connect(lambda turn: self._step(self.more, turn))
        self.more.hide()
        self._low = False
        self._area = QScrollArea()
        self._build()

    def _build(self) -> None:
        head = column(spacing=1, margins=(20, 17, 14, 12))
        head.addWidget(self._title)
        head.addWidget(self._file)
        body = QWidget()
        inner = column(body, spacing=0, margins=(10, 0, 10, _MARGIN))
        inner.addLayout(self._rows)
        inner.addWidget(self._last)
        inner.addStretch(1)
        area = self._area
        # A ground of our own: Qt's has no twin in Python, and to find out what it is PySide6 makes
        # sixty classes, which takes longer than the whole rail.
        area.setViewport(QWidget())
        area.setWidget(body)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        see_through(area)
        layout = column(self, spacing=0)
        layout.addLayout(head)
        layout.addWidget(area, 1)
        foot = QWidget()
        foot.setObjectName("railFoot")
        inside = column(foot, spacing=0, margins=(0, 6, 0, 4))
        inside.addWidget(self.more)
        inside.addWidget(self.person)
        inside.addWidget(self._status)
        layout.addLayout(row(foot, margins=(10, 0, 10, 0)))
        self.setFixedWidth(WIDTH)

    def set_library(self, organization: str, file: str, tip: str) -> None:
        """Whose library it is; without an agency yet, the program's name."""
        self._title.setText(organization or tr("明册"))
        self._file.setText(file)
        self._file.setToolTip(tip)

    def set_catalogue(self, catalogue: Catalogue | Listed) -> None:
        """A row for each kind, and the pages below them; once is enough."""
        if self.places:
            return
        self._add("home", tr("工作台"))
        self._add_group(tr("编制"))
        for form in catalogue.ordered():
            button = self._add(f"kind:{form.kind}", _ASIDE.sub("", tr(form.list_title)))
            button.setToolTip(tr(form.list_title))
        self._add("all", tr("全部清单"))
        self._add_group(tr("核验与交换"))
        self._add("review", tr("待办与审核"))
        self._add("adjust", tr("动态调整"))
        self._add("check", tr("全部问题"))
        self._add("laws", tr("依据库"))
        self._add("pack", tr("打包与交换"))
        self._add("bin", tr("回收站"))
        self._rows, rows = self._last_rows, self._rows
        self._add_group(tr("工作库"))
        self._add("import", tr("导入"))
        self._add("replace", tr("查找替换"))
        self._add("templates", tr("模板"))
        self._add("history", tr("历史"))
        self._add("backup", tr("备份与恢复"))
        self._add("settings", tr("设置"))
        self._add("about", tr("关于明册"))
        self._rows = rows
        self._fold()

    def _add_group(self, title: str, *, first: bool = False) -> None:
        heading = label(title)
        heading.setObjectName("railGroup")
        heading.setContentsMargins(10, 4 if first else 16, 0, 5)
        self._rows.addWidget(heading)

    def _add(self, place: str, text: str) -> NavButton:
        button = NavButton(text, card=True)
        button.clicked.connect(lambda: self.chosen.emit(place))
        button.step_wanted.connect(lambda turn: self._step(button, turn))
        self._group.addButton(button)
        self._rows.addWidget(button)
        self.places[place] = button
        return button

    def _step(self, button: NavButton, turn: int) -> None:
        stops = (*self.places.values(), self.more, self.person)
        buttons = [item for item in stops if item.isVisible()]
        buttons[(buttons.index(button) + turn) % len(buttons)].setFocus()

    def set_counts(self, counts: Mapping[str, int], binned: int) -> None:
        """How many records each list has."""
        for place, button in self.places.items():
            if place.startswith("kind:"):
                number = counts.get(place.removeprefix("kind:"), 0)
                button.set_sign(_grouped(number), spoken=tr("{number} 条", number=number))
        whole = sum(counts.values())
        self.places["all"].set_sign(_grouped(whole), spoken=tr("{number} 条", number=whole))
        self.places["bin"].set_sign(
            str(binned) if binned else "", spoken=tr("{binned} 条", binned=binned)
        )

    def set_laws(self, number: int) -> None:
        """How many laws and documents the records cite."""
        self.places["laws"].set_sign(
            _grouped(number) if number else "", spoken=tr("{number} 部", number=number)
        )

    def set_waiting(self, number: int) -> None:
        """How many records wait for who works now."""
        sign = _grouped(number) if number else ""
        spoken = tr("{number} 条等您处理", number=number) if number else ""
        self.places["review"].set_sign(sign, "block", spoken)

    def set_blocking(self, number: int) -> None:
        """How many blocking problems the last check of everything found."""
        sign = _grouped(number) if number else ""
        self.places["check"].set_sign(
            sign, "block", tr("{number} 个阻断问题", number=number) if number else ""
        )

    def select(self, place: str) -> None:
        """Show where the user is; without a place, nowhere."""
        self.place = place
        button = self.places.get(_WITHIN.get(place, place))
        self._group.setExclusive(button is not None)
        for other in self.places.values():
            other.setChecked(other is button)
        self._show_folded()
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        """In a low window the rail scrolls: where the user is must be seen."""
        button = self.places.get(_WITHIN.get(self.place, self.place))
        if button is not None and button.isVisible():
            self._area.ensureWidgetVisible(button, 0, 4)

    # the last group, folded

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window gets a menu in the place of the last group."""
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        """Rows that came or grew (a style was put on) may need the menu, too."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return super().event(event)

    def _fold(self) -> None:
        """First the last group gives way, then every row."""
        last = [item for item in self.places.values() if item.parent() is self._last]
        others = len(self.places) - len(last)
        saved = HEIGHT - LOW if self._low else 0
        upper = self._rows.sizeHint().height() + saved * others + _MARGIN
        lower = self._last.sizeHint().height() + saved * len(last)
        room = self._area.height() + (self.more.height() if self.more.isVisible() else 0)
        folded = bool(self.places) and upper + lower > room
        self._low = folded and upper + HEIGHT > room
        self._last.setVisible(not folded)
        self.more.setVisible(folded)
        for item in (*self.places.values(), self.more):
            item.set_low(self._low)
        self._show_folded()
        self._keep_in_sight()

    def folded(self) -> list[str]:
        """The places that the menu leads to; none when all stand in the rail."""
        if self.more.isHidden():
            return []
        return [place for place, item in self.places.items() if item.parent() is self._last]

    def _show_folded(self) -> None:
        inside = self.place in self.folded()
        self.more.setText(self.places[self.place].text() if inside else tr("工作库"))
        self.more.setCheckable(inside)
        self.more.setChecked(inside)
        self.more.set_sign("⋯", spoken=tr("更多"))
        self.more.update()

    def menu(self) -> QMenu:
        """The folded places."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place in self.folded():
            action = menu.addAction(self.places[place].text())
            action.setCheckable(True)
            action.setChecked(place == self.place)
            action.triggered.connect(lambda _=False, place=place: self.chosen.emit(place))
        return menu

    def _open_menu(self) -> None:
        self._show_folded()
        menu = self.menu()
        top = self.more.mapToGlobal(self.more.rect().topLeft())
        menu.popup(top - QPoint(0, menu.sizeHint().height() + 4))

    @property
    def status(self) -> str:
        """What stands at the bottom."""
        return self._status.text()

    def set_status(self, text: str) -> None:
        """Offline, saved when."""
        self._status.setText(text)

    def set_narrow(self, narrow: bool) -> None:
        """Give way on small screens."""
        self.setFixedWidth(NARROW if narrow else WIDTH)


def _grouped(number: int) -> str:
    """1 031: thousands apart."""
    return f"{number:,}".replace(",", " ")
