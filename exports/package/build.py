"""Builds a package: the same records give the same bytes (RFC 8493, decision 0006)."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exports.atomic import staged
from exports.package.content import NamedFile, named_files, public_json
from exports.package.model import (
    ATTACHMENTS,
    BAG_INFO,
    BAGIT,
    DECLARATION,
    DESCRIPTION,
    FORMAT,
    MANIFEST,
    TAG_MANIFEST,
    CannotPack,
    Package,
    PackageInfo,
    records_path,
    schema_path,
)
from exports.progress import NO_PROGRESS, Progress
from exports.zips import entry
from forms.model import Catalogue, Form
from forms.record import Record, canonical_json
from forms.schema import json_schema

_UNSAFE = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')
_SHA256 = re.compile("[0-9a-f]{64}")
#: How many records between two words to the progress bar.
_STRIDE = 500


def build_package(
    records: Sequence[Record],
    catalogue: Catalogue,
    out: Path,
    info: PackageInfo,
    attachment: Callable[[str], bytes],
    *,
    progress: Progress = NO_PROGRESS,
) -> Package:
    """Write one package into the folder ``out``; it appears under its name only when whole.

    ``attachment`` gives the bytes of a sha256 that a record names.

    Raises:
        CannotPack: no record, an unknown kind, one uuid twice, or a file that is not to be had.
        CannotWrite: the folder cannot be written to.
        Cancelled: the user stopped.
    """
    content = _collect(records, catalogue, info, progress)
    out.mkdir(parents=True, exist_ok=True)
    with staged(out / "package.zip") as stage:
        with zipfile.ZipFile(stage.file, "w") as archive:
            bag = _Bag(archive, _root(info))
            _write_payload(bag, content, attachment, progress)
            identifier = _write_tags(bag, content, info)
        stage.target = out / _file_name(info, identifier)
    progress.step(1, 1, "打包完成")
    counts = {kind: len(lines) for kind, lines in content.lines.items()}
    return Package(stage.target, identifier, counts)


@dataclass(frozen=True)
class _Content:
    """Lines of records by kind, schemas by kind, files by sha256 with who names them."""

    lines: dict[str, list[bytes]] = field(default_factory=dict)
    schemas: dict[str, bytes] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, NamedFile]] = field(default_factory=dict)


@dataclass
class _Bag:
    """The zip being written, and the hashes of what is in it."""

    archive: zipfile.ZipFile
    root: str
    hashes: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def add(self, path: str, data: bytes, *, stored: bool = False) -> None:
        """Put one file."""
        self.archive.writestr(entry(f"{self.root}/{path}", stored=stored), data)
        self.hashes[path] = hashlib.sha256(data).hexdigest()
        self.sizes[path] = len(data)


def _collect(
    records: Sequence[Record], catalogue: Catalogue, info: PackageInfo, progress: Progress
) -> _Content:
    if not records:
        raise CannotPack("没有可以打包的记录。")
    content, seen = _Content(), set[str]()
    for number, record in enumerate(sorted(records, key=lambda r: (r.kind, r.uuid))):
        if number % _STRIDE == 0:
            progress.step(number, len(records), "整理记录")
        form = catalogue.forms.get(record.kind)
        if form is None:
            raise CannotPack(f"记录{record.uuid}的种类“{record.kind}”没有定义，无法打包。")
        if record.uuid in seen:
            raise CannotPack(f"记录{record.uuid}出现了两次，无法打包。")
        seen.add(record.uuid)
        _collect_record(content, record, form, info)
    return content


def _collect_record(content: _Content, record: Record, form: Form, info: PackageInfo) -> None:
    if record.kind not in content.lines:
        schema = json_schema(form, draft=info.draft, public=True)
        content.schemas[record.kind] = _pretty(schema)
        content.titles[record.kind] = form.list_title
        content.lines[record.kind] = []
    values = public_json(record, form)
    content.lines[record.kind].append(canonical_json(values).encode() + b"\n")
    title = str(values.get(form.title_field) or record.uuid)
    for file in named_files(values, form):
        if not _SHA256.fullmatch(file.sha256):
            raise CannotPack(f"记录“{title}”的“{file.place}”中文件“{file.name}”的校验值不合规。")
        content.files.setdefault(file.sha256, (title, file))


def _write_payload(
    bag: _Bag, content: _Content, attachment: Callable[[str], bytes], progress: Progress
) -> None:
    for kind, lines in content.lines.items():
        bag.add(records_path(kind), b"".join(lines))
        bag.add(schema_path(kind), content.schemas[kind])
    for number, (sha256, (title, file)) in enumerate(sorted(content.files.items())):
        progress.step(number, len(content.files), f"装入附件 {file.name}")
        bag.add(ATTACHMENTS + sha256, _load(sha256, title, file, attachment), stored=True)


def _load(sha256: str, title: str, file: NamedFile, attachment: Callable[[str], bytes]) -> bytes:
    where = f"记录“{title}”的“{file.place}”中文件“{file.name}”"
    try:
        data = attachment(sha256)
    except (LookupError, ValueError, OSError) as error:
        raise CannotPack(f"{where}的内容取不到，无法打包。请重新添加这个文件。") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise CannotPack(f"{where}的内容与登记的不一致，无法打包。请重新添加这个文件。")
    return data


def _write_tags(bag: _Bag, content: _Content, info: PackageInfo) -> str:
    """Write what describes the payload; returns the package id."""
    payload = dict(bag.hashes)
    manifest = _manifest(payload)
    # Stored, so that the label can be read without any tool for packages.
    bag.add(BAGIT, DECLARATION, stored=True)
    bag.add(BAG_INFO, _bag_info(bag, payload, manifest, info), stored=True)
    bag.add(DESCRIPTION, _pretty(_description(bag, content, info)), stored=True)
    bag.add(MANIFEST, manifest, stored=True)
    tags = {path: sha256 for path, sha256 in bag.hashes.items() if path not in payload}
    bag.add(TAG_MANIFEST, _manifest(tags), stored=True)
    return bag.hashes[TAG_MANIFEST]


def _manifest(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes)).encode()


def _bag_info(bag: _Bag, payload: Mapping[str, str], manifest: bytes, info: PackageInfo) -> bytes:
    size = sum(bag.sizes[path] for path in payload)
    labels = {
        "Source-Organization": info.organization,
        "External-Description": "明册同步包（草稿）" if info.draft else "明册同步包",
        "External-Identifier": f"urn:sha256:{hashlib.sha256(manifest).hexdigest()}",
        "Bagging-Date": info.created[:10],
        "Payload-Oxum": f"{size}.{len(payload)}",
        "Mingce-Format": FORMAT,
        "Mingce-Draft": str(info.draft).lower(),
        "Mingce-Created": info.created,
        "Mingce-Organization-Code": info.organization_code,
        "Mingce-Region-Code": info.region_code,
        "Mingce-Profile": info.profile,
        "Mingce-Previous-Package": info.previous,
    }
    # RFC 8493 §2.2.2: one line each; an empty label says nothing and is left out.
    lines = ((label, " ".join(value.split())) for label, value in labels.items())
    return "".join(f"{label}: {value}\n" for label, value in lines if value).encode()


def _description(bag: _Bag, content: _Content, info: PackageInfo) -> dict[str, Any]:
    """Frictionless Data Package: courtesy to tools that read tables, not a check."""
    resources = [
        {
            "name": kind.replace("_", "-"),
            "title": content.titles[kind],
            "path": records_path(kind),
            "format": "jsonl",
            "mediatype": "application/jsonl",
            "encoding": "utf-8",
            "bytes": bag.sizes[records_path(kind)],
            "hash": f"sha256:{bag.hashes[records_path(kind)]}",
            "jsonSchema": schema_path(kind),
        }
        for kind in content.lines
    ]
    described = {
        "profile": "data-package",
        "name": _root(info).lower(),
        "title": f"{info.organization}同步包",
        "mingce": {
            "format": FORMAT,
            "draft": info.draft,
            "records": {kind: len(lines) for kind, lines in content.lines.items()},
            "problems": dict(sorted(info.problems.items())),
        },
        "resources": resources,
    }
    return {**described, "created": info.created} if info.created else described


def _pretty(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _root(info: PackageInfo) -> str:
    """The one folder in the zip: plain ASCII, so that any tool unpacks it."""
    code = re.sub("[^0-9A-Za-z]", "", info.organization_code)
    return "-".join(part for part in ("mingce", code, info.created[:10]) if part)


def _file_name(info: PackageInfo, identifier: str) -> str:
    owner = _UNSAFE.sub("", info.organization_code or info.organization)[:60]
    parts = (owner, info.created[:10], identifier[:12], "草稿" if info.draft else "")
    return "_".join(part for part in parts if part) + ".zip"
