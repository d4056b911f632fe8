"""Every shortcut of the window in one table: what installs them also tells them (F1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.ui.i18n import N_, tr


class Shortcut(NamedTuple):
    """Keys (any of them will do) and what they do; ``id`` begins with the place they belong to."""

    id: str
    keys: tuple[str, ...]
    words: str


def _keys(*rows: tuple[str, str, str]) -> tuple[Shortcut, ...]:
    return tuple(Shortcut(name, tuple(keys.split()), words) for name, keys, words in rows)


#: Title of a place, and its shortcuts.
PLACES: tuple[tuple[str, tuple[Shortcut, ...]], ...] = (
    (N_("各处"), _keys(
        ("window.keys", "F1", N_("快捷键一览")),
        ("window.new", "Ctrl+N", N_("新建一条")),
        ("window.template", "Ctrl+Shift+N", N_("从模板新建")),
        ("window.find", "Ctrl+F", N_("查找记录")),
        ("window.replace", "Ctrl+H", N_("查找替换")),
        ("window.import", "Ctrl+I", N_("导入文件")),
        ("window.export", "Ctrl+E", N_("导出")),
        ("window.save", "Ctrl+S", N_("立即保存（平时自动保存）")),
        ("window.notice", "Alt+Z", N_("做下方提示里的事（撤销、打开文件夹等）")),
    )),
    (N_("清单"), _keys(
        ("list.open", "Return Enter", N_("打开所选记录")),
        ("list.all", "Ctrl+A", N_("全选")),
        ("list.copy", "Ctrl+C", N_("复制所选的行，供 Excel 粘贴")),
        ("list.paste", "Ctrl+V", N_("粘贴 Excel 中带表头的行")),
        ("list.bin", "Delete", N_("移到回收站")),
    )),
    (N_("编制"), _keys(
        ("entry.undo", "Ctrl+Z", N_("撤销")),
        ("entry.redo", "Ctrl+Y Ctrl+Shift+Z", N_("重做")),
        ("entry.check", "F7", N_("检查")),
        ("entry.submit", "F9", N_("提交审核")),
        ("entry.mend", "F8", N_("照提示改正本栏")),
        ("entry.next_problem", "Ctrl+Down", N_("下一个问题")),
        ("entry.last_problem", "Ctrl+Up", N_("上一个问题")),
        ("entry.next_section", "Ctrl+PgDown", N_("下一节")),
        ("entry.last_section", "Ctrl+PgUp", N_("上一节")),
        ("entry.region", "F6", N_("在栏目、节和右栏之间转到下一处")),
        ("entry.carry", "Ctrl+'", N_("本栏沿用上一条")),
        ("entry.carry_all", "Ctrl+Shift+'", N_("通常不变的栏目都沿用上一条")),
        ("entry.more", "F10", N_("更多操作")),
        ("entry.back", "Esc", N_("回到清单")),
    )),
    (N_("待办与审核"), _keys(
        ("review.open", "Return Enter", N_("打开所选记录")),
        ("review.pass", "F9", N_("通过，或记下结论、定稿")),
        ("review.back", "F8", N_("退回||按钮")),
        ("review.remark", "F2", N_("写意见")),
    )),
    (N_("导入"), _keys(
        ("import.undo", "Ctrl+Z", N_("撤销上一个选择")),
        ("import.redo", "Ctrl+Y Ctrl+Shift+Z", N_("重做撤销的选择")),
        ("column.choose", "Return Enter F2 Alt+Down", N_("选这一栏对应的要素")),
        ("column.confirm", "Space", N_("确认这一栏；在表格上是导入或不导入它")),
        ("column.leave_out", "Delete", N_("不导入这一栏")),
    )),
    (N_("查找替换"), _keys(
        ("replace.tick", "Space", N_("勾选这一处；在记录上是它的全部")),
        ("replace.open", "Return Enter", N_("打开这一处")),
        ("replace.apply", "Ctrl+Return Ctrl+Enter", N_("替换所选的")),
        ("replace.back", "Esc", N_("回到原来的地方")),
    )),
    (N_("日期与选项"), _keys(
        ("box.today", "Ctrl+;", N_("填今天的日期")),
        ("box.open", "Alt+Down", N_("打开日历或选项")),
    )),
    (N_("表格"), _keys(
        ("table.edit", "Return Enter F2", N_("填写这一格")),
        ("table.empty", "Delete", N_("清空所选的格")),
        ("table.insert", "Ctrl+Return Ctrl+Enter", N_("在下面加一行")),
        ("table.copy_row", "Ctrl+D", N_("复制本行")),
        ("table.remove", "Ctrl+Delete", N_("删除所选的行")),
        ("table.up", "Alt+Up", N_("本行上移")),
        ("table.down", "Alt+Down", N_("本行下移")),
        ("table.form", "F3", N_("逐项填写本行，再按收起")),
        ("table.next_row", "Alt+PgDown", N_("逐项填写时：下一行")),
        ("table.last_row", "Alt+PgUp", N_("逐项填写时：上一行")),
        ("table.copy", "Ctrl+C", N_("复制所选的格或行")),
        ("table.paste", "Ctrl+V", N_("粘贴 Excel 表格或文字")),
    )),
    (N_("依据"), _keys(
        ("basis.open", "Return Enter Space", N_("打开或收起依据")),
        ("basis.remove", "Delete", N_("删除依据")),
        ("basis.up", "Alt+Up", N_("依据上移")),
        ("basis.down", "Alt+Down", N_("依据下移")),
        ("basis.paste", "Ctrl+V", N_("粘贴依据文字，自动拆开")),
        ("basis.compare", "F3", N_("对照引文和现行条文，再按收起")),
        ("basis.read", "F4", N_("看全文和前后条，再按收起")),
        ("basis.adopt", "Ctrl+Return Ctrl+Enter", N_("采用现行条文")),
    )),
)  # fmt: skip
BY_ID: Mapping[str, Shortcut] = {item.id: item for _, items in PLACES for item in items}
_SPOKEN = {"Down": "↓", "Up": "↑", "PgDown": "Page Down", "PgUp": "Page Up", "Return": "Enter"}


def install(
    owner: QWidget,
    slots: Mapping[str, Callable[[], object]],
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> None:
    """Let the keys of these shortcuts do what the slots do, while the owner listens."""
    for name, slot in slots.items():
        for keys in BY_ID[name].keys:
            shortcut = QShortcut(QKeySequence(keys), owner)
            shortcut.setContext(context)
            shortcut.activated.connect(slot)


def pressed(event: QKeyEvent, name: str) -> bool:
    """Whether a key that a widget got is one of a shortcut that the widget does itself."""
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    typed = QKeySequence(int(plain.value) | event.key())
    return any(QKeySequence(keys) == typed for keys in BY_ID[name].keys)


def spoken(keys: str) -> str:
    """Ctrl+Down → Ctrl + ↓, as people read it."""
    parts = ["+"] if keys == "+" else keys.split("+")
    return " + ".join(_SPOKEN.get(part, part) for part in parts)


def told(shortcut: Shortcut) -> str:
    """All keys of a shortcut, as people read them, each once."""
    return tr("、").join(dict.fromkeys(spoken(keys) for keys in shortcut.keys))
