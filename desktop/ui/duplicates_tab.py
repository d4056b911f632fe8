"""重复事项: items that may be one and the same, side by side, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.ui.editors.choices import Chip
from desktop.ui.finds_tab import FindsTab, Line
from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.marking import contrasted
from desktop.ui.problem_words import title_words, value_words
from desktop.ui.task import card
from desktop.ui.widgets import button, column, label, row
from desktop.usecases import duplicates
from desktop.usecases.duplicates import Compared, Ground, Pair
from desktop.usecases.workspace import Workspace
from exports.progress import Progress
from forms.record import Record

_MOST = 40  # fields that differ, in cards


class DuplicatesTab(FindsTab):
    """A line a pair; at the right every field that differs. 不是重复 is kept with the library."""

    title = N_("查找重复事项")
    list_name = N_("可能重复的事项")
    nothing = N_("没有发现重复或者近似的事项。")
    about = N_(
        "同一单位、同一类型里名称几乎相同，或者责任事项逐字相同的记录。确是两件事的，请按“不是重复”，以后不再列出。"
    )

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__(runner, workspace)
        self._titles: dict[str, str] = {}
        self.judged = Chip(tr("看已判定不是重复的"), "judged", "chip")
        self.judged.clicked.connect(lambda _=False: self._again())
        self.bar.addWidget(self.judged)
        self.bar.addStretch(1)
        self.judged.hide()

    def look(self, progress: Progress) -> tuple[tuple[Pair, ...], dict[str, str]]:
        """Compare all records of each list; a duty is called after its power, as lists show it."""
        found = duplicates.duplicates_in(self.workspace, progress=progress)
        uuids = [record.uuid for pair in found for record in (pair.one, pair.other)]
        lines = self.workspace.library.summaries_of(list(dict.fromkeys(uuids)))
        return found, {line.uuid: line.title for line in lines}

    def lines(self, found: tuple[Sequence[Pair], dict[str, str]]) -> list[Line]:
        """The most alike first; those judged to be different only when asked for."""
        pairs, self._titles = found
        apart = duplicates.told_apart(self.workspace)
        judged = sum(pair.key in apart for pair in pairs)
        self.judged.setVisible(bool(judged))
        self.judged.setText(tr("看已判定不是重复的 {count}", count=judged))
        if not judged:
            self.judged.setChecked(False)
        wanted = self.judged.isChecked()
        return [self._line(pair) for pair in pairs if (pair.key in apart) == wanted]

    def _line(self, pair: Pair) -> Line:
        form = self.workspace.catalogue.form(pair.one.kind)
        return Line(self._title(pair.one), self._title(pair.other), form.list_title, pair)

    def _title(self, record: Record) -> str:
        return title_words(self._titles.get(record.uuid, "")) or tr("未命名")

    def _again(self) -> None:
        if self.found is not None:
            self.show_found(self.found)

    def detail(self, find: Any) -> Sequence[QWidget]:
        """Why they are shown, the decision, the differing fields, how many are equal."""
        form = self.workspace.catalogue.form(find.one.kind)
        compared = duplicates.compare(form, find)
        other = [item for item in compared if not item.same]
        cards = [self._head(find, len(compared) - len(other)), self._sides(find)]
        cards += [self._field(item) for item in other[:_MOST]]
        return cards

    def _head(self, pair: Pair, same: int) -> QWidget:
        frame, layout = card(spacing=8)
        why = (
            tr("责任事项逐字相同") if pair.ground is Ground.DUTIES
            else tr("名称相同") if pair.likeness == 1
            else tr("名称相似 {share} %", share=round(pair.likeness * 100))
        )  # fmt: skip
        layout.addWidget(label(why, tone="strong"))
        words = tr("{count} 栏的内容相同，不列出；不同的各栏列在下面。", count=same)
        layout.addWidget(label(words, tone="quiet", wrap=True))
        apart = pair.key in duplicates.told_apart(self.workspace)
        text = tr("仍算可能重复") if apart else tr("不是重复")
        decide = button(text, partial(self._decide, pair, not apart))
        decide.setEnabled(not self.workspace.library.read_only)
        layout.addLayout(row(decide, 1))
        return frame

    def _sides(self, pair: Pair) -> QWidget:
        holder = QWidget()
        sides = row(spacing=24, margins=(19, 0, 19, 0))
        form = self.workspace.catalogue.form(pair.one.kind)
        for record in (pair.one, pair.other):
            title = self._title(record)
            name = tr("打开“{title}”", title=title)
            opened = self.opener(tr("打开"), record.uuid, form.title_field, name)
            inner = QWidget()
            side = column(inner, spacing=2)
            side.addWidget(label(title, tone="strong", wrap=True))
            side.addLayout(row(opened, 1))
            sides.addWidget(inner, 1, Qt.AlignmentFlag.AlignTop)
        holder.setLayout(sides)
        return holder

    def _field(self, item: Compared) -> QWidget:
        frame, layout = card(spacing=4)
        layout.addWidget(label(tr(item.label), tone="quiet"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        texts = (item.one, item.other)
        both = contrasted(*(map(value_words, texts) if item.worded else texts))
        for at, text in enumerate(both):
            grid.setColumnStretch(at, 1)
            grid.addWidget(_words(text), 0, at)
        layout.addLayout(grid)
        return frame

    def place(self, find: Any) -> tuple[str, str]:
        """The first of the two."""
        return find.one.uuid, self.workspace.catalogue.form(find.one.kind).title_field

    def _decide(self, pair: Pair, apart: bool) -> None:
        duplicates.tell_apart(self.workspace, [pair], apart=apart)
        self._again()
        self.list.setFocus()
        words = tr("已记下：这两条不是重复。") if apart else tr("已改回：这两条可能重复。")
        self.said.emit(words, tr("撤销"), lambda: self._take_back(pair, apart))

    def _take_back(self, pair: Pair, apart: bool) -> None:
        duplicates.tell_apart(self.workspace, [pair], apart=not apart)
        self._again()


def _words(text: str) -> QLabel:
    made = label(tr("（没有写）"), tone="faint") if not text else label(wrap=True)
    if text:
        made.setTextFormat(Qt.TextFormat.RichText)
        made.setText(text)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    return made
