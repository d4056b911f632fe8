"""States of the window that the manual shows beside the main screens of `tests.ui.stage`.

The library here has more behind it: a guide that came back with remarks, one that is final, rows
that were dragged down, a colleague's package. What a scene writes stays: they run in this order.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from docx import Document
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QUrl
from PySide6.QtWidgets import QApplication

from desktop.exchange.keyring import Outcome, SessionStore
from desktop.store import ImportBatch, SourceCell
from desktop.ui.main_window import MainWindow
from desktop.ui.pages import Pages
from desktop.usecases import merging, reviewing, upper_catalogue
from desktop.usecases.packing import pack
from desktop.usecases.remarking import NewRemark
from desktop.usecases.signing import Keeper
from desktop.usecases.workspace import Workspace
from exports.package import SigningKey
from forms.model import Value
from forms.record import Record
from tests.imports import word_samples
from tests.ui.stage import Stage, import_preview, make_library, no_plan, sheet
from tests.usecases.upper_samples import filled
from tests.usecases.upper_samples import item as issued

Scene = Callable[[Stage], None]
WRITER, REVIEWER, CENSOR = "张明", "李敏", "王芳"
_RETURNED, _FINAL = "河道管理范围内建设项目", "取水许可"
_DRAGGED = "《岚川县水利工程管护办法》规定，本办法自2022年5月{}日起施行，由县水务局负责解释"


def make_busy_library(path: Path) -> None:
    """The sample agency in the middle of its work."""
    make_library(path)
    with Workspace.open(path) as desk:
        back, done = (guide(desk, title) for title in (_RETURNED, _FINAL))
        for record in (back, done):
            desk.library.save(record.with_values(compiler_name=WRITER), by=WRITER)
            report = reviewing.submit(desk, [record.uuid], WRITER)
            assert not report.refused, report.refused
        said = [
            NewRemark("承诺时限还可以再压缩，请与河湖股商定。", "promise_limit"),
            NewRemark("窗口电话已更换，请核对。", "consult_ways"),
        ]
        reviewing.send_back(desk, back.uuid, said, REVIEWER)
        reviewing.approve(desk, done.uuid, REVIEWER)
        reviewing.disclose(desk, done.uuid, CENSOR, "public")
        reviewing.finalize(desk, done.uuid, REVIEWER)
        _drag(desk)
        _revise(desk)
        twin = {**_like(desk, "service_guide", "水事纠纷裁决"), "promise_limit": None}
        desk.library.save(Record("service_guide", twin))


def guide(desk: Workspace, title: str) -> Record:
    """The guide of the sample agency whose title contains these words."""
    lines = desk.library.summaries("service_guide")
    return desk.library.get(next(line.uuid for line in lines if title in line.title))


def _like(desk: Workspace, kind: str, title: str) -> dict[str, Value]:
    """What a record of the sample agency says, without its codes."""
    lines = desk.library.summaries(kind)
    record = desk.library.get(next(line.uuid for line in lines if title in line.title))
    codes = {"code", "catalog_code", "impl_code"}
    return {name: value for name, value in record.values.items() if name not in codes}


def _revise(desk: Workspace) -> None:
    """A proof item in its second version."""
    lines = desk.library.summaries("proof_item")
    uuid = next(line.uuid for line in lines if "备案证明" in line.title)
    desk.library.save(desk.library.get(uuid).with_values(compiler_name=WRITER), by=WRITER)
    report = reviewing.submit(desk, [uuid], WRITER)
    assert not report.refused, report.refused
    reviewing.approve(desk, uuid, REVIEWER)
    reviewing.disclose(desk, uuid, CENSOR, "public")
    reviewing.finalize(desk, uuid, REVIEWER)
    version = desk.library.new_version(uuid, by=WRITER)
    words = "由窗口在省投资项目在线审批监管平台核验备案信息，申请人不用提交，也不用到窗口。"
    desk.library.save(
        version.with_values(how_to_obtain=words, change_type="change", demander="行政审批股"),
        by=WRITER,
    )


def _drag(desk: Workspace) -> None:
    """Three rows of a list in which a date grew by one."""
    names = ("水库日常管护检查", "堤防日常管护检查", "泵站日常管护检查")
    like = _like(desk, "power_item", "涉河建设项目")
    made = [
        Record("power_item", {**like, "name": name, "remark": _DRAGGED.format(number)})
        for number, name in enumerate(names, 1)
    ]
    cells = tuple(
        SourceCell("权力清单", n + 2, "H", _DRAGGED.format(n), "备注", record.uuid, "remark")
        for n, record in enumerate(made, 1)
    )
    batch = ImportBatch(id="管护", file="管护清单.xlsx", sha256="0" * 64, report={}, cells=cells)
    desk.library.save_many(made, batch=batch)


def pages(stage: Stage) -> Pages:
    """The pages of the window."""
    assert stage.window.pages is not None
    return stage.window.pages


# lists


def _list(stage: Stage, words: str = "") -> MainWindow:
    stage.place("kind:service_guide")
    if words:
        stage.window.list_page.focus_search()
    stage.window.list_page.search.setText(words)
    stage.settle()
    return stage.window


def _search(stage: Stage) -> None:
    _list(stage, "hd")


def _none(stage: Stage) -> None:
    _list(stage, "码头岸线")


def _scores(stage: Stage) -> None:
    stage.place("check")
    window = _list(stage)
    window.list_page.filters.buttons["scores"].open()
    stage.settle()


def _filter(stage: Stage) -> None:
    window = _list(stage)
    window.list_page.filters.buttons["states"].open()
    stage.settle()


def _chosen(stage: Stage) -> None:
    window = _list(stage)
    model, chosen = window.list_page.model, QItemSelection()
    for row in (2, 3, 5, 8):
        chosen.select(model.index(row, 0), model.index(row, 0))
    rows = QItemSelectionModel.SelectionFlag.Rows | QItemSelectionModel.SelectionFlag.ClearAndSelect
    window.list_page.table.selectionModel().select(chosen, rows)
    stage.settle()


def _bulk(stage: Stage) -> None:
    window = _list(stage)
    window.list_page.table.selectAll()
    QApplication.processEvents()
    window.list_page.actions_bar.change.click()
    page = pages(stage).bulk_page()
    page.field.setCurrentIndex(page.field.findData("undertaking_office"))
    page.field.activated.emit(page.field.currentIndex())
    assert page.editor is not None
    box = page.editor.main_widget()
    box.setText("行政审批股")  # type: ignore[attr-defined]
    box.textEdited.emit("行政审批股")  # type: ignore[attr-defined]
    stage.settle()


# entry


def _new(stage: Stage) -> None:
    _list(stage)
    stage.window.new_record("service_guide")
    stage.settle()
    stage.aside(0)


def _form(stage: Stage) -> None:
    stage.edit("service_guide", "河道采砂许可", "materials[0].name")
    stage.aside(0)
    table = stage.window.entry_page.current_page().grid.rows["materials"].editor
    table.show_form()  # type: ignore[attr-defined]
    stage.settle()


def _open_basis(stage: Stage) -> None:
    stage.edit("service_guide", "河道采砂许可", "legal_basis[0].title")
    stage.aside(0)


def _files(stage: Stage) -> None:
    stage.edit("service_guide", "河道采砂许可", "flowchart")
    stage.aside(0)


def _returned(stage: Stage) -> None:
    stage.edit("service_guide", _RETURNED, "promise_limit")
    stage.aside(4)


def _final(stage: Stage) -> None:
    stage.edit("service_guide", _FINAL)
    stage.aside(3)


# checks


def _check(tab: int) -> Scene:
    def show(stage: Stage) -> None:
        stage.place("check")
        pages(stage).check_page().tabs.setCurrentIndex(tab)
        stage.settle()

    return show


def _mends(stage: Stage) -> None:
    _check(0)(stage)
    pages(stage).check_page().problems.fix_link.click()
    stage.settle()


def _versions(stage: Stage) -> None:
    stage.place("history")
    pages(stage).history_page().show_record(stage.uuid("proof_item", "备案证明"))
    stage.settle()


# files


def _word(stage: Stage) -> None:
    no_plan(stage)
    path = word_samples.numbered_guide(stage.folder / "养犬登记办事指南.docx")
    document = Document(str(path))
    for text in ("十二、领导批示", "请抓紧办理。", "十三、法定办结时限", "视情况而定"):
        document.add_paragraph(text)
    document.save(str(path))
    stage.window.import_files([path])
    stage.settle()
    shown = pages(stage).import_page().choices.document
    found = next(span for span in shown._spans.values() if "请抓紧办理" in span.text)
    shown.browser.anchorClicked.emit(QUrl(f"{found.row}.{found.letter}"))
    stage.settle()


def _damaged(stage: Stage) -> None:
    no_plan(stage)
    path = stage.folder / "权力清单（损坏）.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    stage.window.import_files([path])
    stage.settle()


def _imported(stage: Stage) -> None:
    import_preview(stage)
    pages(stage).import_page().next()
    stage.settle()


def _exported(stage: Stage) -> None:
    _list(stage)
    stage.window.show_export("service_guide", [stage.uuid("service_guide", "河道采砂许可")])
    stage.settle()
    page = pages(stage).export_page()
    page.folder.box.setText(str(stage.folder / "导出"))
    page.start()
    stage.settle()


def _adjust(stage: Stage) -> None:
    stage.place("adjust")
    pages(stage).adjust_page().begin()
    stage.settle()


# exchange


def _pack(tab: int) -> Scene:
    def show(stage: Stage) -> None:
        stage.place("pack")
        pages(stage).pack_page().tabs.setCurrentIndex(tab)
        stage.settle()

    return show


def _keys(kept: Keeper) -> Scene:
    """The key as this keyring has it: that of the machine that draws is none of the manual's."""

    def show(stage: Stage) -> None:
        stage.place("pack")
        page = pages(stage).pack_page()
        page.desk._keeper, page.keys.state = kept, None
        page.tabs.setCurrentIndex(0)
        page.tabs.setCurrentIndex(4)
        stage.settle()

    return show


def _with_key() -> Keeper:
    kept = Keeper(SessionStore("system"))
    kept.store.put("signing-key", SigningKey(bytes(range(32))).secret())
    return kept


def _merge(stage: Stage) -> None:
    """What a colleague made of our records, who had got them from us."""
    uuid = stage.uuid("service_guide", "河道采砂许可")
    desk, folder = stage.workspace, stage.folder / "合并"
    ours = pack(desk, folder / "给同事", draft=True).package.path
    path = folder / "同事.mingce"
    with Workspace.open(path) as colleague:
        merging.commit(colleague, merging.plan(colleague, ours), unsigned=True)
        theirs = colleague.library.get(uuid)
        changed = theirs.with_values(
            promise_limit={"amount": 7, "unit": "working_day"},
            offline_flow_note="1.到县政务服务中心二楼水务窗口提交材料；2.按受理通知书载明的日期领取结果。",
        )
        colleague.library.save(changed, by="赵河")
        colleague.library.save(Record("service_guide", {"item_name": "河道清淤方案备案"}))
        made = pack(colleague, folder / "回", draft=True).package.path
    mine = desk.library.get(uuid)
    desk.library.save(
        mine.with_values(
            promise_limit={"amount": 9, "unit": "working_day"},
            offline_flow_note="1.到县政务服务中心一楼总台取号；2.到二楼水务窗口提交材料，当场核对。",
        )
    )
    stage.window.files_dropped.emit([Path(shutil.copy(made, folder / "同事的同步包.zip"))])
    stage.settle()


def _upper(stage: Stage) -> None:
    stage.place("upper")


def _upper_filled(stage: Stage) -> None:
    """What the province issues: some of it adopted, some changed since, one withdrawn."""
    names = (
        "取水许可", "河道采砂许可", "洪水影响评价类审批", "生产建设项目水土保持方案审批",
        "河道管理范围内特定活动审批", "水利基建项目初步设计文件审批", "农村集体经济组织修建水库审批",
        "占用农业灌溉水源、灌排工程设施审批", "坝顶兼做公路审批", "城市建设填堵水域、废除围堤审批",
        "水利工程质量检测单位资质认定", "蓄滞洪区避洪设施建设审批",
    )  # fmt: skip
    desk = stage.workspace
    numbers = filled(desk, *(issued(n, name) for n, name in enumerate(names, 101)))
    upper_catalogue.adopt(desk, [numbers[0], numbers[4], numbers[8]])
    changed = issued(101, "取水许可", 2, counterpart="取用水资源的单位和个人")
    filled(desk, changed, issued(109, names[8], 2, withdrawn=True))
    stage.place("upper")
    page = pages(stage).upper_page()
    page.table.selectRow(0)
    stage.settle()


def _merge_empty(stage: Stage) -> None:
    stage.place("pack")
    pages(stage).pack_page().merge_button.click()
    stage.settle()


#: Screen → how it is brought up.
STATES: Mapping[str, Scene] = {
    "list-search": _search,
    "list-none": _none,
    "list-filter": _filter,
    "list-chosen": _chosen,
    "bulk": _bulk,
    "entry-form": _form,
    "entry-citation": _open_basis,
    "entry-files": _files,
    "entry-returned": _returned,
    "entry-final": _final,
    "check-cross": _check(1),
    "check-duplicates": _check(2),
    "check-dragged": _check(3),
    "check-quality": _check(4),
    "check-mends": _mends,
    "list-scores": _scores,
    "history-record": _versions,
    "import-word": _word,
    "import-damaged": _damaged,
    "export-done": _exported,
    "adjust-new": _adjust,
    "upload": _pack(1),
    "receipts": _pack(2),
    "verify": _pack(3),
    "signing-key": _keys(_with_key()),
    "no-keyring": _keys(Keeper(SessionStore(), Outcome.NONE)),
    "settings-words": sheet("settings", "词表"),
    "settings-fonts": sheet("settings", "文档字体"),
    "settings-folders": sheet("settings", "文件夹"),
    "settings-sample": sheet("settings", "示例单位"),
    "about-shortcuts": sheet("about", "快捷键"),
    "about-licences": sheet("about", "许可证"),
    "about-log": sheet("about", "运行日志"),
    "upper": _upper,
    "merge-empty": _merge_empty,
    "merge": _merge,
    "entry-new": _new,
    "import-done": _imported,
    "upper-filled": _upper_filled,
}
