"""The charts of the home page: how far each list is, how much shorter promises are than laws."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QVBoxLayout

from desktop.ui.charts import Column, ColumnChart, Legend, StackedBar
from desktop.ui.home_parts import Panel
from desktop.ui.i18n import N_, tr
from desktop.ui.theme import font
from desktop.ui.widgets import clear, column, label
from desktop.usecases.workbench import (
    LIMITS_KIND,
    STATE_GROUPS,
    Census,
    Compression,
    KindCount,
    Target,
)

_ASIDE = re.compile(r" ?[（(][^）)]*[）)]$")
_WIDEST_NAME = 150  # px


class KindsPanel(Panel):
    """A bar for each list that holds anything: 已审定, 待审核, 编制中, 已取消."""

    target_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("各清单进度"))
        self.bars: list[StackedBar] = []
        self._rows: QVBoxLayout = column(spacing=0)
        self.legend = Legend()
        self.body.addLayout(self._rows)
        self.body.addSpacing(8)
        self.body.addWidget(self.legend)

    def set_kinds(self, census: Census) -> None:
        """Show other numbers; the keyboard stays on the list where it was."""
        focused = next((item.name for item in self.bars if item.hasFocus()), "")
        names = {item.kind: _ASIDE.sub("", tr(item.title)) for item in census.kinds}
        metrics = QFontMetrics(font())
        width = max((metrics.horizontalAdvance(name) for name in names.values()), default=0)
        clear(self._rows)
        self.bars = []
        for item in census.kinds:
            parts = [
                (tone, tr(word), item.groups[tone]) for tone, (word, _) in STATE_GROUPS.items()
            ]
            bar = StackedBar(names[item.kind], parts, min(width, _WIDEST_NAME) + 14)
            bar.part_chosen.connect(
                lambda part, kind=item: self.target_chosen.emit(_target(kind, part))
            )
            self._rows.addWidget(bar)
            self.bars.append(bar)
            if bar.name == focused:
                bar.setFocus()
        used = [tone for tone in STATE_GROUPS if census.in_group(tone)]
        self.legend.set_entries([(tone, tr(STATE_GROUPS[tone][0])) for tone in used])


def _target(kind: KindCount, part: str) -> Target:
    """The list, or its part in one group of states, which its title then names."""
    title = tr(kind.title)
    named = f"{title} · {tr(STATE_GROUPS[part][0])}" if part else title
    return replace(kind.target(part), title=named)


class CompressionPanel(Panel):
    """A column for each task type; types without a pair of limits say so."""

    target_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("承诺时限较法定时限压缩"))
        self._shown: Sequence[Compression] = ()
        self.chart = ColumnChart()
        self.chart.chosen.connect(self._open)
        self.nothing = label(
            tr("办事指南填写了法定时限和承诺时限以后，这里按事项类型比较。"),
            tone="quiet",
            wrap=True,
        )
        self.nothing.setContentsMargins(6, 4, 6, 8)
        self.body.addWidget(self.chart)
        self.body.addWidget(self.nothing)
        self.chart.hide()

    def set_compressions(self, shown: Sequence[Compression]) -> None:
        """Show other numbers."""
        self._shown = shown
        self.chart.set_columns([_column(item) for item in shown])
        items = sum(item.items for item in shown)
        self.chart.setVisible(bool(items))
        self.nothing.setVisible(not items)
        self.remark.setText(tr("{items} 项可比", items=items) if items else "")

    def _open(self, place: int) -> None:
        item = self._shown[place]
        self.target_chosen.emit(Target(tr(item.title), LIMITS_KIND, type_key=item.type_key))


def _column(item: Compression) -> Column:
    # Beside each other, titles do without what they share.
    other = item.title == N_("其他行政权力")
    name = tr("其他") if other else tr(item.title).removeprefix(tr("行政"))
    name = f"{name[:1].upper()}{name[1:]}"
    if item.share is None:
        spoken = tr(
            "{title}：{guides} 项都没有可比的法定时限和承诺时限",
            title=tr(item.title),
            guides=item.guides,
        )
    else:
        spoken = tr(
            "{title}：{items} 项平均压缩 {share:.0%}，共 {guides} 项",
            title=tr(item.title),
            items=item.items,
            share=item.share,
            guides=item.guides,
        )
    return Column(name, item.share, spoken)
