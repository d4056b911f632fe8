"""What is said under a code while it is typed: its groups, how many places, its check digit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.ui.i18n import N_, tr
from forms.values import (
    PROVINCES,
    business_item_code_problem,
    catalog_code_problem,
    halfwidth,
    implementation_code_problem,
    uscc_check_char,
)
from forms.values.codes import USCC_ALPHABET

#: Length of the groups in which a code is read, and what each of them is.
_USCC = ((1, N_("登记部门")), (1, N_("类别")), (6, N_("区划")), (9, N_("主体")), (1, N_("校验")))
_CATALOG = ((2, N_("区划")), (2, N_("类型")), (2, N_("部门")), (3, N_("主项")), (3, N_("子项")))
_IMPLEMENTATION = ((18, N_("信用代码")), (1, N_("层级")), *_CATALOG)
_GROUPS: Mapping[str, tuple[tuple[int, str], ...]] = {
    "uscc": _USCC,
    "catalog_code": _CATALOG,
    "impl_code": _IMPLEMENTATION,
    "biz_item_code": (*_IMPLEMENTATION, (2, N_("顺序号"))),
    "region_code": ((2, N_("省")), (2, N_("市")), (2, N_("县"))),
}
_REGION_MORE = ((3, N_("乡镇")), (3, N_("村")))
#: Formats that this module has something to say about.
FORMATS = frozenset(_GROUPS)
#: Letters that a credit code never has, and the digit that is meant.
_MISTAKEN = {"O": "0", "I": "1", "Z": "2", "S": "5"}
_OLD_CATALOG = 10  # places of the older generation


@dataclass(frozen=True, slots=True)
class CodeHint:
    """A sentence; ``tone`` is ok, warn, or faint while the code is not complete."""

    text: str
    tone: str


def tidy_code(text: str) -> str:
    """Half width, capitals, no blanks: how a code is kept."""
    return "".join(halfwidth(text).split()).upper()


def in_groups(code: str, layout: str) -> str:
    """The code in the groups in which people read it out."""
    groups = _GROUPS[layout] + (_REGION_MORE if layout == "region_code" else ())
    parts, at = [], 0
    for length, _ in groups:
        if code[at:]:
            parts.append(code[at : at + length])
        at += length
    return " ".join([*parts, *([code[at:]] if code[at:] else [])])


def code_hint(text: str, layout: str) -> CodeHint | None:
    """What to say about a code as far as it is typed; None for nothing."""
    code = tidy_code(text)
    if not code or layout not in _GROUPS:
        return None
    shown = in_groups(code, layout)
    if layout == "uscc":
        return _uscc(code, shown)
    if layout == "region_code":
        return _region(code, shown)
    return _item(code, shown, layout)


def _uscc(code: str, shown: str) -> CodeHint:
    for place, sign in enumerate(code, start=1):
        if sign not in USCC_ALPHABET:
            meant = _MISTAKEN.get(sign)
            words = (
                tr(
                    "第 {place} 位“{sign}”不会出现，应是“{meant}”。",
                    place=place,
                    sign=sign,
                    meant=meant,
                )
                if meant
                else tr("第 {place} 位“{sign}”不会出现。", place=place, sign=sign)
            )
            return CodeHint(f"{shown}　{words}", "warn")
    if len(code) < 17:
        words = tr("已输 {count} 位，共 18 位", count=len(code))
        return CodeHint(f"{shown}　{words}", "faint")
    expected = uscc_check_char(code[:17])
    if len(code) == 17:
        return CodeHint(tr("{code}　末位校验码应为 {sign}", code=shown, sign=expected), "faint")
    if len(code) > 18:
        words = tr("多了 {count} 位", count=len(code) - 18)
        return CodeHint(f"{shown}　{words}", "warn")
    if code[17] != expected:
        words = tr("校验码不符：按前 17 位应为 {sign}，请逐位核对", sign=expected)
        return CodeHint(f"{shown}　{words}", "warn")
    return CodeHint(tr("{code}　校验码正确", code=shown), "ok")


def _region(code: str, shown: str) -> CodeHint:
    if not code.isdecimal():
        return CodeHint(tr("{code}　区划代码只用数字", code=shown), "warn")
    if len(code) >= 2 and code[:2] not in PROVINCES:
        return CodeHint(tr("{code}　前两位不是省级代码", code=shown), "warn")
    if len(code) in (6, 9, 12):
        return CodeHint(tr("{code}　{count} 位", code=shown, count=len(code)), "ok")
    return CodeHint(tr("{code}　应为 6、9 或 12 位", code=shown), "faint")


def _item(code: str, shown: str, layout: str) -> CodeHint:
    groups = _GROUPS[layout]
    whole = sum(length for length, _ in groups)
    if len(code) == whole:
        return _whole_item(code, shown, layout)
    if layout != "catalog_code":
        # The code begins with a credit code: its check digit is known before the rest is typed.
        head = _uscc(code[:18], in_groups(code[:18], "uscc"))
        if head.tone == "warn" or len(code) <= 18:
            return head
    if layout == "catalog_code" and len(code) == _OLD_CATALOG:
        return CodeHint(tr("{code}　旧代 10 位；新代为 12 位", code=shown), "faint")
    if len(code) > whole:
        words = tr("多了 {count} 位", count=len(code) - whole)
        return CodeHint(f"{shown}　{words}", "warn")
    at = 0
    for length, name in groups:
        at += length
        if len(code) < at:
            words = tr("接着输{part}，共 {count} 位", part=tr(name), count=whole)
            return CodeHint(f"{shown}　{words}", "faint")
    return CodeHint(shown, "faint")


def _whole_item(code: str, shown: str, layout: str) -> CodeHint:
    check = {
        "catalog_code": catalog_code_problem,
        "impl_code": implementation_code_problem,
        "biz_item_code": business_item_code_problem,
    }[layout]
    if layout != "catalog_code":
        head = _uscc(code[:18], in_groups(code[:18], "uscc"))
        if head.tone == "warn":
            return head
    if check(code):
        return CodeHint(tr("{code}　各段的写法不对，请核对", code=shown), "warn")
    return CodeHint(tr("{code}　{count} 位，写法正确", code=shown, count=len(code)), "ok")
