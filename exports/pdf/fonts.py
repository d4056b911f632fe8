"""Type faces: which font shows a character, how wide it is, and what the file embeds of it.

A face is one composite font with two-byte codes (ISO 32000-1 §9.7), one subset and a ToUnicode table
that is right above U+FFFF too, so that 𠮷 is copied as 𠮷.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate, groupby
from pathlib import Path
from typing import TypeVar

from exports.pdf.file import PdfFile
from exports.pdf.truetype import TrueTypeFile, open_font

#: Families by the names that styles use: 宋体, 小标宋, 黑体, 楷体.
SONG, BIAO, HEI, KAI = FAMILIES = ("Song", "Biao", "Hei", "Kai")
#: The bundled Song, behind an own one that lacks a character.
_SPARE = "SongSpare"
#: What any font for official documents must have.
_USUAL_CHARACTERS = "一二三国人民政府办事项依据第条款法律规定年月日〔〕《》（）、。0123456789"
#: Stands where no font has a character (下三横, the printers' sign for a missing sort).
SUBSTITUTES = ("〓", "□", "?")

#: Texts of up to so many characters are measured once, up to so many of them.
_SHORT, _MOST_SHORT = 12, 20_000
_MISSING = ""
#: Characters without a look of their own: zero-width marks, variation selectors, controls.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e01ef\ud800-\udfff]"
)
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")


def clean(text: str) -> str:
    """The text as it can be drawn: line ends are \\n, tabs blanks, nothing invisible is left."""
    # Line ends and the wide blank are the usual characters that Python calls unprintable.
    if text.isprintable() or text.replace("\n", "").replace("\u3000", "").isprintable():
        return text
    return _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))


#: Finds a font file; rare fonts are unpacked only when one is asked for.
PathOf = Callable[[], Path]


class Family:
    """A face with those that stand in for it; widths in 1/1000 em.

    ``widths`` answers for every character; ``foreign`` says which family shows a character that
    this face lacks (empty: none does).
    """

    def __init__(
        self, name: str, sources: Mapping[str, PathOf], rare: tuple[str, ...],
        spare: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self.name = name
        self.foreign: dict[str, str] = {}
        self.widths: Mapping[str, float] = _OnDemand(self._look_up)
        self._sources = sources
        self._short: dict[str, float] = {}
        self._usual = tuple(dict.fromkeys((name, SONG, *spare)))
        self._rare = rare

    def _look_up(self, char: str) -> float:
        # The first rare font holds the planes above U+FFFF; opening it for a character of the
        # basic plane would unpack 30 MB in vain.
        rare = self._rare if ord(char) > 0xFFFF else self._rare[::-1]
        for name in (*self._usual, *rare):
            face = open_font(self._sources[name]())
            glyph = face.glyph_numbers.get(ord(char))
            if glyph is not None:
                if name != self.name:
                    self.foreign[char] = name
                return face.advance(glyph)
        self.foreign[char] = _MISSING
        return 1000.0

    def edges(self, text: str) -> list[float]:
        """Right edge of each character of a line, in 1/1000 em."""
        return list(accumulate(map(self.widths.__getitem__, text)))

    def width(self, text: str, size: float) -> float:
        """Width of a line in points."""
        return self.units(text) * size / 1000

    def units(self, text: str) -> float:
        """Width of a line in 1/1000 em; tables say the same few short words again and again."""
        if len(text) > _SHORT:
            return sum(map(self.widths.__getitem__, text))
        width = self._short.get(text)
        if width is None:
            if len(self._short) > _MOST_SHORT:
                self._short.clear()
            width = self._short[text] = sum(map(self.widths.__getitem__, text))
        return width

    def parts(self, text: str) -> Iterator[tuple[str, str]]:
        """The text in stretches of one family each; an empty family for what no font has."""
        if not self.foreign or self.foreign.keys().isdisjoint(text):
            yield self.name, text
            return
        for family, part in groupby(text, key=lambda char: self.foreign.get(char, self.name)):
            yield family, "".join(part)


_Answer = TypeVar("_Answer")


class _OnDemand(dict[str, _Answer]):
    """Answers for characters, each worked out on first use."""

    def __init__(self, answer: Callable[[str], _Answer]) -> None:
        super().__init__()
        self._answer = answer

    def __missing__(self, char: str) -> _Answer:
        self[char] = answer = self._answer(char)
        return answer


@dataclass(frozen=True)
class FontSet:
    """The families and the files they come from."""

    families: Mapping[str, Family]
    sources: Mapping[str, PathOf]

    def __getitem__(self, family: str) -> Family:
        return self.families[family]

    def face(self, family: str) -> TrueTypeFile:
        """The opened font file of a family."""
        return open_font(self.sources[family]())


def font_set(paths: Mapping[str, Path], rare: Mapping[str, PathOf]) -> FontSet:
    """Families from font files; each falls back to Song, then to the fonts for rare characters."""
    sources: dict[str, PathOf] = {name: partial(Path, path) for name, path in paths.items()}
    sources |= rare
    families = {name: Family(name, sources, tuple(rare)) for name in paths}
    return FontSet(families, sources)


@cache
def bundled_fonts() -> FontSet:
    """The fonts that come with the program."""
    from resources.fonts import RARE_FONTS, font_path, rare_font_path

    paths = {"Song": font_path("Song"), "Biao": font_path("Biao"), "Hei": font_path("Hei"),
             "Kai": font_path("Kai")}  # fmt: skip
    return font_set(paths, {name: partial(rare_font_path, name) for name in RARE_FONTS})


def with_own(own: Mapping[str, Path]) -> FontSet:
    """The bundled fonts with files of the office in the place of some families.

    What an own font lacks is taken from the bundled Song, as ever. The files must be such as
    `own_font_problem` has nothing to say about.
    """
    return _with_own(tuple(sorted(own.items()))) if own else bundled_fonts()


@cache
def _with_own(own: tuple[tuple[str, Path], ...]) -> FontSet:
    from resources.fonts import RARE_FONTS

    plain = bundled_fonts().sources
    sources: dict[str, PathOf] = {**plain, _SPARE: plain[SONG]}
    sources |= {name: partial(Path, path) for name, path in own}
    rare = tuple(RARE_FONTS)
    families = {name: Family(name, sources, rare, (_SPARE,)) for name in FAMILIES}
    return FontSet(families, sources)


def own_font_problem(path: Path) -> str:
    """Why a font file cannot stand in documents, in a sentence; empty when it can."""
    try:
        face = TrueTypeFile(path)
        numbers = face.glyph_numbers
        for char in _USUAL_CHARACTERS:
            if ord(char) in numbers:
                face.advance(numbers[ord(char)])
    except OSError:
        return f"“{path.name}”读不出来。请检查文件是否还在。"
    except (ValueError, LookupError, struct.error):
        return f"“{path.name}”不是能嵌入 PDF 的 TrueType 字体（.ttf）。请另选一个文件。"
    if face.embedding_restricted:
        return f"“{path.name}”的许可不允许嵌入文档。请另选一个字体。"
    missing = [char for char in _USUAL_CHARACTERS if ord(char) not in numbers]
    if missing:
        return f"“{path.name}”缺少“{'、'.join(missing[:3])}”等常用字，不能用来排文档。"
    return ""


class EmbeddedFace:
    """What one document uses of a face: hands out codes, then writes the font objects."""

    def __init__(self, resource: str, face: TrueTypeFile) -> None:
        self.resource = resource
        self._face = face
        self._glyphs = [0]
        self._meanings = [""]
        self.codes: Mapping[str, str] = _OnDemand(self._new_code)
        self._substitutes: Mapping[str, str] = _OnDemand(self._new_substitute)

    def _new_code(self, char: str) -> str:
        return self._append(self._face.glyph_numbers[ord(char)], char)

    def _append(self, glyph: int, meaning: str) -> str:
        self._glyphs.append(glyph)
        self._meanings.append(meaning)
        return f"{len(self._glyphs) - 1:04X}"

    def substitute(self, char: str) -> str:
        """Code that shows 〓 but is copied as the character it stands for."""
        return self._substitutes[char]

    def _new_substitute(self, char: str) -> str:
        known = self._face.glyph_numbers
        sign = next((known[ord(sign)] for sign in SUBSTITUTES if ord(sign) in known), 0)
        return self._append(sign, char)

    def write(self, file: PdfFile, *, glyph_set: bool = False) -> int:
        """Write font file, widths and ToUnicode table; returns the number of the font.

        ``glyph_set``: also name the glyphs that are there (CIDSet), which PDF/A-1 demands.
        """
        data, order = self._face.subset(self._glyphs)
        name = f"/{_tag(self._glyphs)}+{self._face.postscript_name}".encode()
        program = file.add_stream(data, b"/Length1 %d" % len(data))
        marked = b"/CIDSet %d 0 R" % file.add_stream(_bits(len(order))) if glyph_set else b""
        descriptor = file.add(self._descriptor(name, program) + marked + b">>")
        widths = _width_array([self._face.advance(glyph) for glyph in order])
        descendant = file.add(
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont%b/DW 1000/W%b/CIDToGIDMap/Identity"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            b"/FontDescriptor %d 0 R>>" % (name, widths, descriptor)
        )
        meanings = file.add_stream(_to_unicode(self._meanings))
        return file.add(
            b"<</Type/Font/Subtype/Type0/BaseFont%b/Encoding/Identity-H/DescendantFonts[%d 0 R]"
            b"/ToUnicode %d 0 R>>" % (name, descendant, meanings)
        )

    def _descriptor(self, name: bytes, program: int) -> bytes:
        """All but the end of the font descriptor."""
        face = self._face
        box = " ".join(map(str, face.bounding_box)).encode()
        # Flag 4, symbolic: glyphs are reached by number, not by a standard encoding.
        return (
            b"<</Type/FontDescriptor/FontName%b/Flags 4/FontBBox[%b]/ItalicAngle 0/Ascent %d"
            b"/Descent %d/CapHeight %d/StemV 80/FontFile2 %d 0 R"
            % (name, box, face.ascent, face.descent, face.cap_height, program)
        )


def _bits(count: int) -> bytes:
    """So many bits that are 1, from the highest of the first byte."""
    whole, rest = divmod(count, 8)
    return b"\xff" * whole + (bytes([0xFF00 >> rest & 0xFF]) if rest else b"")


def _tag(glyphs: list[int]) -> str:
    """Six capitals that tell subsets of one face apart, the same for the same glyphs."""
    number = zlib.crc32(repr(glyphs).encode())
    return "".join(chr(ord("A") + (number >> (5 * place)) % 26) for place in range(6))


def _width_array(widths: list[float]) -> bytes:
    """Array W of a CIDFont; the default 1000 is left out."""
    entries = (
        f"{code} {code} {round(width, 2):g}" for code, width in enumerate(widths) if width != 1000
    )
    return f"[{' '.join(entries)}]".encode()


@cache
def _utf16(meaning: str) -> str:
    return f"<{meaning.encode('utf-16-be').hex().upper()}>"


def _to_unicode(meanings: list[str]) -> bytes:
    """The ToUnicode table: code → UTF-16, with surrogates above U+FFFF."""
    lines = [
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def", "1 begincodespacerange",
        "<0000> <FFFF>", "endcodespacerange",
    ]  # fmt: skip
    # Codes count up, so only where they go to is listed; a range keeps within one first byte, and
    # no block may hold more than 100.
    ranges = []
    for start in range(0, len(meanings), 256):
        first, codes = start, meanings[start : start + 256]
        if not start:
            first, codes = 1, codes[1:]  # code 0 means nothing
        if codes:
            shown = "".join(map(_utf16, codes))
            ranges.append(f"<{first:04X}> <{first + len(codes) - 1:04X}> [{shown}]")
    for at in range(0, len(ranges), 100):
        block = ranges[at : at + 100]
        lines += [f"{len(block)} beginbfrange", *block, "endbfrange"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode()
