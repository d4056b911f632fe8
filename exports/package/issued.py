"""What a portal issues (下发): pages of its catalogue, and bundles for a stick.

A page is a `signed_page`, ``sync-catalogue/1``. A bundle
is a zip of one folder: ``issue.json`` names every other file with its sha256 and says what the bundle
is (``catalogue``: all items of the catalogue; ``definitions``: code tables and profiles), and
``issue.json.minisig`` is the portal's signature over it. docs/decisions/0015 says what each part means.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exports.package.container import Container, open_container, open_file
from exports.package.keys import PublicKey, SigningKey
from exports.package.lines import raw_lines
from exports.package.model import PackageDamaged
from exports.package.signed_page import (
    IssueRefused,
    PageFormat,
    check_issued,
    json_object,
    sign_issued,
    text_in,
    time_in,
    whole_in,
    wrong,
)
from exports.package.spelling import spelled, strictly_parsed
from exports.package.upper_item import UpperItem

ISSUE_FORMAT = "sync-issue/1"
CATALOGUE, DEFINITIONS = "catalogue", "definitions"
ITEMS = "catalogue/items.jsonl"
#: What a bundle of definitions may bring: nothing that runs.
DEFINITION_FILE = re.compile(r"(vocabularies|profiles)/[A-Za-z][A-Za-z0-9_]{0,63}\.toml")
_ISSUE, _SIGNATURE = "issue.json", "issue.json.minisig"
_MOST_ISSUE, _MOST_SIGNATURE = 8 << 20, 4096
_MOST_FILE, _MOST_ITEMS = 512 << 20, 500_000
_HASH = re.compile("[0-9a-f]{64}")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NAME = re.compile("[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class Issue:
    """A bundle, as it says of itself; nothing of it is believed before `files` or `items` checked
    the signature. ``number`` is the version of definitions, or the last change of a catalogue.
    """

    path: Path
    portal: str
    content: str
    epoch: str
    number: int
    at: str
    note: str
    names: tuple[str, ...]

    def files(self, key: PublicKey) -> dict[str, bytes]:
        """Every file, by its path; raises as `read_issue` when anything is not the portal's."""
        with _opened(self.path) as container:
            listed = _checked(container, key)
            return {name: _read(container, name, sha) for name, sha in listed.items()}

    def items(self, key: PublicKey) -> list[UpperItem]:
        """The items of a catalogue; raises as `files`."""
        lines = self.files(key).get(ITEMS)
        if lines is None:
            raise IssueRefused(f"“{self.path.name}”里没有目录。请向门户重新索取。")
        return list(_items(_parsed_lines(lines)))


def item_json(item: UpperItem) -> dict[str, Any]:
    """An item as pages and bundles spell it."""
    return {"id": item.id, "kind": item.kind, "seq": item.seq, "withdrawn": item.withdrawn,
            "values": dict(item.values)}  # fmt: skip


def read_issue(path: Path) -> Issue:
    """What a bundle says of itself, the signature unchecked.

    Raises:
        IssueRefused: it is none, or damaged.
    """
    with _opened(path) as container:
        body = json_object(_read(container, _ISSUE, limit=_MOST_ISSUE), _MOST_ISSUE, "下发包的说明")
        names = tuple(_listed(body))
    content = body.get("content")
    if body.get("format") != ISSUE_FORMAT or content not in (CATALOGUE, DEFINITIONS):
        raise IssueRefused(f"“{path.name}”不是本程序认识的下发包。可能要升级程序。")
    note = body.get("note", "")
    return Issue(
        path, text_in(body, "portal"), content, text_in(body, "epoch"), whole_in(body, "number"),
        time_in(body), note if isinstance(note, str) else "", names,
    )  # fmt: skip


def write_issue(
    path: Path, key: SigningKey, files: Mapping[str, bytes], *, portal: str, content: str,
    epoch: str, number: int, at: str, note: str = "",
) -> None:  # fmt: skip
    """Write a bundle as a portal does; the same content gives the same bytes."""
    listed = [
        {"path": name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        for name, data in sorted(files.items())
    ]
    said = spelled({
        "format": ISSUE_FORMAT, "portal": portal, "content": content, "epoch": epoch,
        "number": number, "at": at, "note": note, "files": listed,
    })  # fmt: skip
    whole = {_ISSUE: said, _SIGNATURE: sign_issued(key, said), **dict(sorted(files.items()))}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in whole.items():
            info = zipfile.ZipInfo(f"{content}-{number}/{name}", (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o100644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


def catalogue_lines(items: Iterable[UpperItem]) -> bytes:
    """The file of a catalogue's items."""
    return b"".join(spelled(item_json(item)) + b"\n" for item in items)


@contextmanager
def _opened(path: Path) -> Iterator[Container]:
    """A bundle open for reading; what is wrong with the zip is said as `IssueRefused`."""
    try:
        with open_file(path) as archive, path.open("rb") as file:
            yield open_container(archive, file, path.stat().st_size)
    except PackageDamaged as error:
        raise IssueRefused(str(error)) from error


def _checked(container: Container, key: PublicKey) -> dict[str, str]:
    """Path → sha256 of what the portal signed."""
    said = _read(container, _ISSUE, limit=_MOST_ISSUE)
    check_issued(said, _read(container, _SIGNATURE, limit=_MOST_SIGNATURE), key)
    listed = dict(_listed(json_object(said, _MOST_ISSUE, "下发包的说明")))
    if set(listed) | {_ISSUE, _SIGNATURE} != set(container.members):
        raise IssueRefused("下发包里的文件与签名的清单不一致，没有采用。请重新索取。")
    return listed


def _listed(body: Mapping[str, Any]) -> dict[str, str]:
    files = body.get("files")
    if not isinstance(files, list) or not all(isinstance(item, dict) for item in files):
        raise wrong("files")
    found = {}
    for item in files:
        name, sha = item.get("path"), item.get("sha256")
        if not isinstance(name, str) or not isinstance(sha, str) or not _HASH.fullmatch(sha):
            raise wrong("files")
        if name in found or (name != ITEMS and not DEFINITION_FILE.fullmatch(name)):
            raise IssueRefused(f"下发包里的“{name}”不是码表、配置或目录，没有采用。")
        found[name] = sha
    return found


def _read(container: Container, name: str, sha: str = "", limit: int = _MOST_FILE) -> bytes:
    data = container.read(name, limit)
    if sha and hashlib.sha256(data).hexdigest() != sha:
        raise IssueRefused(f"下发包里的“{name}”被改动过，没有采用。请重新索取。")
    return data


def _parsed_lines(data: bytes) -> Iterator[Any]:
    try:
        for line in raw_lines([data]):
            yield strictly_parsed(line.rstrip(b"\n"))
    except (ValueError, RecursionError) as error:
        raise IssueRefused("目录文件的内容看不懂，可能没有复制完整。") from error


def _items(found: Iterable[Any]) -> Iterator[UpperItem]:
    seen: set[str] = set()
    for number, item in enumerate(found, 1):
        where = f"items 第 {number} 项"
        if not isinstance(item, dict) or number > _MOST_ITEMS:
            raise wrong(where)
        name, kind, values = item.get("id"), item.get("kind"), item.get("values")
        withdrawn = item.get("withdrawn", False)
        if not isinstance(name, str) or not _UUID.fullmatch(name) or name in seen:
            raise wrong(f"{where}的 id")
        if not isinstance(kind, str) or not _NAME.fullmatch(kind):
            raise wrong(f"{where}的 kind")
        if not isinstance(withdrawn, bool) or not isinstance(values, dict):
            raise wrong(f"{where}的 values")
        if not all(_NAME.fullmatch(key) for key in values) or not _plain(values):
            raise wrong(f"{where}的 values")
        seen.add(name)
        yield UpperItem(name, kind, whole_in(item, "seq", where), values, withdrawn)


def _plain(value: Any) -> bool:
    """Whether it is what records are made of: text, whole numbers, yes and no, lists, rows."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and _plain(part) for key, part in value.items())
    if isinstance(value, list):
        return all(map(_plain, value))
    return value is None or isinstance(value, (str, bool, int))


#: A page of a catalogue.
CATALOGUE_PAGE = PageFormat("sync-catalogue/1", "目录", _items, item_json)
