"""Whose package it is: a key that nobody vouched for is compared and kept, or merged all the same;
and the keys that were kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFrame, QLineEdit, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.pack_words import fact, spoken_lines
from desktop.ui.widgets import ElidedLabel, button, clear, column, label, link, row

if TYPE_CHECKING:
    from desktop.usecases.colleague_keys import Colleague
    from desktop.usecases.key_desk import PublicKey
    from desktop.usecases.merge_sources import Source

_KEYS = N_("公钥文件 (*.pub *.pem *.txt);;所有文件 (*)")
_NAME = 180  # px


class SignerBox(QFrame):
    """Hidden while nothing need be said. ``trust_wanted`` carries name and key, ``allowed_changed``
    that somebody said otherwise whether the package may be merged as it is.
    """

    trust_wanted = Signal(str, object)
    allowed_changed = Signal()
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._key: PublicKey | None = None
        self._source: Source | None = None
        self.words = label(wrap=True)
        self.wrong = label(wrap=True)
        self.wrong.setProperty("note", "block")
        self._facts = column(spacing=6)
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("这是谁的密钥"))
        self.name.setAccessibleName(tr("密钥的主人"))
        self.name.setFixedWidth(_NAME)
        self.name.returnPressed.connect(self._trust)
        self.trust_button = button(tr("信任并保存"), self._trust)
        self.choose_button = button(tr("选择公钥文件…"), self.choose)
        self.anyway = QCheckBox()
        self.anyway.toggled.connect(lambda _: self.allowed_changed.emit())
        layout = column(self, spacing=8, margins=(16, 12, 16, 12))
        layout.addWidget(self.words)
        layout.addLayout(self._facts)
        layout.addWidget(self.wrong)
        self._trusting = QWidget()
        self._trusting.setLayout(row(self.name, self.trust_button, self.choose_button, 1))
        layout.addWidget(self._trusting)
        layout.addWidget(self.anyway)
        self.hide()

    @property
    def allowed(self) -> bool:
        """Whether the package may be merged: it is vouched for, or somebody said so."""
        return self._source is None or self._source.vouched or self.anyway.isChecked()

    def show_source(self, source: Source | None) -> None:
        """Ask about another package; nothing is asked where it is known whose it is."""
        self._source = source
        self.anyway.setChecked(False)
        self.wrong.hide()
        self.setVisible(source is not None and not source.vouched)
        if source is None or source.vouched:
            return
        unsigned = source.signature == "none"
        self._trusting.setVisible(not unsigned)
        self.name.setText("")
        if unsigned:
            self.words.setText(
                tr("这个包没有签名，不能证明是谁打的包，也不能证明没有被人改过。请向交来的人核实。")
            )
            self.anyway.setText(tr("已经核实，没有签名也合并"))
        else:
            self.anyway.setText(tr("不核对签名，仍然合并"))
        self._use(None if unsigned else source.claimed)

    def say(self, text: str) -> None:
        """Why the key was not taken."""
        self.wrong.setText(text)
        self.wrong.show()

    def choose(self) -> None:
        """Ask for the file of a public key."""
        name, _ = QFileDialog.getOpenFileName(self, tr("选择公钥"), "", tr(_KEYS))
        if name:
            self.load(Path(name))

    def load(self, path: Path) -> None:
        """Take a public key from its file."""
        from desktop.usecases.packing import public_key

        try:
            self._use(public_key(path))
        except ValueError as error:
            self.say(str(error))
        except OSError as error:
            self.failed.emit(error)

    def _use(self, key: PublicKey | None) -> None:
        self._key = key
        clear(self._facts)
        self.wrong.hide()
        self.trust_button.setEnabled(key is not None)
        if self._source is None or self._source.signature == "none":
            return
        if key is None:
            self.words.setText(
                tr("这个包有签名，但包里没有公钥。请选择交来的人给的公钥文件，才能核对。")
            )
            return
        self.words.setText(
            tr(
                "包上的签名密钥本库还不认识。请打电话与交来的人核对下面的数字，"
                "完全一致再写上姓名保存；以后他的包自动核对。"
            )
        )
        self._facts.addLayout(fact(tr("指纹"), key.fingerprint))
        self._facts.addLayout(fact(tr("电话核对"), spoken_lines(key.spoken)))

    def _trust(self) -> None:
        if self._key is not None:
            self.trust_wanted.emit(self.name.text(), self._key)


class KnownKeys(QWidget):
    """The keys of colleagues that were kept, by name. ``forget_wanted`` carries one."""

    forget_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.title = label(tr("记住的同事公钥"), tone="strong")
        self._rows = column(spacing=6)
        layout = column(self, spacing=8)
        layout.addWidget(self.title)
        layout.addLayout(self._rows)
        self.hide()

    def show_keys(self, known: Sequence[Colleague]) -> None:
        """List them; nothing is shown where there are none."""
        clear(self._rows)
        for item in known:
            forget = link(
                tr("不再信任"),
                partial(self.forget_wanted.emit, item.key),
                name=tr("不再信任{name}的公钥", name=item.name),
            )
            print_ = ElidedLabel(item.key.fingerprint)
            print_.setProperty("quiet", True)
            owner = label(item.name)
            owner.setMinimumWidth(_NAME)
            line = row(owner, print_, forget, spacing=14)
            line.setStretch(1, 1)
            self._rows.addLayout(line)
        self.setVisible(bool(known))
