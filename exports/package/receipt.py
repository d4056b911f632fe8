"""The receipt (回执): what a portal says of a package, record by record.

Canonical JSON in UTF-8, ``sync-receipt/1``; the signature of the portal lies beside it in a
minisign file (``….json.minisig``) or comes in a header. The same bytes come over the network and
on a stick. docs/decisions/0012 says what each part means.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from exports.package import signing
from exports.package.keys import PublicKey, SigningKey
from exports.package.spelling import strictly_parsed
from forms.record import canonical_json

FORMAT = "sync-receipt/1"
ACCEPTED, REJECTED, CONFLICT = "accepted", "rejected", "conflict"
STATUSES = (ACCEPTED, REJECTED, CONFLICT)
#: How the signature's file is called beside the receipt's.
SIGNATURE_SUFFIX = ".minisig"
MOST_BYTES = 64 << 20
_HASH = re.compile("[0-9a-f]{64}")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LONGEST = 4000


class ReceiptRefused(ValueError):
    """A file that is no receipt, or is not the portal's; the sentence says what is wrong."""


@dataclass(frozen=True, slots=True)
class ResultError:
    """Why a record was rejected: field path (may be empty), the portal's code and words.

    ``rule`` is the rule of ours that the code means, where the portal's profile knows.
    """

    path: str = ""
    code: str = ""
    message: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What the portal says of one version of a record; ``current`` is its own in a conflict."""

    uuid: str
    vid: str
    status: str
    errors: tuple[ResultError, ...] = ()
    current: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the whole package was refused."""

    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt. ``id`` is the sha256 of its file; ``at`` an ISO time in UTC; ``epoch`` changes when
    a portal was restored from a backup, ``seq`` counts on within it.
    """

    id: str
    portal: str
    epoch: str
    package: str
    seq: int
    at: str
    results: tuple[Result, ...]
    refused: Refusal | None = field(default=None)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many results of each status."""
        found = Counter(result.status for result in self.results)
        return {status: found[status] for status in STATUSES}


def parse_receipt(data: bytes) -> Receipt:
    """Read a receipt, strictly.

    Raises:
        ReceiptRefused: it is none, or a part of it is missing or not what it must be.
    """
    if len(data) > MOST_BYTES:
        raise ReceiptRefused("文件太大，不像是回执。")
    try:
        body = strictly_parsed(data.strip())
    except (ValueError, RecursionError) as error:
        raise ReceiptRefused("不是合格的 JSON，可能没有复制完整。") from error
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise ReceiptRefused("不是本程序认识的回执格式。")
    refused = body.get("refused")
    if refused is not None and not isinstance(refused, dict):
        raise _wrong("refused")
    results = body.get("results")
    if not isinstance(results, list):
        raise _wrong("results")
    seq = body.get("seq")
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 <= seq < 1 << 53:
        raise _wrong("seq")
    parsed = tuple(_result(item, number) for number, item in enumerate(results, 1))
    if len({(item.uuid, item.vid) for item in parsed}) != len(parsed):
        raise ReceiptRefused("回执中同一条记录出现了两次。")
    return Receipt(
        hashlib.sha256(data).hexdigest(),
        _text(body, "portal"),
        _text(body, "epoch"),
        _matching(body, "package", _HASH),
        seq,
        _time(body),
        parsed,
        Refusal(_optional(refused, "code"), _optional(refused, "message")) if refused else None,
    )


def receipt_bytes(receipt: Receipt) -> bytes:
    """The file of a receipt (its ``id`` is not in it)."""
    body: dict[str, Any] = {
        "format": FORMAT, "portal": receipt.portal, "epoch": receipt.epoch,
        "package": receipt.package, "seq": receipt.seq, "at": receipt.at,
        "results": [_result_json(item) for item in receipt.results],
    }  # fmt: skip
    if receipt.refused is not None:
        body["refused"] = {"code": receipt.refused.code, "message": receipt.refused.message}
    return canonical_json(body).encode() + b"\n"


def sign_receipt(key: SigningKey, data: bytes) -> bytes:
    """The minisign file that goes beside a receipt."""
    return signing.sign(key, data, _comment(data))[signing.MINISIGN]


def check_signature(data: bytes, signature: bytes, key: PublicKey) -> None:
    """Check who a receipt is from.

    Raises:
        ReceiptRefused: the signature is not this key's, or not over these bytes.
    """
    try:
        signing.check({signing.MINISIGN: signature}, data, key)
    except signing.BadSignature as error:
        raise ReceiptRefused(f"回执的签名核对不上：{error}") from error


def utc(text: str) -> str:
    """An ISO time with its offset as one in UTC, so that texts compare as times do.

    ``ValueError`` for anything else.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without its offset")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _comment(data: bytes) -> str:
    return f"mingce receipt {hashlib.sha256(data).hexdigest()}"


def _result(item: Any, number: int) -> Result:
    where = f"results 第 {number} 项"
    if not isinstance(item, dict):
        raise _wrong(where)
    status = item.get("status")
    if status not in STATUSES:
        raise _wrong(f"{where}的 status")
    errors, current = item.get("errors") or [], item.get("current")
    if not isinstance(errors, list) or not all(isinstance(error, dict) for error in errors):
        raise _wrong(f"{where}的 errors")
    if current is not None and not isinstance(current, dict):
        raise _wrong(f"{where}的 current")
    return Result(
        _matching(item, "uuid", _UUID, where),
        _matching(item, "vid", _HASH, where),
        str(status),
        tuple(
            ResultError(
                _optional(e, "path"), _optional(e, "code"), _optional(e, "message"),
            ) for e in errors
        ),
        current,
    )  # fmt: skip


def _result_json(item: Result) -> dict[str, Any]:
    body: dict[str, Any] = {"uuid": item.uuid, "vid": item.vid, "status": item.status}
    if item.errors:
        body["errors"] = [
            {"path": error.path, "code": error.code, "message": error.message}
            for error in item.errors
        ]
    if item.current is not None:
        body["current"] = dict(item.current)
    return body


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value or len(value) > _LONGEST:
        raise _wrong(name)
    return value


def _optional(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise _wrong(name)
    return value[:_LONGEST]


def _matching(body: Mapping[str, Any], name: str, pattern: re.Pattern[str], where: str = "") -> str:
    value = body.get(name)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise _wrong(f"{where}的 {name}" if where else name)
    return value


def _time(body: Mapping[str, Any]) -> str:
    try:
        return utc(_text(body, "at"))
    except ValueError as error:
        raise _wrong("at") from error


def _wrong(name: str) -> ReceiptRefused:
    return ReceiptRefused(f"回执中的 {name} 缺少或者不合规。请向门户重新索取回执。")
