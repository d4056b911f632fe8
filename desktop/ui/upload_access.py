"""How to reach the portal (门户设置): address, token, own CA, client certificate, proxy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from desktop.ui.i18n import N_, roomy, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.scrolling import WIDEST, titled_card
from desktop.ui.setting_box import SettingBox
from desktop.ui.widgets import ElidedLabel, button, column, label, link, row
from desktop.usecases import uploading
from desktop.usecases.uploading import Access

if TYPE_CHECKING:
    from desktop.usecases.key_desk import KeyDesk
    from desktop.usecases.workspace import Workspace

_CERTIFICATES = N_("证书和密钥 (*.pem *.crt *.cer *.key);;所有文件 (*)")
#: Fields of `Access` that are files → name on the card.
_FILES = {
    "authority": N_("门户自有根证书"),
    "certificate": N_("本单位客户端证书"),
    "certificate_key": N_("客户端证书的私钥"),
}


class FileLine(QWidget):
    """A file that may be chosen, and taken away again."""

    changed = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.file: Path | None = None
        self.words = ElidedLabel()
        self.words.setProperty("quiet", True)
        self.choose_link = link(tr("选择…"), self.choose, name=tr("选择{name}", name=name))
        self.none_link = link(tr("不用"), lambda: self.take(None), name=tr("不用{name}", name=name))
        caption = label(name)
        caption.setFixedWidth(roomy(130))  # what is chosen stands in one column
        line = row(caption, self.words, spacing=12)
        line.setStretch(1, 1)
        line.addWidget(self.choose_link)
        line.addWidget(self.none_link)
        self.setLayout(line)

    def show_file(self, file: Path | None) -> None:
        """Show what is kept."""
        self.file = file
        self.words.setText(str(file) if file else tr("没有选择"))
        self.none_link.setVisible(file is not None)

    def choose(self) -> None:
        """Ask for the file."""
        name, _ = QFileDialog.getOpenFileName(self, self._name, "", tr(_CERTIFICATES))
        if name:
            self.take(Path(name))

    def take(self, file: Path | None) -> None:
        """Use this file from now on."""
        self.show_file(file)
        self.changed.emit(file)


class AccessCard(QWidget):
    """Kept as it is changed; the token goes into the keyring and is never shown again."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace, desk: KeyDesk) -> None:
        super().__init__()
        self._runner, self._workspace, self._desk = runner, workspace, desk
        self.card, layout = titled_card(
            tr("门户设置"),
            tr("地址和令牌向门户管理员领取。令牌放在系统钥匙串里，不写进工作库。"),
        )
        self.url = SettingBox(tr("门户地址"), tr("如 https://portal.example.gov.cn/api/v1"), _wrong)
        self.token = QLineEdit()
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setAccessibleName(tr("令牌"))
        self.token.returnPressed.connect(self.keep_token)
        self.token_button = button(tr("保存令牌"), self.keep_token)
        self.token_words = label(tone="quiet", wrap=True)
        caption = label(tr("令牌"))
        caption.setProperty("fieldLabel", True)
        caption.setBuddy(self.token)
        self.files = {name: FileLine(tr(title)) for name, title in _FILES.items()}
        self.proxy = QCheckBox(tr("用系统设置的代理"))
        token_line = row(self.token, self.token_button)
        token_line.setStretch(0, 1)
        layout.addWidget(self.url)
        layout.addWidget(caption)
        layout.addLayout(token_line)
        layout.addWidget(self.token_words)
        for line in self.files.values():
            layout.addWidget(line)
        layout.addWidget(self.proxy)
        column(self).addWidget(self.card)
        self.setMaximumWidth(WIDEST)
        self._show()
        self.url.changed.connect(lambda _: self._keep())
        for line in self.files.values():
            line.changed.connect(lambda _: self._keep())
        self.proxy.clicked.connect(lambda _=False: self._keep())
        self.card.setEnabled(not workspace.library.read_only)

    @property
    def access(self) -> Access | None:
        """How to reach the portal as kept; None until there is an address."""
        return uploading.portal_access(self._workspace)

    def _show(self) -> None:
        access = self.access or Access("")
        self.url.set_text(access.url)
        for name, line in self.files.items():
            line.show_file(getattr(access, name))
        self.proxy.setChecked(access.proxy)
        self.token_words.hide()

    def _keep(self) -> None:
        url = self.url.text.strip()
        if _wrong(url):
            return
        kept = self.access or Access("")
        access = replace(
            kept, url=url, proxy=self.proxy.isChecked(), authority=self.files["authority"].file,
            certificate=self.files["certificate"].file,
            certificate_key=self.files["certificate_key"].file,
        )  # fmt: skip
        uploading.set_portal_access(self._workspace, access if url else None)
        self.changed.emit()

    def keep_token(self) -> None:
        """Put what was typed into the keyring and forget it here."""
        self.url.flush()
        access, token = self.access, self.token.text().strip()
        if access is None:
            self._tell(tr("请先填写门户地址。"))
            return
        if not token:
            self._tell(tr("请输入令牌。"))
            return
        self.token.clear()
        desk, url = self._desk, access.url

        def done(lasting: bool) -> None:
            self._tell(
                tr("令牌已保存。") if lasting
                else tr("没有可用的系统钥匙串，令牌只保留到关闭程序。可在“签名密钥”里改用加密文件。")
            )  # fmt: skip
            self.changed.emit()

        self._run(lambda: desk.keep_token(url, token), done)

    def _run(self, work: Callable[[], bool], done: Callable[[bool], None]) -> None:
        def failed(error: Exception) -> None:
            if isinstance(error, ValueError):
                self._tell(str(error))
            else:
                self.failed.emit(error)

        self._runner.start(self, tr("保存令牌"), lambda _: work(), done=done, failed=failed)

    def _tell(self, words: str) -> None:
        self.token_words.setText(words)
        self.token_words.show()


def _wrong(url: str) -> str:
    """What is wrong with an address; nothing with none."""
    if not url.strip():
        return ""
    try:
        Access(url.strip()).checked()
    except ValueError as error:
        return str(error)
    return ""
