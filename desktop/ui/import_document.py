"""The text of a Word document, each paragraph and cell coloured by where it went."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit, QVBoxLayout

from desktop.ui.i18n import N_, tr
from desktop.ui.theme import colour
from desktop.ui.widgets import column, label, link, row
from desktop.usecases.import_document import DocumentLine, Span

_GROUNDS = {"open": "warn_soft", "remark": "hover", "dropped": "block_soft"}
_LEGEND = (
    ("open", N_("请确认")), ("remark", N_("放入备注")), ("dropped", N_("没有导入")),
)  # fmt: skip
_SIGN = "■"
_LONGEST = 160  # characters of a value that the line below shows


class DocumentCard(QFrame):
    """``picked`` carries the column key of a span (may be empty), ``move_wanted`` one that shall
    go to another field.
    """

    picked = Signal(str)
    move_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._spans: dict[str, Span] = {}
        self._places: dict[str, tuple[int, int]] = {}
        self.chosen: Span | None = None
        self.browser = QTextBrowser()
        self.browser.setOpenLinks(False)
        self.browser.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.browser.setAccessibleName(tr("文件的正文"))
        self.browser.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.browser.document().setDocumentMargin(14)
        self.browser.anchorClicked.connect(self._follow)
        self.legend = label(tone="quiet", wrap=True)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.where = label(wrap=True)
        self.move_button = link(tr("改放到其他要素…"), self._move)
        head = column(spacing=4, margins=(16, 10, 16, 8))
        title = row(label(tr("原文"), tone="strong"), self.legend, spacing=14)
        title.setStretch(1, 1)
        head.addLayout(title)
        below = column(spacing=2, margins=(16, 8, 16, 10))
        below.addWidget(self.where)
        below.addLayout(row(self.move_button, 1))
        inner = QVBoxLayout(self)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        inner.addLayout(head)
        inner.addWidget(self.browser, 1)
        inner.addLayout(below)
        self._tell(None)

    # showing

    def show_lines(self, lines: Sequence[DocumentLine]) -> None:
        """Show a document; the span chosen before stays chosen."""
        before = _name(self.chosen) if self.chosen else ""
        place = self.browser.verticalScrollBar().value()
        self._spans = {_name(span): span for line in lines for span in line.spans}
        self.browser.setHtml(_page(lines))
        self._places = self._find()
        signs = (
            f'<span style="color:{colour(tone).name()}">{_SIGN}</span>&nbsp;{escape(tr(words))}'
            for tone, words in (("warn", _LEGEND[0][1]), ("ink_3", _LEGEND[1][1]),
                                ("block", _LEGEND[2][1]))
        )  # fmt: skip
        self.legend.setText("&nbsp; &nbsp; ".join(signs))
        self.browser.verticalScrollBar().setValue(place)
        self._tell(self._spans.get(before))

    def forget(self) -> None:
        """Let go of a document."""
        self._spans, self._places, self.chosen = {}, {}, None
        self.browser.clear()

    def show_key(self, key: str) -> None:
        """Mark what stands under a heading, and go there unless a part of it is chosen."""
        if self.chosen is not None and self.chosen.key == key:
            return
        first = next((s for s in self._spans.values() if s.key == key and not s.heading), None)
        self._tell(first)
        self._go(first)

    def show_place(self, line: int, letter: str) -> None:
        """Go to a place that a note is about."""
        span = self._spans.get(f"{line}.{letter}")
        self._tell(span)
        self._go(span)

    def _find(self) -> dict[str, tuple[int, int]]:
        """Span → first and last position in the text."""
        found: dict[str, tuple[int, int]] = {}
        block = self.browser.document().begin()
        while block.isValid():
            pieces = block.begin()
            while not pieces.atEnd():
                piece = pieces.fragment()
                name = piece.charFormat().anchorHref()
                if name:
                    start = found.get(name, (piece.position(), 0))[0]
                    found[name] = (start, piece.position() + piece.length())
                pieces += 1
            block = block.next()
        return found

    def _go(self, span: Span | None) -> None:
        if span is None or _name(span) not in self._places:
            return
        cursor = QTextCursor(self.browser.document())
        cursor.setPosition(self._places[_name(span)][0])
        self.browser.setTextCursor(cursor)
        self.browser.ensureCursorVisible()

    def _follow(self, url: QUrl) -> None:
        span = self._spans.get(url.toString())
        self._tell(span)
        if span is not None:
            self.picked.emit(span.key)

    def _move(self) -> None:
        if self.chosen is not None and self.chosen.key:
            self.move_wanted.emit(self.chosen.key)

    def _tell(self, span: Span | None) -> None:
        """Say where a span went; mark it and its fellows under the same heading."""
        self.chosen = span
        self.where.setText(_told(span))
        self.move_button.setVisible(span is not None and bool(span.key))
        loose = span is not None and span.loose
        self.move_button.setText(tr("归入要素…") if loose else tr("改放到其他要素…"))
        marks = []
        for name, (start, end) in self._places.items():
            other = self._spans.get(name)
            if span is None or other is None or (other != span and other.key != (span.key or "-")):
                continue
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.browser.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            style = QTextCharFormat()
            style.setBackground(colour("brand_soft"))
            if other == span:
                style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
                style.setUnderlineColor(colour("brand"))
                style.setFontUnderline(True)
            mark.cursor, mark.format = cursor, style
            marks.append(mark)
        self.browser.setExtraSelections(marks)


def _name(span: Span) -> str:
    return f"{span.row}.{span.letter}"


def _told(span: Span | None) -> str:
    if span is None:
        return tr("点一段文字，看它放到了哪里。")
    if span.beside and span.went != "taken":
        return _told_beside(span)
    if span.title:
        return tr("标题，不是栏目的内容。")
    if span.loose:
        return tr("没有导入：上面没有认出它属于哪个栏目。")
    if span.went == "dropped":
        return tr("按选择不导入。")
    if span.went == "remark" or not span.label:
        return tr("没有对应的要素，放入备注。")
    field = tr(" › ").join(tr(part) for part in span.label.split(" › "))
    if span.heading:
        return tr("栏目名，下面的内容放入“{field}”。", field=field)
    if span.value:
        value = " ".join(span.value.split())
        value = value if len(value) <= _LONGEST else value[:_LONGEST] + "……"
        return tr("放入“{field}”，整理为：{value}", field=field, value=value)
    if span.went == "open":
        return tr("放入“{field}”，请确认。", field=field)
    return tr("放入“{field}”。", field=field)


def _told_beside(span: Span) -> str:
    if span.went == "remark":
        return tr("{name}，放入备注。", name=span.beside)
    return tr("{name}，不在正文里，没有放入要素。", name=span.beside)


def _page(lines: Sequence[DocumentLine]) -> str:
    parts = []
    for block, some in groupby(lines, key=lambda line: line.block):
        if block < 0:
            parts += [_paragraph(line) for line in some]
        else:
            parts.append(_table(list(some)))
    return "".join(parts)


def _paragraph(line: DocumentLine) -> str:
    span = line.spans[0]
    if span.beside:
        return f'<p style="margin:2px 0 4px 28px">{_words(span)}</p>'
    if span.title:
        return f'<p align="center" style="margin:3px 0">{_words(span)}</p>'
    margin = "10px 0 2px 0" if span.heading else "2px 0 2px 16px"
    return f'<p style="margin:{margin}">{_words(span)}</p>'


def _table(lines: Sequence[DocumentLine]) -> str:
    """Cells in the columns in which they stand."""
    letters = sorted({s.letter for line in lines for s in line.spans}, key=lambda t: (len(t), t))
    rows = []
    for line in lines:
        cells = {span.letter: span for span in line.spans}
        last = max(letters.index(letter) for letter in cells)
        made = [_cell(cells.get(letter)) for letter in letters[:last]]
        rows.append("".join([*made, _cell(line.spans[-1], len(letters) - last)]))
    body = "".join(f"<tr>{cells}</tr>" for cells in rows)
    return (
        '<table width="100%" cellspacing="0" cellpadding="4" border="1" '
        f'style="border-collapse:collapse; margin:6px 0">{body}</table>'
    )


def _cell(span: Span | None, width: int = 1) -> str:
    edge = f'style="border:1px solid {colour("line").name()}"'
    return f"<td colspan={width} {edge}>{_words(span) if span else ''}</td>"


def _words(span: Span) -> str:
    """The words as a place to click at, coloured by where they went."""
    ground = _GROUNDS.get(span.went)
    styles = ["text-decoration:none", f"color:{colour('ink').name()}"]
    if ground and not span.title:
        styles.append(f"background-color:{colour(ground).name()}")
    if span.heading or span.title:
        styles.append("font-weight:600")
    text = escape(span.text.strip()).replace("\n", "<br>")
    if span.beside:
        styles.append("font-size:small")
        text = f"〔{escape(span.beside)}〕{text}"
    return f'<a href="{_name(span)}" style="{"; ".join(styles)}">{text}</a>'
