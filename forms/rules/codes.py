"""Rules K: codes of items (SPEC §6.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.problem import Finding, Severity
from forms.rules.context import Context
from forms.rules.registry import rule
from forms.values import CatalogCode, ImplementationCode, catalog_code_problem


@rule("K01")
def catalog_code(context: Context) -> Iterator[Finding]:
    """The 基本编码 has the layout of the portal."""
    code = context.text("catalog_code").strip()
    if code and not _fits(context, "catalog_code", code):
        hint = context.profile.code_layout.get("catalog_code_hint", "")
        yield Finding("catalog_code", {"code": code, "hint": hint})


def _fits(context: Context, field: str, code: str) -> bool:
    layout = context.profile.code_layout.get(field)
    if layout:
        return re.fullmatch(layout, code) is not None
    return field != "catalog_code" or catalog_code_problem(code) is None


@rule("K02")
def type_in_code(context: Context) -> Iterator[Finding]:
    """The type inside the 基本编码 is the chosen one; a local catalogue's code only warns."""
    code, chosen = context.text("catalog_code").strip(), context.task_type
    vocabulary = context.catalogue.vocabularies.get("CL01")
    if not code or vocabulary is None or chosen not in vocabulary.by_key:
        return
    if re.fullmatch(r"[A-Z]{2}\d.*", code):
        own = [choice for choice in vocabulary.choices if code[:2] in choice.aliases]
        national = True
    else:
        try:
            parsed = CatalogCode.parse(code)
        except ValueError:
            return
        own = [choice for choice in vocabulary.choices
               if parsed.item_type in (choice.codes.get("c0109"), choice.codes.get("gbt39046"))]  # fmt: skip
        national = parsed.region == "00"
    # Types beyond the standard's twelve (21, 1A …) are each portal's own.
    if own and own[0].key != chosen:
        params = {"coded": own[0].label, "chosen": vocabulary.label(chosen)}
        yield Finding("catalog_code", params, severity=None if national else Severity.WARN)


@rule("K03")
def implementation_code(context: Context) -> Iterator[Finding]:
    """The 实施编码 is composed of credit code, level and 基本编码."""
    code = context.text("impl_code").strip()
    if not code:
        return
    if not _fits(context, "impl_code", code):
        hint = context.profile.code_layout.get("impl_code_hint", "")
        yield Finding("impl_code", {"code": code, "hint": hint}, variant="format")
        return
    for part, coded, own in _parts(context, code):
        if own and coded != own:
            yield Finding("impl_code", {"part": part, "coded": coded, "own": own})
            return


def _parts(context: Context, code: str) -> Iterator[tuple[str, str, str]]:
    """What each part is called, what the code says, what the record says ("" where nothing)."""
    catalog = context.text("catalog_code").strip()
    try:
        parsed = ImplementationCode.parse(code)
    except ValueError:
        # 24 characters: only the first ten are known for sure (SPEC §6.5).
        yield "基本编码", code[: len(catalog)], catalog
        return
    levels = context.catalogue.vocabularies.get("CL02")
    level = context.profile.code(levels, context.text("use_level")) if levels else ""
    yield "信用代码", parsed.org_uscc, context.text("org_uscc").strip()
    yield "行使层级代码", parsed.use_level, level
    yield "基本编码", str(parsed.catalog), catalog


@rule("K04")
def business_item_code(context: Context) -> Iterator[Finding]:
    """The 业务办理项编码 is the 实施编码 and a serial number from 01."""
    code, own = context.text("biz_item_code").strip(), context.text("impl_code").strip()
    layouts = context.profile.code_layout
    if not code or (layouts and "biz_item_code" not in layouts):
        return
    if len(code) != 33 or not code[31:].isdecimal():
        wrong = "应为31位实施编码加两位顺序号。"
    elif code.endswith("00"):
        wrong = "顺序号从01编起。"
    elif own and code[:31] != own:
        wrong = f"前31位与实施编码“{own}”不一致。"
    elif not _fits(context, "biz_item_code", code):
        wrong = "含有不允许的字符，请逐位核对。"
    else:
        return
    yield Finding("biz_item_code", {"code": code, "problem": wrong})


@rule("K05")
def main_item_with_sub_items(context: Context) -> Iterator[Finding]:
    """Guides are made for sub-items, not for the main item above them (00Y)."""
    if context.text("catalog_code").strip().endswith("00Y"):
        yield Finding("catalog_code")
