"""A law to read: versions, table of contents, articles, and which records cite it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QStackedWidget,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from desktop.ui.editors.choices import ComboBox
from desktop.ui.i18n import N_, tr
from desktop.ui.laws_text_list import spans
from desktop.ui.lines import Cell, LinesModel, LinesTable
from desktop.ui.problem_words import place_of
from desktop.ui.tabs import tab_bar, tab_strip
from desktop.ui.theme import colour
from desktop.ui.widgets import chip, column, label, link, row, set_property
from desktop.usecases import citations
from desktop.usecases import law_texts as use

if TYPE_CHECKING:
    from desktop.usecases.law_texts import Article, LawVersion
    from desktop.usecases.workspace import Workspace

_MENTIONS = (N_("记录"), N_("位置"), N_("条款"))
_CONTENTS, _NARROW_CONTENTS = 200, 150  # px of the table of contents
_WIDE, _LEAST = 600, 430  # px of the reader from which it is wide, below which it gives way
_FIRST_WORDS = 14


class LawReading(QWidget):
    """``version_wanted`` asks for another version, ``remove_wanted`` carries those to take out,
    ``open_wanted`` leads to a record; ``told`` are words for the notice.
    """

    version_wanted = Signal(int)
    remove_wanted = Signal(object)
    open_wanted = Signal(str, str)
    told = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._opened: use.LawOpened | None = None
        self._blocks: list[Article | None] = []
        self._mentions: Sequence[citations.Mention] = ()
        self.title = label(wrap=True)
        self.title.setObjectName("sectionTitle")
        self.state = chip("", "ok")
        self.about = label(tone="quiet", wrap=True)
        self.versions = ComboBox()
        self.jump = QLineEdit()
        self.jump_words = label(tone="quiet", wrap=True)
        self.copy_link = link(tr("复制"), self.copy, name=tr("复制选中的文字或者本条"))
        self.remove_link = link(tr("移除"), self._remove, name=tr("移除这个文本"))
        self.contents = QTreeWidget()
        self.browser = QTextBrowser()
        self.model = LinesModel(_MENTIONS, self._cells)
        self.mentions = LinesTable(
            self.model, tr("引用这部法律的记录"), {1: 150, 2: 136}, (520, {1: 104, 2: 130})
        )
        self.tabs = tab_bar(tr("法规内容"))
        self.stack = QStackedWidget()
        self._build()

    def _build(self) -> None:
        self.setObjectName("aside")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.versions.setAccessibleName(tr("文本"))
        self.versions.activated.connect(
            lambda _: self.version_wanted.emit(int(self.versions.currentData()))
        )
        self.jump.setPlaceholderText(tr("跳到第几条"))
        self.jump.setAccessibleName(tr("跳到第几条"))
        self.jump.setFixedWidth(112)
        self.jump.returnPressed.connect(self._on_jump)
        head = row(self.title, self.state, spacing=10)
        head.setStretch(0, 1)
        tools = row(self.versions, self.jump, self.copy_link, self.remove_link, spacing=10)
        tools.setStretch(0, 1)
        top = column(spacing=6, margins=(20, 14, 16, 8))
        top.addLayout(head)
        top.addWidget(self.about)
        top.addLayout(tools)
        top.addWidget(self.jump_words)
        self.jump_words.hide()
        self.tabs.addTab(tr("条文"))
        self.tabs.addTab("")
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        self.mentions.open_wanted.connect(self._open)
        layout = column(self, spacing=0)
        layout.addLayout(top)
        layout.addWidget(tab_strip(self.tabs))
        layout.addWidget(self.stack, 1)
        self.stack.addWidget(self._make_text())
        self.stack.addWidget(self.mentions)

    def _make_text(self) -> QWidget:
        self.contents.setObjectName("lawContents")
        self.contents.setHeaderHidden(True)
        self.contents.setAccessibleName(tr("目录"))
        self.contents.setFixedWidth(_CONTENTS)
        self.contents.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.contents.setIndentation(16)
        self.contents.itemClicked.connect(lambda item, _: self._follow(item))
        self.contents.itemActivated.connect(lambda item, _: self._follow(item))
        self.browser.setOpenLinks(False)
        self.browser.setTabChangesFocus(True)
        self.browser.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.browser.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.browser.document().setDocumentMargin(16)
        made = QWidget()
        line = row(self.contents, self.browser, spacing=0)
        line.setStretch(1, 1)
        made.setLayout(line)
        return made

    # what is shown

    def show_law(
        self, opened: use.LawOpened, mentions: Sequence[citations.Mention],
        words: Sequence[str] = (), at: tuple[int, int] | None = None,
    ) -> None:  # fmt: skip
        """Show a version, the words marked, from an article on."""
        self._opened, self._mentions = opened, mentions
        version = opened.version
        self.title.setText(version.title)
        level = tr(citations.shown(self._workspace.catalogue, "level", version.level))
        articles = tr("共 {count} 条", count=len(opened.articles)) if opened.articles else ""
        told = (level, version.issuing_body, version.document_number, articles)
        self.about.setText(tr("　").join(filter(None, told)))
        self._show_state(opened)
        self._fill_versions(opened)
        self.jump_words.hide()
        self.jump.setVisible(bool(opened.articles))
        self._fill_contents(opened.articles)
        self._draw(opened, words)
        self.model.set_count(len(mentions))
        self.tabs.setTabText(1, tr("被引用 {count} 处", count=len(mentions)))
        if at is not None:
            self.go_to(*at)

    def _show_state(self, opened: use.LawOpened) -> None:
        version = opened.version
        if opened.repealed is not None:
            words = tr("{day} 起被《{law}》废止", day=opened.repealed.from_day,
                       law=opened.repealed.by.title)  # fmt: skip
            self.about.setText(tr("　").join((self.about.text(), words)))
            word, tone = tr("已废止"), "block"
        elif version.id == opened.in_force:
            word, tone = tr("现行"), "ok"
        elif version.dated > max((v.dated for v in opened.versions if v.id == opened.in_force),
                                 default=""):  # fmt: skip
            word, tone = tr("尚未施行"), "hint"
        else:
            word, tone = tr("旧文本"), "warn"
        self.state.setText(word)
        set_property(self.state, "chip", tone)

    def _fill_versions(self, opened: use.LawOpened) -> None:
        self.versions.clear()
        for version in reversed(opened.versions):
            self.versions.addItem(_version_words(version, opened), version.id)
        self.versions.setCurrentIndex(self.versions.findData(opened.version.id))
        self.versions.setEnabled(len(opened.versions) > 1)

    def _fill_contents(self, articles: Sequence[Article]) -> None:
        self.contents.clear()
        nodes: dict[str, QTreeWidgetItem] = {}
        for article in articles:
            parent: QTreeWidget | QTreeWidgetItem = self.contents
            path = ""
            for name in filter(None, article.chapter.split(" › ")):
                path += f"›{name}"
                if path not in nodes:
                    nodes[path] = _node(parent, name, article)
                parent = nodes[path]
            first = "".join(article.text.split())[:_FIRST_WORDS]
            _node(parent, f"{article.heading()}　{first}", article)
        self.contents.setVisible(bool(articles) and self.width() >= _LEAST)

    def _draw(self, opened: use.LawOpened, words: Sequence[str]) -> None:
        parts: list[str] = []
        self._blocks = []
        quiet = colour("ink_2").name()
        for line in (*opened.version.history, *opened.preamble):
            parts.append(f'<p style="color:{quiet};margin:2px 0">{_marked(line, words)}</p>')
            self._blocks.append(None)
        chapter = ""
        for article in opened.articles:
            if article.chapter != chapter:
                chapter = article.chapter
                parts.append(f'<p style="margin:14px 0 4px 0"><b>{_marked(chapter, words)}</b></p>')
                self._blocks.append(None)
            parts.append(
                f'<p style="margin:5px 0"><a name="{article.number}.{article.sub}"></a>'
                f"<b>{escape(article.heading())}</b>　{_marked(article.text, words)}</p>"
            )
            self._blocks.append(article)
        self.browser.setHtml("".join(parts))
        name = tr("《{title}》条文", title=opened.version.title)
        self.browser.setAccessibleName(name)

    # moving about

    def go_to(self, number: int, sub: int = 0) -> bool:
        """Scroll to an article; False when there is none of that number."""
        articles = self._opened.articles if self._opened else ()
        if not any((item.number, item.sub) == (number, sub) for item in articles):
            return False
        self.tabs.setCurrentIndex(0)
        self.browser.scrollToAnchor(f"{number}.{sub}")
        return True

    def _on_jump(self) -> None:
        ref = use.article_meant(self.jump.text())
        found = ref is not None and self.go_to(ref.article, ref.article_sub)
        self.jump_words.setVisible(not found)
        if not found:
            last = self._opened.articles[-1].heading() if self._opened else ""
            self.jump_words.setText(
                tr("没有这一条，最后一条是{last}。", last=last)
                if ref is not None
                else tr("请填写条的序号，如 42 或者 第四十二条。")
            )

    def _follow(self, item: QTreeWidgetItem) -> None:
        number, sub = item.data(0, Qt.ItemDataRole.UserRole)
        self.go_to(number, sub)

    def current(self) -> Article | None:
        """The article at the top of what shows."""
        block = self.browser.cursorForPosition(QPoint(20, 8)).blockNumber()
        return next((item for item in self._blocks[block:] if item is not None), None)

    def copy(self) -> None:
        """The selected words to the clipboard, or else the article at the top."""
        chosen = self.browser.textCursor().selectedText().replace("\u2029", "\n")
        article = self.current()
        if chosen:
            QGuiApplication.clipboard().setText(chosen.replace("\u2028", "\n"))
            self.told.emit(tr("已复制选中的文字。"))
        elif article is not None:
            QGuiApplication.clipboard().setText(f"{article.heading()}　{article.text}")
            self.told.emit(tr("已复制{article}。", article=article.heading()))

    def _remove(self) -> None:
        if self._opened is not None:
            self.remove_wanted.emit(self._opened.version)

    def _open(self) -> None:
        for place in self.mentions.chosen()[:1]:
            mention = self._mentions[place]
            self.open_wanted.emit(mention.uuid, mention.path)

    def _cells(self, place: int) -> Sequence[Cell]:
        mention = self._mentions[place]
        return Cell(mention.record_title), Cell(place_of(mention.label)), Cell(mention.article)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the table of contents gives way."""
        super().resizeEvent(event)
        has = bool(self._opened and self._opened.articles)
        width = event.size().width()
        self.contents.setFixedWidth(_CONTENTS if width >= _WIDE else _NARROW_CONTENTS)
        self.contents.setVisible(has and width >= _LEAST)


def _node(parent: QTreeWidget | QTreeWidgetItem, text: str, article: Article) -> QTreeWidgetItem:
    made = QTreeWidgetItem(parent, [text])
    made.setData(0, Qt.ItemDataRole.UserRole, (article.number, article.sub))
    made.setToolTip(0, text)
    return made


def _version_words(version: LawVersion, opened: use.LawOpened) -> str:
    day = version.amended or version.promulgated
    words = tr("{day} 修改", day=day) if version.amended else tr("{day} 公布", day=day)
    if version.in_force and version.in_force != day:
        words += tr("，{day} 起施行", day=version.in_force)
    if version.id == opened.in_force and opened.repealed is None:
        words += tr("（现行）")
    return words


def _marked(text: str, words: Sequence[str]) -> str:
    ground, at, html = colour("warn_soft").name(), 0, ""
    for match in spans(text, words):
        html += escape(text[at : match.start()])
        html += f'<span style="background:{ground}">{escape(match[0])}</span>'
        at = match.end()
    return (html + escape(text[at:])).replace("\n", "<br>")
