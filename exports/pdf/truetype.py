"""Reads TrueType files and cuts subsets out of them.

fontTools can do both, but takes 70-140 ms to open one of our 15 MB fonts and copies the whole
glyph table for each subset; a guide must not cost more than a few milliseconds. Only what PDF
needs is here: metrics, character map, glyph outlines (ISO 32000-1 §9.9, OpenType 1.9).
"""

from __future__ import annotations

import mmap
import struct
import sys
from array import array
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

_U16 = struct.Struct(">H").unpack_from
_TABLE_RECORD = struct.Struct(">4sLLL")
_FORMAT_12_GROUP = struct.Struct(">LLL")

# Flags of a part of a composite glyph (OpenType, table glyf).
_ARGUMENTS_ARE_WORDS, _HAS_SCALE, _MORE_PARTS = 0x0001, 0x0008, 0x0020
_HAS_TWO_SCALES, _HAS_MATRIX = 0x0040, 0x0080


class FontError(ValueError):
    """A file that is no TrueType font with outlines."""


class Glyph(NamedTuple):
    """A glyph as it stands in a font file: outline of whole words, their sum, entry of hmtx."""

    outline: bytes
    metric: bytes
    checksum: int


class TrueTypeFile:
    """A font file: widths in 1/1000 em, glyph numbers by character, outlines.

    Raises:
        FontError: the file is not such a font.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._glyphs: dict[int, Glyph] = {}
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._tables = self._read_directory()
        if "glyf" not in self._tables:
            raise FontError(f"字体文件“{path.name}”没有 TrueType 轮廓，请重新安装程序。")
        head = self._tables["head"][0]
        self.units_per_em: int = _U16(self._data, head + 18)[0]
        self._scale: float = 1000 / self.units_per_em
        box = struct.unpack_from(">4h", self._data, head + 36)
        self.bounding_box = tuple(round(value * self._scale) for value in box)
        self._long_offsets = bool(_U16(self._data, head + 50)[0])
        self._read_metrics()
        self.glyph_numbers = self._read_character_map()
        self.postscript_name = self._read_name(6) or path.stem

    def _read_directory(self) -> dict[str, tuple[int, int]]:
        if len(self._data) < 12 or self._data[:4] not in (b"\0\1\0\0", b"true"):
            raise FontError(f"字体文件“{self.path.name}”不是 TrueType 字体，请重新安装程序。")
        tables = {}
        for index in range(_U16(self._data, 4)[0]):
            tag, _, offset, size = _TABLE_RECORD.unpack_from(self._data, 12 + 16 * index)
            tables[tag.decode("latin-1")] = (offset, size)
        return tables

    def _read_metrics(self) -> None:
        data, tables = self._data, self._tables
        hhea = tables["hhea"][0]
        ascent, descent = struct.unpack_from(">2h", data, hhea + 4)
        self.ascent, self.descent = round(ascent * self._scale), round(descent * self._scale)
        self._metric_count = _U16(data, hhea + 34)[0]
        os2 = tables["OS/2"][0]
        has_cap_height = _U16(data, os2)[0] >= 2
        cap_height = struct.unpack_from(">h", data, os2 + 88)[0] * self._scale
        self.cap_height = round(cap_height) if has_cap_height else self.ascent
        # OS/2 fsType: bit 1 alone among bits 1 to 3 forbids embedding (OpenType 1.9, OS/2).
        self.embedding_restricted = _U16(data, os2 + 8)[0] & 0x000E == 0x0002
        start = tables["hmtx"][0]
        pairs = _big_endian("H", data[start : start + 4 * self._metric_count])
        self._advances = pairs[0::2]
        offset, size = tables["loca"]
        self._offsets = _big_endian(
            "I" if self._long_offsets else "H", data[offset : offset + size]
        )

    def _read_name(self, name_id: int) -> str:
        start = self._tables["name"][0]
        count, strings = struct.unpack_from(">HH", self._data, start + 2)
        for index in range(count):
            record = struct.unpack_from(">6H", self._data, start + 6 + 12 * index)
            if record[0] == 3 and record[3] == name_id:
                at = start + strings + record[5]
                return self._data[at : at + record[4]].decode("utf-16-be")
        return ""

    def _read_character_map(self) -> Mapping[int, int]:
        start = self._tables["cmap"][0]
        found: dict[int, int] = {}
        for index in range(_U16(self._data, start + 2)[0]):
            platform, encoding, offset = struct.unpack_from(
                ">HHL", self._data, start + 4 + 8 * index
            )
            layout = _U16(self._data, start + offset)[0]
            if layout == 12:
                return self._read_format_12(start + offset)
            if layout == 4 and (platform, encoding) == (3, 1):
                found = self._read_format_4(start + offset)
        return found

    def _read_format_12(self, start: int) -> dict[int, int]:
        found: dict[int, int] = {}
        for index in range(struct.unpack_from(">L", self._data, start + 12)[0]):
            first, last, glyph = _FORMAT_12_GROUP.unpack_from(self._data, start + 16 + 12 * index)
            found.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1),
                             strict=True))  # fmt: skip
        return found

    def _read_format_4(self, start: int) -> dict[int, int]:
        count = _U16(self._data, start + 6)[0] // 2
        ends, starts, deltas, ranges = (
            struct.unpack_from(f">{count}H", self._data, start + 14 + skip)
            for skip in (0, 2 + 2 * count, 2 + 4 * count, 2 + 6 * count)
        )
        found = {}
        for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
            for code in range(first, min(last, 0xFFFE) + 1):
                glyph = code
                if ranges[index]:
                    place = start + 16 + 6 * count + 2 * index + ranges[index] + 2 * (code - first)
                    glyph = _U16(self._data, place)[0]
                if glyph or not ranges[index]:
                    found[code] = (glyph + deltas[index]) & 0xFFFF
        return found

    def advance(self, glyph: int) -> float:
        """How far a glyph moves the pen, in 1/1000 em."""
        units: int = self._advances[min(glyph, self._metric_count - 1)]
        return units * self._scale

    def outline(self, glyph: int) -> bytes:
        """The glyph's entry in table glyf; empty for blanks."""
        start, end = self._offsets[glyph], self._offsets[glyph + 1]
        if not self._long_offsets:
            start, end = 2 * start, 2 * end
        base = self._tables["glyf"][0]
        return self._data[base + start : base + end]

    def _metric(self, glyph: int) -> bytes:
        """Entry of table hmtx: advance and left side bearing."""
        start, count = self._tables["hmtx"][0], self._metric_count
        if glyph < count:
            return self._data[start + 4 * glyph : start + 4 * glyph + 4]
        bearing = start + 4 * count + 2 * (glyph - count)
        return struct.pack(">H", self._advances[-1]) + self._data[bearing : bearing + 2]

    def _table(self, tag: str) -> bytes:
        offset, size = self._tables[tag]
        return self._data[offset : offset + size]

    def _glyph(self, glyph: int) -> Glyph:
        """A glyph as subsets take it; the same few thousand are in every document."""
        found = self._glyphs.get(glyph)
        if found is None:
            outline = self.outline(glyph)
            found = self._glyphs[glyph] = _padded(outline, self._metric(glyph))
        return found

    def subset(self, glyphs: Iterable[int]) -> tuple[bytes, list[int]]:
        """A font file with only these glyphs, numbered in this order, and the final order.

        Parts of composite glyphs are added at the end.
        """
        found, order = self._collect(glyphs)
        offsets = array("I", accumulate((len(glyph.outline) for glyph in found), initial=0))
        head, hhea = bytearray(self._table("head")), bytearray(self._table("hhea"))
        maxp = bytearray(self._table("maxp"))
        struct.pack_into(">L", head, 8, 0)  # checksum of the file: not kept up by PDF writers
        struct.pack_into(">h", head, 50, 1)  # long offsets
        struct.pack_into(">H", hhea, 34, len(order))
        struct.pack_into(">H", maxp, 4, len(order))
        tables = {
            "head": bytes(head), "hhea": bytes(hhea), "loca": _swapped(offsets),
            "hmtx": b"".join([glyph.metric for glyph in found]), "maxp": bytes(maxp),
        }  # fmt: skip
        hints = ("cvt ", "fpgm", "prep")
        tables |= {tag: self._table(tag) for tag in hints if tag in self._tables}
        sums = {tag: _checksum(body + b"\0" * (-len(body) % 4)) for tag, body in tables.items()}
        tables["glyf"] = b"".join([glyph.outline for glyph in found])
        sums["glyf"] = sum(glyph.checksum for glyph in found) & 0xFFFFFFFF
        return _assemble(tables, sums), order

    def _collect(self, glyphs: Iterable[int]) -> tuple[list[Glyph], list[int]]:
        order = list(glyphs)
        number = {glyph: index for index, glyph in reversed(list(enumerate(order)))}
        collected = []
        for glyph in order:  # grows while composites name further parts
            found = self._glyph(glyph)
            if found.outline and found.outline[0] >= 0x80:
                renumbered = _renumber(bytearray(found.outline), order, number)
                found = _padded(renumbered, found.metric)
            collected.append(found)
        return collected, order


def _padded(outline: bytes, metric: bytes) -> Glyph:
    whole = outline + b"\0" * (-len(outline) % 4)
    return Glyph(whole, metric, _checksum(whole))


def _checksum(padded: bytes) -> int:
    """The sum of a table's 32-bit words, of which the sum over its parts is made as well."""
    return sum(_big_endian("I", padded)) & 0xFFFFFFFF


def _renumber(outline: bytearray, order: list[int], number: dict[int, int]) -> bytes:
    """Give the parts of a composite glyph their new numbers; unknown parts are appended."""
    position, flags = 10, _MORE_PARTS
    while flags & _MORE_PARTS:
        flags, part = struct.unpack_from(">HH", outline, position)
        if part not in number:
            number[part] = len(order)
            order.append(part)
        struct.pack_into(">H", outline, position + 2, number[part])
        position += 8 if flags & _ARGUMENTS_ARE_WORDS else 6
        if flags & _HAS_SCALE:
            position += 2
        elif flags & _HAS_TWO_SCALES:
            position += 4
        elif flags & _HAS_MATRIX:
            position += 8
    return bytes(outline)


def _assemble(tables: Mapping[str, bytes], sums: Mapping[str, int]) -> bytes:
    """Tables → font file, sorted by tag as the format demands."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    search = (power * 16, power.bit_length() - 1, (count - power) * 16)
    parts = [struct.pack(">LHHHH", 0x00010000, count, *search)]
    offset = 12 + 16 * count
    bodies = []
    for tag in sorted(tables):
        body = tables[tag]
        padded = body + b"\0" * (-len(body) % 4)
        parts.append(_TABLE_RECORD.pack(tag.encode(), sums[tag], offset, len(body)))
        bodies.append(padded)
        offset += len(padded)
    return b"".join(parts + bodies)


def _big_endian(code: str, data: bytes) -> array[int]:
    values = array(code, data)
    if sys.byteorder == "little":
        values.byteswap()
    return values


def _swapped(values: array[int]) -> bytes:
    return _big_endian(values.typecode, values.tobytes()).tobytes()


@cache
def open_font(path: Path) -> TrueTypeFile:
    """The font file, read once in the life of the process (its pages stay with the system)."""
    return TrueTypeFile(path)
