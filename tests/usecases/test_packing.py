"""What goes into a package: final, reviewed for disclosure, sound, and not yet at the portal."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from desktop.usecases.packing import NotReady, pack, verify
from desktop.usecases.receiving import receive, standings
from desktop.usecases.workspace import Workspace
from exports.package import Signature, SigningKey, read_package
from exports.package.receipt import Result
from forms.record import Record
from tests.exports.package_samples import parts_of
from tests.usecases.exchange_samples import PORTAL_KEY, answer, finished
from tests.usecases.review_samples import office


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    return office(workspace)


def lines(parts: dict[str, bytes], name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in parts[name].splitlines()]


def test_only_what_is_final_and_public_goes_and_the_rest_is_named(
    desk: Workspace, tmp_path: Path
) -> None:
    going = finished(desk, "企业投资项目备案证明")
    finished(desk, "涉密地块证明", "not_public")
    desk.library.save(Record("service_guide", {"item_name": "草稿"}))
    outcome = pack(desk, tmp_path)
    assert dict(outcome.package.counts) == {"proof_item": 1}
    assert [record.uuid for record in read_package(outcome.package.path).records] == [going.uuid]
    assert [(item.title, item.reason) for item in outcome.left_out] == [
        ("涉密地块证明", "公开审查结论是“不予公开”，不报送。")
    ]
    assert outcome.blocking == 0


def test_a_draft_says_so_and_carries_everything(desk: Workspace, tmp_path: Path) -> None:
    finished(desk, "企业投资项目备案证明")
    desk.library.save(Record("service_guide", {"item_name": "草稿"}))
    outcome = pack(desk, tmp_path, draft=True)
    assert sum(outcome.package.counts.values()) == 2
    assert verify(outcome.package.path).draft
    assert desk.library.sent() == set()


def test_a_blocked_record_is_left_out_and_not_the_others(desk: Workspace, tmp_path: Path) -> None:
    sound = finished(desk, "企业投资项目备案证明")
    broken = finished(desk, "土地权属证明")
    package = pack(desk, tmp_path).package
    vid = dict(desk.library.last_dispatches())[broken.uuid][1]
    said = answer(tmp_path, package.id, Result(broken.uuid, vid, "rejected"))
    receive(desk, said, key=PORTAL_KEY.public)
    outcome = pack(desk, tmp_path)
    assert [r.uuid for r in read_package(outcome.package.path).records] == [sound.uuid]
    assert "1 个阻断问题" in outcome.left_out[0].reason


def test_what_the_portal_has_is_not_sent_again_unless_all_is_wanted(
    desk: Workspace, tmp_path: Path
) -> None:
    one, two = finished(desk, "甲证明"), finished(desk, "乙证明")
    first = pack(desk, tmp_path)
    vid = desk.library.last_dispatches()[one.uuid][1]
    said = answer(tmp_path, first.package.id, Result(one.uuid, vid, "accepted"))
    receive(desk, said, key=PORTAL_KEY.public)
    second = pack(desk, tmp_path)
    assert (second.acknowledged, dict(second.package.counts)) == (1, {"proof_item": 1})
    assert [r.uuid for r in read_package(second.package.path).records] == [two.uuid]
    _, parts = parts_of(second.package.path)
    assert f"Mingce-Previous-Package: {first.package.id}".encode() in parts["bag-info.txt"]
    assert b"Mingce-Scope: incremental" in parts["bag-info.txt"]
    everything = pack(desk, tmp_path, full=True)
    assert dict(everything.package.counts) == {"proof_item": 2}


def test_when_the_portal_has_everything_that_is_said(desk: Workspace, tmp_path: Path) -> None:
    one = finished(desk, "甲证明")
    package = pack(desk, tmp_path).package
    vid = desk.library.last_dispatches()[one.uuid][1]
    receive(desk, answer(tmp_path, package.id, Result(one.uuid, vid, "accepted")),
            key=PORTAL_KEY.public)  # fmt: skip
    with pytest.raises(NotReady, match="门户已接收全部 1 条记录"):
        pack(desk, tmp_path)


def test_a_cancelled_item_goes_as_a_tombstone(desk: Workspace, tmp_path: Path) -> None:
    one = finished(desk, "甲证明")
    opened = desk.library.new_version(one.uuid)
    gone = opened.with_values(
        item_status="cancelled", cancel_date="2026-11-30", change_note="依据已废止",
        change_type="cancel",
    )  # fmt: skip
    desk.library.save(gone)
    desk.library.finalize(one.uuid, state="cancelled")
    desk.library.save(Record("adjustment_notice", {"targets": [one.uuid]}))
    _, parts = parts_of(pack(desk, tmp_path, full=True).package.path)
    (line,) = lines(parts, "data/records/proof_item.jsonl")
    assert (line["workflow_status"], line["cancel_date"]) == ("cancelled", "2026-11-30")
    assert json.loads(parts["data/review/problems.json"])["tombstones"] == 1
    (version,) = lines(parts, "data/versions.jsonl")
    assert version["ancestors"] == version["parents"] != []


def test_reasons_travel_without_who_gave_them(desk: Workspace, tmp_path: Path) -> None:
    one = finished(desk, "甲证明")
    desk.library.waive(one.uuid, "X03", "name", "门户目录有误", by="周砚秋")
    _, parts = parts_of(pack(desk, tmp_path).package.path)
    (reason,) = lines(parts, "data/review/waivers.jsonl")
    assert (reason["rule"], reason["reason"]) == ("X03", "门户目录有误")
    assert "周砚秋".encode() not in b"".join(parts.values())


def test_the_portal_gets_a_copy_in_its_own_codes(desk: Workspace, tmp_path: Path) -> None:
    finished(desk, "甲证明")
    _, parts = parts_of(pack(desk, tmp_path).package.path)
    (row,) = json.loads(parts["data/mapped/gbt39554/proof_item.json"])["proof_item"]
    assert row["name"] == "甲证明"
    assert row["has_commitment"] == "1"
    assert "compiler_name" not in row


def test_another_profile_gives_another_copy(desk: Workspace, tmp_path: Path) -> None:
    desk.library.set_setting("profile", "gbt39046")
    desk.library.save(Record("service_guide", {
        "item_name": "取水许可\n（延续）", "handle_form": ["counter", "courier"],
        "legal_limit": {"amount": 20, "unit": "working_day"},
        "materials": [{"name": "申请书"}, {"name": "身份证明"}],
    }))  # fmt: skip
    _, parts = parts_of(pack(desk, tmp_path, draft=True).package.path)
    root = ET.fromstring(parts["data/mapped/gbt39046/service_guide.xml"])
    values = {item.get("name"): item.get("value") for item in root.iterfind("record/item")}
    assert values["主项名称"] == "取水许可\n（延续）"
    assert values["办理形式"] == "1,4"
    assert values["法定办结时限"] == "20"
    rows = root.findall("record/item[@name='申请材料']/row/item")
    assert [row.get("value") for row in rows] == ["申请书", "身份证明"]


def test_a_copy_as_workbook_has_a_sheet_for_each_table(desk: Workspace, tmp_path: Path) -> None:
    from dataclasses import replace
    from io import BytesIO

    from exports.package.mapped import mapped_files
    from forms.model import MappedCopy

    profile = replace(
        desk.catalogue.profiles["gbt39554"],
        mapped=MappedCopy("xlsx", labels=True, names={"service_guide": {"item_name": "事项"}}),
    )
    record = Record("service_guide", {"item_name": "甲", "materials": [{"name": "申请书"}]})
    files, _ = mapped_files([record], desk.catalogue, profile)
    book = openpyxl.load_workbook(BytesIO(files["data/mapped/gbt39554/service_guide.xlsx"]))
    assert len(book.sheetnames) == 2
    cells = [c for sheet in book for row in sheet.iter_rows(values_only=True) for c in row]
    assert {"事项", "甲", "申请书", record.uuid} <= set(cells)


def test_documents_are_enclosed(desk: Workspace, tmp_path: Path) -> None:
    finished(desk, "甲证明")
    document = tmp_path / "甲证明.pdf"
    document.write_bytes(b"%PDF invented")
    outcome = pack(desk, tmp_path, documents=[document])
    _, parts = parts_of(outcome.package.path)
    assert parts["data/rendered/甲证明.pdf"] == b"%PDF invented"
    assert verify(outcome.package.path).ok


def test_a_signed_package_is_remembered_with_its_key(desk: Workspace, tmp_path: Path) -> None:
    from desktop.usecases import outbox

    finished(desk, "甲证明")
    key = SigningKey.new()
    outcome = pack(desk, tmp_path, key=key)
    assert outbox.built(desk)[0].signer == outcome.signer == key.public.fingerprint
    assert verify(outcome.package.path, key=key.public).signature is Signature.GOOD


def test_draft_rejected_mended_accepted(desk: Workspace, tmp_path: Path) -> None:
    """The whole way of a record, with a rejection on a field in between."""
    from desktop.usecases.checking import check_record
    from exports.package.receipt import ResultError

    one = finished(desk, "甲证明")
    package = pack(desk, tmp_path).package
    vid = desk.library.last_dispatches()[one.uuid][1]
    error = ResultError("issuer", "E101", "出具单位与目录不一致")
    receive(desk, answer(tmp_path, package.id, Result(one.uuid, vid, "rejected", (error,))),
            key=PORTAL_KEY.public)  # fmt: skip
    (problem,) = check_record(desk, desk.library.get(one.uuid))
    assert (problem.rule, problem.field, problem.blocks) == ("X03", "issuer", True)
    assert problem.message == "门户退回：出具单位与目录不一致（门户代码 E101）。"
    mended = desk.library.new_version(one.uuid).with_values(
        issuer="岚川县发展改革局", change_type="change", change_note="按门户意见修改"
    )
    desk.library.save(mended)
    assert "X03" not in [p.rule for p in check_record(desk, desk.library.get(one.uuid))]
    desk.library.finalize(one.uuid)
    desk.library.save(desk.library.get(one.uuid))
    second = pack(desk, tmp_path).package
    vid = desk.library.last_dispatches()[one.uuid][1]
    receive(desk, answer(tmp_path, second.id, Result(one.uuid, vid, "accepted"), seq=2))
    assert standings(desk) == {one.uuid: "accepted"}
