"""What a document's styles and automatic numbers say about a paragraph."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from desktop.imports.word_package import Package, W, is_on, value
from forms.values import int_to_chinese

_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_HEAVENLY = "甲乙丙丁戊己庚辛壬癸"
_CHINESE = frozenset({
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand",
    "taiwaneseCounting", "ideographDigital", "japaneseDigitalTenThousand", "koreanDigital",
    "chineseLegalSimplified", "ideographLegalTraditional",
})  # fmt: skip
_MOST_COUNTED = 10_000
_DEEPEST = 20  # styles based on each other; more is a circle


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set: ``manner`` as in ``word_file.Paragraph``, ``number`` as Word prints it."""

    manner: str = ""
    number: str = ""
    contents: bool = False


class Styles:
    """The styles of one document; counts its automatic numbers, so ask in the order of reading."""

    def __init__(self, package: Package) -> None:
        self.nodes: dict[str, Any] = {}
        styles = package.part("styles")
        for style in styles.iter(f"{W}style") if styles is not None else ():
            self.nodes.setdefault(style.get(f"{W}styleId") or "", style)
        self.numbers = _Numbers(package.part("numbering"))

    def setting(self, properties: Any) -> Setting:
        """How a paragraph with these properties (``w:pPr`` or None) is set."""
        if properties is None:
            return Setting()
        style = value(properties.find(f"{W}pStyle"))
        chain = self._chain(style)
        names = [value(node.find(f"{W}name")).lower() for node in chain]
        if any(name.startswith(("toc ", "table of contents", "目录")) for name in names):
            return Setting(contents=True)
        numbering, level = self._numbering(properties, chain)
        number = self.numbers.next(numbering, level) if numbering else ""
        manner = self._heading(properties, chain, names)
        if not manner and numbering:
            manner = f"n{numbering}.{level}"
        return Setting(manner, number)

    def _chain(self, style: str) -> list[Any]:
        """A style and those it is based on."""
        chain: list[Any] = []
        while style in self.nodes and len(chain) < _DEEPEST:
            chain.append(self.nodes[style])
            style = value(chain[-1].find(f"{W}basedOn"))
        return chain

    def _heading(self, properties: Any, chain: list[Any], names: list[str]) -> str:
        outline = value(properties.find(f"{W}outlineLvl"))
        if outline.isdecimal() and int(outline) < 9:
            return f"h{int(outline) + 1}"
        for node, name in zip(chain, names, strict=True):
            if name.startswith("heading ") and name[8:].isdecimal():
                return f"h{name[8:]}"
            if name in ("title", "标题"):
                return "h0"
            outline = value(node.find(f"{W}pPr/{W}outlineLvl"))
            if outline.isdecimal() and int(outline) < 9:
                return f"h{int(outline) + 1}"
        return ""

    def _numbering(self, properties: Any, chain: list[Any]) -> tuple[str, int]:
        """The list by which a paragraph is numbered and its level; "" when by none."""
        own = properties.find(f"{W}numPr")
        found, level = "", ""
        for node in (own, *(style.find(f"{W}pPr/{W}numPr") for style in chain)):
            if node is None:
                continue
            level = level or value(node.find(f"{W}ilvl"))
            found = found or value(node.find(f"{W}numId"))
        if found in ("", "0", "true"):
            return "", 0
        return found, int(level) if level.isdecimal() and int(level) < 9 else 0


class _Numbers:
    """The numbers that Word prints before the paragraphs of lists: they are not in the text."""

    def __init__(self, numbering: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.same: dict[str, str] = {}
        self.counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        if numbering is None:
            return
        kinds = {node.get(f"{W}abstractNumId"): node for node in numbering.iter(f"{W}abstractNum")}
        for num in numbering.iter(f"{W}num"):
            ident = num.get(f"{W}numId") or ""
            kind = value(num.find(f"{W}abstractNumId"))
            self.levels[ident] = _levels(kinds.get(kind), num)
            # Lists of one kind go on counting, unless one says where it begins.
            again = num.find(f"{W}lvlOverride/{W}startOverride") is not None
            self.same[ident] = ident if again else f"kind {kind}"

    def next(self, ident: str, level: int) -> str:
        """The number of the next paragraph of a list; "" for mere dots."""
        levels = self.levels.get(ident, {})
        if level not in levels:
            return ""
        counts = self.counts[self.same.get(ident, ident)]
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        form, pattern, _ = levels[level]
        if form in ("bullet", "none"):
            return ""
        text = pattern
        for other in range(level + 1):
            shown = levels.get(other, ("decimal", "", 1))
            text = text.replace(f"%{other + 1}", _number(counts.get(other, shown[2]), shown[0]))
        return text


def _levels(kind: Any, num: Any) -> dict[int, tuple[str, str, int]]:
    """Level → format, pattern (“%1、”) and first number."""
    found: dict[int, tuple[str, str, int]] = {}
    nodes = [] if kind is None else list(kind.findall(f"{W}lvl"))
    for level in (*nodes, *num.findall(f"{W}lvlOverride/{W}lvl")):
        index, start = level.get(f"{W}ilvl") or "", value(level.find(f"{W}start"))
        if index.isdecimal() and is_on(level.find(f"{W}lvlText")):
            text = level.find(f"{W}lvlText").get(f"{W}val") or ""
            form = value(level.find(f"{W}numFmt")) or "decimal"
            found[int(index)] = (form, text[:20], int(start) if start.isdecimal() else 1)
    for override in num.findall(f"{W}lvlOverride"):
        index, start = override.get(f"{W}ilvl") or "", value(override.find(f"{W}startOverride"))
        if index.isdecimal() and start.isdecimal() and int(index) in found:
            found[int(index)] = (*found[int(index)][:2], int(start))
    return found


def _number(number: int, form: str) -> str:
    if form in _CHINESE and 0 < number < _MOST_COUNTED:
        by_digits = number > 99 and "Thousand" not in form
        return str(number).translate(_DIGITS) if by_digits else int_to_chinese(number)
    if form.startswith("decimalEnclosed") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form in ("upperLetter", "lowerLetter") and number >= 1:
        sign = chr(ord("A") + (number - 1) % 26)
        return sign if form == "upperLetter" else sign.lower()
    if form in ("ideographTraditional", "ideographZodiac") and 1 <= number <= len(_HEAVENLY):
        return _HEAVENLY[number - 1]
    if form in ("upperRoman", "lowerRoman") and 0 < number < 40:
        roman = "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII",
                                        "IX")[number % 10]  # fmt: skip
        return roman if form == "upperRoman" else roman.lower()
    return str(number)
