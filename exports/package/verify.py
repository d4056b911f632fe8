"""Verifies a package: every byte of every file against the manifests, straight from the zip, and
the manifests against the signatures of a known key.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exports.package import signing
from exports.package.container import Container, open_container, open_file
from exports.package.keys import PublicKey
from exports.package.lines import BadLine, LineChecker, files_named, raw_lines
from exports.package.model import (
    ATTACHMENTS,
    BAG_INFO,
    BAGIT,
    DECLARATION,
    DESCRIPTION,
    MANIFEST,
    RECORDS,
    SIGNATURES,
    SIGNED_WITH,
    TAG_MANIFEST,
    PackageDamaged,
    Signature,
    Verification,
    schema_path,
    signature_path,
    signed_comment,
)
from exports.progress import NO_PROGRESS, Progress

_ENTRY = re.compile(r"([0-9a-f]{64})  (\S.*)")
_RECORDS_FILE = re.compile(rf"{RECORDS}([a-z][a-z0-9_]*)\.jsonl")
_OXUM = re.compile(r"([0-9]{1,19})\.([0-9]{1,19})")
#: Every tag file a package has; also the only ones it may have.
_TAGS = {BAGIT, BAG_INFO, DESCRIPTION, MANIFEST}
_TAG_LIMIT, _SCHEMA_LIMIT, _SIGNATURE_LIMIT = 64 << 20, 16 << 20, 16 << 10
_MOST_FAULTS = 100


def verify_package(
    path: Path,
    key: PublicKey | None = None,
    *,
    lines: bool | None = None,
    progress: Progress = NO_PROGRESS,
) -> Verification:
    """Check a package; never raises for what is in the file.

    With a ``key`` the package must be signed by it. ``lines`` says whether each record is looked
    at, too; by default they are unless the key vouches for them. Reading a package for import
    (`read_package`) always looks at each.

    Raises:
        Cancelled: the user stopped.
    """
    look = key is None if lines is None else lines
    try:
        with open_file(path) as archive, path.open("rb") as file:
            container = open_container(archive, file, path.stat().st_size)
            return _Check(container, progress, key, look).run()
    except PackageDamaged as error:
        return Verification(ok=False, faults=(str(error),))
    except OSError as error:
        return Verification(ok=False, faults=(f"读取“{path}”失败：{error.strerror}。",))


def claimed_key(path: Path) -> PublicKey | None:
    """The key that a package says it is signed with; a mere claim until it is verified with it.

    Raises:
        PackageDamaged: the file is no package.
    """
    with open_file(path) as archive, path.open("rb") as file:
        return signing.signer_of(_signatures(open_container(archive, file, path.stat().st_size)))


def _signatures(container: Container) -> dict[str, bytes]:
    return {
        kind: container.read(signature_path(kind), _SIGNATURE_LIMIT)
        for kind in signing.KINDS
        if signature_path(kind) in container.members
    }


@dataclass
class _Check:
    """One verification on its way."""

    container: Container
    progress: Progress
    key: PublicKey | None
    lines: bool
    faults: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    uuids: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    signature: Signature = Signature.NONE
    signer: str = ""
    described: dict[str, int] = field(default_factory=dict)

    def run(self) -> Verification:
        """Check everything; stops early only where nothing can be said without what is missing."""
        tag_manifest = self.container.read(TAG_MANIFEST, _TAG_LIMIT)
        identifier = hashlib.sha256(tag_manifest).hexdigest()
        info: dict[str, str] = {}
        try:
            tags = _manifest(TAG_MANIFEST, tag_manifest)
            self._check_tags(tags)
            info = _labels(self.container.read(BAG_INFO, _TAG_LIMIT))
            self._check_signatures(info.get(SIGNED_WITH, "").split(), tag_manifest, identifier)
            if not self.lines:
                self.described = _described(self.container.read(DESCRIPTION, _TAG_LIMIT))
            payload = _manifest(MANIFEST, self.container.read(MANIFEST, _TAG_LIMIT))
            self._check_names(tags, payload)
            self._check_payload(payload)
            self._check_labels(info, payload)
        except PackageDamaged as error:
            self.faults.append(str(error))
        return Verification(
            ok=not self.faults,
            id=identifier,
            faults=self._shown(),
            counts=self.counts,
            draft=info.get("Mingce-Draft") == "true",
            organization=info.get("Source-Organization", ""),
            created=info.get("Mingce-Created", ""),
            signature=self.signature,
            signer=self.signer,
        )

    def _check_signatures(self, declared: list[str], tag_manifest: bytes, identifier: str) -> None:
        """The signatures that the label tells of are there, no others, and they are the key's."""
        files = _signatures(self.container)
        self.faults += [
            f"{BAG_INFO} 写明有签名文件 {signature_path(kind)}，但包内没有：签名被去掉了。"
            for kind in declared
            if kind not in files
        ]
        self.faults += [
            f"包内有签名文件 {signature_path(kind)}，但 {BAG_INFO} 没有写明。"
            for kind in files
            if kind not in declared
        ]
        claimed = signing.signer_of(files)
        self.signer = claimed.fingerprint if claimed else ""
        if files:
            self.signature = Signature.UNCHECKED
        if self.key is None:
            return
        if not files:
            self.faults.append("这个包没有签名，不能证明是谁打包的。")
            return
        try:
            signing.check(files, tag_manifest, self.key, signed_comment(identifier))
        except signing.BadSignature as error:
            self.signature = Signature.BAD
            self.faults.append(str(error))
        else:
            self.signature, self.signer = Signature.GOOD, self.key.fingerprint

    def _shown(self) -> tuple[str, ...]:
        more = len(self.faults) - _MOST_FAULTS
        if more <= 0:
            return tuple(self.faults)
        return (*self.faults[:_MOST_FAULTS], f"另有 {more} 处问题没有列出。")

    def _check_tags(self, tags: dict[str, str]) -> None:
        self.faults += [f"{TAG_MANIFEST} 中没有 {path}。" for path in sorted(_TAGS - tags.keys())]
        for path, wanted in tags.items():
            data = self.container.read(path, _TAG_LIMIT)
            if hashlib.sha256(data).hexdigest() != wanted:
                self.faults.append(f"包内文件 {path} 与校验值不符，已被改动。")
        if self.container.read(BAGIT, _TAG_LIMIT) != DECLARATION:
            self.faults.append(f"{BAGIT} 的内容不是 BagIt 1.0 声明。")

    def _check_names(self, tags: dict[str, str], payload: dict[str, str]) -> None:
        """Exactly the listed files are there, each in its part of the bag."""
        self.faults += [
            f"{TAG_MANIFEST} 中列有不应有的文件 {path}。" for path in sorted(tags.keys() - _TAGS)
        ]
        self.faults += [
            f"{MANIFEST} 中的 {path} 不在 data 文件夹内。"
            for path in payload
            if not path.startswith("data/")
        ]
        listed = {*tags, *payload, TAG_MANIFEST}
        present = self.container.members.keys()
        self.faults += [f"包内缺少文件 {path}。" for path in sorted(listed - present)]
        signatures = {signature_path(kind) for kind in signing.KINDS}
        for path in sorted(present - listed - signatures):
            if path.startswith(SIGNATURES):
                self.faults.append(f"包内有签名文件 {path}，这种签名本程序不认识。")
            else:
                self.faults.append(f"包内有清单以外的文件 {path}。")

    def _check_payload(self, payload: dict[str, str]) -> None:
        members = self.container.members
        for number, (path, wanted) in enumerate(payload.items()):
            self.progress.step(number, len(payload), f"核对 {path}")
            if path not in members:
                continue
            try:
                found = self._hash(path)
            except BadLine as error:
                self.faults.append(f"包内文件 {path} {error}。")
                continue
            except PackageDamaged as error:
                self.faults.append(str(error))
                continue
            if found != wanted:
                self.faults.append(f"包内文件 {path} 与校验值不符，已被改动。")
            if path.startswith(ATTACHMENTS) and path != ATTACHMENTS + wanted:
                self.faults.append(f"附件 {path} 的文件名与内容不符。")
        missing = {ATTACHMENTS + sha256 for sha256 in self.files} - members.keys()
        self.faults += [f"记录引用的附件 {path} 不在包内。" for path in sorted(missing)]
        self.progress.step(len(payload), len(payload), "核对完成")

    def _hash(self, path: str) -> str:
        """Hash a file; records are counted, or looked at, on the way."""
        match = _RECORDS_FILE.fullmatch(path)
        digest = hashlib.sha256()
        pieces = self.container.pieces(path)
        if match and self.lines:
            checker = LineChecker(match[1], self._schema(match[1]), self.uuids)
            for number, line in enumerate(raw_lines(_hashed(pieces, digest)), 1):
                self._check_line(checker, line, path, number)
            self.counts[match[1]] = checker.count
            return digest.hexdigest()
        if match:
            # The key that vouches for the description vouches for its numbers.
            self.counts[match[1]] = self.described.get(match[1], 0)
        for piece in pieces:
            digest.update(piece)
        return digest.hexdigest()

    def _schema(self, kind: str) -> dict[str, Any]:
        data = self.container.read(schema_path(kind), _SCHEMA_LIMIT)
        try:
            schema = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise PackageDamaged(f"{schema_path(kind)} 不是合格的 JSON。") from error
        if not isinstance(schema, dict):
            raise PackageDamaged(f"{schema_path(kind)} 不是格式说明。")
        return schema

    def _check_line(self, checker: LineChecker, line: bytes, path: str, number: int) -> None:
        try:
            record = checker.check(line)
        except BadLine as error:
            self.faults.append(f"包内文件 {path} 第 {number} 行：{error}。")
            return
        if b'"sha256"' in line:
            self.files.update(files_named(record))

    def _check_labels(self, info: dict[str, str], payload: dict[str, str]) -> None:
        members = self.container.members
        size = sum(members[path].file_size for path in payload if path in members)
        match = _OXUM.fullmatch(info.get("Payload-Oxum", ""))
        if not match or (int(match[1]), int(match[2])) != (size, len(payload)):
            self.faults.append(f"{BAG_INFO} 中的文件数或总字节数与包内不符。")
        if info.get("Mingce-Draft") not in ("true", "false"):
            self.faults.append(f"{BAG_INFO} 没有写明是否草稿。")
        if not self.counts:
            self.faults.append("包内没有记录。")


def _manifest(name: str, data: bytes) -> dict[str, str]:
    """Path → sha256 of a manifest."""
    listed: dict[str, str] = {}
    for number, line in enumerate(_text_lines(name, data), 1):
        match = _ENTRY.fullmatch(line)
        if not match or match[2] in listed:
            raise PackageDamaged(f"{name} 第 {number} 行不合规，清单已损坏。")
        listed[match[2]] = match[1]
    return listed


def _described(data: bytes) -> dict[str, int]:
    """Records by kind, as the description of a package tells; nothing where it does not."""
    try:
        counts = json.loads(data)["mingce"]["records"]
        return {str(kind): int(number) for kind, number in counts.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _labels(data: bytes) -> dict[str, str]:
    """The labels of bag-info.txt."""
    parts = (line.partition(":") for line in _text_lines(BAG_INFO, data))
    return {label: value.strip() for label, _, value in parts}


def _text_lines(name: str, data: bytes) -> Iterator[str]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PackageDamaged(f"{name} 不是 UTF-8 文字，已损坏。") from error
    return iter(text.removesuffix("\n").split("\n"))


def _hashed(pieces: Iterable[bytes], digest: Any) -> Iterator[bytes]:
    """The pieces, each hashed before it is handed on."""
    for piece in pieces:
        digest.update(piece)
        yield piece
