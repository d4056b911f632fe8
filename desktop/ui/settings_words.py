"""词表: which words the rules look for, and the office's own files beside ours."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.scrolling import titled_card
from desktop.ui.sheets import scroll_sheet
from desktop.ui.task import open_folder
from desktop.ui.widgets import clear, column, label, link, row
from desktop.usecases import word_files
from desktop.usecases.word_files import WordList


class WordsSheet(QWidget):
    """A line a list; a file with a mistake says where it is."""

    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        area, inner = scroll_sheet()
        card, layout = titled_card(
            tr("词表"),
            tr(
                "检查用的词：模糊、兜底、歧视、过时的说法和已经更名的机构。"
                "本单位可以增加、去掉词，或者写上改成什么；改动在下次打开明册时生效，"
                "只对这台计算机有效。"
            ),
        )
        self.problem = label(wrap=True)
        self.problem.setProperty("note", "block")
        self.problem.hide()
        self._rows = column(spacing=10)
        self.folder_link = link(tr("打开词表文件夹"), self._open_folder)
        self.again_link = link(tr("重新核对"), self.refresh)
        layout.addLayout(row(self.folder_link, self.again_link, 1, spacing=18))
        layout.addWidget(self.problem)
        layout.addLayout(self._rows)
        inner.addWidget(card)
        inner.addStretch(1)
        column(self).addWidget(area)

    def refresh(self) -> None:
        """Read the files again."""
        clear(self._rows)
        errors = []
        for item in word_files.word_lists():
            self._rows.addLayout(self._line(item))
            if item.error:
                errors.append(item.error)
        errors += [
            tr("“{name}”不是词表的文件名，请改名或者移走。", name=name)
            for name in word_files.strays()
        ]
        self.problem.setText("\n".join(errors))
        self.problem.setVisible(bool(errors))

    def _line(self, item: WordList) -> QHBoxLayout:
        words, rules = tr(item.title), tr("、").join(item.rules)
        if rules:
            words = tr("{title}（规则 {rules}）", title=words, rules=rules)
        title = label(words, wrap=True)
        about = label(_state(item), tone="quiet")
        text = tr("修改本单位的词") if item.has_own else tr("增加本单位的词")
        name = tr("{name}：{words}", name=tr(item.title), words=text)
        line = row(title, about, link(text, partial(self._edit, item.id), name=name), spacing=14)
        line.setStretch(0, 1)
        return line

    def _edit(self, identifier: str) -> None:
        """Open the office's file in the editor of the system; made when there is none yet."""
        try:
            path = word_files.make_own(identifier)
        except OSError as error:
            self.failed.emit(error)
            return
        self.refresh()
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            open_folder(path.parent)

    def _open_folder(self) -> None:
        folder = word_files.own_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.failed.emit(error)
            return
        open_folder(folder)


def _state(item: WordList) -> str:
    if item.error:
        return tr("本单位的文件有错")
    if item.off:
        return tr("已停用")
    words = tr("{count} 个词", count=item.words)
    if item.added:
        words += tr("，本单位增加 {count}", count=item.added)
    if item.removed:
        words += tr("，去掉 {count}", count=item.removed)
    return words
