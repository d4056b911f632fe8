"""The signing key (签名密钥): made, shown, printed, backed up, restored; where it is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.folders import documents
from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.pack_words import NO_KEYRING, fact, spoken_lines
from desktop.ui.passphrase import PassphraseBox
from desktop.ui.scrolling import titled_card
from desktop.ui.sheets import scroll_sheet
from desktop.ui.task import TaskBar, open_folder
from desktop.ui.widgets import FlowLayout, button, chip, clear, column, label, link, row
from desktop.usecases.key_desk import SHORTEST, KeyDesk, KeyringUnavailable

if TYPE_CHECKING:
    from desktop.usecases.key_desk import KeyState
    from desktop.usecases.workspace import Workspace

_SEALED = N_("密钥文件 (*.mckey);;所有文件 (*)")
_PUBLIC = N_("公钥文件 (*.pub)")
_SHEET = N_("PDF 文件 (*.pdf)")
_FILE = "key_file"  # key of this computer's settings: the sealed file used last
_PLACES = {
    "system": N_("系统钥匙串"),
    "session": N_("内存，关闭程序后不再保留"),
}


class KeyPane(QWidget):
    """One card; everything that asks a keyring runs in the background."""

    failed = Signal(object)

    def __init__(
        self, runner: JobRunner, workspace: Workspace, settings: QSettings, desk: KeyDesk
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._settings = settings
        self._desk = desk
        self._chosen = False
        self.state: KeyState | None = None
        self.task = TaskBar(runner)
        self.card, layout = titled_card(
            tr("签名密钥"),
            tr(
                "给同步包签名，接收方用公钥就能确认包是本单位交出的、一个字节也没有改动。"
                "一台电脑一把，私钥不会写进工作库、日志或同步包。"
            ),
        )
        self._facts, self._deeds_row = column(spacing=6), QWidget()
        self.deeds = FlowLayout(self._deeds_row, spacing=8)
        self._after = column(spacing=4)
        self.passphrase = PassphraseBox(SHORTEST)
        for item in (self._facts, self._after):
            layout.addLayout(item)
        for part in (self._deeds_row, self.passphrase, self.task):
            layout.addWidget(part)
        area, inner = scroll_sheet()
        inner.addWidget(self.card)
        inner.addStretch(1)
        column(self).addWidget(area)

    def arrive(self) -> None:
        """Ask the keyring when somebody wants to see the key, not before."""
        if self.state is None:
            self._run(tr("读取签名密钥"), self._desk.state, "")

    # what is shown

    def _show(self, state: KeyState) -> None:
        self.state = state
        clear(self._facts)
        if state.outcome:
            words = label(tr(NO_KEYRING[state.outcome]), wrap=True)
            line = row(chip(tr("钥匙串"), "warn"), words, spacing=10)
            line.setStretch(1, 1)
            self._facts.addLayout(line)
        if state.fingerprint:
            self._facts.addLayout(fact(tr("指纹"), state.fingerprint))
            self._facts.addLayout(fact(tr("电话核对"), spoken_lines(state.spoken)))
            kinds = tr("Ed25519 和国密 SM2") if state.sm2 else "Ed25519"
            self._facts.addLayout(fact(tr("算法"), kinds))
            self._facts.addLayout(fact(tr("保存在"), self._place(state)))
        else:
            self._facts.addWidget(label(self._none(state), wrap=True))
        self._fill(state)

    def _place(self, state: KeyState) -> str:
        if state.place == "file" and state.file is not None:
            return tr("加密文件 {file}", file=state.file)
        return tr(_PLACES[state.place])

    def _none(self, state: KeyState) -> str:
        if state.outcome and not self._chosen:
            return tr(
                "可以解锁后再试，也可以把密钥放进一个用口令加密的文件，或只在本次使用。"
                "不选，生成的包就没有签名。"
            )
        if state.place == "session":
            return tr("这次的密钥只在内存里。建立后请马上备份，否则关闭程序就没有了。")
        return tr("还没有签名密钥。第一次生成同步包时自动建立，也可以现在建立。")

    def _fill(self, state: KeyState) -> None:
        clear(self.deeds)
        if state.fingerprint:
            made = [
                (tr("打印核对单…"), self.print_sheet, True),
                (tr("保存公钥…"), self.save_public, False),
                (tr("备份密钥…"), self.back_up, False),
            ]
            if not state.sm2:
                made.append((tr("加国密 SM2 签名"), self.add_sm2, False))
        elif state.outcome and not self._chosen:
            made = [
                (tr("再试一次"), self.retry, True),
                (tr("放进加密文件…"), self.new_file, False),
                (tr("打开已有的加密文件…"), self.open_file, False),
                (tr("只在本次使用"), self.use_session, False),
            ]
        else:
            made = [
                (tr("建立签名密钥"), self.make, True), (tr("从备份恢复…"), self.restore, False),
            ]  # fmt: skip
            if state.place == "system":
                made.append((tr("打开已有的加密文件…"), self.open_file, False))
        if self._chosen or state.place == "file":
            made.append((tr("改用系统钥匙串"), self.retry, False))
        for words, slot, primary in made:
            self.deeds.addWidget(button(words, slot, primary=primary))

    def say(self, text: str, tone: str = "ok", folder: Path | None = None) -> None:
        """What came of a deed."""
        clear(self._after)
        if text:
            words = label(text, wrap=True)
            words.setProperty("note", tone)
            line = row(words, spacing=10)
            line.setStretch(0, 1)
            if folder is not None:
                line.addWidget(link(tr("打开文件夹"), lambda: open_folder(folder)))
            self._after.addLayout(line)

    # deeds

    def make(self) -> None:
        """Make a key."""
        self._run(tr("建立签名密钥"), self._desk.make, tr("签名密钥已建立。请马上备份。"))

    def add_sm2(self) -> None:
        """Give the key an SM2 part."""
        self._run(
            tr("建立签名密钥"), lambda: self._desk.make(with_sm2=True),
            tr("已加国密 SM2 签名。请重新备份密钥，并把新的公钥交给对方。"),
        )  # fmt: skip

    def retry(self) -> None:
        """Ask the system's keyring."""
        self._chosen = False
        self._run(tr("读取签名密钥"), self._desk.use_system, "")

    def use_session(self) -> None:
        """Memory until the program ends."""
        self._chosen = True
        self._run(tr("读取签名密钥"), self._desk.use_session, "")

    def new_file(self) -> None:
        """Choose a file to keep the key in, and its passphrase."""
        file = self._to_save(tr("密钥放进"), tr("明册密钥") + ".mckey", _SEALED)
        if file is None:
            return
        title = tr("给“{name}”定一个口令。忘了口令，密钥就找不回来。", name=file.name)
        self.passphrase.ask(title, lambda word: self._use_file(file, word), twice=not file.exists())

    def open_file(self) -> None:
        """Choose a file that holds the key."""
        start = str(self._settings.value(_FILE, "") or documents())
        name, _ = QFileDialog.getOpenFileName(self, tr("打开加密文件"), start, tr(_SEALED))
        if name:
            file = Path(name)
            title = tr("输入“{name}”的口令。", name=file.name)
            self.passphrase.ask(title, lambda word: self._use_file(file, word), twice=False)

    def _use_file(self, file: Path, word: str) -> None:
        def work() -> KeyState:
            return self._desk.use_file(file, word)

        def done() -> None:
            self._chosen = True
            self._settings.setValue(_FILE, str(file))

        self._run(tr("打开加密文件"), work, tr("以后的密钥和口令都放在这个文件里。"), done=done)

    def back_up(self) -> None:
        """Write the key under a passphrase."""
        file = self._to_save(tr("备份密钥"), tr("签名密钥备份") + ".mckey", _SEALED)
        if file is None:
            return
        title = tr("给备份定一个口令。忘了口令，备份就打不开。")

        def deed(word: str) -> None:
            self._run(
                tr("备份密钥"), lambda: self._desk.back_up(file, word),
                tr("密钥已备份到“{name}”，读回核对无误。请和口令分开保管。", name=file.name),
                folder=file.parent,
            )  # fmt: skip

        self.passphrase.ask(title, deed, twice=True)

    def restore(self) -> None:
        """Take the key of a backup."""
        name, _ = QFileDialog.getOpenFileName(
            self, tr("从备份恢复"), str(documents()), tr(_SEALED)
        )  # fmt: skip
        if name:
            file = Path(name)
            self.passphrase.ask(
                tr("输入备份“{name}”的口令。", name=file.name),
                lambda word: self._run(
                    tr("恢复密钥"), lambda: self._desk.restore(file, word), tr("密钥已恢复。")
                ),
                twice=False,
            )

    def save_public(self) -> None:
        """Write the public key for those who verify."""
        file = self._to_save(tr("保存公钥"), tr("签名公钥") + ".pub", _PUBLIC)
        if file is not None:
            self._run_file(tr("保存公钥"), lambda: self._desk.save_public(file), file)

    def print_sheet(self) -> None:
        """Write the sheet with the fingerprint as PDF."""
        file = self._to_save(tr("打印核对单"), tr("签名公钥核对单") + ".pdf", _SHEET)
        if file is not None:
            workspace = self._workspace
            self._run_file(
                tr("打印核对单"), lambda: self._desk.print_sheet(workspace, file), file
            )  # fmt: skip

    # running

    def _run_file(self, title: str, work: Callable[[], object], file: Path) -> None:
        def both() -> KeyState:
            work()
            return self._desk.state()

        self._run(title, both, tr("已保存“{name}”。", name=file.name), folder=file.parent)

    def _run(
        self, title: str, work: Callable[[], KeyState], words: str, *,
        folder: Path | None = None, done: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        if self.task.job is not None:
            return
        self._deeds_row.setEnabled(False)

        def finished(state: Any) -> None:
            self._deeds_row.setEnabled(True)
            if done is not None:
                done()
            self._show(state)
            self.say(words, folder=folder)

        def failed(error: Exception) -> None:
            self._deeds_row.setEnabled(True)
            # What keys, sealed files and keyrings refuse is a sentence for this place.
            if isinstance(error, ValueError | KeyringUnavailable):
                self.say(str(error), "block")
            else:
                self.failed.emit(error)

        def stopped() -> None:
            self._deeds_row.setEnabled(True)
            self.say(tr("已取消。"), "hint")

        self.task.start(title, lambda _: work(), finished, failed, stopped)

    def _to_save(self, title: str, name: str, kinds: str) -> Path | None:
        start = str(documents() / name)
        chosen, _ = QFileDialog.getSaveFileName(self, title, start, tr(kinds))
        return Path(chosen) if chosen else None
