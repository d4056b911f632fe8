"""Text of HTML that was pasted from Word, and its sections."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from forms.values import normalise_spaces
from forms.values.page_text import tamed

_BLOCKS = frozenset(
    {"p", "div", "br", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd"}
)
_CELLS = frozenset({"td", "th"})
_UNSEEN = frozenset({"style", "script", "head", "xml", "template"})
_SECTION = re.compile(r"^\s*[一二三四五六七八九十]{1,4}\s*[、.．]\s*([^：:\n]{2,20})[：:]\s*(.*)$")
#: Tags of pages. What else stands in angle brackets (<水法>) is text.
_TAG = re.compile(
    r"<(?:/?(?:p|br|hr|div|span|table|tbody|thead|tfoot|tr|t[dh]|ul|ol|li|d[ltd]|h[1-6]|b|strong|i|em|u|s|font|"
    r"a|img|su[bp]|pre|center|label|section|article|body|html|head|meta|link|title|style|script|input|button|xml|"
    r"colgroup|col|caption|blockquote|[a-z]\w{0,9}:\w+)(?:\s[^<>]*)?/?>|!\[?[a-z][^<>]*>|\?xml[^<>]*>)",
    re.IGNORECASE,
)
_COMMENT = "<!--"
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}\d{0,2});", re.IGNORECASE)
_TABLE = re.compile(r"<(/?)table\b[^<>]*>", re.IGNORECASE)
#: Texts were met that had been encoded three times.
_MOST_ROUNDS = 6
_DATA_URI = re.compile(r"data:[\w.+/-]*;base64,", re.IGNORECASE)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in _CELLS:
            self.parts.append(" ")
        elif tag == "img":
            self.parts.append(_picture(dict(attrs).get("src") or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)


def _picture(source: str) -> str:
    if _DATA_URI.match(source):
        return f"（内嵌图片，约 {max(1, len(source) * 3 // 4096)} KB，没有导入）"
    return f"（图片：{source}）" if source else ""


def has_markup(text: str) -> bool:
    """Whether a text holds tags of a page or encoded signs, at whatever depth of encoding."""
    return ("<" in text and _has_tags(text)) or ("&" in text and bool(_ENTITY.search(text)))


def _has_tags(text: str) -> bool:
    return bool(_TAG.search(text)) or _COMMENT in text


def _only_tags(page: str) -> str:
    """A page without its comments, in which each bracket that opens no tag is a sign of the text."""
    page = tamed(page)
    found, last = [], 0
    for tag in _TAG.finditer(page):
        found += [page[last : tag.start()].replace("<", "&lt;"), tag[0]]
        last = tag.end()
    return "".join([*found, page[last:].replace("<", "&lt;")])


def unescaped(source: str) -> str:
    """A text whose entities were encoded again and again (&amp;amp;lt;), down to its first tags."""
    text = source
    for _ in range(_MOST_ROUNDS):
        plain = html.unescape(text) if "&" in text and not _has_tags(text) else text
        if plain == text:
            break
        text = plain
    return text


def plain_text(source: str) -> str:
    """The words of an HTML fragment, one block a line; pictures as their address.

    Entities are often encoded twice or more (&amp;amp;lt;), the tags with them: both are undone until
    the text stays as it is. Words in angle brackets that are no tags stay.
    """
    text = source
    for _ in range(_MOST_ROUNDS):
        text = unescaped(text)
        if not _has_tags(text):
            break
        parser = _Text()
        parser.feed(_only_tags(text))
        parser.close()
        text = "".join(parser.parts)
    lines = (line for line in normalise_spaces(text).split("\n") if line)
    return "\n".join(lines)


def cleaned(text: str) -> str:
    """A platform's text without residue of pages; what has none stays as it is."""
    return plain_text(text) if has_markup(text) else text


def split_tables(source: str) -> tuple[list[str], list[str]]:
    """The page around its outermost tables, and these: ``texts[n]`` stands before ``tables[n]``."""
    page = unescaped(source)
    texts, tables = [], []
    start, depth, begun = 0, 0, 0
    for tag in _TABLE.finditer(page):
        if not tag[1]:
            if depth == 0:
                begun = tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                texts.append(page[start:begun])
                tables.append(page[begun : tag.end()])
                start = tag.end()
    if depth:  # the end was cut off
        texts.append(page[start:begun])
        tables.append(page[begun:])
        start = len(page)
    return [*texts, page[start:]], tables


def sections(text: str) -> list[tuple[str, str]]:
    """(heading, text) of every section written 一、标题：……; heading "" for text before them."""
    found: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        match = _SECTION.match(line)
        if match:
            found.append((match[1].strip(), [match[2]]))
        elif found:
            found[-1][1].append(line)
        else:
            found.append(("", [line]))
    return [(heading, "\n".join(lines).strip()) for heading, lines in found]
