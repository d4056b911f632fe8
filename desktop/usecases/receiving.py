"""Receipts: read, checked against the portal's key, taken into the library."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.imports.receipt_table import ReceiptMapping, TableResult, load_mapping, read_table
from exports.package.keys import PublicKey, read_public
from exports.package.receipt import (
    ACCEPTED,
    CONFLICT,
    MOST_BYTES,
    REJECTED,
    SIGNATURE_SUFFIX,
    Receipt,
    ReceiptRefused,
    Result,
    ResultError,
    check_signature,
    parse_receipt,
    utc,
)
from forms.model import Form
from forms.rules import registry
from forms.values import fold

if TYPE_CHECKING:
    from desktop.store import Applied, ReceiptEntry
    from desktop.usecases.workspace import Workspace

_KEYS = "portal_keys"
#: Rejections and conflicts (`forms.rules.returned`).
RETURN_RULES = ("X03", "X04")
#: The heaviest status of several lines about one record holds.
_WEIGHT = {ACCEPTED: 0, CONFLICT: 1, REJECTED: 2}


class PortalUnknown(ReceiptRefused):
    """Something from a portal whose key was never given; ``portal`` is what it calls itself."""

    def __init__(self, portal: str) -> None:
        super().__init__(
            f"还没有“{portal}”的公钥，不能核对是谁发的。"
            "请向门户索取公钥，第一次接收时一并指定（命令行加 --key）。"
        )
        self.portal = portal


@dataclass(frozen=True)
class Received:
    """A receipt and what it did. ``signer`` is the fingerprint of the portal's key; a list read
    through a mapping file has none. ``unmatched`` are lines of such a list that mean no record
    that was sent.
    """

    receipt: Receipt
    applied: Applied
    signer: str = ""
    unmatched: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The shape of ``receipt --json``."""
        refused = self.receipt.refused
        return {
            "receipt": self.receipt.id,
            "portal": self.receipt.portal,
            "package": self.receipt.package,
            "at": self.receipt.at,
            "signer": self.signer,
            "again": self.applied.again,
            "refused": {"code": refused.code, "message": refused.message} if refused else None,
            "accepted": list(self.applied.accepted),
            "rejected": list(self.applied.rejected),
            "conflict": list(self.applied.conflict),
            "unknown": list(self.applied.unknown),
            "unmatched": list(self.unmatched),
        }


def receive(
    workspace: Workspace, path: Path, *, key: PublicKey | None = None, by: str = ""
) -> Received:
    """Take in a signed receipt; the signature lies beside it (``….json.minisig``).

    A ``key`` given here is kept for that portal; without one the kept key must fit. Nothing is
    changed when anything is wrong.

    Raises:
        ReceiptRefused: it is none, is damaged, or is not the portal's.
        OSError: it cannot be read.
    """
    receipt, checked = check(workspace, path, key=key)
    applied = workspace.library.apply_receipt(_in_our_terms(workspace, receipt), by=by)
    if key is not None:
        keep_portal_key(workspace, receipt.portal, key)
    workspace.returns.forget()
    return Received(receipt, applied, checked.fingerprint)


def check(
    workspace: Workspace, path: Path, *, key: PublicKey | None = None
) -> tuple[Receipt, PublicKey]:
    """Read a receipt and check who it is from, without taking it in; raises as `receive`."""
    data, signature = _read(path)
    receipt = parse_receipt(data)
    checked = portal_key(workspace, receipt.portal, key)
    check_signature(data, signature, checked)
    return receipt, checked


def portal_key(workspace: Workspace, portal: str, given: PublicKey | None = None) -> PublicKey:
    """The key that what a portal sends is checked with: as given, else as it was kept.

    `PortalUnknown` when there is none.
    """
    kept = (workspace.library.setting(_KEYS) or {}).get(portal)
    if given is None and kept is None:
        raise PortalUnknown(portal)
    return given or read_public(str(kept).encode(), portal)


def keep_portal_key(workspace: Workspace, portal: str, key: PublicKey) -> None:
    """Check with this key whatever this portal sends from now on."""
    keys = {**(workspace.library.setting(_KEYS) or {}), portal: key.minisign()}
    workspace.library.set_setting(_KEYS, keys)


def receive_table(
    workspace: Workspace, path: Path, mapping_file: Path, *, by: str = ""
) -> Received:
    """Take in a list of results of an older portal, through a mapping file.

    Such a list is signed by nobody; that it is the portal's is the word of who hands it in.

    Raises:
        MappingWrong: the list and the mapping do not fit.
        ReceiptRefused: none of its lines is about a record that was sent.
    """
    mapping = load_mapping(mapping_file)
    rows = read_table(path, mapping, workspace.catalogue)
    sent = workspace.library.last_dispatches()
    uuids = _uuids(workspace, mapping, sent)
    lines: dict[str, list[TableResult]] = defaultdict(list)
    unmatched = []
    for row in rows:
        uuid = uuids.get(fold(row.record))
        if uuid is None:
            unmatched.append(f"第 {row.row} 行“{row.record}”")
        else:
            lines[uuid].append(row)
    if not lines:
        raise ReceiptRefused(f"“{path.name}”中没有一行是本库报送过的记录，没有采用。")
    results = tuple(
        _result(workspace, mapping, uuid, sent[uuid][1], found) for uuid, found in lines.items()
    )
    receipt = Receipt(
        hashlib.sha256(path.read_bytes()).hexdigest(), mapping.portal, "",
        sent[next(iter(lines))][0], 0, utc(datetime.now(UTC).isoformat()), results,
    )  # fmt: skip
    applied = workspace.library.apply_receipt(receipt, by=by)
    workspace.returns.forget()
    return Received(receipt, applied, "", tuple(unmatched))


@dataclass(frozen=True, slots=True)
class Returned:
    """A reason of the portal's, at the field that it is about ("": the whole record)."""

    uuid: str
    title: str
    field: str
    label: str
    message: str


def returned(workspace: Workspace, received: Received) -> list[Returned]:
    """What a receipt sent back and why, record by record, as the problems on their fields say it.

    What was mended since it was sent is not among them.
    """
    from desktop.usecases.checking import check_record

    found = []
    for uuid in (*received.applied.rejected, *received.applied.conflict):
        record = workspace.library.find(uuid)
        if record is None:
            continue
        field = workspace.catalogue.form(record.kind).title_field
        title = str(record.get(field) or "") if field else ""
        found += [
            Returned(uuid, title, problem.field, problem.label, problem.message)
            for problem in check_record(workspace, record)
            if problem.rule in RETURN_RULES
        ]
    return found


def standings(workspace: Workspace) -> dict[str, str]:
    """uuid → how a final record stands with the portal.

    accepted, rejected, conflict; ``waiting`` was sent and not answered, ``unsent`` never went out as
    it is now.
    """
    from desktop.store import FINAL_STATES

    library = workspace.library
    final = [
        record
        for form in workspace.catalogue.ordered()
        if not form.read_only
        for record in library.records(form.kind)
        if record.state in FINAL_STATES
    ]
    versions, known, sent = library.versions(final), library.acknowledged(), library.sent()
    said = {uuid: verdict for uuid, (verdict, _) in library.last_verdicts().items()}
    found = {}
    for record in final:
        name = (record.uuid, versions[record.uuid].vid)
        verdict = said.get(record.uuid)
        if name in known:
            found[record.uuid] = "accepted"
        elif verdict and verdict.vid == name[1] and verdict.status in ("rejected", "conflict"):
            found[record.uuid] = verdict.status
        else:
            found[record.uuid] = "waiting" if name in sent else "unsent"
    return found


@dataclass(frozen=True)
class Standing:
    """How the final records stand: standing → kind → uuids; and the receipts, the latest first."""

    lists: Mapping[str, Mapping[str, tuple[str, ...]]]
    receipts: tuple[ReceiptEntry, ...] = ()

    def count(self, standing: str) -> int:
        """How many records stand so."""
        return sum(len(uuids) for uuids in self.lists.get(standing, {}).values())


def standing(workspace: Workspace) -> Standing:
    """For the page of the exchange; reads the final records."""
    found = standings(workspace)
    lists: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for item in workspace.library.summaries_of(list(found)):
        lists[found[item.uuid]][item.kind].append(item.uuid)
    return Standing(
        {name: {kind: tuple(uuids) for kind, uuids in kinds.items()}
         for name, kinds in lists.items()},
        tuple(workspace.library.receipts()),
    )  # fmt: skip


def _read(path: Path) -> tuple[bytes, bytes]:
    """Receipt and signature."""
    if not path.is_file():
        raise ReceiptRefused(f"找不到回执文件“{path}”。请检查路径。")
    if path.stat().st_size > MOST_BYTES:
        raise ReceiptRefused(f"“{path.name}”太大，不像是回执。")
    beside = path.with_name(path.name + SIGNATURE_SUFFIX)
    if not beside.is_file():
        raise ReceiptRefused(
            f"“{path.name}”旁边没有签名文件“{beside.name}”，不能核对是谁发的。请把两个文件一起拷来。"
        )
    return path.read_bytes(), beside.read_bytes()


def _in_our_terms(workspace: Workspace, receipt: Receipt) -> Receipt:
    """The same with each code of the portal's mapped to rule and field, as its profile says."""
    profile = workspace.catalogue.profiles[workspace.profile_id]
    results = tuple(
        replace(item, errors=tuple(_mapped(error, profile.returns) for error in item.errors))
        for item in receipt.results
    )
    return replace(receipt, results=results)


def _mapped(error: ResultError, codes: Mapping[str, Mapping[str, str]]) -> ResultError:
    known = codes.get(error.code, {})
    rule = known.get("rule") or (error.code if error.code in registry.texts() else "")
    return replace(error, path=error.path or known.get("field", ""), rule=rule)


def _uuids(
    workspace: Workspace, mapping: ReceiptMapping, sent: Mapping[str, Any]
) -> dict[str, str]:
    """What the list calls a record → its uuid, among those that were sent; only clear ones."""
    if mapping.match == "uuid":
        return {fold(uuid): uuid for uuid in sent}
    found: dict[str, list[str]] = defaultdict(list)
    for item in workspace.library.summaries():
        name = fold(item.code if mapping.match == "code" else item.title)
        if name and item.uuid in sent:
            found[name].append(item.uuid)
    return {name: uuids[0] for name, uuids in found.items() if len(uuids) == 1}


def _result(
    workspace: Workspace, mapping: ReceiptMapping, uuid: str, vid: str, rows: Sequence[TableResult]
) -> Result:
    status = max((row.status for row in rows), key=_WEIGHT.__getitem__)
    record = workspace.library.find(uuid)
    form = workspace.catalogue.forms.get(record.kind) if record else None
    errors = tuple(
        _mapped(
            ResultError(_field(mapping, form, row.field), row.code, row.message), mapping.codes
        )
        for row in rows
        if row.status != ACCEPTED
    )  # fmt: skip
    return Result(uuid, vid, status, errors)


def _field(mapping: ReceiptMapping, form: Form | None, word: str) -> str:
    """The field that the list means: as the mapping says, else by its label or heading."""
    if word in mapping.fields:
        return mapping.fields[word]
    folded = fold(word)
    for item in form.fields.values() if form and folded else ():
        if folded in (fold(item.label), *map(fold, item.headers)):
            return item.id
    return ""
