"""Whether a package is what the contract says: bagit, jsonschema-rs and cryptography judge."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import bagit
import jsonschema_rs
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

#: Unpacked bytes and files that the stand-in takes.
_MOST_BYTES, _MOST_FILES = 4 << 30, 100_000
_TAG_MANIFEST = "tagmanifest-sha256.txt"


class PackageRefused(ValueError):
    """The whole package is refused; ``code`` is what the receipt says."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Fault:
    """What is wrong with a record: where, which code, in words."""

    path: str
    code: str
    message: str


@dataclass(frozen=True)
class Submitted:
    """One version of a record as it came in."""

    uuid: str
    kind: str
    vid: str
    parents: Sequence[str]
    ancestors: Sequence[str]
    content: Mapping[str, Any]
    faults: Sequence[Fault] = field(default=())

    @property
    def deleted(self) -> bool:
        """Whether it is a tombstone."""
        return self.content.get("workflow_status") == "cancelled"


def examine(path: Path, signers: Sequence[Path] = ()) -> tuple[str, list[Submitted]]:
    """The id of a package and what is in it.

    Raises:
        PackageRefused: it is no sound bag, or (with ``signers``) not signed by one of them.
    """
    with tempfile.TemporaryDirectory(prefix="portal-") as folder:
        bag = _unpacked(path, Path(folder))
        try:
            bagit.Bag(str(bag)).validate(processes=1)
        except bagit.BagError as error:
            raise PackageRefused("damaged", f"包已损坏：{error}") from error
        manifest = (bag / _TAG_MANIFEST).read_bytes()
        if signers:
            _check_signature(bag, manifest, signers)
        label = dict(
            line.split(": ", 1) for line in (bag / "bag-info.txt").read_text("utf-8").splitlines()
        )
        if label.get("Mingce-Draft") != "false":
            raise PackageRefused("draft", "草稿包不予接收。")
        return hashlib.sha256(manifest).hexdigest(), list(_submitted(bag))


def _unpacked(path: Path, folder: Path) -> Path:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_FILES or sum(e.file_size for e in entries) > _MOST_BYTES:
                raise PackageRefused("too_large", "包展开后太大。")
            for entry in entries:
                parts = PurePosixPath(entry.filename).parts
                if entry.filename.startswith("/") or ".." in parts or "\\" in entry.filename:
                    raise PackageRefused("damaged", "包里有不合规的文件名。")
            archive.extractall(folder)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError) as error:
        raise PackageRefused("damaged", f"包打不开：{error}") from error
    roots = [item for item in folder.iterdir() if item.is_dir()]
    if len(roots) != 1:
        raise PackageRefused("damaged", "包里应当只有一个文件夹。")
    return roots[0]


def _check_signature(bag: Path, manifest: bytes, signers: Sequence[Path]) -> None:
    """minisign's pre-hashed form: the key's number, and Ed25519 over BLAKE2b-512."""
    file = bag / "signatures" / f"{_TAG_MANIFEST}.minisig"
    if not file.is_file():
        raise PackageRefused("signature", "包没有签名。")
    signed = b64decode(file.read_text("ascii").splitlines()[1])
    for signer in signers:
        public = b64decode(signer.read_text("ascii").splitlines()[-1])
        if public[2:10] != signed[2:10]:
            continue
        try:
            key = Ed25519PublicKey.from_public_bytes(public[10:])
            key.verify(signed[10:], hashlib.blake2b(manifest).digest())
        except InvalidSignature:
            continue
        return
    raise PackageRefused("signature", "签名不是已登记的单位的。")


def _submitted(bag: Path) -> Iterator[Submitted]:
    data = bag / "data"
    versions = {
        item["record_uuid"]: item
        for item in map(json.loads, (data / "versions.jsonl").read_text("utf-8").splitlines())
    }
    for file in sorted((data / "records").glob("*.jsonl")):
        kind = file.stem
        schema = json.loads((data / "schemas" / f"{kind}.schema.json").read_text("utf-8"))
        validator = jsonschema_rs.validator_for(schema, validate_formats=True)
        for line in file.read_text("utf-8").split("\n")[:-1]:
            content = json.loads(line)
            about = versions[content["record_uuid"]]
            faults = (
                [] if content["workflow_status"] == "cancelled" else _faults(validator, content)
            )
            yield Submitted(
                content["record_uuid"], kind, about["vid"], about["parents"], about["ancestors"],
                content, faults,
            )  # fmt: skip


def _faults(validator: Any, content: Mapping[str, Any]) -> list[Fault]:
    return [
        Fault(_path(error.instance_path), "schema", f"不符合数据结构：{error.message}")
        for error in validator.iter_errors(dict(content))
    ]


def _path(steps: Sequence[str | int]) -> str:
    """basis, 0, title → basis[0].title."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")
