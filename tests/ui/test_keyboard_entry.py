"""A whole guide from nothing, entered with the keyboard alone."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.workspace import Workspace
from forms.record import Record, is_blank
from tests.ui.helpers import settle
from tests.ui.paper_clerk import Typist

PAPER: dict[str, Any] = {
    "item_name": "河道采砂许可",
    "task_type": "administrative_licence",
    "legal_basis": [{"title": "中华人民共和国水法", "article_text": "第三十九条第一款"}],
    "use_level": "county",
    "applicable_scope": "适用于在岚川县管理的河道内采砂的单位和个人。\n不含吹填造地。",
    "undertaking_office": "河湖管理股",
    "service_object": ["natural_person", "enterprise"],
    "legal_topic": ["water_affairs"],
    "scene_num": 1,
    "is_online": True,
    "is_entry_center": False,
    "legal_limit": {"amount": 20, "unit": "working_day"},
    "promise_limit": {"amount": 48, "unit": "hour"},
    "accept_condition": "符合采砂规划。",
    "materials": [
        {"name": "申请书", "original_or_copy": "original", "copy_count": 2},
        {"name": "营业执照", "original_or_copy": "copy", "medium": "paper"},
    ],
    "handle_places": [{"name": "政务大厅", "address": "兴华路8号", "phone": "0799-5550101"}],
    "effective_date": "2026-03-01",
    "org_uscc": "11450721007800018X",
}  # fmt: skip


def _known(values: dict[str, Any], workspace: Workspace) -> dict[str, Any]:
    """The sample with keys that its vocabularies have."""
    fields = workspace.catalogue.form("service_guide").fields
    known = dict(values)
    for name in ("service_object", "legal_topic"):
        vocabulary = fields[name].vocabulary
        assert vocabulary is not None
        known[name] = [choice.key for choice in vocabulary.choices][: len(values[name])]
    return known


def test_a_guide_is_entered_from_paper_without_a_mouse(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    wanted = _known(PAPER, workspace)
    typist = Typist(window, qtbot, runner)
    typist.enter("service_guide", wanted)
    assert typist.passed_over == []
    assert window.entry_page.leave()
    stored = workspace.library.get(window.entry_page.model.record.uuid)
    differing = {
        name: stored.get(name) for name, value in wanted.items()
        if name not in ("legal_basis", "materials", "handle_places") and stored.get(name) != value
    }  # fmt: skip
    assert differing == {}
    for name in ("legal_basis", "materials", "handle_places"):
        for row, told in zip(stored.get(name), wanted[name], strict=True):
            assert {key: row.get(key) for key in told} == told
    settle(qtbot, runner)


#: How fast a clerk works, a minute: characters through an input method, letters and digits, keys
#: that lead on. 60 characters a minute is what a public office asks of a new typist.
CHINESE, SIGNS, KEYS = 60, 180, 120
REAL = Path(os.environ.get("MINGCE_REALDATA", "../shared/realdata")) / "guides"


def test_how_long_a_real_guide_takes(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner, tmp_path: Path
) -> None:
    source = REAL / "guangxi_platform_5.json"
    if not source.exists():
        pytest.skip("the real guides are not on this computer")
    from desktop.usecases.importing import import_files

    guides = json.loads(source.read_text(encoding="utf-8"))
    one = tmp_path / "一份.json"
    one.write_text(json.dumps(guides[:1], ensure_ascii=False), encoding="utf-8")
    before = set(workspace.library.ids("service_guide"))
    import_files(workspace, [one])
    uuid = next(iter(set(workspace.library.ids("service_guide")) - before))
    paper: Record = workspace.library.get(uuid)
    workspace.library.delete(uuid)
    typist = Typist(window, qtbot, runner)
    typist.enter("service_guide", paper.values)
    made = window.entry_page.model.record
    missing = [name for name in paper.values if is_blank(made.get(name))]
    counts = typist.counts
    minutes = {
        "chinese": counts["chinese"] / CHINESE, "signs": counts["signs"] / SIGNS,
        "keys": counts["keys"] / KEYS,
    }  # fmt: skip
    print(f"\n{dict(counts)} in {len(paper.values)} fields; {sum(minutes.values()):.0f} min: "
          f"{minutes}; passed over: {typist.passed_over}")  # fmt: skip
    assert missing == []
    # A nested table and files are what the typist leaves out; everything else was typed.
    assert set(typist.passed_over) <= {"materials.basis", "materials.blank_form", "flowchart"}
    settle(qtbot, runner)
