"""Packages against the least work that any program must do: compress and hash the same bytes."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path

from exports.package import Package, PackageInfo, SigningKey, build_package, verify_package
from forms.loader import load_catalogue
from forms.record import Record, new_uuid
from tests.bench import Measurement, compare, race
from tests.bench.race_documents import sample_records

_RECORDS = 4000
_INFO = PackageInfo(
    organization="岚川县水务局", organization_code="", region_code="", profile="gbt39554",
    created="2026-11-23T08:00:00Z", draft=True, problems={},
)  # fmt: skip
_KEY = SigningKey.new()


@cache
def many_records() -> list[Record]:
    """Records of the size of the sample agency's, without attachments."""
    bare = [_without_attachments(record) for record in sample_records()]
    return [replace(bare[n % len(bare)], uuid=new_uuid()) for n in range(_RECORDS)]


def _without_attachments(record: Record) -> Record:
    form = load_catalogue().form(record.kind)
    dropped = {
        name
        for name, field in form.fields.items()
        if field.type == "attachment" or any(c.type == "attachment" for c in field.columns)
    }
    return replace(record, values={k: v for k, v in record.values.items() if k not in dropped})


def _nothing(sha256: str) -> bytes:
    raise KeyError(sha256)


def _build(folder: Path) -> Package:
    records = many_records()
    return build_package(records, load_catalogue(), folder, _INFO, _nothing, key=_KEY)


@cache
def _built() -> Package:
    folder = Path(tempfile.mkdtemp(prefix="mingce-bench-"))
    return _build(folder)


@cache
def _contents() -> list[bytes]:
    with zipfile.ZipFile(_built().path) as archive:
        return [archive.read(name) for name in archive.namelist()]


@race("package.build_vs_zlib", unit="s", goal=2.0)
def build_vs_zlib() -> Measurement:
    """The whole package, signed, against zlib level 6 over the bytes that are in it."""
    folder = Path(tempfile.mkdtemp(prefix="mingce-bench-"))
    return compare(
        lambda: _build(folder),
        lambda: [zlib.compress(content, 6) for content in _contents()],
        runs=3,
        unit="s",
    )


@race("package.verify_vs_sha256", unit="ms", goal=2.0)
def verify_vs_sha256() -> Measurement:
    """Verifying a signed package, with its key, against sha256 over the unpacked bytes."""
    return compare(
        lambda: verify_package(_built().path, _KEY.public),
        lambda: [hashlib.sha256(content).digest() for content in _contents()],
        runs=5,
    )
