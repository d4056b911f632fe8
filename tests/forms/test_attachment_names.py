"""Names of attached files come from others and are made plain before they are written."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.attachments import plain_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("流程图.png", "流程图.png"),
        ("../../../etc/cron.d/x", "x"),
        ("..\\..\\win.ini", "win.ini"),
        ("C:\\Windows\\a.pdf", "a.pdf"),
        ("a.txt:隐藏", "a.txt_隐藏"),
        ("..", "附件"),
        ("", "附件"),
        ("nul.txt", "_nul.txt"),
        ("图\u202egnp.exe", "图_gnp.exe"),
        ("甲" * 300 + ".pdf", "甲" * 116 + ".pdf"),
    ],
)
def test_a_name_is_made_plain(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@given(st.text(st.sampled_from("ab./\\: \n\0甲*"), max_size=20))
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    plain = plain_name(name)
    assert plain not in ("", ".", "..")
    assert PurePosixPath(plain).name == PureWindowsPath(plain).name == plain
    assert plain_name(plain) == plain
