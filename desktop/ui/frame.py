"""The bare window: rail, stack of pages, banner, notice, size. It knows no records."""

from __future__ import annotations

import errno
import logging
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QSize, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from desktop import APP_NAME
from desktop.ui.i18n import N_, said, tr
from desktop.ui.notice import Notice
from desktop.ui.rail import Rail
from desktop.ui.widgets import column, label, row

_FIRST_SIZE = QSize(1280, 800)
#: A full-HD screen at 200 %, less the bar of its desktop.
SMALLEST = (900, 500)


class Frame(QMainWindow):
    """Everything around the pages; ``files_dropped`` carries paths."""

    files_dropped = Signal(list)
    painted = Signal()  # once, when the window is on the screen for the first time

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self.settings = settings
        self._seen = False
        self.rail = Rail()
        self.stack = QStackedWidget()
        self.waiting = label(tr("正在打开工作库…"), tone="quiet")
        self.banner = QWidget()
        self.banner_text = label(wrap=True)
        self.setWindowTitle(tr(APP_NAME))
        self.setMinimumSize(*SMALLEST)
        self.body = self._make_body()
        self.setCentralWidget(self.body)
        self.notice = Notice(self.body)
        self.setAcceptDrops(True)

    def _make_body(self) -> QWidget:
        self.banner.setObjectName("banner")
        self.banner.setLayout(row(self.banner_text, margins=(20, 8, 20, 8)))
        self.banner.hide()
        opening = QWidget()
        inner = column(opening, margins=(28, 26, 28, 26))
        inner.addWidget(self.waiting)
        inner.addStretch(1)
        self.stack.addWidget(opening)
        right = column(spacing=0)
        right.addWidget(self.banner)
        right.addWidget(self.stack, 1)
        body = QWidget()
        layout = QHBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        layout.addLayout(right, 1)
        return body

    def show_banner(self, text: str) -> None:
        """Say something that holds as long as the window is open."""
        self.banner_text.setText(text)
        self.banner.show()

    def fail(self, error: Exception) -> None:
        """Say what went wrong; what is the program's fault goes to the log as well."""
        told = sentence(error)
        if told:
            logging.getLogger(__name__).info("refused: %s", error)
            self.notice.warn(told)
            return
        logging.getLogger(__name__).error("programming error", exc_info=error)
        self.notice.warn(
            tr("程序出了错，刚才的操作没有完成。已经输入的内容不受影响，详情已记入日志。")
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which files were dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.files_dropped.emit([path for path in paths if path.is_file()])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when everything in the window has been painted, too."""
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self, self.painted.emit)

    def restore_size(self) -> None:
        """As the window was when it was closed last."""
        geometry = self.settings.value("geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(self.screen().availableSize().boundedTo(_FIRST_SIZE))

    def keep_size(self) -> None:
        """Remember for the next time."""
        self.settings.setValue("geometry", self.saveGeometry())


#: What the system's own errors mean to somebody who wants a file written.
_SYSTEM = {
    errno.ENOSPC: N_("磁盘已满。请腾出空间，或换一个位置"),
    errno.EACCES: N_("没有权限。请换一个文件夹，或请管理员开通"),
    errno.EPERM: N_("没有权限。请换一个文件夹，或请管理员开通"),
    errno.EROFS: N_("所在的磁盘只能读。请换一个文件夹"),
    errno.ENOENT: N_("文件或文件夹不存在。请重新选择"),
    errno.ENOTDIR: N_("路径中有一段是文件，不是文件夹。请重新选择"),
    errno.EEXIST: N_("已有同名文件。请换一个文件夹"),
    errno.EISDIR: N_("这是文件夹，不是文件。请重新选择"),
    errno.EIO: N_("磁盘读写出错。请检查磁盘或 U 盘，再试一次"),
    errno.ENAMETOOLONG: N_("文件名太长。请换一个较短的路径"),
}


def sentence(error: Exception) -> str:
    """An error as a sentence for the user; empty for one that only a programmer understands."""
    if isinstance(error, OSError) and error.errno is not None:
        reason = tr(_SYSTEM.get(error.errno, N_("读写失败。请检查磁盘，再试一次")))
        return (
            tr("“{filename}”：{reason}。", filename=error.filename, reason=reason)
            if error.filename
            else tr("{reason}。", reason=reason)
        )
    if isinstance(error, (ValueError, OSError, LookupError)) and _is_sentence(str(error)):
        return said(str(error))
    return ""


def _is_sentence(text: str) -> bool:
    """Our own errors are Chinese sentences; others are for the log."""
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)
