"""One record of a merge: each conflict with base, ours and theirs side by side, and a choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
)

from desktop.ui.cards import CardList
from desktop.ui.i18n import N_, tr
from desktop.ui.marking import contrasted, marked
from desktop.ui.problem_words import shown
from desktop.ui.task import card
from desktop.ui.widgets import label, row
from forms import field_types
from forms.merging import UNKNOWN, About, Choice, Conflict, Pick

if TYPE_CHECKING:
    from desktop.usecases.merging import Item

#: Whose the other version is → headings, names of the choices.
_HEADS = {
    False: (N_("共同的原稿"), N_("本库"), N_("同事")),
    True: (N_("共同的原稿"), N_("本库"), N_("门户")),
}
_PICKS = {
    False: ((Pick.MINE, N_("用本库的")), (Pick.THEIRS, N_("用同事的"))),
    True: ((Pick.MINE, N_("用本库的")), (Pick.THEIRS, N_("用门户的"))),
}


class MergeDetail(CardList):
    """``decided`` carries the key of a conflict and the choice; ``typed`` the key and the text."""

    decided = Signal(str, object)
    typed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.radios: dict[tuple[str, Pick], QRadioButton] = {}
        self.boxes: dict[str, QLineEdit] = {}
        self._groups: dict[str, QButtonGroup] = {}
        self._at_portal = False

    def show_item(
        self, item: Item, chosen: Mapping[str, Choice], *, at_portal: bool = False
    ) -> None:
        """One card a conflict; ``at_portal``: the other version is a portal's, not a colleague's."""
        self._at_portal = at_portal
        self.empty_cards()
        self.radios.clear()
        self.boxes.clear()
        self._groups.clear()
        for conflict in item.conflicts:
            self.add_card(self._card(conflict, chosen.get(conflict.key)))

    def mark(self, key: str, choice: Choice) -> None:
        """Show what was typed as the answer: neither side's."""
        group = self._groups.get(key)
        if group is not None and choice.pick is Pick.TYPED:
            group.setExclusive(False)
            for radio in group.buttons():
                radio.setChecked(False)
            group.setExclusive(True)

    def _card(self, conflict: Conflict, choice: Choice | None) -> QFrame:
        frame, layout = card(spacing=10)
        place = place_words(conflict)
        layout.addWidget(label(place, tone="strong", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        base, mine, theirs = (_said(conflict, v) for v in _three(conflict))
        if base:
            texts = (contrasted(base, base)[0], marked(base, mine)[1], marked(base, theirs)[1])
        else:
            texts = ("", *contrasted(mine, theirs))
        blanks = (
            tr("（不知道）") if conflict.base is UNKNOWN else tr("（无）"),
            *[tr("（无）")] * 2,
        )
        for place_number, (head, text, blank) in enumerate(
            zip(_HEADS[self._at_portal], texts, blanks, strict=True)
        ):
            grid.setColumnStretch(place_number, 1)
            grid.addWidget(label(tr(head), tone="quiet"), 0, place_number)
            words = label(text or blank, tone="" if text else "faint", wrap=True)
            words.setTextFormat(Qt.TextFormat.RichText)
            words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            words.setAccessibleName(f"{place} {tr(head)}")
            grid.addWidget(words, 1, place_number)
        layout.addLayout(grid)
        layout.addLayout(self._choices(frame, conflict, choice, place))
        return frame

    def _choices(
        self, frame: QFrame, conflict: Conflict, choice: Choice | None, place: str
    ) -> QHBoxLayout:
        line = row(spacing=18)
        group = self._groups[conflict.key] = QButtonGroup(frame)
        for pick, words in _PICKS[self._at_portal]:
            radio = QRadioButton(tr(words))
            radio.setAccessibleName(f"{place} {tr(words)}")
            radio.setChecked(choice is not None and choice.pick is pick)
            radio.clicked.connect(partial(self.decided.emit, conflict.key, Choice(pick)))
            group.addButton(radio)
            self.radios[conflict.key, pick] = radio
            line.addWidget(radio)
        if _writable(conflict):
            box = QLineEdit()
            box.setPlaceholderText(tr("或者另写一个，按回车采用"))
            box.setAccessibleName(tr("{place}：另写", place=place))
            if choice is not None and choice.pick is Pick.TYPED:
                box.setText(_said(conflict, choice.value))
            box.returnPressed.connect(lambda: self.typed.emit(conflict.key, box.text()))
            self.boxes[conflict.key] = box
            line.addWidget(box, 1)
        else:
            line.addStretch(1)
        return line


def _writable(conflict: Conflict) -> bool:
    from desktop.usecases.merging import can_type

    return can_type(conflict)


def place_words(conflict: Conflict) -> str:
    """Where a conflict is, in words."""
    if conflict.about is About.GONE:
        return tr("这条记录一边删除（取消），另一边修改过")
    if conflict.about is About.REASON:
        where = tr(conflict.field.label) if conflict.field else tr("整条记录")
        return tr("理由说明：{where}（规则 {rule}）", where=where, rule=conflict.row)
    assert conflict.field is not None
    name = tr(conflict.field.label)
    if conflict.about is About.ORDER:
        return tr("{name}：行的顺序", name=name)
    if conflict.about is About.ROW:
        return tr("{name} “{row}”：一边删去，另一边修改过", name=name, row=conflict.row)
    if conflict.column is not None:
        return tr("{name} “{row}” {column}", name=name, row=conflict.row,
                  column=tr(conflict.column.label))  # fmt: skip
    return name


def reason_words(item: Item) -> list[str]:
    """What becomes of the reasons beside a record without anybody being asked."""
    if item.reasons is None:
        return []
    return [
        tr("理由说明（规则 {rule}）：{reason}", rule=rule, reason=reason)
        if reason
        else tr("理由说明（规则 {rule}）：同事已撤回", rule=rule)
        for (rule, _), reason in item.reasons.changes.items()
    ]


def _three(conflict: Conflict) -> Sequence[Any]:
    return (conflict.base, conflict.mine, conflict.theirs)


def _said(conflict: Conflict, value: Any) -> str:
    if value is UNKNOWN or value is None:
        return ""
    if conflict.about is About.GONE:
        return tr("已删除（取消）") if value else tr("保留")
    if conflict.about is About.REASON:
        return str(value)
    if conflict.about is About.ORDER:
        return tr("、").join(value)
    assert conflict.field is not None
    assert conflict.part is not None
    if conflict.about is About.ROW:
        return field_types.show_row(value, conflict.field)
    return shown(value, conflict.part)
