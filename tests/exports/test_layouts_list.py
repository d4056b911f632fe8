"""Published lists: columns as SPEC §8.1 prescribes them, driven by the definitions alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from exports.document import Cell, Table
from exports.layouts import LayoutContext, list_document
from exports.layouts.listing import UnknownLayoutError, default_layout
from forms.loader import load_catalogue
from forms.model import (
    Choice,
    Field,
    Form,
    ListColumn,
    ListLayout,
    Section,
    Vocabulary,
)
from forms.model import Table as FieldTable
from forms.record import Record

CATALOGUE = load_catalogue()
#: Kind, layout, title of the row of SPEC §8.1 that lists its columns.
PUBLISHED = [
    ("power_item", "power_list", "权力清单（简）"),
    ("power_item", "split", "权责清单（分列式）"),
    ("intermediary_item", "published", "中介服务清单"),
    ("intermediary_item", "cleanup", "清理规范中介目录（国务院式）"),
    ("adjustment_notice", "adjustment_table", "动态调整情况表"),
]

KINDS = Vocabulary("K", "类型", (Choice("permit", "许可"), Choice("penalty", "处罚")))
CHANNELS = Vocabulary("C", "渠道", (Choice("web", "政府网站"), Choice("gazette", "政府公报"),
                                    Choice("board", "公开查阅点")))  # fmt: skip
DUTIES = FieldTable("duties", "责任事项", (Field("content", "责任事项", "text"),
                                           Field("post", "岗位", "text")))  # fmt: skip
CHARGES = FieldTable(
    "charges", "收费", (Field("fee", "收费", "text"), Field("unit", "单位", "text"))
)
FIELDS = (
    Field("name", "名称", "text"), Field("department", "部门", "text"),
    Field("kind", "类型", "enum", vocabulary=KINDS),
    Field("channels", "渠道", "multi_enum", vocabulary=CHANNELS),
    Field("duties", "责任事项", "table", table=DUTIES),
    Field("charges", "收费", "table", table=CHARGES),
    Field("link", "关联", "ref", kinds=("thing",)),
    Field("secret", "内部意见", "text", internal=True),
)  # fmt: skip


def form_with(*layouts: ListLayout) -> Form:
    section = Section("basic", "基本", FIELDS)
    return Form("thing", "事物", "事物清单", (section,), title_field="name", lists=layouts)


def layout(*columns: ListColumn, group_by: str = "", merge: tuple[str, ...] = ()) -> ListLayout:
    return ListLayout(
        "x", "事物清单", "{organization}事物清单", columns, group_by=group_by, merge=merge
    )


def made(records: list[Record], form: Form, **linked: Record) -> Table:
    catalogue = type(CATALOGUE)({"thing": form}, {}, {}, ())
    context = LayoutContext(catalogue, linked=linked.get, organization="镕州市")
    return next(list_document(records, form, "", context).tables())


def grid(table: Table) -> list[list[str]]:
    """Texts by row and column, merged cells written into every place they cover."""
    count = len(table.columns)
    rows: list[list[str | None]] = [[None] * count for _ in table.rows]
    for at, row in enumerate(table.rows):
        for cell in row:
            column = rows[at].index(None)
            for r in range(at, at + cell.rows):
                for c in range(column, column + cell.columns):
                    assert rows[r][c] is None
                    rows[r][c] = cell.text
    assert all(text is not None for texts in rows for text in texts)
    return [[str(text) for text in texts] for texts in rows]


def thing(**values: object) -> Record:
    return Record("thing", values)


@pytest.mark.parametrize(("kind", "layout_id", "title"), PUBLISHED)
def test_columns_stand_in_the_published_order(
    shared: Path, kind: str, layout_id: str, title: str
) -> None:
    spec = (shared / "domain" / "SPEC.md").read_text(encoding="utf-8")
    row = next(line for line in spec.splitlines() if line.startswith(f"| {title} |"))
    cells = re.split(r"(?<!\\)\|", row.replace(r"\|", "¦"))
    expected = [name.strip() for name in cells[2].split("¦")]
    form = CATALOGUE.form(kind)
    table = next(list_document([], form, layout_id, LayoutContext(CATALOGUE)).tables())
    assert [column.title for column in table.columns] == expected


@pytest.mark.parametrize("form", CATALOGUE.ordered(), ids=lambda form: form.kind)
def test_each_list_prints_the_columns_of_its_definition(form: Form) -> None:
    context = LayoutContext(CATALOGUE, organization="镕州市")
    for item in form.lists:
        document = list_document([Record(form.kind, {})], form, item.id, context)
        table = next(document.tables())
        assert [(c.title, c.group) for c in table.columns] == [
            (c.title, c.group) for c in item.columns
        ]
        assert "{organization}" not in document.title
        assert document.page.orientation == item.orientation


def test_rows_are_numbered_and_values_put_into_words() -> None:
    form = form_with(layout(ListColumn("序号", ("@seq",)), ListColumn("名称", ("name",)),
                            ListColumn("类型和部门", ("kind", "department"))))  # fmt: skip
    table = made([thing(name="甲", kind="permit", department="卫健局"), thing(name="乙")], form)
    assert grid(table) == [["1", "甲", "许可\n卫健局"], ["2", "乙", ""]]


def test_marks_and_boxes_show_every_choice() -> None:
    form = form_with(layout(ListColumn("许可", ("kind",), mark="permit"),
                            ListColumn("网站", ("channels",), mark="web"),
                            ListColumn("渠道", ("channels",), boxes=True)))  # fmt: skip
    table = made([thing(kind="permit", channels=["gazette"])], form)
    assert grid(table) == [["√", "", "□政府网站 ■政府公报\n□公开查阅点"]]


def test_rows_of_one_sub_table_stand_side_by_side() -> None:
    form = form_with(layout(ListColumn("名称", ("name",)), ListColumn("责任", ("duties.content",)),
                            ListColumn("岗位", ("duties.post",)), ListColumn("收费", ("charges.fee",)),
                            ListColumn("单位", ("charges.unit",))))  # fmt: skip
    duties = [{"content": "受理", "post": "窗口"}, {"content": "审查"}, {"post": "局长"}]
    table = made([thing(name="甲", duties=duties, charges=[{"fee": "10", "unit": "件"}])], form)
    assert grid(table) == [
        ["甲", "受理", "窗口", "10", "件"],
        ["甲", "审查", "", "10", "件"],
        ["甲", "", "局长", "10", "件"],
    ]


def test_a_sub_table_in_one_column_is_joined_by_line_breaks() -> None:
    form = form_with(layout(ListColumn("名称", ("name",)), ListColumn("责任", ("duties.content",))))
    table = made([thing(name="甲", duties=[{"content": "受理"}, {"content": "审查"}])], form)
    assert grid(table) == [["甲", "受理\n审查"]]


def test_a_sub_table_typed_as_text_is_printed_once() -> None:
    form = form_with(
        layout(ListColumn("岗位", ("duties.post",)), ListColumn("责任", ("duties.content",)))
    )
    assert grid(made([thing(duties="受理、审查")], form)) == [["受理、审查", ""]]


def test_values_of_linked_records_are_followed() -> None:
    form = form_with(layout(ListColumn("关联", ("link",)), ListColumn("部门", ("link>department",)),
                            ListColumn("责任", ("link>duties.content",))))  # fmt: skip
    other = thing(name="乙", department="医保局", duties=[{"content": "给付"}])
    table = made([thing(link=["u"])], form, u=other)
    assert grid(table) == [["乙", "医保局", "给付"]]


def test_groups_stand_in_the_order_of_the_choices_with_counts() -> None:
    form = form_with(layout(ListColumn("序号", ("@seq",)), ListColumn("名称", ("name",)),
                            group_by="kind"))  # fmt: skip
    records = [thing(name="甲", kind="penalty"), thing(name="乙", kind="permit"),
               thing(name="丙", kind="permit"), thing(name="丁")]  # fmt: skip
    table = made(records, form)
    assert [row[0].text for row in table.rows if row[0].header] == [
        "许可（共 2 项）", "处罚（共 1 项）", "（未填写）（共 1 项）",
    ]  # fmt: skip
    assert [row[0] for row in grid(table)] == [
        "许可（共 2 项）", "1", "2", "处罚（共 1 项）", "3", "（未填写）（共 1 项）", "4",
    ]  # fmt: skip


def test_equal_neighbours_are_merged_and_blank_ones_are_not() -> None:
    form = form_with(layout(ListColumn("部门", ("department",)), ListColumn("名称", ("name",)),
                            merge=("department",)))  # fmt: skip
    names = ["卫健局", "卫健局", "医保局", "卫健局", "", ""]
    table = made([thing(department=name, name=str(n)) for n, name in enumerate(names)], form)
    assert [row[0].rows for row in table.rows] == [2, 1, 1, 1, 1, 1]
    assert [row[0] for row in grid(table)] == names


def test_internal_fields_stay_out_of_public_lists() -> None:
    form = form_with(layout(ListColumn("名称", ("name",)), ListColumn("意见", ("secret",))))
    assert grid(made([thing(name="甲", secret="不同意")], form)) == [["甲", ""]]


def test_a_kind_without_layouts_gets_one() -> None:
    form = form_with()
    context = LayoutContext(type(CATALOGUE)({"thing": form}, {}, {}, ()))
    titles = [column.title for column in default_layout(form, context).columns]
    assert titles == ["序号", "名称", "部门", "类型", "渠道", "责任事项", "收费", "关联"]
    table = made([thing(name="甲", kind="permit")], form)
    assert grid(table)[0][:4] == ["1", "甲", "", "许可"]


def test_an_unknown_layout_is_refused_with_the_known_ones() -> None:
    form = form_with(layout(ListColumn("名称", ("name",))))
    with pytest.raises(UnknownLayoutError, match="可用的有：x"):
        list_document([], form, "y", LayoutContext(CATALOGUE))


def test_a_list_is_dated_by_its_newest_record() -> None:
    form = form_with(layout(ListColumn("名称", ("name",))))
    records = [Record("thing", {}, updated_at="2026-03-01T00:00:00Z"),
               Record("thing", {}, updated_at="2026-11-23T00:00:00Z")]  # fmt: skip
    document = list_document(records, form, "", LayoutContext(CATALOGUE, organization="镕州市"))
    assert document.date == "2026-11-23"
    assert document.title == "镕州市事物清单"


def test_group_rows_cover_the_whole_table() -> None:
    form = form_with(layout(ListColumn("名称", ("name",)), ListColumn("部门", ("department",)),
                            group_by="kind"))  # fmt: skip
    heading = made([thing(kind="permit")], form).rows[0]
    assert heading == (Cell("许可（共 1 项）", columns=2, align="center", header=True),)


def test_groups_may_follow_a_link_and_keep_the_order_of_the_choices() -> None:
    powers = [Record("power_item", {"name": f"权力{at}", "power_type": kind}, uuid=f"p{at}")
              for at, kind in enumerate(
                  ("administrative_penalty", "administrative_licence",
                   "administrative_penalty"))]  # fmt: skip
    by_uuid = {power.uuid: power for power in powers}
    duties = [Record("responsibility_item", {"power": [power.uuid]}) for power in powers]
    context = LayoutContext(CATALOGUE, by_uuid.get)
    form = CATALOGUE.form("responsibility_item")
    made = list_document(duties, form, "responsibility_list", context)
    groups = [row[0].text for row in next(made.tables()).rows if row[0].header]
    assert groups == ["行政许可（共 1 项）", "行政处罚（共 2 项）"]


def test_every_list_carries_its_day_and_its_fingerprint() -> None:
    records = [Record("power_item", {"name": "甲"}, updated_at="2026-05-08T00:00:00Z")]
    made = list_document(records, CATALOGUE.form("power_item"), "", LayoutContext(CATALOGUE))
    assert made.mark == "数据截至 2026-05-08"
