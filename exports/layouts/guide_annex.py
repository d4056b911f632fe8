"""The annex of a service guide, and the fields that have no place in its 21 sections."""

from __future__ import annotations

from exports.document import Block, Heading, KeyValues, Paragraph, Run, paragraph
from exports.layouts.blocks import numbered
from exports.layouts.guide_parts import GuideParts

ANNEX_TITLE = "附　件"
OTHER_TITLE = "其他信息"


def annex_blocks(parts: GuideParts) -> list[Block]:
    """附件：流程图、空白表、示范文本、常见问题 (SPEC §8.2); nothing when there is none of them."""
    lists = (
        ("办理流程图", parts.text("flowchart")),
        ("申请表空白表", _material_files(parts, "blank_form")),
        ("示范文本", _material_files(parts, "sample_form")),
        ("告知承诺书", parts.text("commitment_file")),
        ("结果样本", _result_samples(parts)),
    )
    blocks: list[Block] = []
    number = 0
    for title, text in lists:
        if text:
            number += 1
            blocks.append(Heading(2, numbered(2, number, title)))
            blocks += [paragraph(line) for line in text.split("\n")]
    questions = _questions(parts)
    if questions:
        blocks += [Heading(2, numbered(2, number + 1, "常见问题解答")), *questions]
    return [Heading(1, ANNEX_TITLE, "annex"), *blocks] if blocks else []


def _material_files(parts: GuideParts, column: str) -> str:
    lines = [
        f"{parts.cell('materials', row, 'name')}：{files}"
        for row in parts.rows("materials")
        if (files := parts.cell("materials", row, column))
    ]
    return "\n".join(lines)


def _result_samples(parts: GuideParts) -> str:
    names = (parts.cell("results", row, "sample") for row in parts.rows("results"))
    return "\n".join(filter(None, names))


def _questions(parts: GuideParts) -> list[Block]:
    blocks: list[Block] = []
    for number, row in enumerate(parts.rows("faqs"), 1):
        question, answer = (parts.cell("faqs", row, key) for key in ("question", "answer"))
        blocks.append(Paragraph((Run(f"问{number}：{question}", bold=True),)))
        blocks += [paragraph(f"答：{answer}")] if answer else []
    return blocks


def other_blocks(parts: GuideParts) -> list[Block]:
    """Every filled public field that found no place above, so that nothing is lost."""
    rest = parts.unplaced()
    pairs = [(item.label, parts.text(item.id)) for item in rest if item.table is None]
    rows = tuple((label, text) for label, text in pairs if text)
    blocks: list[Block] = [KeyValues(rows, OTHER_TITLE)] if rows else []
    for number, item in enumerate((item for item in rest if item.table is not None), 1):
        blocks += [Heading(2, numbered(2, number, item.label)), *parts.table(item.id)]
    return [Heading(1, OTHER_TITLE, "other"), *blocks] if blocks else []
