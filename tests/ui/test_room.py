"""Words and fields find their room: nothing runs out of a panel, nothing stays out of view."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from desktop.ui.main_window import MainWindow
from desktop.ui.problem_card import ProblemCard
from desktop.ui.widgets import breakable
from forms.problem import Problem, Severity
from forms.record import Record

QUOTES = "电话：“0879-55501”电话格式错误，请写成“010-12345678”“12345”或“400-1234567”样式。"


def test_a_message_full_of_quotations_fits_into_the_narrowest_panel(qtbot: QtBot) -> None:
    problem = Problem("L03", Severity.BLOCK, "a", "service_guide", "consult_ways[0].value", QUOTES)
    card = ProblemCard(problem, "地点、时间与联系 › 咨询方式 第1行")
    qtbot.addWidget(card)
    assert card.minimumSizeHint().width() <= 230
    assert QUOTES in card.accessibleName()


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("写成“甲”或“乙”。", "写成|“甲”|或|“乙”。"),
        ("（“甲”）", "（“甲”）"),
        ("没有引号", "没有引号"),
    ],
)
def test_lines_break_beside_quotation_marks_but_not_before_a_stop(text: str, broken: str) -> None:
    assert breakable(text).replace("\u200b", "|") == broken


@pytest.mark.parametrize("field", ["legal_basis", "materials"])
def test_a_record_opened_at_a_field_shows_all_of_it(
    field: str, window: MainWindow, guide: Record, qtbot: QtBot
) -> None:
    long = [dict(row, quoted_text="第一条 " * 80) for row in guide.get("legal_basis")]
    assert window.workspace is not None
    window.workspace.library.save(guide.with_values(legal_basis=long * 3))
    window.resize(1100, 620)
    window.open_record(guide.uuid, field)
    page = window.entry_page.current_page()
    row = page.grid.rows[field]

    def in_view() -> bool:
        top = row.mapTo(page.viewport(), QPoint(0, 0)).y()
        return -1 <= top <= page.viewport().height() - min(row.height(), 120)

    qtbot.waitUntil(in_view)
