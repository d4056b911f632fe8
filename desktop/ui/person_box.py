"""Who works now, at the bottom of the rail: chosen from the list, or added to it on the spot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QWidget

from desktop.ui.i18n import tr
from desktop.ui.nav import NavButton
from desktop.ui.widgets import button, clear, column, label, link, row
from desktop.usecases import people as use

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_WIDTH = 290


class PersonPopup(QFrame):
    """The people to choose from, and a form for one more; goes away when one clicks elsewhere."""

    chosen = Signal(str)
    added = Signal(object)
    list_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("当前人员"))
        self.people: dict[str, NavButton] = {}
        self.words = label(tone="quiet", wrap=True)
        self._rows = column(spacing=0)
        self.add_link = link(tr("添加人员"), self.show_form)
        self.list_link = link(tr("人员名单…"), self._go_to_list)
        self.form = self._make_form()
        layout = column(self, spacing=8, margins=(14, 12, 14, 10))
        layout.addWidget(label(tr("当前人员"), tone="strong"))
        layout.addWidget(self.words)
        layout.addLayout(self._rows)
        layout.addWidget(self.form)
        layout.addLayout(row(self.add_link, 1, self.list_link))
        self.setFixedWidth(_WIDTH)

    def _make_form(self) -> QWidget:
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("姓名"))
        self.name.setAccessibleName(tr("姓名"))
        self.office = QLineEdit()
        self.office.setPlaceholderText(tr("科室（可不填）"))
        self.office.setAccessibleName(tr("科室"))
        self.duties = {key: QCheckBox(tr(word)) for key, word in use.DUTIES.items()}
        self.problem = label(wrap=True)
        self.problem.setProperty("note", "block")
        self.problem.hide()
        self.add_button = button(tr("添加并选用"), self._add, primary=True)
        self.name.returnPressed.connect(self._add)
        self.office.returnPressed.connect(self._add)
        form = QWidget()
        layout = column(form, spacing=8)
        layout.addWidget(self.name)
        layout.addWidget(self.office)
        layout.addLayout(row(*self.duties.values(), 1, spacing=14))
        layout.addWidget(self.problem)
        layout.addLayout(row(1, self.add_button))
        return form

    def fill(self, persons: list[use.Person], current: str, suggested: str) -> None:
        """Offer these; ``suggested`` is a name that the form begins with."""
        clear(self._rows)
        self.people = {}
        for person in persons:
            line = NavButton(person.name, card=True)
            line.set_sign(_duties(person), spoken=_duties(person))
            line.setChecked(person.name == current)
            line.clicked.connect(lambda _=False, name=person.name: self.chosen.emit(name))
            line.step_wanted.connect(lambda turn, at=line: self._step(at, turn))
            self._rows.addWidget(line)
            self.people[person.name] = line
        self.words.setText(
            tr("保存、提交和审核都记在这个人名下。")
            if persons
            else tr("请写下您的姓名和职责。保存、提交和审核都记在您的名下。")
        )
        self.problem.hide()
        self.name.setText(suggested if not persons else "")
        self.office.clear()
        for key, box in self.duties.items():
            box.setChecked(key == "compile")
        self.form.setVisible(not persons)
        self.add_link.setVisible(bool(persons))

    def show_form(self) -> None:
        """Ask for one more person."""
        self.form.show()
        self.add_link.hide()
        self.adjustSize()
        self.name.setFocus()

    def complain(self, sentence: str) -> None:
        """Say what is wrong with the form."""
        self.problem.setText(sentence)
        self.problem.show()
        self.adjustSize()

    def focus(self) -> None:
        """The keyboard begins with the chosen person, or with the name to write."""
        lines = list(self.people.values())
        first = next((line for line in lines if line.isChecked()), lines[0] if lines else None)
        (first or self.name).setFocus()

    def _step(self, line: NavButton, turn: int) -> None:
        lines = list(self.people.values())
        lines[(lines.index(line) + turn) % len(lines)].setFocus()

    def _add(self) -> None:
        duties = tuple(key for key, box in self.duties.items() if box.isChecked())
        self.added.emit(use.Person(self.name.text(), self.office.text(), duties))

    def _go_to_list(self) -> None:
        self.hide()
        self.list_wanted.emit()


class PersonDesk(QObject):
    """Keeps the button in the rail and the library's current person together.

    ``changed`` comes when somebody else works now; ``list_wanted`` asks for the settings.
    """

    changed = Signal()
    list_wanted = Signal()
    failed = Signal(object)

    def __init__(self, workspace: Workspace, place: NavButton, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._place = place
        self._then: Callable[[], object] | None = None
        self.popup = PersonPopup(window)
        self.popup.chosen.connect(self.choose)
        self.popup.added.connect(self._add)
        self.popup.list_wanted.connect(self.list_wanted)
        place.clicked.connect(lambda _=False: self.ask(None))
        self.show_current()

    @property
    def name(self) -> str:
        """Who works now; empty when nobody was chosen."""
        return use.who(self._workspace)

    def show_current(self) -> None:
        """Bring the button up to date (the list may have been edited)."""
        person = use.current_person(self._workspace)
        self._place.setChecked(False)
        self._place.setText(person.name if person else tr("选择当前人员"))
        duties = _duties(person) if person else ""
        self._place.set_sign(
            duties, spoken=tr("当前人员，{duties}", duties=duties) if person else ""
        )

    def ask(self, then: Callable[[], object] | None = None) -> None:
        """Let somebody choose; ``then`` is done once there is a person."""
        self._then = then
        self._place.setChecked(False)
        suggested = str(self._workspace.library.setting("default_compiler_name") or "")
        self.popup.fill(use.people(self._workspace), self.name, suggested)
        self.popup.adjustSize()
        corner = self._place.mapToGlobal(QPoint(0, 0))
        self.popup.move(corner - QPoint(0, self.popup.height() + 6))
        self.popup.show()
        self.popup.focus()

    def choose(self, name: str) -> None:
        """Work under this name from now on."""
        try:
            use.choose_person(self._workspace, name)
        except (ValueError, OSError) as error:
            self.popup.hide()
            self.failed.emit(error)
            return
        self.popup.hide()
        self._place.window().activateWindow()  # the keyboard goes on where it was
        self.show_current()
        self.changed.emit()
        then, self._then = self._then, None
        if then is not None:
            then()

    def _add(self, person: use.Person) -> None:
        try:
            added = use.add_person(self._workspace, person)
        except use.PeopleError as error:
            self.popup.complain(str(error))
        except (ValueError, OSError) as error:
            self.popup.hide()
            self.failed.emit(error)
        else:
            self.choose(added.name)


def _duties(person: use.Person) -> str:
    """The duties of somebody, in the language of the window."""
    return tr("、").join(tr(word) for key, word in use.DUTIES.items() if key in person.duties)
