"""Neutral documents → one HTML page: style, drawings and codes are inside it, no script is."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from exports.atomic import write_atomically
from exports.document import (
    Block,
    Cell,
    Cover,
    Document,
    FlowChart,
    Heading,
    KeyValues,
    PageBreak,
    Paragraph,
    QrCode,
    Run,
    Table,
    TableOfContents,
)
from exports.grid import header_rows
from exports.html.drawings import flow_chart, qr_code
from exports.html.style import CSS, page_rule
from exports.progress import NO_PROGRESS, Progress
from exports.widths import shares

#: Addresses that a page may lead to; anything else (javascript:) is printed as words.
_SCHEMES = ("http", "https", "mailto", "tel", "")
#: A table of so many columns is not squeezed into a narrow screen; ems of a column there.
_BROAD, _COLUMN = 6, 7
#: A heading of so many characters is not broken.
_SHORT = 4
#: After so many blocks progress is told.
_STEP = 200


def write_html(document: Document, target: Path, *, progress: Progress | None = None) -> None:
    """Write a document as one page; ``target`` is replaced at once or not at all.

    Raises:
        Cancelled: the progress handle says that the user stopped.
        CannotWrite: the file cannot be written.
    """
    write_atomically(target, html_text(document, progress=progress).encode("utf-8", "replace"))


def html_text(document: Document, *, progress: Progress | None = None) -> str:
    """The page as text; the same document gives the same page."""
    return "".join(_page(document, progress or NO_PROGRESS))


def _page(document: Document, progress: Progress) -> Iterator[str]:
    yield (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_words(document.title)}</title>\n"
    )
    described = (("author", document.organization), ("description", document.subject),
                 ("keywords", "，".join(document.keywords)))  # fmt: skip
    for name, text in described:
        if text:
            yield f'<meta name="{name}" content="{_words(text)}">\n'
    yield f"<style>\n{CSS}{page_rule(document.page)}</style>\n</head>\n<body>\n"
    yield f"<main{_sort(document)}>\n"
    if not (document.blocks and isinstance(document.blocks[0], Cover)):
        yield f"<h1>{_words(document.title)}</h1>\n"
    total = len(document.blocks)
    for number, block in enumerate(document.blocks):
        if number % _STEP == 0:
            progress.step(number, total, "正在写网页")
        yield from _block(block, number, document)
    yield f"</main>\n<footer>{_words(_mark(document))}</footer>\n</body>\n</html>\n"


def _sort(document: Document) -> str:
    """Lists take the whole width, one-sheet editions fit on a sheet of paper."""
    if document.page.orientation == "landscape":
        return ' class="list"'
    return ' class="sheet"' if document.page.fit_pages else ""


def _mark(document: Document) -> str:
    """What tells a clerk whether the page is current."""
    parts = (document.organization, document.mark, f"校验码 {document.fingerprint()}")
    return "　".join(part for part in parts if part)


def _words(text: str) -> str:
    """Text that can stand anywhere in the page; lone surrogates and controls are no characters."""
    shown = "".join(
        char
        for char in text
        if char in "\n\t" or (ord(char) >= 32 and not 0xD800 <= ord(char) < 0xE000)
    )
    return escape(shown, quote=True)


def _lines(text: str) -> str:
    return _words(text).replace("\n", "<br>")


def _block(block: Block, number: int, document: Document) -> Iterator[str]:
    match block:
        case Paragraph():
            runs = "".join(map(_run, block.runs))
            yield f'<p class="{block.style}">{runs}</p>\n'
        case Heading():
            level = min(max(block.level, 1), 5) + 1
            yield f'<h{level} id="part-{number}">{_words(block.text)}</h{level}>\n'
        case Cover():
            yield from _cover(block, number)
        case Table():
            yield from _table(block, document)
        case KeyValues():
            yield from _key_values(block)
        case FlowChart():
            yield flow_chart(block, _words)
        case QrCode():
            yield qr_code(block, _words)
        case PageBreak():
            yield '<div class="break"></div>\n'
        case TableOfContents():
            yield from _contents(block, number, document)


def _run(run: Run) -> str:
    shown = _lines(run.text)
    if run.bold:
        shown = f"<strong>{shown}</strong>"
    if run.link and urlsplit(run.link).scheme.lower() in _SCHEMES:
        shown = f'<a href="{_words(run.link)}">{shown}</a>'
    return shown


def _cover(cover: Cover, number: int) -> Iterator[str]:
    yield f'<header class="cover" id="part-{number}">\n<h1>{_words(cover.title)}</h1>\n'
    if cover.subtitle:
        yield f"<p>{_words(cover.subtitle)}</p>\n"
    if cover.lines:
        yield "<dl>\n"
        for name, text in cover.lines:
            yield f"<dt>{_words(name)}</dt><dd>{_words(text)}</dd>\n"
        yield "</dl>\n"
    yield "</header>\n"


def _contents(block: TableOfContents, number: int, document: Document) -> Iterator[str]:
    """Covers where several documents follow, otherwise the headings of level 1 up to a cover."""
    following = list(enumerate(document.blocks))[number + 1 :]
    headings: list[tuple[int, str]] = []
    covers: list[tuple[int, str]] = []
    for at, other in following:
        if isinstance(other, Cover):
            if headings:
                break
            covers.append((at, other.title))
        elif isinstance(other, Heading) and other.level == 1 and not covers:
            headings.append((at, other.text))
    entries = covers or headings
    yield f'<nav aria-label="{_words(block.title)}">\n<p>{_words(block.title)}</p>\n<ol>\n'
    for at, text in entries:
        yield f'<li><a href="#part-{at}">{_words(text)}</a></li>\n'
    yield "</ol>\n</nav>\n"


def _places(document: Document) -> dict[str, str]:
    """Where the named headings and covers of a document are, of several of a name the first."""
    found: dict[str, str] = {}
    for number, block in enumerate(document.blocks):
        if isinstance(block, Heading | Cover) and block.anchor:
            found.setdefault(block.anchor, f"#part-{number}")
    return found


def _table(table: Table, document: Document) -> Iterator[str]:
    count, name = len(table.columns), _words(table.caption or document.title)
    broad = count >= _BROAD
    if broad:  # on a narrow screen it is moved sideways, also with the arrow keys
        yield f'<div class="scroll" role="region" tabindex="0" aria-label="{name}">\n'
        yield f'<table style="min-width:{count * _COLUMN}em">\n'
    else:
        yield "<table>\n"
    if table.caption:
        yield f"<caption>{name}</caption>\n"
    wanted = shares(table)
    whole = sum(wanted) or 1
    widths = (f'<col style="width:{width / whole:.1%}">' for width in wanted)
    yield f"<colgroup>{''.join(widths)}</colgroup>\n"
    heads = header_rows(table.columns)
    if heads:
        rows = ("".join(_cell(cell, "col", "") for cell in row) for row in heads)
        yield "<thead>\n" + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</thead>\n"
    yield "<tbody>\n"
    aligns = [column.align for column in table.columns]
    covered = [0] * len(aligns)
    places: dict[str, str] = {}
    for row in table.rows:
        shown, column = [], 0
        for cell in row:
            while column < len(covered) and covered[column]:
                column += 1
            align = cell.align if cell.align != "left" or column >= len(aligns) else aligns[column]
            if cell.page_of and not places:
                places = _places(document)
            shown.append(_cell(cell, "row", align, places.get(cell.page_of, "")))
            for at in range(column, min(column + cell.columns, len(covered))):
                covered[at] = cell.rows
            column += cell.columns
        covered = [max(left - 1, 0) for left in covered]
        yield f"<tr>{''.join(shown)}</tr>\n"
    yield "</tbody>\n</table>\n" + ("</div>\n" if broad else "")


def _cell(cell: Cell, scope: str, align: str, target: str = "") -> str:
    """A cell; a page that has no number here is a link to what stands on it."""
    name = "th" if cell.header else "td"
    facts = f' scope="{scope}"' if cell.header else ""
    facts += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    facts += f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    if cell.header and scope == "col" and len(cell.text) <= _SHORT:
        facts += ' class="short"'
    facts += f' class="{align}"' if align in ("center", "right") and not cell.header else ""
    text = f'<a href="{target}">查看</a>' if target else _lines(cell.text)
    return f"<{name}{facts}>{text}</{name}>"


def _key_values(block: KeyValues) -> Iterator[str]:
    yield '<table class="pairs">\n'
    if block.caption:
        yield f"<caption>{_words(block.caption)}</caption>\n"
    yield "<tbody>\n"
    for label, text in block.rows:
        yield f'<tr><th scope="row">{_words(label)}</th><td>{_linked(text)}</td></tr>\n'
    yield "</tbody>\n</table>\n"


def _linked(text: str) -> str:
    """A value that is nothing but an address can be followed."""
    plain = text.strip()
    if plain.startswith(("http://", "https://")) and not any(char.isspace() for char in plain):
        return f'<a href="{_words(plain)}">{_words(plain)}</a>'
    return _lines(text)
