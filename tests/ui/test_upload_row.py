"""One upload in the outbox: how it stands in words, and what can be done with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.upload_row import UploadRow
from desktop.usecases import uploading


def said(row: UploadRow) -> str:
    """What can be read."""
    return "\n".join(item.text() for item in row.findChildren(QLabel) if item.isVisible())


def test_a_small_package_that_has_arrived_is_not_told_as_nothing_sent(qtbot: QtBot) -> None:
    upload = uploading.Upload(
        "https://portal.example.gov.cn", "a" * 64, "b" * 64, Path("包.zip"), 40_000,
        uploading.State("sent"), 40_000,
    )  # fmt: skip
    made = UploadRow(upload, busy=False)
    qtbot.addWidget(made)
    made.show()
    assert "已传" not in said(made)
    assert "0.1 MB" in said(made)


@pytest.mark.parametrize(
    ("state", "words", "deeds"),
    [
        ("waiting", "等待上传", {"start", "cancel"}),
        ("sending", "正在上传", {"pause", "cancel"}),
        ("interrupted", "可继续", {"start", "cancel"}),
        ("paused", "已暂停", {"start", "cancel"}),
        ("failed", "线路中断", {"start", "cancel"}),
        ("refused", "门户没有接受", {"start", "cancel"}),
        ("cancelled", "已取消", {"start", "forget"}),
        ("sent", "等回执", {"receipt"}),
        ("answered", "已收到回执", {"forget"}),
    ],
)
def test_each_state_of_an_upload_has_its_words_and_deeds(
    state: str, words: str, deeds: set[str], qtbot: QtBot
) -> None:
    upload = uploading.Upload(
        "https://portal.example.gov.cn", "a" * 64, "b" * 64, Path("包.zip"), 9_000_000,
        uploading.State(state), 3_000_000, message="线路断了。",
    )  # fmt: skip
    made = UploadRow(upload, busy=False)
    qtbot.addWidget(made)
    made.show()
    assert words in said(made)
    assert "已传 3.0 / 9.0 MB" in said(made)
    assert set(made.deeds) == deeds
