"""Final records on their way to an invented portal, and what it answers."""

from __future__ import annotations

from pathlib import Path

from desktop.usecases import reviewing
from desktop.usecases.workspace import Workspace
from exports.package import SigningKey
from exports.package.receipt import (
    SIGNATURE_SUFFIX,
    Receipt,
    Refusal,
    Result,
    receipt_bytes,
    sign_receipt,
)
from forms.record import Record
from tests.usecases.review_samples import BOSS, CENSOR, REVIEWER, WRITER, proof

PORTAL, PORTAL_KEY = "省政务服务平台", SigningKey.new()


def finished(workspace: Workspace, name: str, result: str = "public") -> Record:
    """A record that went through the whole review."""
    uuid = proof(workspace, name).uuid
    return finish(workspace, uuid, result)


def finish(workspace: Workspace, uuid: str, result: str = "public") -> Record:
    """Take a record through the review to its final version."""
    report = reviewing.submit(workspace, [uuid], WRITER)
    assert report.accepted, report.refused
    reviewing.approve(workspace, uuid, REVIEWER)
    basis = "" if result == "public" else "《政府信息公开条例》第十五条"
    reviewing.disclose(workspace, uuid, CENSOR, result, basis=basis)
    return reviewing.finalize(workspace, uuid, BOSS)


def answer(
    folder: Path, package: str, *results: Result, seq: int = 1, refused: Refusal | None = None,
    key: SigningKey = PORTAL_KEY,
) -> Path:  # fmt: skip
    """A signed receipt as a file, its signature beside it."""
    receipt = Receipt(
        "", PORTAL, "e1", package, seq, f"2026-12-01T08:00:{seq:02d}.000Z", results, refused
    )
    data = receipt_bytes(receipt)
    path = folder / f"回执-{seq}.json"
    path.write_bytes(data)
    path.with_name(path.name + SIGNATURE_SUFFIX).write_bytes(sign_receipt(key, data))
    return path
