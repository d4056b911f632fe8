"""The rail at the left: whose library, which lists, how much is in them, saved when."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QScrollArea, QWidget

from desktop.ui.i18n import tr
from desktop.ui.nav import NavButton
from desktop.ui.widgets import ElidedLabel, column, label, see_through
from forms.model import Catalogue

WIDTH = 208
NARROW = 176
_ASIDE = re.compile(r"（[^）]*）$")


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
        self._status.setContentsMargins(10, 14, 10, 14)
        self._rows = column(spacing=0)
        self._build()

    def _build(self) -> None:
        head = column(spacing=1, margins=(20, 17, 14, 12))
        head.addWidget(self._title)
        head.addWidget(self._file)
        body = QWidget()
        inner = column(body, spacing=0, margins=(10, 0, 10, 8))
        inner.addLayout(self._rows)
        inner.addStretch(1)
        area = QScrollArea()
        area.setWidget(body)
        area.setWidgetResizable(True)
        see_through(area)
        layout = column(self, spacing=0)
        layout.addLayout(head)
        layout.addWidget(area, 1)
        foot = column(spacing=0, margins=(10, 0, 10, 0))
        foot.addWidget(self._status)
        layout.addLayout(foot)
        self.setFixedWidth(WIDTH)

    def set_library(self, organization: str, file: str, tip: str) -> None:
        """Whose library it is; without an agency yet, the program's name."""
        self._title.setText(organization or tr("明册"))
        self._file.setText(file)
        self._file.setToolTip(tip)

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """A row for each kind, and the pages below them."""
        self._add("home", tr("工作台"))
        self._add_group(tr("编制"))
        for form in catalogue.ordered():
            button = self._add(f"kind:{form.kind}", _ASIDE.sub("", tr(form.list_title)))
            button.setToolTip(tr(form.list_title))
        self._add_group(tr("核验与交换"))
        self._add("check", tr("全部问题"))
        self._add("laws", tr("依据库"))
        self._add("pack", tr("打包与交换"))
        self._add("bin", tr("回收站"))
        self._add_group(tr("工作库"))
        self._add("history", tr("历史"))
        self._add("backup", tr("备份与恢复"))
        self._add("settings", tr("设置"))
        self._add("about", tr("关于明册"))

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
        buttons = list(self.places.values())
        buttons[(buttons.index(button) + turn) % len(buttons)].setFocus()

    def set_counts(self, counts: Mapping[str, int], binned: int) -> None:
        """How many records each list has."""
        for place, button in self.places.items():
            if place.startswith("kind:"):
                number = counts.get(place.removeprefix("kind:"), 0)
                button.set_sign(_grouped(number), spoken=tr("{number} 条", number=number))
        self.places["bin"].set_sign(
            str(binned) if binned else "", spoken=tr("{binned} 条", binned=binned)
        )

    def set_laws(self, number: int) -> None:
        """How many laws and documents the records cite."""
        self.places["laws"].set_sign(
            _grouped(number) if number else "", spoken=tr("{number} 部", number=number)
        )

    def set_blocking(self, number: int) -> None:
        """How many blocking problems the last check of everything found."""
        sign = _grouped(number) if number else ""
        self.places["check"].set_sign(
            sign, "block", tr("{number} 个阻断问题", number=number) if number else ""
        )

    def select(self, place: str) -> None:
        """Show where the user is; without a place, nowhere."""
        self.place = place
        button = self.places.get(place)
        self._group.setExclusive(button is not None)
        for other in self.places.values():
            other.setChecked(other is button)

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
