"""三单互查: where guides, powers, intermediary services and duties contradict one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.ui.finds_tab import FindsTab, Line
from desktop.ui.i18n import N_, tr
from desktop.ui.problem_words import place_of, title_words, value_words
from desktop.ui.task import card
from desktop.ui.widgets import label, row
from desktop.usecases.cross_lists import Disagreement, Place, cross_check
from exports.progress import Progress
from forms.check import path_label


class CrossTab(FindsTab):
    """A line a disagreement; at the right what either list says."""

    title = N_("三单互查")
    list_name = N_("清单之间不一致的地方")
    nothing = N_("几张清单之间没有发现不一致。")
    about = N_(
        "对照办事指南、权力清单、中介服务清单和责任清单：名称、编码、依据、时限、收费、报告材料。"
    )

    def look(self, progress: Progress) -> tuple[Disagreement, ...]:
        """Compare the lists."""
        return cross_check(self.workspace, progress)

    def lines(self, found: Sequence[Disagreement]) -> list[Line]:
        """By topic, as they were found."""
        return [
            Line(title_words(item.one.title), tr(item.message), item.topic, item)
            for item in sorted(found, key=lambda item: item.topic)
        ]

    def detail(self, find: Any) -> Sequence[QWidget]:
        """What is wrong, then both sides."""
        frame, layout = card(spacing=4)
        layout.addWidget(label(tr(find.topic), tone="quiet"))
        layout.addWidget(label(tr(find.message), tone="strong", wrap=True))
        sides = row(spacing=12)
        for place in (find.one, find.other):
            sides.addWidget(self._side(place), 1, Qt.AlignmentFlag.AlignTop)
        holder = QWidget()
        holder.setLayout(sides)
        return (frame, holder)

    def _side(self, place: Place) -> QWidget:
        frame, layout = card(spacing=6)
        form = self.workspace.catalogue.form(place.kind)
        layout.addWidget(label(tr(form.list_title), tone="quiet"))
        if not place.record:
            layout.addWidget(label(tr("（没有）"), tone="faint"))
            return frame
        layout.addWidget(label(title_words(place.title) or tr("未命名"), tone="strong", wrap=True))
        item = form.fields.get(place.field)
        where = place_of(path_label(form, place.field))
        says = item.vocabulary.label(place.says) if item and item.vocabulary else place.says
        layout.addWidget(label(where, tone="quiet", wrap=True))
        layout.addWidget(label(value_words(says) or tr("（没有写）"), wrap=True))
        name = tr("打开{list}“{title}”", list=tr(form.list_title), title=place.title)
        layout.addLayout(row(self.opener(tr("打开"), place.record, place.field, name), 1))
        return frame

    def place(self, find: Any) -> tuple[str, str]:
        """The first side; the second where the first list lacks it."""
        side = find.one if find.one.record else find.other
        return side.record, side.field
