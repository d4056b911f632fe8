"""Words of a layout that stand for more than one field (`forms.sheets.WORDS`, ``CELLS``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from exports.layouts.context import unique
from exports.layouts.guide_parts import GuideParts, join
from forms.citations import citation_head
from forms.model import Value

_ARROW = " → "
Row = Mapping[str, Value]


def _bases(parts: GuideParts) -> str:
    """Title and article of each basis that may be published."""
    name = next((n for n in ("legal_basis", "basis") if parts.field(n)), "legal_basis")
    rows = parts.rows(name)
    if not rows:
        return parts.text(name)
    public = [row for row in rows if not (parts.context.public and row.get("is_secret") is True)]
    return "\n".join(unique(map(citation_head, public)))


def _column(parts: GuideParts, table: str, column: str) -> list[str]:
    return unique(parts.cell(table, row, column) for row in parts.rows(table))


def _materials(parts: GuideParts) -> str:
    names = _column(parts, "materials", "name")
    if not names:
        return "无需提交申请材料" if parts.value("need_material") is False else ""
    return "\n".join(f"{number}．{name}" for number, name in enumerate(names, 1))


def _limits(parts: GuideParts) -> str:
    shown = (("法定：", parts.text("legal_limit")), ("承诺：", parts.text("promise_limit")))
    return "；".join(word + text for word, text in shown if text)


def _fee(parts: GuideParts) -> str:
    rows = parts.rows("fees")
    if not rows:
        return "不收费" if parts.value("is_fee") is False else ""
    shown = ((parts.cell("fees", row, "name"), parts.cell("fees", row, "standard")) for row in rows)
    return "\n".join(join(texts, "　") for texts in shown)


def _places(parts: GuideParts) -> str:
    keys = ("name", "address", "window")
    shown = (
        join(tuple(parts.cell("handle_places", row, key) for key in keys), "　")
        for row in parts.rows("handle_places")
    )
    return "\n".join(unique(shown))


def _phones(parts: GuideParts, table: str) -> str:
    """The numbers to call; every way where none of them is a telephone."""
    rows = parts.rows(table)
    called = [row for row in rows if row.get("way") == "phone"]
    return "、".join(unique(parts.cell(table, row, "contact") for row in called or rows))


WORDS: Mapping[str, Callable[[GuideParts], str]] = {
    "@name": lambda parts: parts.name,
    "@code": lambda parts: parts.code,
    "@organization": lambda parts: parts.organization,
    "@bases": _bases,
    "@materials": _materials,
    "@steps": lambda parts: _ARROW.join(_column(parts, "process_steps", "name")),
    "@limits": _limits,
    "@fee": _fee,
    "@places": _places,
    "@consult_phones": lambda parts: _phones(parts, "consult_ways") or parts.text("consult_ways"),
    "@complaint_phones": lambda parts: (
        _phones(parts, "complaint_ways") or parts.text("complaint_ways")
    ),
}


def _sequence(parts: GuideParts, table: str, row: Row, number: int) -> str:
    return parts.cell(table, row, "number") or str(number)


def _copies(parts: GuideParts, table: str, row: Row, number: int) -> str:
    counted = (("原件", "original_count"), ("复印件", "copy_count"))
    return "\n".join(
        f"{word}{row[key]}份" for word, key in counted if row.get(key) not in (None, "", 0)
    )


def _counted(parts: GuideParts, table: str, row: Row, number: int) -> str:
    """How many of what; only of what where nobody said how many."""
    return _copies(parts, table, row, number) or parts.cell(table, row, "original_or_copy")


def _remarks(parts: GuideParts, table: str, row: Row, number: int) -> str:
    """What else a material asks for, under words short enough for a narrow column."""
    words = (("necessity_note", "容缺情形"), ("supply_limit", "补正时限"), ("paper_size", "规格"),
             ("remark", "备注"))  # fmt: skip
    shown = ((word, parts.cell(table, row, column)) for column, word in words)
    return "\n".join(f"{word}：{text}" for word, text in shown if text not in ("", "无"))


def bases_of(row: Row) -> Sequence[Row]:
    """The bases of one row."""
    bases = row.get("basis")
    return [b for b in bases if isinstance(b, Mapping)] if isinstance(bases, list) else []


def _heads(parts: GuideParts, table: str, row: Row, number: int) -> str:
    """Title and article of each basis; the words of the article would burst the column."""
    if not bases_of(row):
        return parts.cell(table, row, "basis")
    public = parts.context.public
    shown = (b for b in bases_of(row) if not (public and b.get("is_secret") is True))
    return "\n".join(filter(None, map(citation_head, shown)))


def _exempt(parts: GuideParts, table: str, row: Row, number: int) -> str:
    return "免提交" if row.get("exempt") is True else ""


def _box(parts: GuideParts, table: str, row: Row, number: int) -> str:
    """For the window to tick."""
    return "□"


CELLS: Mapping[str, Callable[[GuideParts, str, Row, int], str]] = {
    "@seq": _sequence,
    "@copies": _copies,
    "@counted": _counted,
    "@remarks": _remarks,
    "@bases": _heads,
    "@exempt": _exempt,
    "@box": _box,
}
