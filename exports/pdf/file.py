"""The PDF file itself: numbered objects, streams, cross references (ISO 32000-1 §7).

Objects go out as soon as they are complete, so a bundle of thousands of pages costs no more memory
than its layout. Small objects are gathered in deflated object streams: the tags of a long list
would otherwise be three quarters of the file.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import IO

from exports.pdf.streams import deflate

#: Bytes of small objects that share a stream: readers must unpack all of them to reach one.
_PACKET = 20_000
#: A comment of bytes above 127 in the second line tells programs that the file is binary.
_BINARY = b"%\xe2\xe3\xcf\xd3\n"


class PdfFile:
    """Writes objects to ``target``. Their numbers count from 1; any may be taken before its object
    is written.

    ``compact`` False writes every object plainly with a classic cross reference table, as PDF 1.4
    (and so PDF/A-1) demands.
    """

    def __init__(self, target: IO[bytes], *, compact: bool = True) -> None:
        self._target = target
        self._compact = compact
        # Of each object: where it stands, or the number of its object stream; its place in there,
        # or -1 outside of one.
        self._where = array("Q", [0])
        self._place = array("l", [-1])
        self._packed: list[tuple[int, bytes]] = []
        self._packed_size = 0
        self._position = 0
        self._write(b"%PDF-1.7\n" if compact else b"%PDF-1.4\n")
        self._write(_BINARY)

    def _write(self, data: bytes) -> None:
        self._target.write(data)
        self._position += len(data)

    def number(self, count: int = 1) -> int:
        """Take the next number, or the first of several in a row."""
        first = len(self._where)
        self._where.extend([0] * count)
        self._place.extend([-1] * count)
        return first

    def add(self, body: bytes, number: int = 0) -> int:
        """Write an object (under a number taken before) and return its number."""
        number = number or self.number()
        if not self._compact:
            self._begin(number)
            self._write(body + b"\nendobj\n")
            return number
        self._packed.append((number, body))
        self._packed_size += len(body)
        if self._packed_size > _PACKET:
            self._flush()
        return number

    def add_stream(
        self, data: bytes, entries: bytes = b"", number: int = 0, *, plain: bool = False
    ) -> int:
        """Write a stream, deflated unless ``plain``; ``entries`` go into its dictionary."""
        number = number or self.number()
        if not plain:
            data = deflate(data)
            entries += b"/Filter/FlateDecode"
        self._begin(number)
        self._write(b"<<%b/Length %d>>\nstream\n" % (entries, len(data)))
        self._write(data)
        # The line end before "endstream" is optional in PDF, but not in PDF/A.
        self._write(b"\nendstream\nendobj\n")
        return number

    def _begin(self, number: int) -> None:
        self._where[number] = self._position
        self._write(b"%d 0 obj\n" % number)

    def _flush(self) -> None:
        """Write the small objects gathered so far (§7.5.7)."""
        if not self._packed:
            return
        packet, self._packed, self._packed_size = self._packed, [], 0
        stream = self.number()
        index, position = [], 0
        for place, (number, body) in enumerate(packet):
            index.append(b"%d %d" % (number, position))
            position += len(body) + 1
            self._where[number], self._place[number] = stream, place
        head = b" ".join(index) + b"\n"
        entries = b"/Type/ObjStm/N %d/First %d" % (len(packet), len(head))
        self.add_stream(head + b"\n".join(body for _, body in packet), entries, stream)

    def close(self, root: int, info: int, identity: str) -> None:
        """Write the cross references; ``identity`` (32 hex digits) names this very content."""
        self._flush()
        trailer = b"/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]" % (
            root, info, identity.encode(), identity.encode(),
        )  # fmt: skip
        start = self._reference_stream(trailer) if self._compact else self._reference_table(trailer)
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _reference_stream(self, trailer: bytes) -> int:
        """Kind, place and index of each object in seven bytes (§7.5.8)."""
        own = self.number()
        self._where[own] = start = self._position
        rows = bytearray(b"\0\0\0\0\0\xff\xff")
        for where, place in zip(self._where[1:], self._place[1:], strict=True):
            if place < 0:
                rows += b"\1" + where.to_bytes(4, "big") + b"\0\0"
            else:
                rows += b"\2" + where.to_bytes(4, "big") + place.to_bytes(2, "big")
        self.add_stream(
            bytes(rows), b"/Type/XRef/Size %d/W[1 4 2]" % len(self._where) + trailer, own
        )
        return start

    def _reference_table(self, trailer: bytes) -> int:
        start = self._position
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._where))
        self._write(b"".join(b"%010d 00000 n \n" % where for where in self._where[1:]))
        self._write(b"trailer\n<</Size %d%b>>\n" % (len(self._where), trailer))
        return start


def text_string(text: str) -> bytes:
    """Words for dictionaries, as hexadecimal UTF-16 with its mark (§7.9.2.2)."""
    return b"<FEFF%b>" % text.encode("utf-16-be", "replace").hex().upper().encode()


def references(numbers: Iterable[int]) -> bytes:
    """An array of references."""
    return b"[%b]" % " ".join(f"{number} 0 R" for number in numbers).encode()
