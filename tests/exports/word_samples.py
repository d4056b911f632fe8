"""Invented documents with every kind of block, for the writers of Word and Excel."""

from __future__ import annotations

from exports.document import (
    Block,
    Cell,
    Cover,
    Document,
    FlowChart,
    FlowStep,
    Heading,
    KeyValues,
    Page,
    PageBreak,
    Paragraph,
    QrCode,
    Run,
    Table,
    TableColumn,
    TableOfContents,
    paragraph,
)

LAW = (
    "《中华人民共和国烟草专卖法》第十六条：“经营烟草制品零售业务的企业或者个人，由县级人民政府"
    "工商行政管理部门根据上一级烟草专卖行政主管部门的委托，审查批准发给烟草专卖零售许可证。”"
)
MATERIALS = Table(
    (
        TableColumn("序号", 5, align="center"),
        TableColumn("材料名称", 20),
        TableColumn("纸质", 6, "材料形式", "center"),
        TableColumn("电子", 6, "材料形式", "center"),
        TableColumn("要求", 30),
    ),
    (
        (Cell("一、首次申请", columns=5, header=True),),
        (Cell("1"), Cell("申请表"), Cell("√"), Cell(""), Cell("原件", rows=2)),
        (Cell("2"), Cell("营业执照\n（副本）"), Cell(""), Cell("√")),
        (Cell("3"), Cell("租赁合同"), Cell("√"), Cell(""), Cell(LAW * 12)),
    ),
    "申请材料",
)
STEPS = (
    FlowStep("申请", "申请人", "", "网上或者窗口提交"),
    FlowStep("实地核查", "专卖科", "5个工作日", parallel=True),
    FlowStep("材料审查", "法规科", "5个工作日", parallel=True),
    FlowStep("决定", "局领导", "2个工作日"),
)
BLOCKS: tuple[Block, ...] = (
    Cover("烟草专卖零售许可证核发", "服务指南", (("发布机关", "示例市烟草专卖局"),)),
    TableOfContents(),
    PageBreak(),
    Heading(1, "一、适用范围", "scope"),
    paragraph("适用于本市。控制字符\x0b\ud800在此去掉，𠮷留下。"),
    KeyValues((("事项类型", "行政许可"), ("办件类型", "承诺件\n可容缺")), "项目信息"),
    Heading(1, "二、申请材料"),
    MATERIALS,
    Heading(2, "（一）补正"),
    Heading(3, "1.期限"),
    Paragraph(
        (
            Run("自收到通知之日起"),
            Run("10个工作日", bold=True),
            Run("网址", link="https://example.gov.cn/?a=1&b=2"),
            Run("不是网址", link="javascript:alert(1)"),
            Run("见第一节", link="#scope"),
        )
    ),
    FlowChart(STEPS),
    paragraph("注：不含公示时间。", "note"),
    paragraph("示例市烟草专卖局", "right"),
    QrCode("https://example.gov.cn/a", "网上办理"),
    QrCode("https://example.gov.cn/b", "查看指南"),
)


def guide_sample(*blocks: Block, page: Page | None = None) -> Document:
    """A guide in portrait; all kinds of blocks unless some are given."""
    return Document(
        title="烟草专卖零售许可证核发",
        blocks=blocks or BLOCKS,
        page=page or Page(),
        organization="示例市烟草专卖局",
        date="2026-11-23",
        mark="第3版 2026-11-23",
        subject="办事指南",
        keywords=("办事指南", "行政许可"),
    )


def list_sample(rows: int = 3) -> Document:
    """A list across an A3 page: groups of columns, group rows, cells over several rows."""
    columns = (
        TableColumn("序号", 4, align="center"),
        TableColumn("职权编码", 9),
        TableColumn("设定依据", 30),
        TableColumn("责任事项", 20, "责任"),
        TableColumn("责任依据", 16, "责任"),
    )
    body: list[tuple[Cell, ...]] = [(Cell("行政许可", columns=5, header=True),)]
    for number in range(1, rows + 1):
        first = (Cell(str(number), 2), Cell(f"0{number}", 2), Cell(LAW, 2))
        body.append((*first, Cell("=HYPERLINK(1)"), Cell("第三十条")))
        body.append((Cell("-审查"), Cell("@第三十四条")))
    return Document(
        title="示例市烟草专卖局权力清单",
        blocks=(
            paragraph("单位：示例市烟草专卖局", "plain"),
            Table(columns, tuple(body), "权力清单"),
        ),
        page=Page("A3", "landscape"),
        organization="示例市烟草专卖局",
        date="2026-11-23",
        mark="2026-11-23",
    )
