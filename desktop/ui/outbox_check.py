"""Verify a package that somebody brought: dropped on the page or chosen, with their public key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.pack_words import SIGNATURES, counted, spoken_lines
from desktop.ui.scrolling import WIDEST, titled_card
from desktop.ui.widgets import ElidedLabel, button, chip, clear, column, label, link, row

if TYPE_CHECKING:
    from desktop.usecases.key_desk import PublicKey
    from desktop.usecases.outbox import Checked
    from forms.model import Catalogue

_FILES = N_("同步包 (*.zip);;所有文件 (*)")
_KEYS = N_("公钥文件 (*.pub *.pem *.txt);;所有文件 (*)")
_FAULTS = 8


class CheckCard(QWidget):
    """``check_wanted`` carries the file. ``key`` is the public key that was chosen, if any."""

    check_wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self.key: PublicKey | None = None
        self.card, layout = titled_card(
            tr("核对收到的包"),
            tr(
                "把同步包拖到这里，逐个字节核对内容与清单是否一致；"
                "有对方的公钥，再核对签名。只查看，不导入。"
            ),
        )
        self.key_name = ElidedLabel()
        self.key_name.setProperty("quiet", True)
        self.key_link = link(tr("选择公钥…"), self.choose_key)
        self.no_key_link = link(tr("不用公钥"), lambda: self.use_key(None))
        line = row(label(tr("对方的公钥")), self.key_name, spacing=12)
        line.setStretch(1, 1)
        line.addWidget(self.key_link)
        line.addWidget(self.no_key_link)
        self.digits = label(tone="quiet", wrap=True)
        self.result = column(spacing=6)
        self.choose_button = button(tr("选择同步包…"), self.choose)
        layout.addLayout(line)
        layout.addWidget(self.digits)
        layout.addLayout(self.result)
        layout.addLayout(row(self.choose_button, 1))
        column(self).addWidget(self.card)
        self.setMaximumWidth(WIDEST)  # words wrap at the width of the card, not of the page
        self.use_key(None)

    def choose(self) -> None:
        """Ask for a package."""
        name, _ = QFileDialog.getOpenFileName(self, tr("选择同步包"), "", tr(_FILES))
        if name:
            self.check_wanted.emit(Path(name))

    def choose_key(self) -> None:
        """Ask for the public key of whoever signed."""
        name, _ = QFileDialog.getOpenFileName(self, tr("选择公钥"), "", tr(_KEYS))
        if name:
            self.load_key(Path(name))

    def load_key(self, path: Path) -> None:
        """Take a public key from its file, and show its digits to be compared."""
        from desktop.usecases.packing import public_key

        try:
            key = public_key(path)
        except ValueError as error:
            self.use_key(None)
            self.digits.setText(str(error))
            self.digits.show()
        except OSError as error:
            self.failed.emit(error)
        else:
            self.use_key(key, path.name)

    def use_key(self, key: PublicKey | None, name: str = "") -> None:
        """Verify with this key from now on; a result shown before was another key's."""
        self.key = key
        clear(self.result)
        self.key_name.setText(name or tr("没有选择，只核对内容"))
        self.no_key_link.setVisible(key is not None)
        self.digits.setVisible(key is not None)
        if key is not None:
            words = tr("请与对方逐组核对：") + "\n" + spoken_lines(key.spoken)
            self.digits.setText(words)

    def show_result(self, checked: Checked) -> None:
        """What the package is, and what is wrong with it."""
        clear(self.result)
        word, tone, words = verdict(checked)
        self._line(word, tone, f"{checked.path.name}：{words}")
        found = checked.verification
        if found.ok or found.signature == "bad":
            name, tone = SIGNATURES[found.signature]
            self._line(tr(name), tone, _signer(checked))
        if found.ok:
            for text in self._about(checked):
                self.result.addWidget(label(text, tone="quiet", wrap=True))
        for text in found.faults[:_FAULTS]:
            self.result.addWidget(label(text, wrap=True))
        more = len(found.faults) - _FAULTS
        if more > 0:
            self.result.addWidget(label(tr("另有 {count} 处", count=more), tone="faint"))

    def _line(self, word: str, tone: str, words: str) -> None:
        line = row(chip(word, tone), label(words, wrap=True), spacing=10)
        line.setStretch(1, 1)
        self.result.addLayout(line)

    def _about(self, checked: Checked) -> list[str]:
        found = checked.verification
        whose = found.organization or tr("没有写单位")
        kind = tr("草稿包") if found.draft else tr("正式包")
        counts = counted(self._catalogue, found.counts)
        return [f"{whose}　{kind}", counts, tr("包号 {id}", id=found.id)]


def _signer(checked: Checked) -> str:
    found = checked.verification
    if found.signature == "good":
        return tr("确由这把公钥的主人签名。指纹 {id}", id=found.signer)
    if found.signature == "unchecked":
        return tr("包上写的指纹是 {id}，要用公钥核对才算数。", id=found.signer)
    if found.signature == "bad":
        return tr("不是这把公钥的主人签的，或者签名被改动过。")
    return tr("无法确认是谁交出的。")


def verdict(checked: Checked) -> tuple[str, str, str]:
    """Word, tone and sentence for what verifying found."""
    if checked.verification.signature == "bad":
        count = len(checked.verification.faults)
        return tr("签名不符"), "block", tr("有 {count} 处不符，不要使用。", count=count)
    if not checked.verification.ok:
        count = len(checked.verification.faults)
        return tr("损坏"), "block", tr("有 {count} 处不符，不要使用。", count=count)
    if checked.built is None:
        return tr("完好"), "ok", tr("内容与清单完全一致。不是本工作库生成的包。")
    if not checked.same:
        return tr("不同"), "block", tr("内容自身完好，但不是当初生成的那个文件，请重新生成。")
    return tr("完好"), "ok", tr("与生成时一字不差。")
