"""Verify a package that somebody brought: dropped on the page or chosen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.scrolling import WIDEST, titled_card
from desktop.ui.widgets import button, chip, clear, column, label, row

if TYPE_CHECKING:
    from desktop.usecases.outbox import Checked
    from forms.model import Catalogue

_FILES = N_("同步包 (*.zip);;所有文件 (*)")
_FAULTS = 8


class CheckCard(QWidget):
    """``check_wanted`` carries the file."""

    check_wanted = Signal(object)

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self.card, layout = titled_card(
            tr("核对收到的包"),
            tr("把同步包拖到这里，逐个字节核对内容与清单是否一致。只查看，不导入。"),
        )
        self.result = column(spacing=6)
        self.choose_button = button(tr("选择同步包…"), self.choose)
        layout.addLayout(self.result)
        layout.addLayout(row(self.choose_button, 1))
        column(self).addWidget(self.card)
        self.setMaximumWidth(WIDEST)  # words wrap at the width of the card, not of the page

    def choose(self) -> None:
        """Ask for a package."""
        name, _ = QFileDialog.getOpenFileName(self, tr("选择同步包"), "", tr(_FILES))
        if name:
            self.check_wanted.emit(Path(name))

    def show_result(self, checked: Checked) -> None:
        """What the package is, and what is wrong with it."""
        clear(self.result)
        word, tone, words = verdict(checked)
        line = row(chip(word, tone), label(f"{checked.path.name}：{words}", wrap=True), spacing=10)
        line.setStretch(1, 1)
        self.result.addLayout(line)
        found = checked.verification
        if found.ok:
            for text in self._about(checked):
                self.result.addWidget(label(text, tone="quiet", wrap=True))
        for text in found.faults[:_FAULTS]:
            self.result.addWidget(label(text, wrap=True))
        more = len(found.faults) - _FAULTS
        if more > 0:
            self.result.addWidget(label(tr("另有 {count} 处", count=more), tone="faint"))

    def _about(self, checked: Checked) -> list[str]:
        found = checked.verification
        forms = self._catalogue.forms
        counts = tr("、").join(
            tr("{list} {count} 条",
               list=tr(forms[kind].list_title) if kind in forms else kind, count=number)
            for kind, number in found.counts.items() if number
        )  # fmt: skip
        whose = found.organization or tr("没有写单位")
        kind = tr("草稿包") if found.draft else tr("正式包")
        return [f"{whose}　{kind}", counts, tr("包号 {id}", id=found.id)]


def verdict(checked: Checked) -> tuple[str, str, str]:
    """Word, tone and sentence for what verifying found."""
    if not checked.verification.ok:
        count = len(checked.verification.faults)
        return tr("损坏"), "block", tr("有 {count} 处不符，不要使用。", count=count)
    if checked.built is None:
        return tr("完好"), "ok", tr("内容与清单完全一致。不是本工作库生成的包。")
    if not checked.same:
        return tr("不同"), "block", tr("内容自身完好，但不是当初生成的那个文件，请重新生成。")
    return tr("完好"), "ok", tr("与生成时一字不差。")
