"""汇总: colleagues' packages and libraries, planned, decided, written and taken back."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.store import LibraryError
from desktop.usecases import colleague_keys, people
from desktop.usecases import merging as use
from desktop.usecases.merge_sources import NothingToMerge, vouched_by
from desktop.usecases.merging import Standing
from desktop.usecases.packing import pack
from desktop.usecases.workspace import Workspace
from exports.package import PackageDamaged, SigningKey
from forms.merging import Choice, Pick
from forms.record import Record
from tests.usecases.exchange_samples import finished
from tests.usecases.review_samples import STAFF

MATERIALS = [
    {"name": "渡口设立申请书", "copies": 2},
    {"name": "船舶检验证书", "copies": 1},
    {"name": "渡工证明", "copies": 1},
]
VALUES = {
    "item_name": "渡口设立许可",
    "task_type": "administrative_licence",
    "accept_condition": "有渡船、渡工和码头。",
    "remark": "2026年新编",
    "materials": MATERIALS,
}


@pytest.fixture
def colleague(tmp_path: Path, empty_library: Path) -> Iterator[Workspace]:
    """The library of a colleague."""
    path = tmp_path / "同事.mingce"
    shutil.copy(empty_library, path)
    with Workspace.open(path) as opened:
        yield opened


@pytest.fixture
def send(tmp_path: Path) -> Callable[[Workspace], Path]:
    """Packs a draft package of everything."""

    def made(workspace: Workspace) -> Path:
        return pack(workspace, tmp_path / "包", draft=True).package.path

    return made


Send = Callable[[Workspace], Path]


@pytest.fixture
def shared(workspace: Workspace, colleague: Workspace, send: Send) -> str:
    """A guide that both have: ours went to the colleague in a package."""
    record = workspace.library.save(Record("service_guide", VALUES))
    take(colleague, send(workspace))
    return record.uuid


def commit(workspace: Workspace, plan: use.MergePlan) -> use.MergeOutcome:
    """Somebody said that packages without a signature may be merged."""
    return use.commit(workspace, plan, unsigned=True)


def take(workspace: Workspace, path: Path) -> use.MergeOutcome:
    return commit(workspace, use.plan(workspace, path))


def edit(workspace: Workspace, uuid: str, **values: object) -> None:
    record = workspace.library.get(uuid)
    workspace.library.save(record.with_values(**values))


def only(plan: use.MergePlan) -> use.Item:
    assert len(plan.items) == 1
    return plan.items[0]


def test_a_record_nobody_has_is_new_and_the_merge_is_undone_as_one(
    workspace: Workspace, colleague: Workspace, send: Send
) -> None:
    record = workspace.library.save(Record("service_guide", VALUES))
    plan = use.plan(colleague, send(workspace))
    assert (only(plan).standing, plan.source.trust[:8]) == (Standing.NEW, "这个包没有签名，")
    done = commit(colleague, plan)
    assert colleague.library.get(record.uuid).values == record.values
    assert use.undo(colleague, done.batch).removed == (record.uuid,)
    again = use.plan(colleague, send(workspace))
    assert only(again).standing is Standing.NEW, "what was only undone was deleted by nobody"
    commit(colleague, again)
    assert colleague.library.get(record.uuid).values == record.values


def test_the_same_package_twice_changes_nothing(
    workspace: Workspace, colleague: Workspace, send: Send, shared: str
) -> None:
    plan = use.plan(colleague, send(workspace))
    assert only(plan).standing is Standing.SAME
    assert commit(colleague, plan).counts == {}


def test_what_only_the_colleague_edited_is_taken_and_an_old_package_does_no_harm(
    workspace: Workspace, colleague: Workspace, send: Send, shared: str, tmp_path: Path
) -> None:
    old = Path(shutil.copy(send(workspace), tmp_path / "旧.zip"))
    edit(colleague, shared, remark="已核对")
    plan = use.plan(workspace, send(colleague))
    assert only(plan).standing is Standing.FORWARD
    commit(workspace, plan)
    assert workspace.library.get(shared).get("remark") == "已核对"
    assert only(use.plan(colleague, old)).standing is Standing.SAME


def test_edits_in_different_places_are_merged_and_both_end_with_the_same(
    workspace: Workspace, colleague: Workspace, send: Send, shared: str
) -> None:
    edit(workspace, shared, accept_condition="有渡船。", materials=[
        MATERIALS[0], {**MATERIALS[1], "copies": 3}, MATERIALS[2]])  # fmt: skip
    edit(colleague, shared, remark="改", materials=[*MATERIALS, {"name": "照片", "copies": 2}])
    first, second = send(workspace), send(colleague)
    ours, theirs = use.plan(workspace, second), use.plan(colleague, first)
    assert only(ours).standing is only(theirs).standing is Standing.MERGED
    commit(workspace, ours)
    commit(colleague, theirs)
    merged = workspace.library.get(shared)
    assert merged.values == colleague.library.get(shared).values
    assert merged.get("accept_condition") == "有渡船。"
    assert [(row["name"], row["copies"]) for row in merged.rows("materials")] == [
        ("渡口设立申请书", 2), ("船舶检验证书", 3), ("渡工证明", 1), ("照片", 2),
    ]  # fmt: skip
    edit(colleague, shared, remark="又改")
    assert only(use.plan(workspace, send(colleague))).standing is Standing.FORWARD


def test_a_conflict_is_asked_with_base_mine_and_theirs_and_decided_by_typing(
    workspace: Workspace, colleague: Workspace, send: Send, shared: str
) -> None:
    edit(workspace, shared, remark="甲", materials=[{**MATERIALS[0], "copies": 4}, *MATERIALS[1:]])
    edit(colleague, shared, remark="乙", materials=[{**MATERIALS[0], "copies": 5}, *MATERIALS[1:]])
    plan = use.plan(workspace, send(colleague))
    item = only(plan)
    assert item.standing is Standing.CONFLICT
    asked = {c.key: (c.base, c.mine, c.theirs) for c in item.conflicts}
    assert asked == {"remark": ("2026年新编", "甲", "乙"), "materials[0].copies": (2, 4, 5)}
    left = commit(workspace, plan)
    assert (left.left, left.counts) == (("渡口设立许可",), {})
    assert workspace.library.get(shared).get("remark") == "甲"
    remark, copies = item.conflicts if item.conflicts[0].key == "remark" else item.conflicts[::-1]
    kind = workspace.catalogue.form("service_guide").fields["task_type"]
    with pytest.raises(ValueError, match="不存在的类型"):
        use.typed(replace(remark, field=kind), "不存在的类型")
    plan = use.decide(plan, shared, copies.key, use.typed(copies, "6"))
    plan = use.decide(plan, shared, remark.key, Choice(Pick.THEIRS))
    assert plan.open == 0
    done = commit(workspace, plan)
    record = workspace.library.get(shared)
    assert (record.get("remark"), record.rows("materials")[0]["copies"]) == ("乙", "6")
    assert only(use.plan(workspace, send(colleague))).standing is Standing.SAME
    assert use.undo(workspace, done.batch).reverted == (shared,)
    assert workspace.library.get(shared).get("remark") == "甲"
    assert only(use.plan(workspace, send(colleague))).standing is Standing.CONFLICT


def test_a_final_record_becomes_a_draft_of_its_next_version_and_comes_back_by_undo(
    workspace: Workspace, colleague: Workspace, send: Send
) -> None:
    people.save_people(workspace, STAFF)
    record = finished(workspace, "渡口设立许可证明")
    take(colleague, send(workspace))
    assert colleague.library.get(record.uuid).state == "draft"
    edit(colleague, record.uuid, remark="同事补充")
    done = take(workspace, send(colleague))
    now = workspace.library.get(record.uuid)
    assert (now.state, now.version, now.get("remark")) == ("amending", 2, "同事补充")
    assert workspace.library.revision(record.uuid, 1).values == record.values
    assert use.undo(workspace, done.batch).reverted == (record.uuid,)
    assert workspace.library.get(record.uuid).state == record.state
    assert workspace.library.get(record.uuid).version == 1
    assert workspace.library.verify() == []


def test_internal_fields_do_not_travel_and_stay_where_they_were_typed(
    workspace: Workspace, colleague: Workspace, send: Send
) -> None:
    form = workspace.catalogue.form("service_guide")
    inner = next(f.id for f in form.fields.values() if f.internal and f.type == "text")
    record = workspace.library.save(Record("service_guide", {**VALUES, inner: "内部"}))
    take(colleague, send(workspace))
    assert colleague.library.get(record.uuid).get(inner) is None
    edit(colleague, record.uuid, remark="改")
    take(workspace, send(colleague))
    now = workspace.library.get(record.uuid)
    assert (now.get(inner), now.get("remark")) == ("内部", "改")
    edit(colleague, record.uuid, remark="再改")
    take(workspace, colleague.library.path)
    now = workspace.library.get(record.uuid)
    assert (now.get(inner), now.get("remark")) == ("内部", "再改")


def test_a_deleted_record_that_the_colleague_edited_is_asked_and_can_come_back(
    workspace: Workspace, colleague: Workspace, send: Send, shared: str
) -> None:
    workspace.library.delete(shared)
    assert only(use.plan(workspace, send(colleague))).standing is Standing.SAME
    edit(colleague, shared, remark="还要用")
    plan = use.plan(workspace, send(colleague))
    assert [c.about for c in only(plan).conflicts] == ["gone"]
    kept = use.decide_all(plan, Pick.MINE)
    batch = commit(workspace, kept).batch
    assert workspace.library.find(shared) is None
    use.undo(workspace, batch)
    assert workspace.library.find(shared) is None
    commit(workspace, use.decide_all(use.plan(workspace, send(colleague)), Pick.THEIRS))
    assert workspace.library.get(shared).get("remark") == "还要用"


def test_what_the_colleague_deleted_goes_to_the_bin_unless_it_was_edited_here(
    workspace: Workspace, colleague: Workspace, shared: str
) -> None:
    colleague.library.delete(shared)
    done = take(workspace, colleague.library.path)
    assert workspace.library.find(shared) is None
    assert use.undo(workspace, done.batch).reverted == (shared,)
    edit(workspace, shared, remark="还要用")
    plan = use.plan(workspace, colleague.library.path)
    assert [c.about for c in only(plan).conflicts] == ["gone"]
    commit(workspace, use.decide_all(plan, Pick.THEIRS))
    assert workspace.library.find(shared) is None


def test_a_copied_library_file_is_merged_by_what_the_logs_have_in_common(
    workspace: Workspace, tmp_path: Path
) -> None:
    one = workspace.library.save(Record("service_guide", VALUES))
    two = workspace.library.save(Record("service_guide", {**VALUES, "item_name": "航道许可"}))
    workspace.library.backup(tmp_path / "拷走.mingce")
    with Workspace.open(tmp_path / "拷走.mingce") as copy:
        edit(copy, one.uuid, remark="在家改的")
        edit(workspace, two.uuid, remark="在单位改的")
        stands = {i.uuid: i.standing for i in use.plan(workspace, copy.library.path).items}
        assert stands == {one.uuid: Standing.FORWARD, two.uuid: Standing.SAME}


def reasons(workspace: Workspace, uuid: str) -> dict[tuple[str, str], str]:
    return workspace.library.waivers(uuid)


def test_reasons_travel_and_what_was_taken_back_goes_on_both_sides(
    workspace: Workspace, colleague: Workspace, send: Send
) -> None:
    record = workspace.library.save(Record("service_guide", VALUES))
    workspace.library.waive(record.uuid, "G03", "item_name", "沿用旧名", "周砚秋")
    take(colleague, send(workspace))
    assert reasons(colleague, record.uuid) == {("G03", "item_name"): "沿用旧名"}
    assert only(use.plan(workspace, send(colleague))).standing is Standing.SAME
    colleague.library.waive(record.uuid, "G03", "item_name", "")
    colleague.library.waive(record.uuid, "G05", "phone", "总机代接")
    workspace.library.waive(record.uuid, "G08", "remark", "另有说明")
    plan = use.plan(workspace, send(colleague))
    item = only(plan)
    assert (item.standing, item.idle, item.conflicts) == (Standing.MERGED, True, ())
    done = commit(workspace, plan)
    both = {("G05", "phone"): "总机代接", ("G08", "remark"): "另有说明"}
    assert reasons(workspace, record.uuid) == both
    assert workspace.library.get(record.uuid) == record
    take(colleague, send(workspace))
    assert reasons(colleague, record.uuid) == both
    assert only(use.plan(workspace, send(colleague))).standing is Standing.SAME
    use.undo(workspace, done.batch)
    assert reasons(workspace, record.uuid) == {
        ("G03", "item_name"): "沿用旧名", ("G08", "remark"): "另有说明"
    }  # fmt: skip


def test_a_reason_taken_back_here_and_written_anew_there_is_asked(
    workspace: Workspace, colleague: Workspace, send: Send
) -> None:
    record = workspace.library.save(Record("service_guide", VALUES))
    place = ("G03", "item_name")
    workspace.library.waive(record.uuid, *place, "沿用旧名")
    take(colleague, send(workspace))
    old = shutil.copy(send(colleague), send(colleague).with_name("旧.zip"))
    workspace.library.waive(record.uuid, *place, "")
    assert only(use.plan(workspace, Path(old))).standing is Standing.SAME, "it stays taken back"
    edit(colleague, record.uuid, remark="改")
    colleague.library.waive(record.uuid, *place, "上级同意沿用")
    plan = use.plan(workspace, send(colleague))
    (conflict,) = only(plan).conflicts
    assert (conflict.about, conflict.mine, conflict.theirs) == ("reason", None, "上级同意沿用")
    assert commit(workspace, plan).left == ("渡口设立许可",)
    typed = use.decide(plan, record.uuid, conflict.key, use.typed(conflict, "另写的理由"))
    done = commit(workspace, typed)
    assert reasons(workspace, record.uuid) == {place: "另写的理由"}
    assert workspace.library.get(record.uuid).get("remark") == "改"
    use.undo(workspace, done.batch)
    assert (reasons(workspace, record.uuid), workspace.library.get(record.uuid).get("remark")) == (
        {}, "2026年新编"
    )  # fmt: skip
    commit(workspace, use.decide_all(plan, Pick.THEIRS))
    assert reasons(workspace, record.uuid) == {place: "上级同意沿用"}


def test_reasons_come_from_a_library_by_what_its_log_tells(
    workspace: Workspace, colleague: Workspace, shared: str
) -> None:
    colleague.library.waive(shared, "G03", "item_name", "沿用旧名")
    take(workspace, colleague.library.path)
    assert reasons(workspace, shared) == {("G03", "item_name"): "沿用旧名"}
    colleague.library.waive(shared, "G03", "item_name", "")
    take(workspace, colleague.library.path)
    assert reasons(workspace, shared) == {}


def test_attachments_come_along(workspace: Workspace, colleague: Workspace, send: Send) -> None:
    file = colleague.library.attach("样表".encode(), "样表.txt")
    rows = [{"name": "申请书", "blank_form": [file]}]
    record = colleague.library.save(Record("service_guide", {**VALUES, "materials": rows}))
    take(workspace, send(colleague))
    assert workspace.library.attachment(file["sha256"]) == "样表".encode()
    assert workspace.library.attachments_of(record.uuid)[0].missing is False


def test_a_package_is_merged_once_its_key_is_known_or_somebody_says_so_all_the_same(
    workspace: Workspace, colleague: Workspace, send: Send, tmp_path: Path
) -> None:
    colleague.library.save(Record("service_guide", VALUES))
    with pytest.raises(use.NotVouched, match="没有签名"):
        use.commit(workspace, use.plan(workspace, send(colleague)))
    key = SigningKey.new()
    path = pack(colleague, tmp_path, draft=True, key=key).package.path
    plan = use.plan(workspace, path)
    assert (plan.source.vouched, plan.source.signer) == (False, key.public.fingerprint)
    with pytest.raises(use.NotVouched, match="请向交来的人核对"):
        use.commit(workspace, plan)
    assert workspace.library.count() == 0
    with pytest.raises(PackageDamaged):
        use.plan(workspace, path, key=SigningKey.new().public)
    with pytest.raises(ValueError, match="谁的公钥"):
        colleague_keys.trust(workspace, " ", key.public)
    assert plan.source.claimed is not None
    owner = colleague_keys.trust(workspace, "周砚秋", plan.source.claimed)
    source = vouched_by(plan.source, owner)
    assert "是“周砚秋”的密钥" in source.trust
    assert use.commit(workspace, replace(plan, source=source)).counts == {"new": 1}
    assert use.plan(workspace, path).source.colleague == "周砚秋", "a known key is used by itself"
    colleague_keys.forget(workspace, key.public)
    assert use.plan(workspace, path).source.vouched is False


def test_a_package_that_only_names_a_known_key_is_refused(
    workspace: Workspace, colleague: Workspace, tmp_path: Path
) -> None:
    colleague.library.save(Record("service_guide", VALUES))
    known, other = SigningKey.new(), SigningKey.new()
    path = pack(colleague, tmp_path / "甲", draft=True, key=known).package.path
    source = use.plan(workspace, path).source
    edit(colleague, source.records[0].record.uuid, remark="换过")
    second = pack(colleague, tmp_path / "乙", draft=True, key=other).package.path
    forged = tmp_path / "冒充.zip"
    with zipfile.ZipFile(path) as real, zipfile.ZipFile(second) as mine:
        signatures = {
            n.split("/", 1)[1]: real.read(n) for n in real.namelist() if "/signatures/" in n
        }
        with zipfile.ZipFile(forged, "w") as made:
            for item in mine.infolist():
                made.writestr(item, signatures.get(item.filename.split("/", 1)[1], mine.read(item)))
    assert signatures
    colleague_keys.trust(workspace, "周砚秋", known.public)
    with pytest.raises(PackageDamaged):
        use.plan(workspace, forged)
    with pytest.raises(PackageDamaged):
        vouched_by(replace(source, path=second), colleague_keys.Colleague("周砚秋", known.public))


def test_what_is_being_reviewed_or_was_changed_meanwhile_stays(
    workspace: Workspace, colleague: Workspace, send: Send, shared: str
) -> None:
    edit(colleague, shared, remark="改")
    path = send(colleague)
    plan = use.plan(workspace, path)
    edit(workspace, shared, accept_condition="刚改的")
    assert commit(workspace, plan).changed == ("渡口设立许可",)
    record = workspace.library.get(shared)
    assert record.get("remark") == "2026年新编"
    workspace.library.save(replace(record, state="submitted"))
    item = only(use.plan(workspace, path))
    assert (item.standing, item.reason[:4]) == (Standing.LOCKED, "正在审核")


def test_other_files_and_the_library_itself_are_refused(
    workspace: Workspace, tmp_path: Path
) -> None:
    text = tmp_path / "说明.txt"
    text.write_text("不是包", encoding="utf-8")
    with pytest.raises(NothingToMerge, match="说明"):
        use.plan(workspace, text)
    with pytest.raises(NothingToMerge, match="正在使用"):
        use.plan(workspace, workspace.library.path)
    torn = tmp_path / "坏.mingce"
    torn.write_bytes(b"SQLite format 3\0" + bytes(4000))
    with pytest.raises(LibraryError):
        use.plan(workspace, torn)
