"""Invented records and packages, sound and attacked, for the tests of the package."""

from __future__ import annotations

import hashlib
import random
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import UUID

from exports.package import PackageInfo
from exports.zips import entry
from forms.record import Record

PDF = b"%PDF-1.7 invented " + bytes(range(256)) * 4
PICTURE = b"\x89PNG invented " + bytes(range(255, -1, -1)) * 4
FILES = {hashlib.sha256(data).hexdigest(): data for data in (PDF, PICTURE)}
CREATED = "2026-11-23T10:00:00Z"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file_value(name: str, data: bytes) -> dict[str, object]:
    return {"name": name, "sha256": sha(data), "size": len(data), "media_type": "application/pdf"}


def info(*, draft: bool = True, code: str = "11440300696553266X") -> PackageInfo:
    return PackageInfo(
        organization="示例市烟草专卖局",
        organization_code=code,
        region_code="440300",
        profile="gbt39554",
        created=CREATED,
        draft=draft,
        problems={"G01": 2, "B03": 1},
        previous="0" * 64,
    )


def records(count: int = 3) -> list[Record]:
    """Intermediary services and a power item with two files, one of them named twice."""
    services = [
        Record(
            "intermediary_item",
            {"name": f"检测服务{n}", "compiler_name": "张三", "region_code": "440300"},
            uuid=str(UUID(int=n * 7919)),
            updated_at=CREATED,
        )
        for n in range(1, count + 1)
    ]
    power = Record(
        "power_item",
        {
            "name": "烟草专卖零售许可证核发",
            "flowchart": [file_value("流程图.pdf", PDF)],
            "basis": [{"title": "烟草专卖法", "file": [file_value("依据.png", PICTURE)]}],
            "discretion_standard": [file_value("裁量.pdf", PDF)],
        },
        uuid=str(UUID(int=1)),
        updated_at=CREATED,
    )
    return [power, *services]


def shuffled(items: list[Record], seed: int) -> list[Record]:
    """The records in another order, their values as well."""
    generator = random.Random(seed)
    mixed = []
    for item in items:
        values = list(item.values.items())
        generator.shuffle(values)
        mixed.append(Record(item.kind, dict(values), item.uuid, updated_at=item.updated_at))
    generator.shuffle(mixed)
    return mixed


Parts = dict[str, bytes]


def parts_of(path: Path) -> tuple[str, Parts]:
    """Root folder and files of a package."""
    with zipfile.ZipFile(path) as archive:
        root = archive.namelist()[0].split("/")[0]
        return root, {n.removeprefix(f"{root}/"): archive.read(n) for n in archive.namelist()}


def repack(path: Path, root: str, parts: Mapping[str, bytes]) -> Path:
    """Write a package from parts as they are."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(entry(f"{root}/{name}"), data)
    return path


def manifest(parts: Mapping[str, bytes], wanted: Callable[[str], bool]) -> bytes:
    return "".join(f"{sha(parts[n])}  {n}\n" for n in sorted(parts) if wanted(n)).encode()


def sealed(parts: Parts) -> Parts:
    """Parts with manifests and Payload-Oxum that agree with them, as a forger would write."""
    parts = dict(parts)
    payload = {name: data for name, data in parts.items() if name.startswith("data/")}
    oxum = f"{sum(map(len, payload.values()))}.{len(payload)}"
    lines = parts["bag-info.txt"].decode().splitlines()
    lines = [f"Payload-Oxum: {oxum}" if line.startswith("Payload-Oxum") else line for line in lines]
    parts["bag-info.txt"] = ("\n".join(lines) + "\n").encode()
    parts["manifest-sha256.txt"] = manifest(parts, lambda name: name in payload)
    tags = {*parts} - {*payload, "tagmanifest-sha256.txt"}
    parts["tagmanifest-sha256.txt"] = manifest(parts, lambda name: name in tags)
    return parts
