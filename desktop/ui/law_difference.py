"""Two texts of a law with what differs marked: struck out in the one, underlined in the other.

The marks can be told apart without colour, and each difference is said once more in words below,
which is what a screen reader reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.ui.i18n import tr
from desktop.ui.theme import colour
from desktop.ui.widgets import column, label
from forms.laws import Run, RunKind

_SIDE_BY_SIDE = 520  # px from which the texts stand beside each other
_TOLD = 12  # differences that are said in words
_SHORT = 40  # signs of each that are said


class LawDifference(QWidget):
    """``before`` and ``after`` are what the two texts are called: 引文, 条文; 旧条文, 新条文."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__()
        self._names = (before, after)
        self._wide: bool | None = None
        self.heads = (label(before, tone="quiet"), label(after, tone="quiet"))
        self.texts = (_text_label(), _text_label())
        self.summary = label(tone="quiet", wrap=True)
        self.summary.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(3)
        layout = column(self, spacing=8)
        layout.addLayout(self._grid)
        layout.addWidget(self.summary)
        self._place(wide=False)

    def set_heads(self, before: str, after: str) -> None:
        """Longer headings above the two texts, such as with the day of a version."""
        for head, words in zip(self.heads, (before, after), strict=True):
            head.setText(words)

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Lay the two texts side by side."""
        sides = (("quoted", "block", "line-through"), ("official", "ok", "underline"))
        for target, name, (side, tone, line) in zip(self.texts, self._names, sides, strict=True):
            marked = "".join(_marked(run, side, tone, line) for run in runs)
            target.setText(marked or f'<span style="color:{_ink()}">{escape(tr("（无）"))}</span>')
            plain = "".join(_spoken(run, side) for run in runs)
            target.setAccessibleName(tr("{name}：{words}", name=name, words=plain or tr("（无）")))
        self.summary.setText(said(runs, *self._names))

    def _place(self, *, wide: bool) -> None:
        if wide == self._wide:
            return
        self._wide = wide
        for item in (*self.heads, *self.texts):
            self._grid.removeWidget(item)
        for number in (0, 1):
            line, across = (0, number) if wide else (2 * number, 0)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(self.heads[number], line, across)
            self._grid.addWidget(self.texts[number], line + 1, across, top)
            self._grid.setColumnStretch(number, 1 if wide or not number else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One below the other where it is narrow."""
        super().resizeEvent(event)
        self._place(wide=event.size().width() >= _SIDE_BY_SIDE)


def _text_label() -> QLabel:
    made = label(wrap=True)
    made.setTextFormat(Qt.TextFormat.RichText)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made


def said(runs: Sequence[Run], before: str, after: str) -> str:
    """Each difference in words; that there is none, if so."""
    changed = [run for run in runs if run.kind is RunKind.CHANGED]
    if not changed:
        left = any(run.kind is RunKind.LEFT_OUT for run in runs)
        return tr("所引的字句一致，其余为没有引用的部分。") if left else tr("两段文字一致。")
    lines = [_one(run, before, after) for run in changed[:_TOLD]]
    if len(changed) > _TOLD:
        lines.append(tr("另有 {count} 处。", count=len(changed) - _TOLD))
    head = tr("{count} 处不同：", count=len(changed))
    return head + tr("；").join(lines)


def _one(run: Run, before: str, after: str) -> str:
    mine, theirs = _cut(run.quoted), _cut(run.official)
    if not theirs:
        return tr("{before}多“{mine}”", before=before, mine=mine)
    if not mine:
        return tr("{before}少“{theirs}”", before=before, theirs=theirs)
    return tr(
        "{before}写“{mine}”，{after}写“{theirs}”",
        before=before, mine=mine, after=after, theirs=theirs,
    )  # fmt: skip


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHORT else f"{words[:_SHORT]}…"


def _marked(run: Run, side: str, tone: str, line: str) -> str:
    text = str(getattr(run, side))
    if not text:
        return ""
    words = escape(text).replace("\n", "<br>")
    if run.kind is RunKind.SAME:
        return words
    if run.kind is RunKind.LEFT_OUT:
        return f'<span style="color:{_ink()}">{words}</span>'
    style = f"background:{colour(f'{tone}_soft').name()};color:{colour(tone).name()}"
    return f'<span style="{style};text-decoration:{line};font-weight:600">{words}</span>'


def _ink() -> str:
    return colour("ink_3").name()


def _spoken(run: Run, side: str) -> str:
    """The text with its marks as words."""
    text = str(getattr(run, side))
    if run.kind is not RunKind.CHANGED or not text:
        return text
    if side == "quoted":
        return (
            tr("【多出：{words}】", words=text)
            if not run.official
            else tr("【不同：{words}】", words=text)
        )
    return (
        tr("【缺少：{words}】", words=text)
        if not run.quoted
        else tr("【不同：{words}】", words=text)
    )
