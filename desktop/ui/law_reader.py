"""The articles of a law to read: the cited ones marked, their neighbours around them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTextBrowser, QWidget

from desktop.ui.i18n import tr
from desktop.ui.theme import colour
from desktop.ui.widgets import column, label, link, row

if TYPE_CHECKING:
    from PySide6.QtCore import QUrl

    from desktop.usecases.citing import ReadArticle, Reading

_AROUND = 8  # articles shown before and after the cited ones
_MORE = 30  # articles that each step further shows
_HEIGHT = 300  # px
_HERE = "here"


class LawReader(QWidget):
    """Shows the cited article with its neighbours; steps at either end show more of the law.

    ``copied`` carries what was put on the clipboard, in words.
    """

    copied = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._reading: Reading | None = None
        self._shown = (0, 0)
        self.title = label(tone="quiet", wrap=True)
        self.copy_button = link(tr("复制条文"), self.copy)
        self.browser = QTextBrowser()
        self.browser.setOpenLinks(False)
        self.browser.setFixedHeight(_HEIGHT)
        self.browser.setTabChangesFocus(True)
        self.browser.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.browser.anchorClicked.connect(self._follow)
        layout = column(self, spacing=4)
        head = row(self.title, self.copy_button, spacing=10)
        head.setStretch(0, 1)
        layout.addLayout(head)
        layout.addWidget(self.browser)

    def show_reading(self, reading: Reading) -> None:
        """Show a law, scrolled to what is cited; from its beginning when nothing is."""
        self._reading = reading
        version = reading.version
        day = version.amended or version.promulgated or version.in_force
        self.title.setText(
            tr("《{title}》（{day}），共 {count} 条", title=version.title, day=day,
               count=len(reading.articles))
        )  # fmt: skip
        self.browser.setAccessibleName(tr("《{title}》条文", title=version.title))
        cited = [n for n, item in enumerate(reading.articles) if item.cited]
        first, last = (cited[0], cited[-1]) if cited else (0, 0)
        self._shown = (
            max(0, first - _AROUND),
            min(len(reading.articles), last + _AROUND + 1 if cited else _MORE),
        )
        self.copy_button.setVisible(bool(cited))
        self._draw()
        self.browser.scrollToAnchor(_HERE)

    def cited_text(self) -> str:
        """The cited articles with their numbers."""
        articles = self._reading.articles if self._reading is not None else ()
        return "\n".join(f"{item.heading}\u3000{item.text}" for item in articles if item.cited)

    def copy(self) -> None:
        """The cited articles to the clipboard."""
        text = self.cited_text()
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(tr("已复制{article}。", article=text.partition("\u3000")[0]))

    def _follow(self, url: QUrl) -> None:
        if self._reading is None:
            return
        first, last = self._shown
        bar, height = self.browser.verticalScrollBar(), self.browser.document().size().height()
        at = bar.value()
        if url.toString() == "before":
            self._shown = (max(0, first - _MORE), last)
        else:
            self._shown = (first, min(len(self._reading.articles), last + _MORE))
        self._draw()
        grown = self.browser.document().size().height() - height
        # What was under the eye stays there.
        bar.setValue(round(at + grown) if url.toString() == "before" else at)

    def _draw(self) -> None:
        assert self._reading is not None
        first, last = self._shown
        articles = self._reading.articles
        parts = [_html(item) for item in articles[first:last]]
        if first:
            parts.insert(0, _step("before", tr("前面还有 {count} 条", count=first)))
        if last < len(articles):
            parts.append(_step("after", tr("后面还有 {count} 条", count=len(articles) - last)))
        place = next((n for n, item in enumerate(articles[first:last]) if item.cited), 0)
        parts.insert(place + bool(first), f'<a name="{_HERE}"></a>')
        self.browser.setHtml("".join(parts))


def _html(article: ReadArticle) -> str:
    chapter = ""
    if article.chapter:
        chapter = f'<p style="color:{colour("ink_2").name()};margin:10px 4px 2px 4px">{escape(article.chapter)}</p>'
    heading = f"<b>{escape(article.heading)}</b>"
    if article.cited:
        # The mark is a word, too: not everybody sees the ground.
        heading = f'<b>▶ {escape(article.heading)}</b> <span style="color:{colour("brand").name()}">{escape(tr("（所引条文）"))}</span>'
    words = escape(article.text).replace("\n", "<br>")
    ground = f'bgcolor="{colour("brand_soft").name()}"' if article.cited else ""
    return (
        f'{chapter}<table width="100%" cellpadding="4" cellspacing="0" style="margin-top:3px"><tr>'
        f"<td {ground}>{heading}　{words}</td></tr></table>"
    )


def _step(name: str, words: str) -> str:
    style = f"color:{colour('brand').name()};text-decoration:none"
    return f'<p style="margin:6px 4px"><a href="{name}" style="{style}">{escape(words)}</a></p>'
