"""The first receipt of a portal: whose key checks it, compared digit by digit, then remembered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame

from desktop.ui.i18n import N_, tr
from desktop.ui.pack_words import fact, spoken_lines
from desktop.ui.widgets import button, clear, column, label, row

if TYPE_CHECKING:
    from desktop.usecases.key_desk import PublicKey

_KEYS = N_("公钥文件 (*.pub *.pem *.txt);;所有文件 (*)")


class PortalBox(QFrame):
    """Hidden until it asks; ``given`` carries the receipt and the key that somebody vouched for."""

    given = Signal(object, object)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._receipt = Path()
        self._key: PublicKey | None = None
        self.title = label(tone="strong", wrap=True)
        self.words = label(wrap=True)
        self._facts = column(spacing=6)
        self.keep_button = button(tr("一致，记住并读入"), self.keep, primary=True)
        self.choose_button = button(tr("选择门户的公钥…"), self.choose)
        self.cancel_button = button(tr("先不读"), self.hide)
        layout = column(self, spacing=8, margins=(0, 6, 0, 6))
        layout.addWidget(self.title)
        layout.addWidget(self.words)
        layout.addLayout(self._facts)
        layout.addLayout(row(self.keep_button, self.choose_button, self.cancel_button, 1))
        self.hide()

    def ask(self, receipt: Path, portal: str) -> None:
        """Ask for the key of a portal."""
        self._receipt, self._key = receipt, None
        clear(self._facts)
        self.title.setText(tr("第一次收到“{portal}”的回执", portal=portal))
        self.words.setText(
            tr("请选择门户给的公钥文件，核对一次以后就记住。没有公钥的，向门户管理员索取。")
        )
        self.keep_button.hide()
        self.choose_button.setText(tr("选择门户的公钥…"))
        self.show()
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self) -> None:
        """Ask for the file."""
        name, _ = QFileDialog.getOpenFileName(self, tr("选择公钥"), "", tr(_KEYS))
        if name:
            self.load(Path(name))

    def load(self, path: Path) -> None:
        """Show the fingerprint and the digits of a key."""
        from desktop.usecases.packing import public_key

        try:
            key = public_key(path)
        except ValueError as error:
            self.words.setText(str(error))
            return
        except OSError as error:
            self.failed.emit(error)
            return
        self._key = key
        clear(self._facts)
        self._facts.addLayout(fact(tr("指纹"), key.fingerprint))
        self._facts.addLayout(fact(tr("电话核对"), spoken_lines(key.spoken)))
        self.words.setText(tr("请与门户公布的指纹或数字逐组核对。有一组不同就不要读入。"))
        self.keep_button.show()
        self.choose_button.setText(tr("换一个公钥…"))
        self.keep_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """Somebody compared."""
        if self._key is not None:
            self.hide()
            self.given.emit(self._receipt, self._key)
