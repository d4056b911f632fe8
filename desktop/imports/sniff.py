"""What a file really is, by its first bytes: two of 21 published ".xlsx" are OLE inside."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from enum import StrEnum
from pathlib import Path

from desktop.imports.result import TORN, UnreadableFile
from exports.package.look import is_package

#: No published list comes near; beyond these the file is broken or hostile.
MAX_BYTES = 300_000_000
MAX_UNPACKED = 400_000_000
MAX_RATIO = 250

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4096
#: How a library begins; by itself it is merged, as a package is.
_LIBRARY = b"SQLite format 3\x00"
_LOCKED = "设了打开密码，读不了。请在Word、Excel或WPS中打开，去掉密码并保存后再导入。"
_ALONE = "请单独拖入或选择这个文件，程序会把它合并进来。"
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_EXCEL_STREAMS = ("Workbook".encode("utf-16-le"), "B\0o\0o\0k\0\0\0".encode("latin-1"))

_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_MIME = re.compile(r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,8}?mime-version:")
#: Word's XML of 2003, and a whole package in one XML.
_WORD_XML = ('progid="word.document"', "schemas.microsoft.com/office/word/2003/wordml")
_ELEMENT = re.compile(r"<[^\W\d][\w.:-]*[\s>]")  # XML may lack its declaration

#: Where an OpenDocument file says that its parts are encrypted.
_MANIFEST, _SEALED = "META-INF/manifest.xml", b"encryption-data"
_PAGE = re.compile(r"<(?:!doctype )?html\b")


class Container(StrEnum):
    """The formats that can be imported."""

    OLE = "ole"
    XLSX = "xlsx"
    DOCX = "docx"
    DOC = "doc"
    RTF = "rtf"
    ODT = "odt"
    WORD_XML = "word_xml"
    JSON = "json"
    CSV = "csv"
    XML = "xml"
    HTML = "html"
    MHT = "mht"
    SHEET_XML = "sheet_xml"
    ODS = "ods"


def sniff(path: Path) -> Container:
    """The format of a file, whatever its name says.

    Reads a few kilobytes only. ``UnreadableFile`` says in a sentence why a file is none.
    """
    name = path.name
    if not _is_text(name):
        readable = name.encode("utf-8", "replace").decode("utf-8")
        raise UnreadableFile(readable, "的文件名里有无法识别的字节。请给文件改名后再导入。")
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise UnreadableFile(name, _why_not_opened(path, error)) from error
    if size == 0:
        raise UnreadableFile(name, "是空文件，没有任何内容。请重新导出后再导入。")
    if size > MAX_BYTES:
        raise UnreadableFile(name, f"有{size // 1_000_000} MB，超过{MAX_BYTES // 1_000_000} MB，"
                                   "不像清单。请另存后再导入。")  # fmt: skip
    if head.startswith(_LIBRARY):
        raise UnreadableFile(name, f"是工作库，不能和清单文件一起导入。{_ALONE}")
    if head.startswith(_OLE):
        return _of_ole(path)
    if head.startswith(b"PK"):
        return _of_zip(path)
    return _sniff_text(name, head)


def _is_text(name: str) -> bool:
    """Whether a name can be kept: one from an old system may hold bytes that are no UTF-8."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _why_not_opened(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "打不开：没有这个文件。请检查文件名和所在的文件夹。"
    if path.is_dir():  # Windows reports a folder as missing rights
        return "是文件夹，不是文件。请选择文件夹里的表格文件。"
    if isinstance(error, PermissionError):
        return "打不开：当前用户没有读取权限，或文件正被别的程序占用。请检查后再导入。"
    return f"打不开：{error.strerror or error}。请检查文件能否读取。"


def _sniff_text(name: str, head: bytes) -> Container:
    _refuse_others(name, head)
    if b"\x00" in head and not utf16_of(head):
        place = "开头全是空字节" if not head.strip(b"\x00") else "开头是无法识别的二进制内容"
        raise UnreadableFile(name, f"{place}，不是Excel、CSV或JSON文件。请重新下载或另存后再导入。")
    text = decode_head(head).lstrip().lower()
    marked = _marked_up(text)
    if marked is not None:
        return marked
    if any(mark in text for mark in (",", "\t", "，")) or _is_columns(text):
        return Container.CSV
    raise UnreadableFile(name, "开头既不是表格、文档，也不是JSON，无法识别。"
                               "请在原软件中另存为 .xlsx 或 .docx 后再导入。")  # fmt: skip


def _refuse_others(name: str, head: bytes) -> None:
    """A format that offices have and nobody can take apart reliably: say what to do."""
    if head.lstrip().startswith(b"%PDF"):
        raise UnreadableFile(
            name, "是PDF，里面没有段落和表格的结构。请找编写时的Word文档；没有的话，"
            "请在WPS或Word中把PDF转换为 .docx，核对后再导入。",
        )  # fmt: skip


def _marked_up(text: str) -> Container | None:
    """The kind of a text that is data or a page, by its first characters in small letters."""
    if text.startswith("{\\rtf"):
        return Container.RTF
    if text.startswith(("{", "[")):
        return Container.JSON
    if any(mark in text for mark in _WORD_XML):
        return Container.WORD_XML
    if (_SPREADSHEET in text and "<workbook" in text) or "<ss:workbook" in text:
        return Container.SHEET_XML
    if _MIME.match(text):
        return Container.MHT
    if text.startswith(("<html", "<!doctype html", "<table", "<meta")):
        return Container.HTML
    if text.startswith("<?xml") and not _PAGE.search(text):
        return Container.XML
    if "<table" in text:
        return Container.HTML
    if text.startswith("<?xml") or _ELEMENT.match(text):
        return Container.XML
    return None


def _is_columns(text: str) -> bool:
    """Whether the first lines have the same number of semicolons or bars: a table without commas."""
    lines = [line for line in text.split("\n")[:6] if line.strip()]
    lines = lines if len(text) < _HEAD // 4 else lines[:-1] or [text]
    if any(
        len({line.count(mark) for line in lines}) == 1 and lines[0].count(mark) > 0 for mark in ";|"
    ):
        return True
    # A cell may have lines of its own: then two lines with the same number of marks are enough.
    counted = Counter((mark, line.count(mark)) for mark in ";|" for line in lines)
    return any(number > 2 and times > 1 for (_, number), times in counted.items())


def utf16_of(head: bytes) -> str:
    """The encoding of a text in UTF-16, with the mark at its beginning or without; "" for others.

    Commas, digits and line ends have a zero byte, nearly always on the same side.
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = head[::2].count(0), head[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be" if even > odd else ""
    text = head[: len(head) // 2 * 2].decode(name, errors="replace") if name else ""
    known = sum(sign.isprintable() or sign in "\r\n\t" for sign in text)
    return name if text and "\ufffd" not in text[:-1] and known > 0.98 * len(text) else ""


def decode_head(head: bytes) -> str:
    """The first characters of a text file, whatever its encoding; never fails."""
    if name := utf16_of(head):
        return head.decode(name, errors="replace")
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A multi-byte character may be cut at the end of the head; anything else is GB 18030.
        if error.start >= len(head) - 3:
            return head[: error.start].decode("utf-8-sig")
        return head.decode("gb18030", errors="replace")


def _of_ole(path: Path) -> Container:
    """What an OLE file holds: its directory names its streams. A password locks a whole package."""
    data = path.read_bytes()
    if any(stream in data for stream in _EXCEL_STREAMS):
        return Container.OLE
    if _LOCKED_STREAM in data:
        raise UnreadableFile(path.name, _LOCKED)
    return Container.DOC if _WORD_STREAM in data else Container.OLE


def _of_zip(path: Path) -> Container:
    name = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise UnreadableFile(name, "的压缩目录（文件末尾）不完整，文件可能没有下载完。"
                                   "请重新下载后再导入。") from None  # fmt: skip
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    if unpacked > MAX_UNPACKED or (unpacked > 50_000_000 and unpacked / packed > MAX_RATIO):
        raise UnreadableFile(name, f"解开后有{unpacked // 1_000_000} MB，不像正常的工作簿，已停止读取。"
                                   "请在Excel中另存后再导入。")  # fmt: skip
    names = {info.filename for info in infos}
    if "xl/workbook.xml" in names or any(n.endswith("workbook.xml") for n in names):
        return Container.XLSX
    if is_package(path):
        raise UnreadableFile(name, f"是同步包，不能和清单文件一起导入。{_ALONE}")
    if any(n.startswith("word/document") and n.endswith(".xml") for n in names):
        return Container.DOCX
    if "OFD.xml" in names:
        raise UnreadableFile(
            name, "是版式文件（OFD），不能直接读取。请找编写时的Word文档，或转换为 .docx 后再导入。"
        )
    if "content.xml" in names:
        return _of_open_document(path)
    if "xl/workbook.bin" in names:
        raise UnreadableFile(
            name, "是二进制格式的工作簿（.xlsb）。请在Excel或WPS中打开，另存为 .xlsx 后再导入。"
        )
    raise UnreadableFile(
        name, "是压缩包，里面没有工作簿（xl/workbook.xml）或Word文档。请解压后导入其中的文件。"
    )


def _of_open_document(path: Path) -> Container:
    """A workbook or a text of LibreOffice; its slides are refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            with archive.open("content.xml") as content:
                head = content.read(_HEAD * 16)
            if b"<office:spreadsheet" in head:
                return Container.ODS
            if b"<office:text" in head:
                return Container.ODT
            sealed = _MANIFEST in archive.namelist() and _SEALED in archive.read(_MANIFEST)
    except TORN:
        raise UnreadableFile(
            path.name, "的内容损坏，读不下去。请在LibreOffice或WPS中修复后另存，再导入。"
        ) from None
    if sealed:
        raise UnreadableFile(path.name, _LOCKED)
    raise UnreadableFile(path.name, "是开放文档格式的演示文稿。请另存为 .docx 或 .xlsx 后再导入。")
