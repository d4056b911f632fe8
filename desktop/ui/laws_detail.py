"""One law of the law library: how it is written, who cites it, one writing for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.editors.choices import ComboBox
from desktop.ui.i18n import N_, tr
from desktop.ui.laws_plan import PlanPreview
from desktop.ui.lines import Cell, LinesModel, LinesTable
from desktop.ui.problem_words import place_of
from desktop.ui.widgets import button, chip, clear, column, label, row
from desktop.usecases import citations as use
from desktop.usecases.cited_places import COLUMNS
from desktop.usecases.rewriting import Plan

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_MENTIONS = (N_("记录"), N_("位置"), N_("条款"))


class LawDetail(QWidget):
    """``open_wanted`` carries record and path, ``preview_wanted`` the values chosen by column."""

    open_wanted = Signal(str, str)
    preview_wanted = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._law: use.Law | None = None
        self._mentions: Sequence[use.Mention] = ()
        self._titles: dict[str, str] = {}
        self._labels: dict[tuple[str, str], str] = {}
        self.boxes: dict[str, ComboBox] = {}
        self.title = label(wrap=True)
        self.title.setObjectName("sectionTitle")
        self.about = label(tone="quiet", wrap=True)
        self.grid = QGridLayout()
        self.unify_button = button(tr("统一写法…"), self._ask)
        self.mentions_model = LinesModel(_MENTIONS, self._mention_cells)
        self.mentions = LinesTable(
            self.mentions_model, tr("引用的记录"), {1: 150, 2: 136}, (520, {1: 104, 2: 130})
        )
        self.preview = PlanPreview(workspace, tr("统一"), tr("不统一"))
        self.stack = QStackedWidget()
        self._build()

    def _build(self) -> None:
        self.setObjectName("aside")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.grid.setHorizontalSpacing(14)
        self.grid.setVerticalSpacing(6)
        self.grid.setColumnStretch(1, 1)
        head = column(spacing=8, margins=(20, 16, 20, 12))
        head.addWidget(self.title)
        head.addWidget(self.about)
        head.addLayout(self.grid)
        head.addLayout(row(self.unify_button, 1))
        self.mentions.open_wanted.connect(self._open)
        self.preview.open_wanted.connect(self.open_wanted)
        self.preview.left.connect(self.show_mentions)
        self.stack.addWidget(self.mentions)
        self.stack.addWidget(self.preview)
        layout = column(self, spacing=0)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)

    def show_law(self, law: use.Law, mentions: Sequence[use.Mention]) -> None:
        """Show a law and the places that cite it."""
        self._law, self._mentions = law, mentions
        self._titles = {place.uuid: place.record_title for place in mentions}
        self._labels = {(place.uuid, place.path): place.label for place in mentions}
        self.title.setText(use.title_of(law))
        words = tr("{records} 条记录引用 {places} 处", records=law.records, places=law.citations)
        if law.in_text:
            words += tr("，其中 {count} 处写在正文里", count=law.in_text)
        self.about.setText(words)
        self._fill(law)
        self.mentions_model.set_count(len(mentions))
        self.show_mentions()
        if mentions:
            self.mentions.selectRow(0)

    def show_mentions(self) -> None:
        """Back from a preview."""
        self.stack.setCurrentIndex(0)
        self.unify_button.setEnabled(True)

    # how it is written

    def _fill(self, law: use.Law) -> None:
        clear(self.grid)
        self.boxes = {}
        for place, name in enumerate(COLUMNS):
            if law.options(name):
                self.grid.addLayout(self._caption(law, name), place, 0)
                self.grid.addWidget(self._value(law, name), place, 1)
        may = bool(self.boxes) and not self._workspace.library.read_only
        self.unify_button.setVisible(may)

    def _caption(self, law: use.Law, name: str) -> QVBoxLayout:
        made = column(spacing=2)
        heading = label(tr(use.column_label(self._workspace.catalogue, name)), tone="quiet")
        made.addWidget(heading)
        notes = row(spacing=6)
        if len(law.options(name)) > 1:
            notes.addWidget(chip(tr("写法不一致"), "warn"))
        if law.blanks(name):
            notes.addWidget(label(tr("{count} 处未写", count=law.blanks(name)), tone="faint"))
        notes.addStretch(1)
        made.addLayout(notes)
        return made

    def _value(self, law: use.Law, name: str) -> QWidget:
        """Plain words where all agree, else a choice."""
        if law.blanks(name) or len(law.options(name)) > 1:
            self.boxes[name] = self._box(law, name)
            return self.boxes[name]
        text = tr(use.shown(self._workspace.catalogue, name, law.value(name)))
        value = label(text, wrap=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return value

    def _box(self, law: use.Law, name: str) -> ComboBox:
        catalogue, options = self._workspace.catalogue, law.options(name)
        box = ComboBox()
        box.setAccessibleName(tr(use.column_label(catalogue, name)))
        first = law.value(name)
        others = sorted(options, key=lambda text: (text != first, -options[text], text))
        for value in others:
            told = tr(use.shown(catalogue, name, value))
            text = tr("{value}（{count} 处）", value=told, count=options[value])
            box.addItem(text, value)
        box.addItem(tr("各处不改"), "")
        box.setEnabled(not self._workspace.library.read_only)
        box.activated.connect(lambda _: self.show_mentions())
        return box

    def chosen(self) -> dict[str, str]:
        """The writing that is to hold, by column; what is to stay is left out."""
        return {name: str(box.currentData()) for name, box in self.boxes.items()}

    # unifying

    def _ask(self) -> None:
        self.preview_wanted.emit(self.chosen())

    def show_plan(self, plan: Plan) -> None:
        """What unifying would write, cell by cell."""
        self.preview.show_plan(plan, self._titles, self._labels)
        self.stack.setCurrentIndex(1)
        self.unify_button.setEnabled(False)

    # who cites it

    def _mention_cells(self, place: int) -> Sequence[Cell]:
        mention = self._mentions[place]
        where = place_of(mention.label)
        where = tr("{place}（正文）", place=where) if mention.in_text else where
        return Cell(mention.record_title), Cell(where), Cell(mention.article)

    def _open(self) -> None:
        for place in self.mentions.chosen()[:1]:
            mention = self._mentions[place]
            self.open_wanted.emit(mention.uuid, mention.path)
