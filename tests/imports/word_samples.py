"""Guides and lists as offices set them in Word; all of them are invented."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import _Cell

MATERIALS = (
    ("序号", "材料名称", "材料形式", "份数", "来源渠道"),
    ("1", "养犬登记申请表", "纸质", "原件1份", "申请人自备"),
    ("2", "犬只免疫证明", "纸质", "复印件2份", "申请人自备"),
)
STEPS = (
    ("环节", "办理部门", "办理时限", "审查标准"),
    ("受理", "便民中心养犬窗口", "1个工作日", "材料齐全"),
    ("审核", "治安管理股", "3个工作日", "符合养犬条件"),
)


def numbered_guide(path: Path) -> Path:
    """一、 headings with their texts below, tables of materials and steps."""
    document = Document()
    _lines(document, "养犬登记", "服务指南", "清源县公安局")
    _lines(document, "一、适用范围", "适用于清源县城区养犬的个人。", "二、设定依据")
    _lines(
        document,
        "1.《清源省养犬管理条例》（2019年5月30日通过，2019年10月1日施行）第十一条：“养犬应当登记。”",
    )
    _lines(document, "2.《清源县养犬管理办法》（清政发〔2020〕3号）第六条", "三、受理条件")
    _lines(document, "（一）有固定住所；", "（二）犬只已经免疫。", "四、数量限制", "无数量限制。")
    _lines(document, "五、申请材料")
    table(document, MATERIALS)
    _lines(document, "六、办理流程")
    table(document, STEPS)
    _lines(
        document, "七、办结时限", "法定：20个工作日；承诺：5个工作日。", "八、收费标准", "不收费。"
    )
    _lines(document, "九、咨询方式", "（一）窗口咨询：清源县政和路8号便民中心3号窗口")
    _lines(document, "（二）电话咨询：0870-5550123", "十、办理地点和时间", "地址：清源县政和路8号")
    _lines(document, "办公时间：周一至周五9:00—17:00", "十一、常见问题")
    _lines(document, "问：搬家要重新登记吗？", "答：要，三十日内办理变更。")
    document.save(str(path))
    return path


def label_table(path: Path) -> Path:
    """One table of label and value, two pairs to a row, the materials nested in a value."""
    document = Document()
    document.add_paragraph("户外广告设置审批办事指南")
    made = document.add_table(rows=6, cols=4)
    rows = (
        ("事项名称", "户外广告设置审批", "事项类型", "行政许可"),
        ("实施主体", "清源县城市管理局", "承办机构", "市容股"),
        ("法定时限", "20个工作日", "承诺时限", "7个工作日"),
        ("受理条件", "位置符合规划，安全有保障。", None, None),
        ("申请材料", "", None, None),
        ("咨询电话", "0870-5550188", "监督电话", "0870-5550199"),
    )
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text is not None:
                made.cell(number, column).text = text
        if row[2] is None:
            made.cell(number, 1).merge(made.cell(number, 3))
    inner(made.cell(4, 1), MATERIALS)
    document.save(str(path))
    return path


def labelled_lines(path: Path) -> Path:
    """标签：内容, a line each; a text that goes on in the next line."""
    document = Document()
    _lines(document, "事项名称：临时占道审批", "事项类型：行政许可", "实施机构：清源县城市管理局")
    _lines(
        document, "受理条件：确需临时占用道路的。", "占用不得超过三十日。", "承诺时限：3个工作日"
    )
    document.save(str(path))
    return path


def two_guides(path: Path) -> Path:
    """Two guides in one document, each under its title."""
    document = Document()
    for name, office in (("犬只登记", "治安股"), ("犬只注销", "户政股")):
        document.add_heading(f"{name}办事指南", 1)
        for label, text in (
            ("受理条件", f"{name}的条件"),
            ("承办机构", office),
            ("承诺时限", "2个工作日"),
        ):
            document.add_heading(label, 2)
            _lines(document, text)
    document.save(str(path))
    return path


def power_list(path: Path) -> Path:
    """A list in two tables, as Word breaks them, the second without a header of its own."""
    document = Document()
    _lines(document, "清源县林业局权力清单", "部门名称：清源县林业局")
    head = ("序号", "事项名称", "权力类型", "实施依据")
    table(document, (head, ("1", "采伐许可", "行政许可", "《森林法》第五十六条"),
                     ("2", "木材检查", "行政检查", "《森林法》第六十七条")))  # fmt: skip
    _lines(document, "一、行政处罚")
    table(document, (("3", "滥伐林木的处罚", "行政处罚", "《森林法》第七十六条"),))
    document.save(str(path))
    return path


def automatic_numbers(path: Path) -> Path:
    """Headings whose numbers Word makes itself: nothing of them stands in the text."""
    document = Document()
    _lines(document, "河边垂钓点备案服务指南")
    for label, text in (("受理条件", "水域许可垂钓。"), ("办理依据", "《渔业法》第二十条"),
                        ("承诺时限", "1个工作日")):  # fmt: skip
        document.add_paragraph(label, style="List Number")
        _lines(document, text)
    document.save(str(path))
    return path


def struck_out(path: Path) -> Path:
    """A guide with a tracked change: 10 was struck out, 5 put in; and a box from Wingdings."""
    document = Document()
    _lines(document, "事项名称：校车许可", "受理条件：车辆合格", "承办机构：校车办")
    paragraph = document.add_paragraph("承诺时限：")
    for tag, part, text in (("w:del", "w:delText", "10"), ("w:ins", "w:t", "5")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(part)
        words.text = text
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    paragraph.add_run("个工作日")
    box = document.add_paragraph("是否网办：")
    sign = OxmlElement("w:sym")
    sign.set(qn("w:font"), "Wingdings")
    sign.set(qn("w:char"), "F0FE")
    box.add_run()._r.append(sign)
    box.add_run("是　□否")
    document.save(str(path))
    return path


def _lines(document: Any, *texts: str) -> None:
    for text in texts:
        document.add_paragraph(text)


def table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    """A plain table."""
    _fill(document.add_table(rows=len(rows), cols=len(rows[0])), rows)


def inner(cell: _Cell, rows: Sequence[Sequence[str]]) -> None:
    """A table within a cell."""
    _fill(cell.add_table(rows=len(rows), cols=len(rows[0])), rows)


def _fill(made: Any, rows: Iterable[Sequence[str]]) -> None:
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            made.cell(number, column).text = text
