"""Rules G14, X01, X02: text that is damaged, values that are none of their field's type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.field_types import problem
from forms.problem import Finding, Fix, Severity
from forms.rules.context import Cell
from forms.rules.registry import Context, rule
from forms.values import phone_problems, region_code_problem

_HAN = "\u4e00-\u9fff"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]")
_TAG = re.compile(
    r"</?(?:p|br|div|span|table|tbody|thead|t[rdh]|b|i|u|font|a|img|ul|ol|li|strong|em|h[1-6])"
    r"(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|mdash|hellip|#\d{2,6}|#x[0-9a-f]{2,5});")
_GAP = re.compile(rf"(?<=[{_HAN}，。；、：])[ \u3000\u00a0\t]{{2,}}(?=[{_HAN}])")
_HALF_MARK = re.compile(rf"(?<=[{_HAN}])([,;:?!])(?=[{_HAN}])")
_FULL_OF = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_DAMAGE = re.compile("[\ufffd\ue000-\uf8ff]")
#: Any sign of residue; one cheap look spares the others for nearly every text.
_ANY = re.compile(
    r"[<&\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff\ufffd\ue000-\uf8ff,;:?! \u3000\u00a0\t]"
)


@rule("G14")
def paste_residue(context: Context) -> Iterator[Finding]:
    """HTML, replacement, private and invisible characters, gaps, mixed punctuation, lost boxes."""
    boxes = _lost_boxes(context)
    for cell in context.texts:
        if cell.item.type not in ("text", "longtext"):
            continue
        what = _residue(cell.value) if _ANY.search(cell.value) else ""
        if not what and ("口" in cell.value or "t" in cell.value) and boxes.search(cell.value):
            what = "方框符号变成了“口”“t”"
        if what:
            yield Finding(cell.path, {"label": cell.item.label, "what": what}, fix=_cleaned(cell))


def _residue(text: str) -> str:
    if _TAG.search(text) or _ENTITY.search(text):
        return "网页标签"
    if _DAMAGE.search(text):
        return "无法显示的字符"
    if _INVISIBLE.search(text):
        return "看不见的字符"
    if _GAP.search(text):
        return "连续空格"
    if any(_FULL_OF[mark] in text for mark in _HALF_MARK.findall(text)):
        return "全角、半角标点混用"
    return ""


def _cleaned(cell: Cell) -> Fix | None:
    """The text without what surely says nothing: invisible characters and gaps."""
    clean = _GAP.sub("", _INVISIBLE.sub("", cell.value))
    return Fix("清理", cell.path, clean) if clean != cell.value and not _residue(clean) else None


def _lost_boxes(context: Context) -> re.Pattern[str]:
    """■ and □ of the font Wingdings that a copy turned into 口 or t before a channel's name."""
    found: re.Pattern[str] | None = context.plans.get("boxes")
    if found is None:
        channels = context.catalogue.vocabularies.get("CL24")
        names = [re.escape(choice.label) for choice in channels.choices if choice.key != "other"] \
            if channels else []  # fmt: skip
        either = "|".join(names) or "(?!)"
        found = re.compile(rf"(?<![{_HAN}A-Za-z])[口t](?:{either})")
        context.plans["boxes"] = found
    return found


@rule("X01")
def value_of_its_type(context: Context) -> Iterator[Finding]:
    """A stored value that its field's type cannot read, such as text where a date belongs."""
    for cell in context.typed:
        sentence = problem(cell.value, cell.item)
        if sentence and not _said_elsewhere(context, cell):
            yield Finding(cell.path, {"label": cell.item.label, "problem": sentence})


def _said_elsewhere(context: Context, cell: Cell) -> bool:
    """P09 speaks of the address of an online item, W01 of the type of a power."""
    type_of_power = context.form.letter == "B" and cell.path == context.form.type_field
    return type_of_power or (cell.item.missing_rule == "P09" and context.value("is_online") is True)


@rule("X02")
def value_of_its_format(context: Context) -> Iterator[Finding]:
    """Pattern, region code, telephone and greatest length; other formats have rules of their own."""
    limits = context.profile.lengths.get(context.form.kind, {})
    for cell in context.texts:
        item = cell.item
        if not (item.pattern or item.format or item.max):
            continue
        label: dict[str, object] = {"label": item.label}
        if item.pattern and not re.fullmatch(item.pattern, cell.value):
            yield Finding(cell.path, {**label, "problem": item.pattern_hint or "请核对。"})
        elif item.format == "region_code" and (wrong := region_code_problem(cell.value)):
            yield Finding(cell.path, {**label, "problem": wrong})
        elif item.format == "phone" and (found := phone_problems(cell.value)):
            params = {**label, "problem": found[0]}
            yield Finding(cell.path, params, severity=Severity.WARN, variant="phone")
        too_long = item.max is not None and len(cell.value) > item.max
        if too_long and re.sub(r"\[\d+\]", "", cell.path) not in limits:
            params = {**label, "n": len(cell.value), "max": item.max}
            yield Finding(cell.path, params, severity=Severity.WARN, variant="long")
