"""The zip around a package, read with distrust: only what this program writes is let in.

Everything the standard library overlooks is refused here: bytes before, between and after the
entries, entries that lie over each other, directory and local header that disagree, links, bombs.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from exports.package.deflating import Unpackable, crc32, pieces
from exports.package.model import PackageDamaged

MOST_FILES = 100_000
MOST_BYTES = 8 << 30
#: Text of records shrinks to a tenth; a thousandth is an attack. Small files may shrink as they do.
_MOST_RATIO, _SMALL = 200, 1 << 20
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL_SIZE, _END_SIZE, _END64_SIZE = 46, 22, 56 + 20
_ENCRYPTED, _STREAMED, _UTF8 = 0x1, 0x8, 0x800
_ZIP64 = 0xFFFFFFFF
_UNSAFE = re.compile(r'[\x00-\x1f\x7f%:*?"<>|\\]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
#: All that opening a broken zip may raise.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError,
           struct.error, ValueError, OverflowError)  # fmt: skip


@dataclass(frozen=True)
class Container:
    """A zip whose structure was checked, open for reading; ``members`` by path below the one root
    folder, ``starts`` where their packed bytes begin.
    """

    file: IO[bytes]
    members: Mapping[str, zipfile.ZipInfo]
    starts: Mapping[str, int]

    def pieces(self, path: str) -> Iterator[bytes]:
        """A file inside, unpacked, in pieces of a megabyte at most.

        Raises:
            PackageDamaged: it is missing, or its bytes are not what the zip says of them.
        """
        info = self.members.get(path)
        if info is None:
            raise PackageDamaged(f"包内缺少文件 {path}。")
        self.file.seek(self.starts[path])
        stored = info.compress_type == zipfile.ZIP_STORED
        crc = 0
        try:
            for piece in pieces(self.file, info.compress_size, info.file_size, stored=stored):
                crc = crc32(piece, crc)
                yield piece
        except (Unpackable, OSError) as error:
            raise PackageDamaged(f"包内文件 {path} 已损坏，无法解压。") from error
        if crc != info.CRC:
            raise PackageDamaged(f"包内文件 {path} 与压缩包的校验码不符，已被改动。")

    def read(self, path: str, limit: int) -> bytes:
        """A small file inside.

        Raises:
            PackageDamaged: it is missing, too large, or cannot be unpacked.
        """
        info = self.members.get(path)
        if info is not None and info.file_size > limit:
            raise PackageDamaged(f"包内文件 {path} 大得不正常，不予读取。")
        return b"".join(self.pieces(path))


def open_container(archive: zipfile.ZipFile, file: IO[bytes], size: int) -> Container:
    """Check the structure of a zip of ``size`` bytes.

    Raises:
        PackageDamaged: the first thing that is not as it must be.
    """
    infos = archive.infolist()
    _check_amount(infos)
    members: dict[str, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    roots: set[str] = set()
    for info in infos:
        _check_entry(info)
        root, _, path = info.filename.partition("/")
        roots.add(root)
        if path.casefold() in folded:
            raise PackageDamaged(f"包内文件 {path} 重复，或者只有大小写不同。")
        folded.add(path.casefold())
        members[path] = info
    if len(roots) != 1:
        raise PackageDamaged(f"包内应当只有一个文件夹，实际有 {len(roots)} 个。")
    starts = _check_layout(archive, infos, file, size)
    return Container(file, members, {path: starts[m.filename] for path, m in members.items()})


def open_file(path: Path) -> zipfile.ZipFile:
    """Open a zip.

    Raises:
        PackageDamaged: it cannot be read or is no zip.
    """
    if not path.is_file():
        raise PackageDamaged(f"找不到文件“{path}”。请检查路径。")
    try:
        return zipfile.ZipFile(path)
    except _BROKEN as error:
        raise PackageDamaged(
            f"“{path.name}”不是同步包，或者没有复制完整（打不开 zip）。请重新复制。"
        ) from error


def _check_amount(infos: list[zipfile.ZipInfo]) -> None:
    if not infos:
        raise PackageDamaged("包内没有文件。")
    if len(infos) > MOST_FILES:
        raise PackageDamaged(f"包内文件超过 {MOST_FILES} 个，不予读取。")
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise PackageDamaged(f"包内文件解开后超过 {MOST_BYTES >> 30} GB，不予读取。")


def _check_entry(info: zipfile.ZipInfo) -> None:
    name = info.filename
    if name != info.orig_filename or not _is_safe(name):
        raise PackageDamaged(f"包内文件名 {info.orig_filename!r} 不安全，不予读取。")
    kind = (info.external_attr >> 16) & 0o170000
    if kind not in (0, 0o100000):
        raise PackageDamaged(f"包内 {name} 不是普通文件（可能是链接），不予读取。")
    if info.comment:
        raise PackageDamaged(f"包内文件 {name} 带有注释，不是本程序写入的格式。")
    if info.flag_bits & _ENCRYPTED:
        raise PackageDamaged(f"包内文件 {name} 加了密，不予读取。")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise PackageDamaged(f"包内文件 {name} 的压缩方法（{info.compress_type}）不受支持。")
    if info.file_size > max(_SMALL, _MOST_RATIO * info.compress_size):
        raise PackageDamaged(f"包内文件 {name} 的压缩比不正常，可能是压缩炸弹。")


def _is_safe(name: str) -> bool:
    """Below the root folder, and a file name on every system."""
    parts = name.split("/")
    if len(parts) < 2 or _UNSAFE.search(name) or unicodedata.normalize("NFC", name) != name:
        return False
    return all(
        part not in ("", ".", "..")
        and not part.endswith((".", " "))
        and not _DEVICES.fullmatch(part)
        for part in parts
    )


def _check_layout(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], file: IO[bytes], size: int
) -> dict[str, int]:
    """Entries follow each other from the first byte on; then the directory, then nothing.

    Returns where the data of each entry begin.
    """
    at, starts = 0, dict[str, int]()
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset != at:
            raise PackageDamaged(f"包内 {info.filename} 之前有多余或重叠的内容。")
        starts[info.filename] = _check_local(info, file)
        at = starts[info.filename] + info.compress_size
    if at != archive.start_dir:
        raise PackageDamaged("包内文件与目录之间有多余的内容。")
    at += sum(_CENTRAL_SIZE + len(_raw_name(info)) + len(info.extra) for info in infos)
    file.seek(at)
    rest = file.read(_END64_SIZE + _END_SIZE + 1)
    plain = rest.startswith(b"PK\5\6") and len(rest) == _END_SIZE
    large = rest.startswith(b"PK\6\6") and len(rest) == _END64_SIZE + _END_SIZE
    if not (plain or large) or at + len(rest) != size:
        raise PackageDamaged("文件末尾有多余的内容，或者不完整。请重新复制。")
    return starts


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")


def _check_local(info: zipfile.ZipInfo, file: IO[bytes]) -> int:
    """Compare an entry's local header with the directory; returns where its data begin."""
    file.seek(info.header_offset)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or header[:4] != b"PK\3\4":
        raise PackageDamaged(f"包内 {info.filename} 的位置不对，压缩包已损坏。")
    _, _, flags, method, _, _, crc, packed, unpacked, name_size, extra_size = _LOCAL.unpack(header)
    name, extra = file.read(name_size), file.read(extra_size)
    if flags & _STREAMED:
        raise PackageDamaged(f"包内 {info.filename} 不是本程序写入的格式，请使用原来的文件。")
    if packed == unpacked == _ZIP64 and len(extra) >= 20:
        unpacked, packed = struct.unpack_from("<QQ", extra, 4)
    found = (name, flags, method, crc, packed, unpacked)
    wanted = (_raw_name(info), info.flag_bits, info.compress_type, info.CRC, info.compress_size,
              info.file_size)  # fmt: skip
    if found != wanted:
        raise PackageDamaged(f"包内 {info.filename} 的文件头与目录不一致，压缩包已损坏。")
    return info.header_offset + _LOCAL.size + len(name) + len(extra)
