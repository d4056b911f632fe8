"""One upload: which package, where it goes, how it stands, and what can be done with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar

from desktop.ui.i18n import N_, tr
from desktop.ui.times import recently
from desktop.ui.widgets import ElidedLabel, chip, column, label, link, row

if TYPE_CHECKING:
    from desktop.usecases.uploading import Upload

#: `uploading.State` → words, tone.
STATES = {
    "waiting": (N_("等待上传"), "hint"),
    "sending": (N_("正在上传"), "hint"),
    "interrupted": (N_("上次中断，可继续"), "warn"),
    "paused": (N_("已暂停"), "warn"),
    "failed": (N_("线路中断，可继续"), "warn"),
    "refused": (N_("门户没有接受"), "block"),
    "cancelled": (N_("已取消"), "hint"),
    "sent": (N_("已送达，等回执"), "ok"),
    "answered": (N_("已收到回执"), "ok"),
}


class UploadRow(QFrame):
    """Each signal carries the upload."""

    start_wanted = Signal(object)
    pause_wanted = Signal(object)
    cancel_wanted = Signal(object)
    receipt_wanted = Signal(object)
    forget_wanted = Signal(object)

    def __init__(self, upload: Upload, *, busy: bool) -> None:
        super().__init__()
        self.upload = upload
        self.setProperty("line", True)
        words, tone = STATES[upload.state.value]
        name = ElidedLabel(upload.path.name)
        head = row(chip(tr(words), tone), name, spacing=10)
        head.setStretch(1, 1)
        self.deeds = {}
        for key, title, wanted, allowed in (
            ("start", tr("继续") if upload.done else tr("上传"), self.start_wanted,
             upload.can_start and not busy),
            ("pause", tr("暂停"), self.pause_wanted, upload.can_pause),
            ("cancel", tr("取消"), self.cancel_wanted, upload.can_cancel),
            ("receipt", tr("取回执"), self.receipt_wanted,
             upload.state.value == "sent" and not busy),
            ("forget", tr("移出列表"), self.forget_wanted,
             upload.state.value in ("cancelled", "answered") and not busy),
        ):  # fmt: skip
            if allowed:
                made = link(
                    title, partial(wanted.emit, upload),
                    name=tr("{deed} {name}", deed=title, name=upload.path.name),
                )  # fmt: skip
                self.deeds[key] = made
                head.addWidget(made)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.about = label(tone="quiet", wrap=True)
        self.show_done(upload.done)
        layout = column(self, spacing=4, margins=(0, 10, 0, 10))
        layout.addLayout(head)
        layout.addWidget(self.about)
        self.bar.setVisible(0 < upload.done < upload.size or upload.can_pause)
        layout.addWidget(self.bar)
        if upload.message:
            told = label(upload.message, wrap=True)
            told.setProperty("note", "block" if tone == "block" else "warn")
            layout.addWidget(told)

    def show_done(self, done: int) -> None:
        """So many bytes are at the portal."""
        upload = self.upload
        self.bar.setValue(int(1000 * done / upload.size) if upload.size else 0)
        size = f"{max(0.1, upload.size / 1_000_000):.1f}"
        when = recently(upload.updated_at)
        if done >= upload.size:
            words = tr("{portal}　{size} MB　{when}", portal=upload.portal, size=size, when=when)
        else:
            words = tr(
                "{portal}　已传 {done} / {size} MB　{when}", portal=upload.portal,
                done=f"{done / 1_000_000:.1f}", size=size, when=when,
            )  # fmt: skip
        self.about.setText(words)
