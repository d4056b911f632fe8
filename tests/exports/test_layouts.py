"""Layouts of the service guide and of single records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from exports.document import (
    Block,
    Cover,
    Document,
    FlowChart,
    Heading,
    KeyValues,
    Paragraph,
    QrCode,
    Table,
    TableOfContents,
)
from exports.layouts import (
    EDITIONS,
    LayoutContext,
    UnknownEditionError,
    bundle_document,
    guide_document,
    record_document,
)
from exports.layouts.context import SECRET_BASIS
from forms.loader import load_catalogue
from forms.model import Field, Form, Value
from forms.record import ENVELOPE, Record

CATALOGUE = load_catalogue()
GUIDE = CATALOGUE.form("service_guide")
LINKED = Record("intermediary_item", {"name": "被链接的中介事项"})
CONTEXT = LayoutContext(
    CATALOGUE, linked={LINKED.uuid: LINKED}.get, organization="镕州市卫生健康局"
)

#: SPEC §8.2, written out again: the order that the guideline prescribes.
SECTIONS = [
    "一、适用范围", "二、项目信息", "三、办理依据", "四、受理机构", "五、决定机构", "六、数量限制",
    "七、申请条件", "八、禁止性要求", "九、申请材料目录", "十、申请接收", "十一、办理基本流程",
    "十二、办理方式", "十三、办结时限", "十四、收费依据及标准", "十五、审批结果", "十六、结果送达",
    "十七、申请人权利和义务", "十八、咨询途径", "十九、监督投诉渠道", "二十、办公地址和时间",
    "二十一、办理进程和结果公开查询",
]  # fmt: skip


def sample_value(item: Field) -> Value:
    """A value of the field's type that can be told from all others where that is possible."""
    choices = item.vocabulary.choices if item.vocabulary else ()
    samples: dict[str, Any] = {
        "text": f"甲{item.id}乙", "longtext": f"丙{item.id}丁", "code": f"C-{item.id}",
        "url": f"https://example.gov.cn/{item.id}", "integer": 3, "money": "12.50",
        "boolean": True, "date": "2026-03-01", "datetime": "2026-03-01T08:00:00Z",
        "duration": {"amount": 7, "unit": "working_day"},
        "attachment": [{"name": f"{item.id}.pdf", "sha256": "0" * 64, "size": 1}],
        "ref": [LINKED.uuid],
    }  # fmt: skip
    if item.type == "table":
        return [{column.id: sample_value(column) for column in item.columns
                 if column.id != "is_secret"}]  # fmt: skip
    if item.type == "enum":
        return choices[0].key if choices else "x"
    if item.type == "multi_enum":
        return [choice.key for choice in choices[:2]]
    return samples[item.type]


def filled(form: Form, **changes: Value) -> Record:
    """A record with every field of its form filled."""
    values = {i.id: sample_value(i) for i in form.fields.values() if i.id not in ENVELOPE}
    return Record(form.kind, {**values, **changes}, version=3, updated_at="2026-11-23T01:00:00Z")


def words(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph() | Heading():
                yield block.text
            case Cover():
                yield from (block.title, block.subtitle)
                yield from (word for line in block.lines for word in line)
            case KeyValues():
                yield from (word for row in block.rows for word in row)
            case Table():
                yield from (cell.text for row in block.rows for cell in row)
            case FlowChart():
                yield from (w for s in block.steps for w in (s.name, s.office, s.limit, s.note))
            case QrCode():
                yield block.content


def text_of(document: Document) -> str:
    return "\n".join(words(document.blocks))


def section(document: Document, title: str) -> tuple[Block, ...]:
    """The blocks under a heading of level 1."""
    blocks = document.blocks
    start = next(i for i, b in enumerate(blocks) if isinstance(b, Heading) and b.text == title)
    end = next((i for i, b in enumerate(blocks) if i > start and isinstance(b, Heading)
                and b.level == 1), len(blocks))  # fmt: skip
    return blocks[start + 1 : end]


@pytest.mark.parametrize("record", [filled(GUIDE), Record("service_guide", {"item_name": "空"})])
def test_the_21_sections_stand_in_order_also_when_empty(record: Record) -> None:
    made = guide_document(record, CONTEXT)
    titles = [b.text for b in made.blocks if isinstance(b, Heading) and b.level == 1]
    assert titles[:21] == SECTIONS
    assert isinstance(made.blocks[0], Cover)
    assert isinstance(made.blocks[1], TableOfContents)


@pytest.mark.parametrize("form", CATALOGUE.ordered(), ids=lambda form: form.kind)
def test_every_public_field_is_printed_somewhere(form: Form) -> None:
    record = filled(form)
    documents = [record_document(record, CONTEXT)]
    if form.kind == "service_guide":
        documents.append(guide_document(record, CONTEXT))
    for made in documents:
        text = text_of(made)
        for item in form.fields.values():
            if item.id in ENVELOPE or item.internal or item.type in ("boolean", "table"):
                continue
            for line in CONTEXT.text(record.get(item.id), item).splitlines():
                assert line in text, item.id


@pytest.mark.parametrize("form", CATALOGUE.ordered(), ids=lambda form: form.kind)
def test_every_word_of_a_sub_table_is_printed(form: Form) -> None:
    record = filled(form)
    documents = [record_document(record, CONTEXT)]
    if form.kind == "service_guide":
        documents.append(guide_document(record, CONTEXT))
    for made in documents:
        text = text_of(made)
        for item in form.tables():
            if item.internal or (item.table and item.table.row_style == "citation"):
                continue
            for column in CONTEXT.columns(item):
                if column.type in ("text", "longtext", "code", "attachment"):
                    shown = CONTEXT.text(sample_value(column), column)
                    assert shown in text, f"{item.id}.{column.id}"


def test_internal_fields_are_printed_for_the_office_only() -> None:
    record = filled(GUIDE, compiler_name="经办人张三")
    internal = LayoutContext(CATALOGUE, public=False)
    for edition in EDITIONS:
        assert "经办人张三" not in text_of(guide_document(record, CONTEXT, edition))
    assert "经办人张三" in text_of(guide_document(record, internal))
    assert "经办人张三" not in text_of(record_document(record, CONTEXT))
    assert "经办人张三" in text_of(record_document(record, internal))


def test_a_secret_basis_is_replaced_by_the_fixed_sentence() -> None:
    basis = [{"title": "某涉密规定", "article_text": "第一条", "is_secret": True}]
    record = Record("service_guide", {"item_name": "甲", "legal_basis": basis,
                                      "materials": [{"name": "表", "basis": basis}]})  # fmt: skip
    for edition in EDITIONS:
        assert "某涉密规定" not in text_of(guide_document(record, CONTEXT, edition))
    assert SECRET_BASIS in text_of(guide_document(record, CONTEXT))


@pytest.mark.parametrize(("value", "words_"), [
    (False, "无数量限制。"), (True, "有数量限制。"), (None, "（未填写）"),
])  # fmt: skip
def test_the_quantity_section_always_says_something(value: bool | None, words_: str) -> None:
    values = {"item_name": "甲"} | ({} if value is None else {"has_num_limit": value})
    made = guide_document(Record("service_guide", values), CONTEXT)
    assert list(words(section(made, "六、数量限制"))) == [words_]


def test_no_fee_and_no_materials_are_said_in_words() -> None:
    record = Record("service_guide", {"item_name": "甲", "is_fee": False, "need_material": False})
    made = guide_document(record, CONTEXT)
    assert list(words(section(made, "十四、收费依据及标准"))) == ["不收费。"]
    assert list(words(section(made, "九、申请材料目录"))) == ["无需提交申请材料。"]


def test_time_limits_read_as_the_portals_write_them() -> None:
    record = Record("service_guide", {
        "item_name": "甲", "legal_limit": {"amount": 20, "unit": "working_day"},
        "promise_limit": {"amount": 5, "unit": "working_day"},
    })  # fmt: skip
    made = guide_document(record, CONTEXT)
    assert list(words(section(made, "十三、办结时限"))) == [
        "法定：20个工作日；承诺：自受理之日起5个工作日。"
    ]


def test_what_is_done_at_once_is_not_counted_in_days() -> None:
    record = Record("service_guide", {"item_name": "甲",
                                      "promise_limit": {"amount": 0, "unit": "working_day"}})  # fmt: skip
    made = guide_document(record, CONTEXT)
    assert list(words(section(made, "十三、办结时限"))) == ["承诺：即办。"]


def materials_table(record: Record) -> Table:
    made = guide_document(record, CONTEXT)
    return next(t for t in made.tables() if t.caption == "申请材料目录")


def test_long_words_on_a_material_stand_below_it_across_the_table() -> None:
    table = materials_table(filled(GUIDE))
    assert [column.title for column in table.columns] == [
        "序号", "材料名称", "来源渠道", "材料类型", "材料形式", "份数", "必要性",
    ]  # fmt: skip
    line, below = table.rows[:2]
    assert (line[0].rows, len(line)) == (2, 7)
    assert [(cell.columns, cell.text.partition("：")[0]) for cell in below] == [(6, "来源")]
    assert "\n要求：" in below[0].text
    assert "\n依据：" in below[0].text
    assert "\n空表/样表：" in below[0].text


def test_what_no_material_says_takes_no_room_in_the_table() -> None:
    rows = [{"name": "申请表", "necessity": "necessary", "acceptance_standard": "无"},
            {"name": "身份证", "source_note": "申请人自备", "source_channel": "applicant"}]  # fmt: skip
    table = materials_table(Record("service_guide", {"item_name": "甲", "materials": rows}))
    assert [column.title for column in table.columns] == ["序号", "材料名称", "来源渠道", "必要性"]
    assert [[cell.text for cell in line] for line in table.rows] == [
        ["1", "申请表", "", "必要"], ["2", "身份证", "申请人自备", ""],
    ]  # fmt: skip


def test_what_only_a_platform_understands_is_not_printed() -> None:
    kept = "节假日照常受理\n咨询邮箱email：a_b@example.cn"
    remark = f"申请材料第1行is_jzbm：0\n设定依据第1行依据类型（平台代码）：2\nis_bjxs：1\n{kept}"
    record = Record("service_guide", {"item_name": "甲", "remark": remark})
    field = GUIDE.fields["remark"]
    assert CONTEXT.text(remark, field) == kept
    assert "is_bjxs" not in text_of(guide_document(record, CONTEXT))
    assert CONTEXT.text(remark, GUIDE.fields["applicable_scope"]) == remark


def test_the_flow_chart_is_drawn_from_the_steps() -> None:
    steps = [{"name": "受理", "office": "窗口"}, {"name": "审查", "parallel": True,
             "limit": {"amount": 3, "unit": "working_day"}, "result": "审查意见"}]  # fmt: skip
    made = guide_document(
        Record("service_guide", {"item_name": "甲", "process_steps": steps}), CONTEXT
    )
    chart = next(block for block in made.blocks if isinstance(block, FlowChart))
    assert [(s.name, s.office, s.limit, s.note, s.parallel) for s in chart.steps] == [
        ("受理", "窗口", "", "", False), ("审查", "", "3个工作日", "审查意见", True),
    ]  # fmt: skip


def test_the_brief_edition_is_one_sheet_with_a_code_for_applying() -> None:
    made = guide_document(filled(GUIDE), CONTEXT, "brief")
    assert made.page.fit_pages == 1
    labels = [label for b in made.blocks if isinstance(b, KeyValues) for label, _ in b.rows]
    assert labels == ["事项名称", "设定依据", "申请条件", "办理材料", "办理流程", "办结时限", "收费标准",
                      "办理结果", "办理地点", "办理时间", "联系电话", "监督电话"]  # fmt: skip
    codes = [block.content for block in made.blocks if isinstance(block, QrCode)]
    assert codes[0] == "https://example.gov.cn/online_url"


def test_the_notice_lists_the_materials_with_boxes_and_a_place_to_sign() -> None:
    made = guide_document(filled(GUIDE), CONTEXT, "notice")
    text = text_of(made)
    assert "□" in text
    assert "申请人签收" in text
    assert "甲name乙" in text


def test_a_guide_carries_name_date_and_mark() -> None:
    made = guide_document(filled(GUIDE, biz_item_name="登记（新办）"), CONTEXT)
    assert made.title == "登记（新办）服务指南"
    assert made.date == "2026-11-23"
    assert made.mark == "第3版 2026-11-23"


def test_text_typed_instead_of_rows_is_printed_as_it_is() -> None:
    record = Record("service_guide", {"item_name": "甲", "materials": "身份证；申请表",
                                      "legal_basis": "某法第一条"})  # fmt: skip
    text = text_of(guide_document(record, CONTEXT))
    assert "身份证；申请表" in text
    assert "某法第一条" in text


def test_links_to_records_that_are_not_at_hand_print_no_identifiers() -> None:
    links = [{"item": ["99999999-9999-4999-8999-999999999999"], "material": "检测报告"}]
    record = Record("service_guide", {"item_name": "甲", "intermediary_links": links})
    text = text_of(guide_document(record, CONTEXT))
    assert "检测报告" in text
    assert "99999999" not in text


def test_an_empty_record_still_makes_a_document() -> None:
    for form in CATALOGUE.ordered():
        made = record_document(Record(form.kind, {}), CONTEXT)
        assert "（未填写）" in text_of(made)


def test_cells_never_reach_beyond_their_table() -> None:
    made = guide_document(filled(GUIDE), CONTEXT)
    for table in made.tables():
        for row in table.rows:
            assert sum(cell.columns for cell in row) <= len(table.columns)


def test_an_unknown_edition_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownEditionError, match="brief、full、notice、poster"):
        guide_document(filled(GUIDE), CONTEXT, "banner")


def test_a_bundle_keeps_covers_and_gives_titles_to_what_has_none() -> None:
    full = [guide_document(filled(GUIDE, biz_item_name=name), CONTEXT) for name in ("甲证", "乙证")]
    made = bundle_document(full, "办事指南汇编")
    assert [block.title for block in made.blocks if isinstance(block, Cover)] == [
        "办事指南汇编", "甲证", "乙证",
    ]  # fmt: skip
    index = next(made.tables())
    assert [[cell.text for cell in row] for row in index.rows] == [
        [str(number), guide.title, "", guide.mark, guide.fingerprint(), ""]
        for number, guide in enumerate(full, 1)
    ]
    covers = [block.anchor for block in made.blocks if isinstance(block, Cover)]
    assert [row[-1].page_of for row in index.rows] == covers[1:] == ["item_1", "item_2"]
    assert made.page == full[0].page
    brief = [guide_document(filled(GUIDE, biz_item_name=name), CONTEXT, "notice")
             for name in ("甲证", "乙证")]  # fmt: skip
    bundled = bundle_document(brief, "告知单汇编")
    titles = [b.text for b in bundled.blocks if isinstance(b, Heading) and b.level == 1]
    assert titles == ["甲证一次性告知单", "乙证一次性告知单"]
    places = [b.anchor for b in bundled.blocks if isinstance(b, Heading) and b.level == 1]
    assert [row[-1].page_of for row in next(bundled.tables()).rows] == places
    assert bundled.page.fit_pages == 7  # cover, contents and index in front


def test_a_bundle_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="请先选择事项"):
        bundle_document([], "汇编")
