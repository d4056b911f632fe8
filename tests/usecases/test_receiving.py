"""Receipts: the portal's and nobody else's, each reason on its field, old lists through a mapping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pytest

from desktop.imports.receipt_table import MappingWrong
from desktop.usecases import listing, merging
from desktop.usecases.checking import check_library, check_record
from desktop.usecases.packing import pack
from desktop.usecases.receiving import receive, receive_table, standings
from desktop.usecases.workspace import Workspace
from exports.package import SigningKey
from exports.package.receipt import (
    Receipt,
    ReceiptRefused,
    Refusal,
    Result,
    ResultError,
    parse_receipt,
)
from forms.merging import Pick
from forms.record import Record
from forms.rules import registry
from tests.usecases.exchange_samples import PORTAL, PORTAL_KEY, answer, finished
from tests.usecases.review_samples import office

MAPPING = """
portal = "市管理平台"
match = "title"
[columns]
record = "证明名称"
status = "审核结果"
field = "问题栏目"
code = "代码"
message = "意见"
[status]
accepted = ["通过"]
rejected = ["退回", "不通过"]
[fields]
"单位" = "issuer"
[codes.E01]
rule = "G02"
field = "demander"
"""


@dataclass
class Sent:
    """Two records that went out, and the package they went in."""

    desk: Workspace
    records: Sequence[Record]
    package: str
    folder: Path

    def result(self, number: int, status: str, *errors: ResultError) -> Result:
        uuid = self.records[number].uuid
        return Result(uuid, self.desk.library.last_dispatches()[uuid][1], status, errors)

    def answer(self, *results: Result, **more: object) -> Path:
        return answer(self.folder, self.package, *results, **more)  # type: ignore[arg-type]


@pytest.fixture
def sent(workspace: Workspace, tmp_path: Path) -> Sent:
    desk = office(workspace)
    records = [finished(desk, "甲证明"), finished(desk, "乙证明")]
    return Sent(desk, records, pack(desk, tmp_path).package.id, tmp_path)


def test_a_receipt_puts_each_reason_on_its_field_and_counts(sent: Sent) -> None:
    path = sent.answer(
        sent.result(0, "accepted"),
        sent.result(1, "rejected", ResultError("basis[0].title", "G03", "名称超长"),
                    ResultError("", "E9", "不在目录内")),
    )  # fmt: skip
    received = receive(sent.desk, path, key=PORTAL_KEY.public, by="周砚秋")
    assert received.signer == PORTAL_KEY.public.fingerprint
    assert len(received.applied.accepted) == len(received.applied.rejected) == 1
    found = check_record(sent.desk, sent.desk.library.get(sent.records[1].uuid))
    assert [(p.rule, p.field) for p in found] == [("X03", ""), ("X03", "basis[0].title")]
    assert "对应规则 G03" in found[1].message
    assert found[1].label == "设定依据 第1行 依据名称（全称）"
    assert check_library(sent.desk).by_rule == {"X03": 2}
    assert Counter(standings(sent.desk).values()) == {"accepted": 1, "rejected": 1}


def test_the_profile_says_what_a_portals_code_means(sent: Sent) -> None:
    profiles = dict(sent.desk.catalogue.profiles)
    known = {"E101": {"rule": "G03", "field": "issuer"}}
    profiles["gbt39554"] = replace(profiles["gbt39554"], returns=known)
    catalogue = replace(sent.desk.catalogue, profiles=profiles)
    desk = replace(sent.desk, catalogue=catalogue, _checkers={})
    path = sent.answer(sent.result(0, "rejected", ResultError("", "E101", "超长")))
    receive(desk, path, key=PORTAL_KEY.public)
    (problem,) = check_record(desk, desk.library.get(sent.records[0].uuid))
    assert (problem.field, problem.params["rule"]) == ("issuer", "G03")


def test_a_reason_lets_a_rejected_record_out_again(sent: Sent) -> None:
    receive(sent.desk, sent.answer(sent.result(0, "rejected", ResultError("name", "E1", "有误"))),
            key=PORTAL_KEY.public)  # fmt: skip
    uuid = sent.records[0].uuid
    sent.desk.library.waive(uuid, "X03", "name", "已与门户核实，名称无误")
    assert [p.blocks for p in check_record(sent.desk, sent.desk.library.get(uuid))] == [False]
    assert dict(pack(sent.desk, sent.folder / "再").package.counts) == {"proof_item": 2}


def test_a_conflict_is_a_problem_of_the_whole_record(sent: Sent) -> None:
    item = replace(sent.result(0, "conflict"), current={"rev": 3})
    receive(sent.desk, sent.answer(item), key=PORTAL_KEY.public)
    (problem,) = check_record(sent.desk, sent.desk.library.get(sent.records[0].uuid))
    assert (problem.rule, problem.field) == ("X04", "")
    assert PORTAL in problem.message
    assert Counter(standings(sent.desk).values()) == {"conflict": 1, "waiting": 1}


def test_before_and_after_sending_records_are_counted(workspace: Workspace, tmp_path: Path) -> None:
    desk = office(workspace)
    finished(desk, "甲证明")
    assert Counter(standings(desk).values()) == {"unsent": 1}
    pack(desk, tmp_path)
    assert Counter(standings(desk).values()) == {"waiting": 1}


def listed(desk: Workspace) -> dict[str, str]:
    """How the lists say that records stand with the portal."""
    lines = listing.lines(desk, listing.find(desk, listing.Query()))
    return {line.uuid: line.portal for line in lines if line.portal}


def test_lists_say_filter_count_and_sort_how_records_stand_with_the_portal(sent: Sent) -> None:
    desk, before = sent.desk, sent.answer()
    open_one = desk.library.save(Record("proof_item", {"name": "丙证明"}))
    unsent = finished(desk, "丁证明")
    assert listed(desk) == standings(desk)
    assert set(listed(desk).values()) == {"waiting", "unsent"}
    receive(desk, before, key=PORTAL_KEY.public)
    fault = ResultError("issuer", "E1", "出具单位不对。")
    receive(desk, sent.answer(sent.result(0, "accepted"), sent.result(1, "rejected", fault), seq=2))
    assert listed(desk) == standings(desk)
    first, second = (record.uuid for record in sent.records)
    assert listed(desk) == {first: "accepted", second: "rejected", unsent.uuid: "unsent"}
    query = listing.Query(portal=("rejected", "unsent"))
    assert {line.uuid for line in listing.lines(desk, listing.find(desk, query))} == {
        second, unsent.uuid,
    }  # fmt: skip
    counts = {"accepted": 1, "rejected": 1, "unsent": 1}
    assert listing.facets(desk, query).portal == counts
    ordered = listing.lines(desk, listing.find(desk, listing.Query(sort="portal")))
    assert [line.uuid for line in ordered] == [second, unsent.uuid, first, open_one.uuid]
    # A portal that was restored from a backup has forgotten it.
    forgotten = Receipt("", PORTAL, "e2", "f" * 64, 1, "2026-12-02T08:00:00.000Z", ())
    desk.library.apply_receipt(replace(forgotten, id="9" * 64))
    assert listed(desk) == standings(desk)
    assert listed(desk)[first] == "waiting"


def test_the_portals_key_is_asked_for_once_and_remembered(sent: Sent) -> None:
    path = sent.answer(sent.result(0, "accepted"))
    with pytest.raises(ReceiptRefused, match="还没有“省政务服务平台”的公钥"):
        receive(sent.desk, path)
    receive(sent.desk, path, key=PORTAL_KEY.public)
    assert receive(sent.desk, path).applied.again
    stranger = sent.answer(sent.result(1, "accepted"), key=SigningKey.new(), seq=2)
    with pytest.raises(ReceiptRefused, match="签名核对不上"):
        receive(sent.desk, stranger)


def test_a_changed_receipt_changes_nothing(sent: Sent) -> None:
    path = sent.answer(sent.result(0, "rejected"))
    path.write_bytes(path.read_bytes().replace(b"rejected", b"accepted"))
    with pytest.raises(ReceiptRefused, match="签名核对不上"):
        receive(sent.desk, path, key=PORTAL_KEY.public)
    assert sent.desk.library.receipts() == []
    assert sent.desk.library.setting("portal_keys") is None


def test_a_receipt_without_its_signature_is_refused(sent: Sent) -> None:
    path = sent.answer(sent.result(0, "accepted"))
    path.with_name(f"{path.name}.minisig").unlink()
    with pytest.raises(ReceiptRefused, match="旁边没有签名文件"):
        receive(sent.desk, path, key=PORTAL_KEY.public)


def test_a_refused_package_leaves_its_records_unsettled(sent: Sent) -> None:
    path = sent.answer(refused=Refusal("schema", "格式版本过旧"))
    received = receive(sent.desk, path, key=PORTAL_KEY.public)
    assert received.to_json()["refused"] == {"code": "schema", "message": "格式版本过旧"}
    assert Counter(standings(sent.desk).values()) == {"waiting": 2}
    assert sent.desk.library.receipts()[0].refused["code"] == "schema"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"sync-receipt/1", b"sync-receipt/9"), (b'"accepted"', b'"maybe"'), (b'"seq":1', b'"seq":-1'),
        (b'"seq":1', b'"seq":true'), (b'"uuid":"', b'"uuid":"x'), (b'"vid":"', b'"vid":"g'),
        (b"2026-12-01T", b"2026-13-01T"), (b'{"at"', b'{"seq":1,"at"'), (b"}\n", b""),
        (b".000Z", b".000"),
    ],
)  # fmt: skip
def test_what_is_no_receipt_is_refused(sent: Sent, old: bytes, new: bytes) -> None:
    data = sent.answer(sent.result(0, "accepted")).read_bytes()
    assert parse_receipt(data).counts["accepted"] == 1
    assert old in data
    with pytest.raises(ReceiptRefused):
        parse_receipt(data.replace(old, new, 1))


def table(folder: Path, *rows: tuple[str, ...]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("某市审核结果",))
    for row in rows:
        sheet.append(row)
    path = folder / "回执.xlsx"
    book.save(path)
    return path


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "对照.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


HEAD = ("证明名称", "审核结果", "问题栏目", "代码", "意见")


def test_an_old_portals_list_is_read_through_a_mapping(sent: Sent, mapping: Path) -> None:
    path = table(
        sent.folder, HEAD, ("甲证明", "通过", "", "", ""), ("乙证明", "退回", "单位", "", "写全称"),
        ("乙证明", "退回", "", "E01", "为空话"), ("丙证明", "退回", "", "", "不认识"),
    )  # fmt: skip
    received = receive_table(sent.desk, path, mapping)
    assert received.unmatched == ("第 6 行“丙证明”",)
    found = check_record(sent.desk, sent.desk.library.get(sent.records[1].uuid))
    title = registry.texts()["G02"].title
    assert {(p.field, p.message) for p in found} == {
        ("issuer", "门户退回：写全称。"),
        ("demander", f"门户退回：为空话（对应规则 G02“{title}”）。"),
    }
    assert Counter(standings(sent.desk).values()) == {"accepted": 1, "rejected": 1}
    assert receive_table(sent.desk, path, mapping).applied.again


def test_the_same_list_as_csv(sent: Sent, mapping: Path) -> None:
    path = sent.folder / "回执.csv"
    path.write_text(",".join(HEAD) + "\n甲证明,不通过,出具单位,,写全称\n", encoding="gb18030")
    receive_table(sent.desk, path, mapping)
    (problem,) = check_record(sent.desk, sent.desk.library.get(sent.records[0].uuid))
    assert problem.rule == "X03"


def test_a_word_that_the_mapping_does_not_explain_stops_all(sent: Sent, mapping: Path) -> None:
    path = table(sent.folder, HEAD, ("甲证明", "通过"), ("乙证明", "暂缓"))
    with pytest.raises(MappingWrong, match="第 4 行的结果“暂缓”"):
        receive_table(sent.desk, path, mapping)
    assert sent.desk.library.receipts() == []


def test_a_list_of_something_else_is_refused(sent: Sent, mapping: Path) -> None:
    with pytest.raises(MappingWrong, match="没有“证明名称”、“审核结果”这两列"):
        receive_table(sent.desk, table(sent.folder, ("甲", "乙")), mapping)
    path = table(sent.folder, HEAD, ("丙证明", "通过"))
    with pytest.raises(ReceiptRefused, match="没有一行"):
        receive_table(sent.desk, path, mapping)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [("portal =", "x =", "缺少 portal"), ('status = "审核结果"\n', "", r"缺少 columns\.status"),
     ("[columns]", "[columns]\nodd = 'x'", "不认识的项“odd”"), ('"title"', '"name"', "match"),
     ("[status]", "[status", "读不了")],
)  # fmt: skip
def test_a_wrong_mapping_is_said(sent: Sent, mapping: Path, old: str, new: str, words: str) -> None:
    mapping.write_text(MAPPING.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MappingWrong, match=words):
        receive_table(sent.desk, mapping, mapping)


def at_portal(sent: Sent, number: int, **values: object) -> dict[str, object]:
    """The version that somebody else sent meanwhile, as a receipt tells it."""
    record = sent.desk.library.revision(sent.records[number].uuid, 1)
    content = {**record.to_json(), **values}
    seen = sent.desk.library.versions([record])[record.uuid]
    return {
        "uuid": record.uuid, "kind": record.kind, "rev": 3, "seq": 9, "vid": "e" * 64,
        "parents": list(seen.parents), "ancestors": list(seen.ancestors), "deleted": False,
        "content": content,
    }  # fmt: skip


def test_a_conflict_is_resolved_field_by_field_and_goes_out_again_having_seen_the_portals(
    sent: Sent,
) -> None:
    uuid = sent.records[0].uuid
    item = replace(sent.result(0, "conflict"), current=at_portal(sent, 0, name="门户改的名称"))
    receive(sent.desk, sent.answer(item), key=PORTAL_KEY.public)
    assert [p.rule for p in check_record(sent.desk, sent.desk.library.get(uuid))] == ["X04"]
    plan = merging.plan_of_conflicts(sent.desk)
    (asked,) = plan.items
    assert plan.source.vouched
    assert [(c.key, c.mine, c.theirs) for c in asked.conflicts] == [
        ("name", "甲证明", "门户改的名称")
    ]
    done = merging.commit(sent.desk, merging.decide_all(plan, Pick.MINE))
    now = sent.desk.library.get(uuid)
    assert (now.get("name"), now.state, now.version) == ("甲证明", "amending", 2)
    assert "X04" not in {p.rule for p in check_record(sent.desk, now)}, "it is dealt with"
    assert [i.standing for i in merging.plan_of_conflicts(sent.desk).items] == ["same"]
    final = sent.desk.library.finalize(uuid)
    assert "e" * 64 in sent.desk.library.versions([final])[uuid].ancestors, "so a portal takes it"
    assert merging.undo(sent.desk, done.batch).kept, "what was finished since stays"


def test_a_conflict_merge_that_is_taken_back_is_a_conflict_again(sent: Sent) -> None:
    uuid = sent.records[0].uuid
    item = replace(sent.result(0, "conflict"), current=at_portal(sent, 0, name="门户改的名称"))
    other = replace(sent.result(1, "conflict"), current={"rev": 3})
    receive(sent.desk, sent.answer(item, other), key=PORTAL_KEY.public)
    plan = merging.plan_of_conflicts(sent.desk)
    unread = next(i for i in plan.items if i.uuid != uuid)
    assert (unread.standing, "重新索取" in unread.reason) == ("locked", True)
    done = merging.commit(sent.desk, merging.decide_all(plan, Pick.THEIRS))
    assert sent.desk.library.get(uuid).get("name") == "门户改的名称"
    merging.undo(sent.desk, done.batch)
    record = sent.desk.library.get(uuid)
    assert (record.get("name"), record.state) == ("甲证明", sent.records[0].state)
    assert [p.rule for p in check_record(sent.desk, record)] == ["X04"]
    assert len(merging.plan_of_conflicts(sent.desk).items) == 2
