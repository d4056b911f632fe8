"""What tests of the import share: a small list, what is in the library, what a page says."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
from PySide6.QtWidgets import QApplication, QLabel

from desktop.ui.import_page import ImportPage
from desktop.usecases.workspace import Workspace

HEAD = ["序号", "中介服务事项名称", "审批部门", "收费性质", "经办科室"]
ROWS = [
    [1, "环境影响报告书编制", "生态环境局", "市场调节价", "环评科"],
    [2, "水土保持方案编制", "水利局", "随便", "水保科"],
]
List = Callable[..., Path]


def list_maker(folder: Path) -> List:
    """Writes a published list of intermediary services into a folder."""

    def make(rows: Sequence[Sequence[object]] = ROWS, name: str = "中介.xlsx",
             head: Sequence[object] = HEAD) -> Path:  # fmt: skip
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in (head, *rows):
            sheet.append(list(row))
        book.save(folder / name)
        return folder / name

    return make


def state(workspace: Workspace) -> list[str]:
    """Everything in the library as text."""
    records = [json.dumps(r.to_json(), sort_keys=True) for r in workspace.library.records()]
    return [*records, str(workspace.library.imports()), str(len(workspace.library.audit()))]


def words_on(page: ImportPage) -> str:
    """All that labels say."""
    QApplication.processEvents()
    return "\n".join(item.text() for item in page.findChildren(QLabel) if item.isVisible())
