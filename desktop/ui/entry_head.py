"""What stands above the entry form: where it belongs, what it is called, how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.ui.i18n import tr
from desktop.ui.problem_words import shown
from desktop.ui.shortcuts import BY_ID, told
from desktop.ui.times import recently
from desktop.ui.widgets import label, link, row
from desktop.usecases import compiling
from forms.record import Record

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


def heading(workspace: Workspace, record: Record, *, read_only: bool) -> tuple[str, str, str]:
    """Title, path to it, and state, as the record stands under the pen."""
    form = workspace.catalogue.form(record.kind)
    crumb = [tr(form.list_title)]
    kind_field = form.fields.get(form.type_field)
    if kind_field is not None:
        crumb.append(shown(record.get(form.type_field), kind_field))
    if form.code_field:
        crumb.append(str(record.get(form.code_field) or ""))
    state = tr(workspace.catalogue.vocabularies["CL30"].label(record.state))
    badge = tr("{state} · 第 {version} 版", state=state, version=record.version)
    return (
        _title(workspace, record),
        " › ".join(filter(None, crumb)),
        tr("{badge} · 只读", badge=badge) if read_only else badge,
    )


def _title(workspace: Workspace, record: Record) -> str:
    form = workspace.catalogue.form(record.kind)
    field = form.fields.get(form.title_field)
    title = record.get(form.title_field) if field is not None and field.type != "ref" else None
    if title:
        return str(title)
    # A duty is called after its power: the store knows the name that was lent.
    rows = compiling.rows(workspace, [record.uuid]) if record.updated_at else []
    return (
        rows[0].title
        if rows and field and field.type == "ref"
        else tr("（未命名{title}）", title=tr(form.title))
    )


class StateNote(QWidget):
    """A line that says where the record stands: why it cannot be changed, what came back with it;
    and what can be done about it.
    """

    version_wanted = Signal()
    withdraw_wanted = Signal()
    remarks_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = label(wrap=True)
        self.version_link = link(tr("开新版本"), self.version_wanted.emit)
        self.withdraw_link = link(tr("撤回提交"), self.withdraw_wanted.emit)
        self.remarks_link = link(tr("查看意见"), self.remarks_wanted.emit)
        self._links = (self.remarks_link, self.withdraw_link, self.version_link)
        line = row(self.text, *self._links, spacing=14, margins=(20, 7, 20, 7))
        line.setStretch(0, 1)
        self.setLayout(line)
        self.hide()

    def explain(self, workspace: Workspace, record: Record) -> None:
        """Say it; hidden for what can simply be changed, and where the library itself is read-only
        (the window says that once for all records).
        """
        words, offered = _standing(workspace, record, self)
        self.text.setText(words)
        for item in self._links:
            item.setVisible(item is offered)
        self.setVisible(bool(words) and not workspace.library.read_only)


def _standing(
    workspace: Workspace, record: Record, note: StateNote
) -> tuple[str, QPushButton | None]:
    """Where a record stands, in a sentence, and the deed to offer; blank for a plain draft."""
    form = workspace.catalogue.form(record.kind)
    title = tr(form.list_title)
    if form.read_only:
        return tr("{list_title}由上级统一发布，只能查看，不能修改。", list_title=title), None
    if compiling.is_finished(record):
        state = tr(workspace.catalogue.vocabularies["CL30"].label(record.state))
        words = tr(
            "第 {version} 版{state}，内容已经固定，不能修改。要修改，请开新版本。",
            version=record.version,
            state=state,
        )
        return words, note.version_link
    if record.state == "submitted":
        return _under_review(workspace, record, note)
    if record.state == "returned":
        return _sent_back(workspace, record), note.remarks_link
    return "", None


def _under_review(
    workspace: Workspace, record: Record, note: StateNote
) -> tuple[str, QPushButton | None]:
    from desktop.usecases.review_rounds import Stage
    from desktop.usecases.reviewing import round_of

    found = round_of(workspace, record.uuid)
    if found.reviewed is not None:
        stage = tr(found.stage.word)
        words = tr(
            "{name}已于{at}审核通过，现在{stage}，内容不能修改。",
            name=found.reviewed.by, at=recently(found.reviewed.at), stage=stage,
        )  # fmt: skip
        return words, None
    withdraw = note.withdraw_link if found.stage is Stage.REVIEW else None
    if found.submitted is None or not found.submitted.by:
        return tr("已提交审核，审核结束前内容不能修改。"), withdraw
    words = tr(
        "{name}已于{at}提交审核，审核结束前内容不能修改。",
        name=found.submitted.by, at=recently(found.submitted.at),
    )  # fmt: skip
    return words, withdraw


def _sent_back(workspace: Workspace, record: Record) -> str:
    from desktop.usecases.remarking import remarks

    said = [item for item in remarks(workspace, record.uuid) if item.returned and item.open]
    if not said:
        return tr("审核退回，意见都已处理。改好后请重新提交。")
    first = said[0]
    place = tr("“{label}”：", label=first.label) if first.label else ""
    text = f"{place}{first.text}"
    if len(said) == 1:
        return tr("{name}退回：{text}", name=first.by, text=text)
    return tr("{name}退回，共 {count} 条意见。{text}", name=first.by, count=len(said), text=text)


class MoreButton(QPushButton):
    """更多: what is done with a record less often, as a menu."""

    def __init__(self) -> None:
        super().__init__(tr("更多"))
        self.setToolTip(told(BY_ID["entry.more"]))
        self.menu_of_deeds = QMenu(self)
        self.setMenu(self.menu_of_deeds)
        self._changing: set[QAction] = set()

    def add(
        self, text: str, slot: Callable[[], object], shortcut: str = "", *, changes: bool = False
    ) -> QAction:
        """One more deed; one that ``changes`` the record is not offered for a locked one."""
        keys = f"\t{told(BY_ID[shortcut])}" if shortcut else ""
        action = self.menu_of_deeds.addAction(f"{text}{keys}")
        action.triggered.connect(lambda _=False: slot())
        if changes:
            self._changing.add(action)
        return action

    def open(self) -> None:
        """F10."""
        self.showMenu()

    def set_read_only(self, read_only: bool, *, library: bool) -> None:
        """Nothing that changes a locked record; nothing at all in a locked ``library``."""
        for action in self.menu_of_deeds.actions():
            action.setEnabled(not library and not (read_only and action in self._changing))
