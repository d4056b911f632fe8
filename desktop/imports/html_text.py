"""Text of HTML that was pasted from Word, and its sections."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from forms.values import normalise_spaces

_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "table", "h1", "h2", "h3", "h4"})
_SECTION = re.compile(r"^\s*[一二三四五六七八九十]{1,4}\s*[、.．]\s*([^：:\n]{2,20})[：:]\s*(.*)$")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "img":
            source = dict(attrs).get("src")
            self.parts.append(f"（图片：{source}）" if source else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain_text(source: str) -> str:
    """The words of an HTML fragment, one block a line; pictures as their address.

    Entities are often encoded twice (&amp;amp;lt;): the text is unescaped until it stays as it is.
    """
    parser = _Text()
    parser.feed(source)
    parser.close()
    text = "".join(parser.parts)
    for _ in range(3):
        text = html.unescape(text)
    lines = (line for line in normalise_spaces(text).split("\n") if line)
    return "\n".join(lines)


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
