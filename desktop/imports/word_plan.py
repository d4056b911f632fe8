"""How a document is built, found out before it is laid out: titles, headings, signatures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from desktop.imports.word_file import Block, Paragraph, Table
from desktop.imports.word_lines import Line
from desktop.imports.word_titles import Titles, may_name
from forms.values import fold

_LEAST_KNOWN = 2
_DEEPEST_GROUP = 21  # （一）
_DATE = re.compile(r"(?:\d{4}|[二〇○０零一三四五六七八九]{4})年.{1,3}月.{1,3}日")
_AGENCY = re.compile(r"[一-鿿]{4,30}(?:局|委员会|政府|厅|中心|办公室|办事处|支队|大队)")
_CONTINUED = re.compile(r"[（(]?(?:续(?:上)?表|接上[页表]|续)[\d一二三四五六七八九十]*[）)]?")


@dataclass(frozen=True)
class Plan:
    """What the lines of a document are, by their index.

    ``manners``: how it sets its headings. ``titles`` begin a guide; ``items`` too, under their name
    alone. ``groups`` are headings over headings; ``closing`` the signature at the end; ``asides``
    say that a table goes on.
    """

    manners: frozenset[str]
    titles: frozenset[int]
    items: Mapping[int, str]
    groups: frozenset[int]
    closing: frozenset[int]
    asides: frozenset[int]


def plan_of(blocks: Sequence[Block], lines: Mapping[int, Line], known: Titles) -> Plan:
    """How these blocks are built."""
    titles = _titles(lines, known)
    items = _items(blocks, lines, titles)
    manners = _heading_manners(line for i, line in lines.items() if i not in titles)
    return Plan(
        manners,
        titles,
        items,
        _groups(lines, titles, items),
        _closing(blocks, lines, titles | items.keys()),
        frozenset(
            i for i, line in lines.items() if _CONTINUED.fullmatch("".join(line.text.split()))
        ),
    )


def _heading_manners(lines: Iterable[Line]) -> frozenset[str]:
    """The manners in which this document sets its headings: most of their lines are known."""
    every: Counter[str] = Counter()
    known: Counter[str] = Counter()
    for line in lines:
        if line.manner and line.is_short:
            every[line.manner] += 1
            known[line.manner] += line.known
    return frozenset(
        manner
        for manner, number in known.items()
        if number >= _LEAST_KNOWN and number * 5 >= every[manner] * 2
    )


def _titles(lines: Mapping[int, Line], known: Titles) -> frozenset[int]:
    """Lines that are the title of a guide.

    Under a number they are when most lines so numbered are: 五、网上办理指南 may be a section.
    """
    found = {i for i, line in lines.items() if known.is_title(line.rest)}
    every = Counter(line.manner for line in lines.values())
    told = Counter(lines[i].manner for i in found)
    named: set[int] = set()
    for i in found:
        line = lines[i]
        bare = line.rest != line.text and known.is_alone(line.rest)
        often = told[line.manner] >= _LEAST_KNOWN and told[line.manner] * 2 > every[line.manner]
        if not bare and (line.rest == line.text or often):
            named.add(i)
            before = lines.get(i - 1)
            # The name stands in the line above 办事指南.
            if known.is_alone(line.rest) and before is not None and _is_name(before):
                named.add(i - 1)
    return frozenset(named)


def _is_name(line: Line) -> bool:
    bare = "".join(line.text.split())
    return not line.known and not line.is_numbered and not line.content and may_name(bare)


def _items(
    blocks: Sequence[Block], lines: Mapping[int, Line], titles: frozenset[int]
) -> dict[int, str]:
    """Headings that nobody knows, each over the same known ones: the matters of a collection."""
    manners = Counter(
        line.manner for i, line in lines.items() if i not in titles and _is_unknown(line)
    )
    for manner, number in manners.most_common():
        every = [i for i, line in lines.items() if line.manner == manner and i not in titles]
        unknown = [i for i in every if _is_unknown(lines[i])]
        if number < _LEAST_KNOWN or number * 4 < len(every) * 3:
            continue
        ends = [*unknown[1:], len(blocks)]
        below = {
            i: _labels(blocks, lines, i, end, manner) for i, end in zip(unknown, ends, strict=True)
        }
        same = sum(len(below[a] & below[b]) >= _LEAST_KNOWN for a, b in pairwise(unknown))
        if same and same * 2 >= len(unknown) - 1:
            return {i: lines[i].label for i in unknown if len(below[i]) >= _LEAST_KNOWN}
    return {}


def _is_unknown(line: Line) -> bool:
    heading = line.is_numbered or line.manner == "bold"
    return heading and line.is_short and not line.known and not line.content


def _labels(
    blocks: Sequence[Block], lines: Mapping[int, Line], first: int, end: int, manner: str
) -> set[str]:
    """The known headings between two lines, and the first cells of tables there."""
    found: set[str] = set()
    for i in range(first + 1, end):
        block = blocks[i]
        if isinstance(block, Table):
            found |= {fold(cell.text) for cell in block.cells if not cell.column}
        elif i in lines and lines[i].known and lines[i].manner != manner:
            found.add(fold(lines[i].label))
    return found


def _groups(
    lines: Mapping[int, Line], titles: frozenset[int], items: Mapping[int, str]
) -> frozenset[int]:
    """Headings right above known ones that stand deeper (二、办理信息 over （一）受理条件).

    One that follows another of its manner is an entry of a list.
    """
    found: set[int] = set()
    for i, line in lines.items():
        below, before = lines.get(i + 1), lines.get(i - 1)
        if i in titles or i in items or not _is_unknown(line) or below is None:
            continue
        entry = before is not None and before.manner == line.manner and i - 1 not in found
        shown = below.known and below.is_short and below.rank > line.rank
        if shown and not entry and line.rank <= _DEEPEST_GROUP:
            found.add(i)
    return frozenset(found)


def _closing(
    blocks: Sequence[Block], lines: Mapping[int, Line], starts: frozenset[int] | set[int]
) -> frozenset[int]:
    """The signature at the end of a guide: an agency, and a date below it."""
    found: set[int] = set()
    text = [i for i, block in enumerate(blocks) if isinstance(block, Paragraph)]
    for position, i in enumerate(text):
        last = position + 1 == len(text) or text[position + 1] in starts
        if not last or position < 2 or not _DATE.fullmatch("".join(lines[i].text.split())):
            continue
        above, over = lines[text[position - 1]], lines[text[position - 2]]
        signed = _AGENCY.fullmatch("".join(above.text.split()))
        if signed and not (over.known and not over.content):
            found |= {i, text[position - 1]}
    return frozenset(found)
