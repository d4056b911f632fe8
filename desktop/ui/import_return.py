"""What a corrected error report says, in words."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.ui.i18n import tr
from desktop.ui.mend_view import Refused, refused_row
from desktop.usecases.report_return import Returned

_NAMED = 3


def return_words(returned: Returned) -> str:
    """How many places it changes, how many say nothing new, what else to know."""
    if not returned.filled:
        return tr("这是检查报告，但“改正为”一栏都空着，没有可以写入的改正。")
    records = len({mend.uuid for mend in returned.mends.mends})
    words = tr(
        "报告里填了 {filled} 处改正，将改动 {records} 条记录的 {count} 处。",
        filled=returned.filled, records=records, count=len(returned.mends.mends),
    )  # fmt: skip
    if returned.same:
        words += tr("{count} 处与现在的内容相同。", count=returned.same)
    if returned.moved:
        named = tr("、").join(f"“{title or tr('未命名')}”" for title in returned.moved[:_NAMED])
        words += tr(
            "{count} 条记录在导出报告之后改过别处，要改的这几处没有变：{named}。",
            count=len(returned.moved), named=named,
        )  # fmt: skip
    return words


def refused_rows(returned: Returned) -> Sequence[Refused]:
    """The rows that are not taken."""
    return [
        refused_row(item.sheet, item.row, item.title, item.label, item.reason)
        for item in returned.refusals
    ]
