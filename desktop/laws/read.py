"""Files that hold laws: Markdown, the national database's Word files, plain text; folders, zips."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from desktop.laws.model import LawText
from desktop.laws.parse import NoLaw, parse_law
from forms.values.text import CJK

SUFFIXES = (".md", ".txt", ".docx")
#: The longest statute has some 1.2 million signs of Markdown; more is no law but an attack.
_LARGEST = 16 * 2**20  # bytes
_MOST_FILES = 100_000


@dataclass(frozen=True, slots=True)
class LawFile:
    """One file, by the name to show; ``problem`` says why its bytes were not read."""

    name: str
    data: bytes
    problem: str = ""


class UnreadableLaw(ValueError):
    """A file that cannot be read as a law; the sentence names it and says why."""


def files(path: Path) -> Iterator[LawFile]:
    """The law files of a file, a folder or a zip, in the order of their names.

    ``UnreadableLaw`` when there is nothing there, or the zip is torn.
    """
    if path.is_dir():
        for item in sorted(path.rglob("*")):
            if item.suffix.lower() in SUFFIXES and item.is_file():
                yield _file(item, item.relative_to(path).as_posix())
    elif path.suffix.lower() == ".zip":
        yield from _from_zip(path)
    elif path.is_file():
        yield _file(path, path.name)
    else:
        raise UnreadableLaw(f"没有“{path}”这个文件或文件夹。请检查路径。")


def count(path: Path) -> int:
    """How many law files `files` would give, for a progress bar; 0 when that takes reading."""
    if path.is_dir():
        return sum(item.suffix.lower() in SUFFIXES for item in path.rglob("*"))
    if path.suffix.lower() == ".zip" and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return sum(_is_law(info) for info in archive.infolist())
    return 1


def _file(path: Path, name: str) -> LawFile:
    """A file that cannot be read is told; it keeps none of the others from being read."""
    try:
        if path.stat().st_size > _LARGEST:
            return LawFile(name, b"", _too_large(name))
        return LawFile(name, path.read_bytes())
    except OSError:
        return LawFile(name, b"", f"“{name}”不能打开。请检查文件和权限。")


def _too_large(name: str) -> str:
    return f"“{name}”超过 {_LARGEST // 2**20} MB，不像法律文本，没有读取。"


def _from_zip(path: Path) -> Iterator[LawFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            found = [info for info in archive.infolist() if _is_law(info)]
            if len(found) > _MOST_FILES:
                raise UnreadableLaw(f"“{path.name}”里有 {len(found)} 个文件，太多，没有读取。")
            for info in sorted(found, key=lambda item: item.filename):
                name = _zip_name(info)
                if info.file_size > _LARGEST:
                    yield LawFile(name, b"", _too_large(name))
                else:
                    yield LawFile(name, archive.read(info))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableLaw(f"“{path.name}”不是完好的 zip 文件。请重新复制一份。") from error


def _is_law(info: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(info.filename)
    return not info.is_dir() and name.suffix.lower() in SUFFIXES and name.name[:1] != "."


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Names that were packed on Chinese Windows without the UTF-8 mark are GBK."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gbk")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def read_law(file: LawFile) -> LawText:
    """The law in a file; ``UnreadableLaw`` when it is none."""
    if file.problem:
        raise UnreadableLaw(file.problem)
    try:
        docx = file.data[:4] == b"PK\x03\x04"
        text = _docx_text(file) if docx else decode(file.data)
        return parse_law(text, PurePosixPath(file.name).name)
    except NoLaw as error:
        raise UnreadableLaw(f"“{file.name}”没有读入：{error}") from error


def decode(data: bytes) -> str:
    """Text in UTF-8, UTF-16 with a mark, or GB 18030, which reads everything else."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _docx_text(file: LawFile) -> str:
    """Paragraphs of a Word file; a table of contents is left out, tables row by row."""
    # Read late: python-docx takes a twentieth of a second to import.
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = Document(io.BytesIO(file.data))
        lines = [
            paragraph.text.strip()
            for paragraph in document.paragraphs
            if not (paragraph.style is not None and _is_contents(paragraph.style.name or ""))
        ]
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise UnreadableLaw(f"“{file.name}”不是完好的 Word 文件。请重新下载。") from error
    return "\n".join(_with_title(lines))


def _is_contents(style: str) -> bool:
    return style.lower().startswith("toc") or style.startswith("目录")


def _with_title(lines: list[str]) -> Iterator[str]:
    """The title, which Word files set in several lines, as one; then the rest."""
    rest = [line for line in lines if line]
    title: list[str] = []
    while rest and len(title) < 4 and not rest[0].startswith(("（", "(", "第", "目")):
        title.append("".join(rest.pop(0).split()))
        if not _goes_on(title[-1]):
            break
    yield "".join(title)
    yield from rest


def _goes_on(line: str) -> bool:
    """Whether a title's line cannot be its end."""
    ends = ("法", "条例", "规定", "办法", "决定", "细则", "规则", "解释", "决议", "目录", "通则")
    bare = line.rstrip("）)").removesuffix("（试行").removesuffix("(试行")
    return not bare.endswith(ends) and re.search(f"[{CJK}]", line) is not None
