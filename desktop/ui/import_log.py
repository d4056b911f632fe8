"""Where imports begin: how to bring files in, and the log (导入记录) of those that were."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.import_words import chosen_words, counted
from desktop.ui.jobs import JobRunner
from desktop.ui.lines import Cell, LinesModel, LinesTable
from desktop.ui.task import card
from desktop.ui.times import recently
from desktop.ui.widgets import button, column, label, link, row, scroll_area
from desktop.usecases.import_log import ImportContent, PastImport, content_of, past_imports
from desktop.usecases.workspace import Workspace

_HEADINGS = (N_("文件"), N_("时间"), N_("经办"), N_("状态"))
_WIDTHS = {1: 104, 2: 84, 3: 76}
_FORMATS = (
    N_("公布的权责清单、办事指南等表格：.xlsx、.xls、.ods、.csv、网页表格；扩展名不对也能认。"),
    N_(
        "Word 里的办事指南和清单：.docx；.doc、.wps、.rtf、.odt 在装有 LibreOffice 的电脑上也能读。"
    ),
    N_("政务服务平台的接口数据：.json、.xml、.csv。"),
    N_("明册导出的记录：.json。"),
)
_LISTED = 4  # of the chosen import
_NAMES = 3  # files named in a line


class LogView(QWidget):
    """``undo_wanted`` carries an import, ``open_wanted`` a record of one."""

    choose_wanted = Signal()
    undo_wanted = Signal(object)
    open_wanted = Signal(str, str)
    report_wanted = Signal(str)
    original_wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self.past: list[PastImport] = []
        self._content: ImportContent | None = None
        self.model = LinesModel(_HEADINGS, self._line)
        self.table = LinesTable(self.model, tr("导入记录"), _WIDTHS)
        self.records_model = LinesModel((N_("其中的记录"), N_("清单")), self._record)
        self.records = LinesTable(self.records_model, tr("这次导入的记录"), {1: 152})
        self.choose_button = button(tr("选择文件…"), self.choose_wanted.emit, primary=True)
        self.undo_button = button(tr("撤销这次导入"), self._undo)
        self.report_button = button(tr("保存导入报告…"), self._report)
        self.original_button = link(tr("打开原文件"), self._open_original)
        self.files = label(wrap=True)
        self.about = label(tone="quiet", wrap=True)
        self.detail = self._make_detail()
        self.log = self._make_log()
        self._build()
        self.log.hide()

    def _build(self) -> None:
        teach, layout = card(spacing=6)
        layout.addWidget(
            label(tr("把文件拖到窗口的任何地方，就开始导入"), tone="strong", wrap=True)
        )
        for words in _FORMATS:
            layout.addWidget(label(f"·　{tr(words)}", tone="quiet", wrap=True))
        layout.addWidget(
            label(tr("先看清每一栏对应什么、会写入什么，再写入；写入后可以一次撤销。"), tone="quiet",
                  wrap=True)
        )  # fmt: skip
        layout.addSpacing(4)
        layout.addLayout(row(self.choose_button, 1))
        body = QWidget()
        body.setObjectName("pageBody")
        outer = column(body, spacing=14, margins=(20, 18, 20, 18))
        outer.addWidget(teach)
        outer.addWidget(self.log, 1)
        self._rest = QWidget()
        outer.addWidget(self._rest, 1)
        area = scroll_area(body)  # low windows scroll
        column(self).addWidget(area)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _: self._pick(now.row()))
        self.records.open_wanted.connect(self._open)

    def _make_log(self) -> QWidget:
        left = QFrame()
        left.setProperty("card", "true")
        inner = QVBoxLayout(left)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        heading = label(tr("导入记录"), tone="strong")
        heading.setContentsMargins(20, 12, 20, 8)
        inner.addWidget(heading)
        inner.addWidget(self.table, 1)
        log = QWidget()
        both = QHBoxLayout(log)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(14)
        both.addWidget(left, 58)
        both.addWidget(self.detail, 42)
        return log

    def _make_detail(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("card", "true")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        head = column(spacing=6, margins=(16, 12, 16, 10))
        head.addWidget(self.files)
        head.addWidget(self.about)
        head.addLayout(row(self.report_button, self.undo_button, 1))
        head.addLayout(row(self.original_button, 1))
        inner.addLayout(head)
        inner.addWidget(self.records, 1)
        self._below = QWidget()
        inner.addWidget(self._below, 1)
        return frame

    # showing

    def refresh(self) -> None:
        """Read the log in the background."""
        workspace = self._workspace
        self._runner.start(
            self, tr("导入记录"), lambda _: past_imports(workspace), done=self._show,
            failed=self.failed.emit,
        )  # fmt: skip

    def stand_by(self) -> None:
        """Files are being read: the log makes room, what is above keeps its height."""
        self.log.hide()
        self._rest.show()

    def _show(self, past: list[PastImport]) -> None:
        kept = [self.past[number].id for number in self.table.chosen()]
        known = {item.id for item in self.past}
        self.past = past
        self.model.set_count(len(past))
        self.log.setVisible(bool(past))
        self._rest.setVisible(not past)
        if past:
            anew = past[0].id not in known  # what was just written is looked at
            same = next((n for n, item in enumerate(past) if item.id in kept), 0)
            self.table.selectRow(0 if anew else same)

    def _line(self, number: int) -> tuple[Cell, ...]:
        past = self.past[number]
        undone = "ink_3" if past.undone_at else ""
        state = tr("已撤销") if past.undone_at else tr("已写入")
        return (
            Cell(_files(past), undone), Cell(recently(past.at), undone), Cell(past.by, undone),
            Cell(state, undone or "ok"),
        )  # fmt: skip

    def _pick(self, number: int) -> None:
        if not 0 <= number < len(self.past):
            return
        past, workspace = self.past[number], self._workspace
        names = [file.name for file in past.files]
        more = len(names) - _LISTED
        shown = names[:_LISTED] if more > 1 else names
        if more > 1:
            shown = [*shown, tr("等 {count} 个文件", count=len(names))]
        self.files.setText("\n".join(shown))
        self.files.setToolTip("\n".join(names) if more > 1 else "")
        words = [counted(past.by_kind, workspace.catalogue) or tr("没有记录")]
        if past.problems:
            words.append(tr("留意 {count} 处", count=past.problems))
        words += chosen_words(past)
        if past.undone_at:
            words.append(tr("{when} 已撤销", when=recently(past.undone_at)))
        self.about.setText(tr("，").join(words))
        self.undo_button.setVisible(not past.undone_at)
        self.undo_button.setEnabled(not workspace.library.read_only)
        self.original_button.setVisible(any(file.original for file in past.files))
        self._content = None
        self.records_model.set_count(0)
        self._runner.start(
            self, tr("导入记录"), lambda _: content_of(workspace, past.id),
            done=lambda found: self._show_content(past, found), failed=self.failed.emit,
        )  # fmt: skip

    def _show_content(self, past: PastImport, content: ImportContent) -> None:
        chosen = self.table.chosen()
        if not chosen or self.past[chosen[0]].id != past.id:
            return
        self._content = content
        self.records_model.set_count(len(content.records))
        self.records.setVisible(bool(content.records))
        self._below.setVisible(not content.records)
        if content.gone and not past.undone_at:
            gone = tr("其中 {count} 条已不在库中", count=content.gone)
            self.about.setText(tr("，").join((self.about.text(), gone)))

    def _record(self, number: int) -> tuple[Cell, ...]:
        assert self._content is not None
        line = self._content.records[number]
        title = tr(self._workspace.catalogue.form(line.kind).list_title)
        return Cell(line.title or tr("（没有名称）")), Cell(title)

    # deeds

    def _undo(self) -> None:
        chosen = self.table.chosen()
        if chosen:
            self.undo_button.setEnabled(False)
            self.undo_wanted.emit(self.past[chosen[0]])

    def _report(self) -> None:
        chosen = self.table.chosen()
        if chosen:
            self.report_wanted.emit(self.past[chosen[0]].id)

    def _open_original(self) -> None:
        """Open every file of the import that was kept."""
        chosen = self.table.chosen()
        for file in self.past[chosen[0]].files if chosen else ():
            if file.original:
                self.original_wanted.emit(file)

    def _open(self) -> None:
        chosen = self.records.chosen()
        if chosen and self._content is not None:
            self.open_wanted.emit(self._content.records[chosen[0]].uuid, "")


def _files(past: PastImport) -> str:
    names = [file.name for file in past.files]
    if len(names) > _NAMES:
        first = tr("、").join(names[:_NAMES])
        return tr("{first} 等 {count} 个文件", first=first, count=len(names))
    return tr("、").join(names)
