"""A card of the workbench: newer law texts touch records, which is nobody's fault and soon done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from desktop.ui.i18n import tr
from desktop.ui.widgets import button, column, label, link, row
from desktop.usecases.law_meaning import WORDS
from desktop.usecases.law_watch import Watch

_NAMED = 2  # laws; of more there is said how many


class LawCard(QFrame):
    """``scan_wanted``: somebody wants to see each place; ``noted``: nobody needs to be told again."""

    scan_wanted = Signal()
    noted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "warn")
        self.title = label(tone="strong", wrap=True)
        self.words = label(tone="quiet", wrap=True)
        self.open_button = button(tr("逐处查看"), self.scan_wanted.emit)
        self.note_link = link(tr("不再提醒"), self.noted.emit)
        self.note_link.setToolTip(tr("等下一次有新文本涉及记录时再提醒"))
        told = column(spacing=3)
        told.addWidget(self.title)
        told.addWidget(self.words)
        line = row(self.note_link, self.open_button, spacing=16, margins=(17, 12, 14, 12))
        line.insertLayout(0, told, 1)
        self.setLayout(line)
        self.hide()

    def show_watch(self, watch: Watch, *, read_only: bool) -> None:
        """Say what is touched; nothing where nothing is."""
        self.setVisible(bool(watch.places))
        if not watch.places:
            return
        self.title.setText(
            tr(
                "依据库里的新文本涉及 {records} 条记录的 {places} 处引用",
                records=watch.records, places=watch.places,
            )
        )  # fmt: skip
        self.words.setText(f"{_sorts(watch)}　{_laws(watch)}")
        self.note_link.setHidden(read_only)
        self.setAccessibleName(f"{self.title.text()}{tr('，')}{self.words.text()}")
        self.open_button.setAccessibleName(f"{tr('逐处查看')}{tr('，')}{self.title.text()}")


def _laws(watch: Watch) -> str:
    named = list(dict.fromkeys(text.law for text in watch.texts))
    names = tr("、").join(tr("《{law}》", law=law) for law in named[:_NAMED])
    if len(named) > _NAMED:
        return tr("{laws}等 {count} 部法规", laws=names, count=len(named))
    return names


def _sorts(watch: Watch) -> str:
    counted = watch.sorts
    said = [
        tr("{word} {count}", word=tr(word), count=counted[name])
        for name, word in WORDS.items()
        if counted.get(name)
    ]
    return " · ".join(said)
