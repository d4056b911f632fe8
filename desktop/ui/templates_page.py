"""Templates: begin a record from one, rename, take away, give to a colleague, take in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QScrollArea, QWidget

from desktop.ui.i18n import tr
from desktop.ui.page import Page
from desktop.ui.task import card
from desktop.ui.widgets import ElidedLabel, button, clear, column, label, link, row, see_through
from desktop.usecases import templates
from desktop.usecases.templates import Template

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_FILES = "(*.json)"
_NAMED = 6


class TemplatesPage(Page):
    """``chosen`` carries the template to begin a record from."""

    chosen = Signal(object)
    said = Signal(str, str, object)
    failed = Signal(object)

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        super().__init__()
        self._workspace = workspace
        self._folder = folder
        self._kind = ""
        self.cards: list[TemplateCard] = []
        self.set_title(tr("模板"))
        self.take_button = button(tr("导入模板…"), self.choose_file)
        self.buttons.addWidget(self.take_button)
        self.take_button.setVisible(not workspace.library.read_only)
        self._list = column(spacing=10, margins=(20, 16, 20, 20))
        body = QWidget()
        body.setLayout(self._list)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(body)
        see_through(area)
        self.body.addWidget(area, 1)

    def arrive(self) -> None:
        """Show what there is now."""
        self.refresh()

    def show_kind(self, kind: str) -> None:
        """The templates of this kind first."""
        self._kind = kind
        self.refresh()

    def refresh(self) -> None:
        """List again."""
        clear(self._list)
        found = templates.templates(self._workspace)
        order = [form.kind for form in self._workspace.catalogue.ordered()]
        found.sort(key=lambda item: (item.kind != self._kind, order.index(item.kind)))
        self.cards = []
        kind = ""
        for template in found:
            if template.kind != kind:
                kind = template.kind
                heading = label(tr(self._workspace.catalogue.form(kind).list_title))
                heading.setObjectName("groupTitle")
                self._list.addWidget(heading)
            self.cards.append(self._card(template))
            self._list.addWidget(self.cards[-1])
        if not found:
            words = tr("还没有模板。打开一条填得好的记录，在“更多”里选“存为模板”。")
            empty = label(words, tone="quiet", wrap=True)
            empty.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._list.addSpacing(60)
            self._list.addWidget(empty)
        self._list.addStretch(1)

    def _card(self, template: Template) -> TemplateCard:
        form = self._workspace.catalogue.form(template.kind)
        sections = [
            tr(section.title) for section in form.sections
            if any(field.id in template.values for field in section.fields)
        ]  # fmt: skip
        named = tr("、").join(sections[:_NAMED])
        more = tr(" 等 {count} 节", count=len(sections)) if len(sections) > _NAMED else ""
        words = tr("{count} 个栏目：{names}", count=template.count(), names=f"{named}{more}")
        made = TemplateCard(template, words, read_only=self._workspace.library.read_only)
        made.use_wanted.connect(lambda: self.chosen.emit(template))
        made.renamed.connect(lambda name: self._rename(made, name))
        made.remove_wanted.connect(lambda: self.remove(template))
        made.export_wanted.connect(lambda: self.choose_target(template))
        return made

    def _try(self, deed: Callable[[], object]) -> bool:
        try:
            deed()
        except (ValueError, OSError) as error:
            self.failed.emit(error)
            return False
        return True

    def _rename(self, changed: TemplateCard, name: str) -> None:
        try:
            templates.rename(self._workspace, changed.template.id, name)
        except (ValueError, OSError) as error:
            changed.refuse(str(error))
            return
        self.refresh()

    def remove(self, template: Template) -> None:
        """Take a template away; the notice offers to bring it back."""
        if self._try(lambda: templates.remove(self._workspace, template.id)):
            self.refresh()
            words = tr("已删除模板“{name}”。", name=template.name)
            self.said.emit(words, tr("撤销"), lambda: self._put_back(template))

    def _put_back(self, template: Template) -> None:
        if self._try(lambda: templates.put_back(self._workspace, template)):
            self.refresh()

    def choose_target(self, template: Template) -> None:
        """Ask where to write a template."""
        start = str(self._folder / f"{tr('模板')}-{template.name.replace('/', '／')}.json")
        name, _ = QFileDialog.getSaveFileName(self, tr("导出模板"), start, tr("模板") + _FILES)
        if name:
            self.write(template, Path(name))

    def write(self, template: Template, path: Path) -> None:
        """Write a template to a file."""
        if self._try(lambda: templates.write_file(template, path)):
            self.said.emit(tr("模板已写到“{name}”。", name=path.name), "", None)

    def choose_file(self) -> None:
        """Ask for a file to take in."""
        name, _ = QFileDialog.getOpenFileName(
            self, tr("导入模板"), str(self._folder), tr("模板") + _FILES
        )
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Take in a file."""
        if self._try(lambda: templates.read_file(self._workspace, path)):
            self.refresh()
            self.said.emit(tr("已导入模板。"), "", None)


class TemplateCard(QFrame):
    """One template: name, what it fills in, deeds."""

    use_wanted = Signal()
    renamed = Signal(str)
    remove_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, template: Template, words: str, *, read_only: bool) -> None:
        super().__init__()
        self.template = template
        frame, layout = card(spacing=4)
        column(self).addWidget(frame)
        self.name = label(template.name, tone="strong")
        self.box = QLineEdit(template.name)
        self.box.setAccessibleName(tr("模板名称"))
        self.box.setMaximumWidth(320)
        self.box.returnPressed.connect(lambda: self.renamed.emit(self.box.text()))
        self.box.hide()
        self.error = label(wrap=True)
        self.error.setProperty("note", "block")
        self.error.hide()
        name = template.name
        self.use_button = button(tr("从模板新建"), self.use_wanted.emit)
        self.use_button.setAccessibleName(tr("从模板“{name}”新建", name=name))
        self.rename_link = link(tr("改名"), self.begin, name=tr("改名 {name}", name=name))
        self.export_link = link(tr("导出"), self.export_wanted.emit,
                                name=tr("导出 {name}", name=name))  # fmt: skip
        self.remove_link = link(tr("删除"), self.remove_wanted.emit,
                                name=tr("删除 {name}", name=name))  # fmt: skip
        line = row(self.name, self.box, 1, self.rename_link, self.export_link, self.remove_link,
                   self.use_button, spacing=12)  # fmt: skip
        layout.addLayout(line)
        # Not before they have their place: a part without one is shown as a window of its own.
        for item in (self.use_button, self.rename_link, self.remove_link):
            item.setVisible(not read_only)
        layout.addWidget(self.error)
        told = ElidedLabel(words)
        told.setProperty("quiet", True)
        layout.addWidget(told)

    def begin(self) -> None:
        """Let somebody type another name; Enter takes it."""
        self.name.setVisible(not self.name.isVisible())
        self.box.setVisible(not self.name.isVisible())
        self.box.setFocus()
        self.box.selectAll()

    def refuse(self, why: str) -> None:
        """Say why a name cannot be taken."""
        self.error.setText(why)
        self.error.show()
