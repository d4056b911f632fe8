"""Builds a package: the same records give the same bytes (RFC 8493, decision 0006)."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from exports.atomic import staged
from exports.package import enclosed as beside
from exports.package import tags
from exports.package.content import NamedFile, PublicForm
from exports.package.enclosed import Enclosed
from exports.package.keys import SigningKey
from exports.package.mapped import mapped_files
from exports.package.model import (
    ATTACHMENTS,
    CannotPack,
    Package,
    PackageInfo,
    records_path,
    schema_path,
)
from exports.progress import NO_PROGRESS, Progress
from forms.model import Catalogue
from forms.record import Record
from forms.schema import json_schema

_UNSAFE = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')
_SHA256 = re.compile("[0-9a-f]{64}")
#: How many records between two words to the progress bar.
_STRIDE = 500
#: Already compressed: deflating it again costs time and saves nothing.
_PACKED = (".pdf", ".docx", ".xlsx", ".png", ".jpg", ".zip")


def build_package(
    records: Sequence[Record],
    catalogue: Catalogue,
    out: Path,
    info: PackageInfo,
    attachment: Callable[[str], bytes],
    *,
    key: SigningKey | None = None,
    enclosed: Enclosed | None = None,
    progress: Progress = NO_PROGRESS,
) -> Package:
    """Write one package into the folder ``out``; it appears under its name only when whole.

    The records have no blank parts, as the library keeps them. ``attachment`` gives the bytes of a
    sha256 that one names. With a ``key`` the package is signed.

    Raises:
        CannotPack: no record, an unknown kind, one uuid twice, or a file that is not to be had.
        CannotWrite: the folder cannot be written to.
        Cancelled: the user stopped.
    """
    content = _collect(records, catalogue, info, progress)
    out.mkdir(parents=True, exist_ok=True)
    with staged(out / "package.zip") as stage:
        with zipfile.ZipFile(stage.file, "w") as archive:
            bag = tags.Bag(archive, tags.root_folder(info))
            _write_payload(bag, content, attachment, progress)
            enclosed = enclosed or Enclosed()
            _write_review(bag, records, info, enclosed)
            uncoded = _write_copies(bag, records, catalogue, enclosed, progress)
            description = tags.description(bag, content.titles, content.counts, info)
            identifier = tags.write_tags(bag, description, info, key)
        stage.target = out / _file_name(info, identifier)
    progress.step(1, 1, "打包完成")
    return Package(stage.target, identifier, content.counts, uncoded)


@dataclass(frozen=True)
class _Content:
    """Lines of records by kind, schemas by kind, files by sha256 with who names them."""

    lines: dict[str, list[bytes]] = field(default_factory=dict)
    forms: dict[str, PublicForm] = field(default_factory=dict)
    schemas: dict[str, bytes] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    title_fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, NamedFile]] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """Records by kind."""
        return {kind: len(lines) for kind, lines in self.lines.items()}


def _collect(
    records: Sequence[Record], catalogue: Catalogue, info: PackageInfo, progress: Progress
) -> _Content:
    if not records:
        raise CannotPack("没有可以打包的记录。")
    content, seen = _Content(), set[str]()
    for number, record in enumerate(sorted(records, key=lambda r: (r.kind, r.uuid))):
        if number % _STRIDE == 0:
            progress.step(number, len(records), "整理记录")
        if record.uuid in seen:
            raise CannotPack(f"记录{record.uuid}出现了两次，无法打包。")
        seen.add(record.uuid)
        if record.kind not in content.lines:
            _collect_kind(content, record, catalogue, info)
        _collect_record(content, record)
    return content


def _collect_kind(
    content: _Content, record: Record, catalogue: Catalogue, info: PackageInfo
) -> None:
    form = catalogue.forms.get(record.kind)
    if form is None:
        raise CannotPack(f"记录{record.uuid}的种类“{record.kind}”没有定义，无法打包。")
    schema = json_schema(form, draft=info.draft, public=True, every_key=True)
    content.schemas[record.kind] = (json.dumps(schema, ensure_ascii=False) + "\n").encode()
    content.titles[record.kind] = form.list_title
    content.title_fields[record.kind] = form.title_field
    content.forms[record.kind] = PublicForm(form)
    content.lines[record.kind] = []


def _collect_record(content: _Content, record: Record) -> None:
    form = content.forms[record.kind]
    values, text = form.line(record)
    content.lines[record.kind].append(text + b"\n")
    for file in form.files(values):
        title = str(values.get(content.title_fields[record.kind]) or record.uuid)
        if not _SHA256.fullmatch(file.sha256):
            raise CannotPack(f"记录“{title}”的“{file.place}”中文件“{file.name}”的校验值不合规。")
        content.files.setdefault(file.sha256, (title, file))


def _write_payload(
    bag: tags.Bag, content: _Content, attachment: Callable[[str], bytes], progress: Progress
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


def _write_review(
    bag: tags.Bag, records: Sequence[Record], info: PackageInfo, enclosed: Enclosed
) -> None:
    """Versions, reasons, and what the check and the review before disclosure found."""
    found = beside.statistics(records, info.problems, enclosed.reasons)
    bag.add(beside.STATISTICS, tags.pretty(found))
    if lines := beside.version_lines(records, enclosed.versions):
        bag.add(beside.VERSIONS, lines)
    if lines := beside.reason_lines(records, enclosed.reasons):
        bag.add(beside.WAIVERS, lines)


def _write_copies(
    bag: tags.Bag, records: Sequence[Record], catalogue: Catalogue, enclosed: Enclosed,
    progress: Progress,
) -> tuple[str, ...]:  # fmt: skip
    """The copy for the portal, and rendered documents; what has no code of the portal's."""
    uncoded: tuple[str, ...] = ()
    if enclosed.mapped is not None:
        progress.step(0, 1, "按门户代码转换")
        files, uncoded = mapped_files(records, catalogue, enclosed.mapped)
        for path, data in files.items():
            bag.add(path, data, stored=path.endswith(_PACKED))
    taken: set[str] = set()
    for number, document in enumerate(sorted(enclosed.documents)):
        progress.step(number, len(enclosed.documents), f"装入文档 {document.name}")
        name = _UNSAFE.sub("_", document.name).replace("%", "％")
        if name.casefold() in taken:
            raise CannotPack(f"有两份文档都叫“{name}”，无法打包。")
        taken.add(name.casefold())
        bag.add(beside.RENDERED + name, document.read_bytes(), stored=name.endswith(_PACKED))
    return uncoded


def _file_name(info: PackageInfo, identifier: str) -> str:
    owner = _UNSAFE.sub("", info.organization_code or info.organization)[:60]
    parts = (owner, info.created[:10], identifier[:12], "草稿" if info.draft else "")
    return "_".join(part for part in parts if part) + ".zip"
