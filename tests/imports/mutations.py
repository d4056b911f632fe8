"""Files that were damaged on purpose: bytes flipped, cut, doubled; XML parts mangled inside a zip.

A longer run by hand: ``python -m tests.imports.mutations SECONDS [FILE…]`` prints how many mutations
were read and every one that ended in something other than records or a sentence.
"""

from __future__ import annotations

import io
import random
import re
import signal
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from desktop.imports import UnreadableFile, read_file
from forms.loader import load_catalogue
from forms.model import Catalogue
from tests.imports import sheet_samples, word_samples

#: Nothing so small takes longer; what does hangs.
HANGS = 20
_TAG = re.compile(rb"<[^<>]+>")
_NUMBER = re.compile(rb"\d+")
_ATTRIBUTE = re.compile(rb'"[^"<>]*"')
_NASTY = (b"0", b"-1", b"1048577", b"99999999999", b"4294967296", b"1e309", b"NaN", b"", b"\xff\xfe",
          "事项".encode(), b"A1:XFD1048576", b"&#0;", b"]]>", b"rId999")  # fmt: skip
_OLE_SAMPLE = Path(__file__).parent / "golden" / "invented.xls"


def samples(folder: Path) -> list[Path]:
    """Lists and guides, small, in every format that is a container."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["清源县公安局权力清单"])
    sheet.merge_cells("A1:F1")
    sheet.append(["序号", "事项名称", "权力类型", "实施依据", "承诺时限", "责任事项"])
    for number in range(1, 9):
        sheet.append([number, f"养犬登记第{number}类", "行政许可", "《清源省养犬管理条例》第十一条",
                      "5个工作日", "1.受理责任：公示材料。"])  # fmt: skip
    sheet.merge_cells("C3:C6")
    sheet.row_dimensions[4].hidden = True
    book.save(folder / "清单.xlsx")
    return [
        folder / "清单.xlsx",
        _OLE_SAMPLE,
        word_samples.numbered_guide(folder / "指南.docx"),
        word_samples.label_table(folder / "表格.docx"),
        sheet_samples.open_document(
            folder / "清单.ods", "".join(sheet_samples.row_of(*row) for row in sheet_samples.ROWS)
        ),
        sheet_samples.sheet_xml(folder / "清单.xml"),
    ]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes of a file with one to some damages."""
    if data.startswith(b"PK") and chance.random() < 0.75:
        return _mangled_zip(data, chance)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        data = chance.choice((_flip, _flip, _cut, _doubled, _overwritten))(data, chance)
    return data


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    if chance.random() < 0.3:
        return data[:start]
    return data[:start] + data[start + chance.choice((1, 2, 4, 64, 512)) :]


def _doubled(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    piece = data[start : start + chance.choice((1, 4, 64, 512, 2048))]
    return data[:start] + piece + data[start:]


def _overwritten(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    length = chance.choice((1, 2, 4, 8))
    filler = bytes([chance.choice((0, 1, 0x7F, 0x80, 0xFF))]) * length
    return data[:start] + filler + data[start + length :]


def _mangled_zip(data: bytes, chance: random.Random) -> bytes:
    """Another zip, whole as such, with damaged parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error):
        return data
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        name = _part(list(parts), chance)
        if chance.random() < 0.05:
            del parts[name]
        elif chance.random() < 0.05:
            parts[name] = parts[_part(list(parts), chance)]
        else:
            parts[name] = _mangled_xml(parts[name], chance)
        if not parts:
            break
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _part(names: Sequence[str], chance: random.Random) -> str:
    """Mostly a part that is read: the sheet, its strings, the document, the relations."""
    read = [n for n in names if re.search(r"sheet|document|shared|styles|workbook|rels|Types", n)]
    return chance.choice(read if read and chance.random() < 0.9 else names)


def _mangled_xml(xml: bytes, chance: random.Random) -> bytes:
    way = chance.choice((_tag_gone, _tag_doubled, _tags_swapped, _value_changed, _number_changed,
                         _text_put_in, _nested, _flip, _cut))  # fmt: skip
    return way(xml, chance)


def _a_match(
    pattern: re.Pattern[bytes], xml: bytes, chance: random.Random
) -> re.Match[bytes] | None:
    found = list(pattern.finditer(xml))
    return chance.choice(found) if found else None


def _tag_gone(xml: bytes, chance: random.Random) -> bytes:
    match = _a_match(_TAG, xml, chance)
    return xml[: match.start()] + xml[match.end() :] if match else xml


def _tag_doubled(xml: bytes, chance: random.Random) -> bytes:
    match = _a_match(_TAG, xml, chance)
    return (
        xml[: match.end()] + match[0] * chance.choice((1, 3, 50)) + xml[match.end() :]
        if match
        else xml
    )


def _tags_swapped(xml: bytes, chance: random.Random) -> bytes:
    one, other = _a_match(_TAG, xml, chance), _a_match(_TAG, xml, chance)
    if one is None or other is None or one.end() > other.start():
        return xml
    return (
        xml[: one.start()] + other[0] + xml[one.end() : other.start()] + one[0] + xml[other.end() :]
    )


def _value_changed(xml: bytes, chance: random.Random) -> bytes:
    match = _a_match(_ATTRIBUTE, xml, chance)
    return (
        xml[: match.start() + 1] + chance.choice(_NASTY) + xml[match.end() - 1 :] if match else xml
    )


def _number_changed(xml: bytes, chance: random.Random) -> bytes:
    match = _a_match(_NUMBER, xml, chance)
    return xml[: match.start()] + chance.choice(_NASTY) + xml[match.end() :] if match else xml


def _text_put_in(xml: bytes, chance: random.Random) -> bytes:
    match = _a_match(_TAG, xml, chance)
    return xml[: match.end()] + chance.choice(_NASTY) + xml[match.end() :] if match else xml


def _nested(xml: bytes, chance: random.Random) -> bytes:
    """A whole element put into itself, over and over, and still well-formed."""
    opening = _a_match(re.compile(rb"<([\w:]+)(?: [^<>]*)?>(?!/)"), xml, chance)
    if opening is None or opening[0].endswith(b"/>"):
        return xml
    closing = b"</" + opening[1] + b">"
    end = xml.find(closing, opening.end())
    if end < 0:
        return xml
    times = chance.choice((1, 5, 40, 300))
    inner = xml[opening.end() : end]
    return (
        xml[: opening.start()]
        + opening[0] * times
        + inner
        + closing * times
        + xml[end + len(closing) :]
    )


def mutations(files: Sequence[Path], chance: random.Random) -> Iterator[tuple[Path, bytes]]:
    """Without end: a file, its bytes damaged."""
    held = [(path, path.read_bytes()) for path in files]
    while True:
        path, data = chance.choice(held)
        yield path, mutated(data, chance)


def outcome(path: Path, catalogue: Catalogue) -> str:
    """``records``, or ``refused`` with one sentence; whatever else is raised goes up."""
    try:
        result = read_file(path, catalogue)
    except UnreadableFile as error:
        said = str(error)
        assert path.name in said, said
        assert said.endswith("。"), said
        assert "\n" not in said, said
        return "refused"
    assert all(record.values is not None for record in result.records)
    return "records"


def _alarmed(number: int, frame: Any) -> None:
    raise TimeoutError(f"hangs: over {HANGS} s")


def main(seconds: float, files: Sequence[Path], keep: Path) -> Counter[str]:
    """Read mutations for so long; keep and print those that end badly."""
    signal.signal(signal.SIGALRM, _alarmed)
    catalogue, counts = load_catalogue(), Counter[str]()
    seed = int(time.time())
    chance = random.Random(seed)
    end, slowest = time.monotonic() + seconds, 0.0
    with tempfile.TemporaryDirectory() as folder:
        for path, data in mutations(files or samples(Path(folder)), chance):
            if time.monotonic() > end:
                break
            place = Path(folder) / f"坏的{path.suffix}"
            place.write_bytes(data)
            start = time.monotonic()
            signal.alarm(HANGS)
            how = _tried(lambda: outcome(place, catalogue))  # noqa: B023
            signal.alarm(0)
            slowest = max(slowest, time.monotonic() - start)
            counts[how] += 1
            if how not in ("records", "refused") and counts[how] == 1:
                number = len(list(keep.iterdir()))
                (keep / f"{number}{path.suffix}").write_bytes(data)
                sys.stdout.write(f"--- {number}{path.suffix}\n{how}\n")
    sys.stdout.write(
        f"seed {seed}: {sum(counts.values())} {dict(counts)} slowest {slowest:.1f} s\n"
    )
    return counts


def _tried(read: Callable[[], str]) -> str:
    try:
        return read()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        last = traceback.extract_tb(error.__traceback__)[-3:]
        return f"{type(error).__name__}: {str(error)[:80]} @ " + " < ".join(
            f"{Path(f.filename).name}:{f.lineno}" for f in reversed(last)
        )


if __name__ == "__main__":
    kept = Path(tempfile.mkdtemp(prefix="mingce-mutations-"))
    sys.stdout.write(f"{kept}\n")
    main(float(sys.argv[1]), [Path(name) for name in sys.argv[2:]], kept)
