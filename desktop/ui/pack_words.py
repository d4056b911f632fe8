"""What the pages of the exchange say again and again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel

from desktop.ui.i18n import N_, tr
from desktop.ui.widgets import label, row

if TYPE_CHECKING:
    from forms.model import Catalogue

#: Why there is no key (`desktop.exchange.keyring.Outcome`), in words.
NO_KEYRING = {
    "none": N_("这台电脑没有可用的系统钥匙串。"),
    "locked": N_("系统钥匙串没有解锁。请解锁后再试。"),
    "refused": N_("系统钥匙串拒绝了访问。"),
    "no_answer": N_("系统钥匙串没有回应，可能有一个解锁窗口在等待。"),
}
#: `exports.package.Signature` → word, tone.
SIGNATURES = {
    "none": (N_("没有签名"), "warn"),
    "unchecked": (N_("有签名，未用公钥核对"), "hint"),
    "good": (N_("签名正确"), "ok"),
    "bad": (N_("签名不正确"), "block"),
}
_NAME_WIDTH = 72  # px


def counted(catalogue: Catalogue, counts: Mapping[str, int]) -> str:
    """How many records of which lists, as one line."""
    forms = catalogue.forms
    order = sorted(counts, key=lambda kind: forms[kind].order if kind in forms else len(forms))
    return tr("、").join(
        tr("{list} {count} 条",
           list=tr(forms[kind].list_title) if kind in forms else kind, count=counts[kind])
        for kind in order if counts[kind]
    )  # fmt: skip


def selectable(text: str) -> QLabel:
    """Words that can be copied."""
    words = label(text, wrap=True)
    words.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return words


def fact(name: str, text: str) -> QHBoxLayout:
    """A name and what it is; names stand in a column, words can be copied."""
    head = label(name, tone="quiet")
    head.setMinimumWidth(_NAME_WIDTH)
    head.setAlignment(Qt.AlignmentFlag.AlignTop)
    line = row(head, selectable(text), spacing=14)
    line.setStretch(1, 1)
    return line


def spoken_lines(groups: tuple[str, ...]) -> str:
    """The digits for the telephone, four groups on a line."""
    return "\n".join("　".join(groups[at : at + 4]) for at in range(0, len(groups), 4))
