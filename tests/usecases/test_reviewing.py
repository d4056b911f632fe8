"""From submission to the final revision: who may do what when, and what the log tells of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from desktop.store import FinalizedError, LibraryError
from desktop.usecases import bulk, compiling, people, remarking, replacing, reviewing
from desktop.usecases.history import events
from desktop.usecases.people import Person
from desktop.usecases.remarking import NewRemark
from desktop.usecases.review_guards import REVIEW_FIELDS, ReviewRefused
from desktop.usecases.review_queue import queue
from desktop.usecases.review_rounds import Stage
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.usecases.review_samples import (
    BOSS,
    CENSOR,
    OTHER_WRITER,
    REVIEWER,
    WRITER,
    office,
    proof,
)


@pytest.fixture
def draft(workspace: Workspace) -> Record:
    """A draft that can be submitted, in a library that knows its staff."""
    return proof(office(workspace))


@pytest.fixture
def submitted(workspace: Workspace, draft: Record) -> Record:
    """A record that waits for its review."""
    assert reviewing.submit(workspace, [draft.uuid], WRITER).accepted == (draft.uuid,)
    return workspace.library.get(draft.uuid)


@pytest.fixture
def judged(workspace: Workspace, submitted: Record) -> Record:
    """A record that waits to be made final."""
    reviewing.approve(workspace, submitted.uuid, REVIEWER)
    return reviewing.disclose(workspace, submitted.uuid, CENSOR, "public")


def stage(workspace: Workspace, record: Record) -> Stage:
    return reviewing.round_of(workspace, record.uuid).stage


def test_the_whole_way_leaves_a_frozen_revision_and_its_names(
    workspace: Workspace, draft: Record
) -> None:
    reviewing.submit(workspace, [draft.uuid], WRITER)
    assert stage(workspace, draft) is Stage.REVIEW
    reviewing.approve(workspace, draft.uuid, REVIEWER, "内容属实")
    assert stage(workspace, draft) is Stage.DISCLOSURE
    reviewing.disclose(workspace, draft.uuid, CENSOR, "public")
    assert stage(workspace, draft) is Stage.FINAL
    final = reviewing.finalize(workspace, draft.uuid, BOSS, "局务会通过")
    assert stage(workspace, draft) is Stage.DONE

    today = date.today().isoformat()
    assert final.state == "approved"
    told = ("reviewer_name", "review_date", "secrecy_result", "secrecy_reviewer", "secrecy_date")
    assert [final.get(name) for name in told] == [REVIEWER, today, "public", CENSOR, today]
    (revision,) = workspace.library.revisions(draft.uuid)
    assert (revision.n, revision.by, revision.note) == (1, BOSS, "局务会通过")
    assert revision.content_hash == final.content_hash()
    with pytest.raises(FinalizedError):
        workspace.library.save(final.with_values(name="偷改"))
    assert [(event.words, event.by) for event in events(workspace, draft.uuid)] == [
        ("定稿：局务会通过", BOSS),
        ("公开审查", CENSOR),
        ("审核通过：内容属实", REVIEWER),
        ("提交审核", WRITER),
        ("新建", WRITER),
    ]


def test_problems_that_block_are_counted_and_named(workspace: Workspace) -> None:
    record = proof(office(workspace), issuer="", how_to_obtain="无")
    report = reviewing.submit(workspace, [record.uuid], WRITER)
    assert report.accepted == ()
    (refusal,) = report.refused
    assert refusal.title == "企业投资项目备案证明"
    assert {problem.field for problem in refusal.problems} == {"issuer", "how_to_obtain"}
    assert refusal.reason == "还有 2 处阻断问题，请先处理。"
    assert workspace.library.get(record.uuid).state == "draft"


def test_a_written_reason_lets_a_problem_pass(
    workspace: Workspace, draft: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A rule that asks for a reason is made of one that blocks, so that the record stays small; a
    # checker reads the texts once, when it is made.
    from forms.problem import Severity
    from forms.rules import registry

    broken = compiling.save(workspace, draft.with_values(issuer=None))
    texts = {
        key: text if key != "G01" else _weaker(text, Severity.JUSTIFY)
        for key, text in registry.texts().items()
    }
    monkeypatch.setattr(registry, "texts", lambda: texts)
    (refusal,) = reviewing.submit(workspace, [broken.uuid], WRITER).refused
    assert refusal.reason == "还有 1 处需要说明理由，请先处理。"
    compiling.give_reason(workspace, refusal.problems[0], "由申请人自备")
    assert reviewing.submit(workspace, [broken.uuid], WRITER).accepted == (broken.uuid,)


def _weaker(text: object, severity: object) -> object:
    from dataclasses import replace

    return replace(text, severity=severity)  # type: ignore[type-var]


def test_of_many_the_good_ones_are_taken_and_the_others_say_why(workspace: Workspace) -> None:
    office(workspace)
    good = proof(workspace, "甲证明")
    waiting, binned, broken = proof(workspace, "乙"), proof(workspace, "丙"), proof(workspace, "丁")
    reviewing.submit(workspace, [waiting.uuid], WRITER)
    compiling.delete(workspace, binned.uuid)
    compiling.save(workspace, broken.with_values(issuer=None))
    listed = workspace.library.save(Record("negative_list_ref", {}))
    everything = [good.uuid, waiting.uuid, binned.uuid, broken.uuid, listed.uuid, "unknown"]
    report = reviewing.submit(workspace, everything, WRITER)
    assert report.accepted == (good.uuid,)
    reasons = {item.uuid: item.reason for item in report.refused}
    assert "正在等待审核" in reasons[waiting.uuid]
    assert "回收站" in reasons[binned.uuid]
    assert "1 处阻断" in reasons[broken.uuid]
    assert "只供查阅" in reasons[listed.uuid]
    assert "不在工作库" in reasons["unknown"]


def test_nobody_and_people_without_the_duty_cannot_submit(
    workspace: Workspace, draft: Record
) -> None:
    for by, sentence in ((" ", "选择您的姓名"), (REVIEWER, "没有“编制”")):
        (refusal,) = reviewing.submit(workspace, [draft.uuid], by).refused
        assert sentence in refusal.reason
    assert workspace.library.get(draft.uuid).state == "draft"


def test_a_final_record_is_not_submitted_again(workspace: Workspace, judged: Record) -> None:
    reviewing.finalize(workspace, judged.uuid, BOSS)
    (refusal,) = reviewing.submit(workspace, [judged.uuid], WRITER).refused
    assert "新版本" in refusal.reason


def test_a_read_only_library_refuses_with_its_reason(
    workspace: Workspace, submitted: Record
) -> None:
    with Workspace.open(workspace.library.path, read_only=True) as other:
        (refusal,) = reviewing.submit(other, [submitted.uuid], WRITER).refused
        assert refusal.reason == other.library.read_only_reason
        with pytest.raises(ReviewRefused):
            reviewing.approve(other, submitted.uuid, REVIEWER)


def test_authors_do_not_judge_their_own_work(workspace: Workspace, draft: Record) -> None:
    people.save_people(
        workspace, [*people.people(workspace), Person("郑一", "", ("compile", "review"))]
    )
    reviewing.submit(workspace, [draft.uuid], "郑一")
    for author in (WRITER, "郑一"):  # who compiled it, and who submitted it
        with pytest.raises(ReviewRefused, match=f"须由另一人进行。请由{REVIEWER}、{BOSS}处理"):
            reviewing.approve(workspace, draft.uuid, author)
    reviewing.approve(workspace, draft.uuid, REVIEWER)
    with pytest.raises(ReviewRefused, match=f"由{WRITER}编制或提交"):
        reviewing.disclose(workspace, draft.uuid, WRITER, "public")


def test_an_office_of_one_is_told_that_another_person_is_needed(
    workspace: Workspace, submitted: Record
) -> None:
    people.save_people(workspace, [Person(WRITER, "", ("compile", "review", "disclose"))])
    with pytest.raises(ReviewRefused, match="没有别人负责审核，请先在设置中添加"):
        reviewing.approve(workspace, submitted.uuid, WRITER)


@pytest.mark.parametrize(
    ("by", "sentence"), [("", "姓名"), ("张三", "名单中没有"), (CENSOR, "职责中没有“审核”")]
)
def test_only_people_with_the_duty_approve(
    workspace: Workspace, submitted: Record, by: str, sentence: str
) -> None:
    with pytest.raises(ReviewRefused, match=sentence):
        reviewing.approve(workspace, submitted.uuid, by)
    assert stage(workspace, submitted) is Stage.REVIEW


def test_what_was_changed_after_submission_is_not_approved(
    workspace: Workspace, submitted: Record
) -> None:
    workspace.library.save(submitted.with_values(issuer="另一个机关"))
    with pytest.raises(ReviewRefused, match="内容又有改动"):
        reviewing.approve(workspace, submitted.uuid, REVIEWER)


def test_what_was_changed_after_approval_does_not_become_final(
    workspace: Workspace, judged: Record
) -> None:
    workspace.library.save(judged.with_values(issuer="另一个机关"))
    with pytest.raises(ReviewRefused, match="内容又有改动"):
        reviewing.finalize(workspace, judged.uuid, BOSS)


def test_what_is_under_review_is_left_out_when_many_are_changed(
    workspace: Workspace, submitted: Record
) -> None:
    field = workspace.catalogue.form("proof_item").fields["issuer"]
    (effect,) = bulk.plan(
        workspace, [submitted.uuid], field, bulk.Operation.SET, "另一个机关"
    ).effects
    assert effect.outcome is bulk.Outcome.LOCKED
    assert "正在审核" in effect.reason
    query = replacing.Query(replacing.Pattern("岚川县"), "岚山县")
    found = replacing.search(workspace, query)
    assert found.hits
    assert all("正在审核" in hit.locked for hit in found.hits)


def test_what_another_window_changed_meanwhile_is_left_alone(
    workspace: Workspace, submitted: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    checker = workspace.checker()
    check = checker.check

    def and_meanwhile(record: Record, *rest: object) -> object:
        workspace.library.save(submitted.with_values(issuer="另一个机关"))
        return check(record, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(type(checker), "check", lambda _, *rest: and_meanwhile(*rest))
    with pytest.raises(LibraryError, match="刚刚又有改动"):
        reviewing.approve(workspace, submitted.uuid, REVIEWER)


def test_a_return_carries_remarks_to_the_fields(workspace: Workspace, submitted: Record) -> None:
    with pytest.raises(ReviewRefused, match="写明退回的原因"):
        reviewing.send_back(workspace, submitted.uuid, [NewRemark("  ")], REVIEWER)
    said = [
        NewRemark("机关名称要写全称", "issuer"),
        NewRemark("请附依据全文", "basis[0].quoted_text"),
    ]
    record = reviewing.send_back(workspace, submitted.uuid, said, REVIEWER)
    assert record.state == "returned"
    found = remarking.remarks(workspace, record.uuid)
    assert [(item.field, item.label, item.text, item.returned, item.open) for item in found] == [
        ("issuer", "开具单位", "机关名称要写全称", True, True),
        ("basis[0].quoted_text", "设定依据 第1行 依据内容（条文原文）", "请附依据全文", True, True),
    ]
    remarking.settle_remark(workspace, record.uuid, found[0].id, WRITER)
    assert [item.settled_by for item in remarking.remarks(workspace, record.uuid)] == [WRITER, ""]
    remarking.reopen_remark(workspace, record.uuid, found[0].id, WRITER)
    assert all(item.open for item in remarking.remarks(workspace, record.uuid))
    assert reviewing.submit(workspace, [record.uuid], WRITER).accepted
    assert stage(workspace, record) is Stage.REVIEW


def test_every_act_can_be_taken_back_until_the_record_is_final(
    workspace: Workspace, draft: Record
) -> None:
    reviewing.submit(workspace, [draft.uuid], WRITER)
    taken_back = reviewing.withdraw(workspace, draft.uuid, WRITER)
    assert (taken_back.state, taken_back.values) == ("draft", draft.values)
    reviewing.submit(workspace, [draft.uuid], WRITER)
    reviewing.approve(workspace, draft.uuid, REVIEWER)
    with pytest.raises(ReviewRefused, match="不能撤回"):
        reviewing.withdraw(workspace, draft.uuid, WRITER)
    assert reviewing.withdraw_approval(workspace, draft.uuid, REVIEWER).values == draft.values
    reviewing.approve(workspace, draft.uuid, REVIEWER)
    reviewing.disclose(workspace, draft.uuid, CENSOR, "public")
    reviewing.withdraw_disclosure(workspace, draft.uuid, CENSOR)
    assert stage(workspace, draft) is Stage.DISCLOSURE
    reviewing.disclose(workspace, draft.uuid, CENSOR, "public")
    reviewing.finalize(workspace, draft.uuid, BOSS)
    with pytest.raises(ReviewRefused, match="已定稿"):
        reviewing.withdraw_disclosure(workspace, draft.uuid, CENSOR)


def test_a_return_can_be_taken_back_by_who_made_it_until_somebody_edits(
    workspace: Workspace, judged: Record
) -> None:
    reviewing.send_back(workspace, judged.uuid, [NewRemark("再核对")], BOSS)
    with pytest.raises(ReviewRefused, match="只有退回的人"):
        reviewing.withdraw_return(workspace, judged.uuid, REVIEWER)
    again = reviewing.withdraw_return(workspace, judged.uuid, BOSS)
    assert again.values == judged.values
    assert stage(workspace, judged) is Stage.FINAL
    assert remarking.remarks(workspace, judged.uuid) == []
    returned = reviewing.send_back(workspace, judged.uuid, [NewRemark("再核对")], BOSS)
    compiling.save(workspace, returned.with_values(issuer="另一个机关"))
    with pytest.raises(ReviewRefused, match="编制人已经修改"):
        reviewing.withdraw_return(workspace, judged.uuid, BOSS)


def test_an_undecided_conclusion_keeps_the_record_waiting(
    workspace: Workspace, submitted: Record
) -> None:
    reviewing.approve(workspace, submitted.uuid, REVIEWER)
    reviewing.disclose(workspace, submitted.uuid, CENSOR, "pending", note="请示保密局")
    assert stage(workspace, submitted) is Stage.DISCLOSURE
    with pytest.raises(ReviewRefused, match="待公开审查"):
        reviewing.finalize(workspace, submitted.uuid, BOSS)
    reviewing.disclose(workspace, submitted.uuid, CENSOR, "public")
    assert stage(workspace, submitted) is Stage.FINAL


def test_what_is_not_wholly_public_names_the_clause(
    workspace: Workspace, submitted: Record
) -> None:
    reviewing.approve(workspace, submitted.uuid, REVIEWER)
    with pytest.raises(ReviewRefused, match="写明依据的条款"):
        reviewing.disclose(workspace, submitted.uuid, CENSOR, "partial")
    with pytest.raises(ReviewRefused, match="最多 500 字"):
        reviewing.disclose(workspace, submitted.uuid, CENSOR, "partial", basis="条" * 501)
    with pytest.raises(ReviewRefused, match="选择公开审查的结论"):
        reviewing.disclose(workspace, submitted.uuid, CENSOR, "whatever")
    basis = "《政府信息公开条例》第十五条"
    record = reviewing.disclose(workspace, submitted.uuid, CENSOR, "partial", basis=basis)
    assert record.get("secrecy_basis") == basis


def test_a_new_version_is_reviewed_anew(workspace: Workspace, judged: Record) -> None:
    reviewing.finalize(workspace, judged.uuid, BOSS)
    second = compiling.new_version(workspace, judged.uuid)
    assert [second.get(name) for name in REVIEW_FIELDS] == [None] * 5
    assert stage(workspace, second) is Stage.EDITING
    compiling.save(workspace, second.with_values(
        issuer="岚川县数据局", change_type="change", change_note="机构改革"))  # fmt: skip
    report = reviewing.submit(workspace, [second.uuid], OTHER_WRITER)
    assert report.refused == ()
    with pytest.raises(ReviewRefused, match="不能公开审查"):
        reviewing.disclose(workspace, second.uuid, CENSOR, "public")
    assert reviewing.withdraw(workspace, second.uuid, OTHER_WRITER).state == "amending"


def test_several_are_approved_each_by_itself(workspace: Workspace) -> None:
    office(workspace)
    records = [proof(workspace, name) for name in ("甲", "乙", "丙")]
    reviewing.submit(workspace, [item.uuid for item in records[:2]], WRITER)
    report = reviewing.approve_all(workspace, [item.uuid for item in records], REVIEWER)
    assert report.accepted == (records[0].uuid, records[1].uuid)
    assert [(item.title, item.reason) for item in report.refused] == [
        ("丙", "这条记录现在是“编制中”，不能审核。")
    ]


def test_remarks_stand_on_any_record_and_stay_out_of_its_content(
    workspace: Workspace, judged: Record
) -> None:
    final = reviewing.finalize(workspace, judged.uuid, BOSS)
    with pytest.raises(ReviewRefused, match="批注的内容"):
        remarking.add_remark(workspace, final.uuid, NewRemark(" "), WRITER)
    remark = remarking.add_remark(workspace, final.uuid, NewRemark("下一版改电话"), WRITER)
    assert (remark.text, remark.by, remark.field, remark.label) == ("下一版改电话", WRITER, "", "")
    assert workspace.library.get(final.uuid) == final
    with pytest.raises(ReviewRefused, match="已经不在"):
        remarking.settle_remark(workspace, final.uuid, "unknown", WRITER)


def seen_by(workspace: Workspace, name: str) -> dict[str, bool]:
    """Title → whether it waits for that person."""
    person = people.find_person(workspace, name)
    return {item.title: item.mine for item in queue(workspace, person).items}


def test_the_queue_tells_everybody_what_waits_for_them(workspace: Workspace) -> None:
    office(workspace)
    names = ("待审核", "待审查", "待定稿", "退回")
    records = [proof(workspace, name) for name in names]
    reviewing.submit(workspace, [item.uuid for item in records], WRITER)
    for record in records[1:3]:
        reviewing.approve(workspace, record.uuid, REVIEWER)
    reviewing.disclose(workspace, records[2].uuid, CENSOR, "public")
    reviewing.send_back(workspace, records[3].uuid, [NewRemark("请改")], REVIEWER)
    waiting: dict[str, Callable[[str], bool]] = {
        WRITER: lambda name: name == "退回",
        OTHER_WRITER: lambda _: False,
        REVIEWER: lambda name: name in ("待审核", "待定稿"),
        CENSOR: lambda name: name == "待审查",
        BOSS: lambda name: name != "退回",
    }
    for person, expected in waiting.items():
        assert seen_by(workspace, person) == {name: expected(name) for name in names}, person
    everything = queue(workspace)  # nobody was chosen
    assert everything.mine == 4
    (returned,) = everything.at(Stage.RETURNED)
    assert [remark.text for remark in returned.remarks] == ["请改"]
    assert returned.since == returned.remarks[0].at


def test_what_a_person_left_behind_comes_back_to_all_who_compile(workspace: Workspace) -> None:
    office(workspace)
    record = proof(workspace)
    reviewing.submit(workspace, [record.uuid], WRITER)
    reviewing.send_back(workspace, record.uuid, [NewRemark("请改")], REVIEWER)
    assert seen_by(workspace, OTHER_WRITER) == {"企业投资项目备案证明": False}
    people.save_people(workspace, [p for p in people.people(workspace) if p.name != WRITER])
    assert seen_by(workspace, OTHER_WRITER) == {"企业投资项目备案证明": True}


def test_what_arrives_as_submitted_can_be_reviewed(workspace: Workspace) -> None:
    draft = proof(office(workspace))
    arrived = Record(draft.kind, draft.values, state="submitted").with_values(name="外来证明")
    workspace.library.save(arrived)
    assert reviewing.round_of(workspace, arrived.uuid).submitted is None
    reviewing.approve(workspace, arrived.uuid, REVIEWER)
    assert stage(workspace, arrived) is Stage.DISCLOSURE
