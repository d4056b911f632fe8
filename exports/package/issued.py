"""What a portal issues (下发): pages of its catalogue, and bundles for a stick.

A page is canonical JSON in UTF-8, ``sync-catalogue/1``, its minisign signature in a header. A bundle
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

from exports.package import signing
from exports.package.container import Container, open_container, open_file
from exports.package.keys import PublicKey, SigningKey
from exports.package.lines import raw_lines
from exports.package.model import PackageDamaged
from exports.package.receipt import utc
from exports.package.spelling import spelled, strictly_parsed
from exports.package.upper_item import UpperItem

PAGE_FORMAT, ISSUE_FORMAT = "sync-catalogue/1", "sync-issue/1"
CATALOGUE, DEFINITIONS = "catalogue", "definitions"
ITEMS = "catalogue/items.jsonl"
#: What a bundle of definitions may bring: nothing that runs.
DEFINITION_FILE = re.compile(r"(vocabularies|profiles)/[A-Za-z][A-Za-z0-9_]{0,63}\.toml")
_ISSUE, _SIGNATURE = "issue.json", "issue.json.minisig"
_MOST_PAGE, _MOST_ISSUE, _MOST_SIGNATURE = 64 << 20, 8 << 20, 4096
_MOST_FILE, _MOST_ITEMS = 512 << 20, 500_000
_HASH = re.compile("[0-9a-f]{64}")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NAME = re.compile("[a-z][a-z0-9_]{0,63}")
_LONGEST = 4000
_GREATEST = 1 << 53


class IssueRefused(ValueError):
    """Something that is not what a portal issues, or not this portal's; a sentence."""


@dataclass(frozen=True, slots=True)
class Page:
    """The items that changed after ``since`` up to ``next``; ``more`` follow."""

    portal: str
    epoch: str
    since: int
    next: int
    more: bool
    at: str
    items: tuple[UpperItem, ...]


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


def parse_page(data: bytes) -> Page:
    """Read a page, strictly; `IssueRefused` when it is none."""
    body = _object(data, _MOST_PAGE, "目录的一页")
    if body.get("format") != PAGE_FORMAT:
        raise IssueRefused("门户的目录不是本程序认识的格式。请核对门户地址，或升级程序。")
    items = body.get("items")
    if not isinstance(items, list) or not isinstance(body.get("more"), bool):
        raise _wrong("items")
    return Page(
        _text(body, "portal"), _text(body, "epoch"), _whole(body, "since"), _whole(body, "next"),
        body["more"], _time(body), tuple(_items(items)),
    )  # fmt: skip


def page_bytes(page: Page) -> bytes:
    """The body of a page."""
    return spelled({
        "format": PAGE_FORMAT, "portal": page.portal, "epoch": page.epoch, "since": page.since,
        "next": page.next, "more": page.more, "at": page.at,
        "items": [item_json(item) for item in page.items],
    })  # fmt: skip


def item_json(item: UpperItem) -> dict[str, Any]:
    """An item as pages and bundles spell it."""
    return {"id": item.id, "kind": item.kind, "seq": item.seq, "withdrawn": item.withdrawn,
            "values": dict(item.values)}  # fmt: skip


def sign_issued(key: SigningKey, data: bytes) -> bytes:
    """The minisign signature of a page, or of ``issue.json``."""
    comment = f"mingce issue {hashlib.sha256(data).hexdigest()}"
    return signing.sign(key, data, comment)[signing.MINISIGN]


def check_issued(data: bytes, signature: bytes, key: PublicKey) -> None:
    """Check who a page or an ``issue.json`` is from; `IssueRefused` when it is not the key's."""
    try:
        signing.check({signing.MINISIGN: signature}, data, key)
    except signing.BadSignature as error:
        raise IssueRefused(f"签名核对不上，没有采用：{error}") from error


def read_issue(path: Path) -> Issue:
    """What a bundle says of itself, the signature unchecked.

    Raises:
        IssueRefused: it is none, or damaged.
    """
    with _opened(path) as container:
        body = _object(_read(container, _ISSUE, limit=_MOST_ISSUE), _MOST_ISSUE, "下发包的说明")
        names = tuple(_listed(body))
    content = body.get("content")
    if body.get("format") != ISSUE_FORMAT or content not in (CATALOGUE, DEFINITIONS):
        raise IssueRefused(f"“{path.name}”不是本程序认识的下发包。可能要升级程序。")
    note = body.get("note", "")
    return Issue(
        path, _text(body, "portal"), content, _text(body, "epoch"), _whole(body, "number"),
        _time(body), note if isinstance(note, str) else "", names,
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
    listed = dict(_listed(_object(said, _MOST_ISSUE, "下发包的说明")))
    if set(listed) | {_ISSUE, _SIGNATURE} != set(container.members):
        raise IssueRefused("下发包里的文件与签名的清单不一致，没有采用。请重新索取。")
    return listed


def _listed(body: Mapping[str, Any]) -> dict[str, str]:
    files = body.get("files")
    if not isinstance(files, list) or not all(isinstance(item, dict) for item in files):
        raise _wrong("files")
    found = {}
    for item in files:
        name, sha = item.get("path"), item.get("sha256")
        if not isinstance(name, str) or not isinstance(sha, str) or not _HASH.fullmatch(sha):
            raise _wrong("files")
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
            raise _wrong(where)
        name, kind, values = item.get("id"), item.get("kind"), item.get("values")
        withdrawn = item.get("withdrawn", False)
        if not isinstance(name, str) or not _UUID.fullmatch(name) or name in seen:
            raise _wrong(f"{where}的 id")
        if not isinstance(kind, str) or not _NAME.fullmatch(kind):
            raise _wrong(f"{where}的 kind")
        if not isinstance(withdrawn, bool) or not isinstance(values, dict):
            raise _wrong(f"{where}的 values")
        if not all(_NAME.fullmatch(key) for key in values) or not _plain(values):
            raise _wrong(f"{where}的 values")
        seen.add(name)
        yield UpperItem(name, kind, _whole(item, "seq", where), values, withdrawn)


def _plain(value: Any) -> bool:
    """Whether it is what records are made of: text, whole numbers, yes and no, lists, rows."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and _plain(part) for key, part in value.items())
    if isinstance(value, list):
        return all(map(_plain, value))
    return value is None or isinstance(value, (str, bool, int))


def _object(data: bytes, limit: int, what: str) -> dict[str, Any]:
    if len(data) > limit:
        raise IssueRefused(f"{what}太大，不予读取。")
    try:
        body = strictly_parsed(data.strip())
    except (ValueError, RecursionError) as error:
        raise IssueRefused(f"{what}不是合格的 JSON，可能没有传完整。") from error
    if not isinstance(body, dict):
        raise IssueRefused(f"{what}看不懂，不是本程序认识的格式。")
    return body


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value or len(value) > _LONGEST:
        raise _wrong(name)
    return value


def _whole(body: Mapping[str, Any], name: str, where: str = "") -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _GREATEST:
        raise _wrong(f"{where}的 {name}" if where else name)
    return value


def _time(body: Mapping[str, Any]) -> str:
    try:
        return utc(_text(body, "at"))
    except ValueError as error:
        raise _wrong("at") from error


def _wrong(where: str) -> IssueRefused:
    return IssueRefused(f"门户下发的内容不合格（{where}），没有采用。请告知门户的技术支持。")
