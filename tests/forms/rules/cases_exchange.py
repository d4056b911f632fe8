"""Cases of the rules that tell what a portal said, and the invented portal that said it."""

from __future__ import annotations

from forms.record import Record
from forms.returns import Returned, ReturnReason
from tests.forms.rules.case import Case
from tests.forms.rules.samples import record

A, B = "service_guide", "power_item"
_WRONG = "门户看不懂的备注"
_CONFLICT = "双方都改过的备注"


class InventedReturns:
    """A ``ReturnView`` of a portal that dislikes one remark, and has changed another."""

    def returned(self, item: Record) -> Returned | None:
        """The guide with the wrong remark was sent back, the power was changed there, too."""
        if item.kind == A:
            judged = record(A, {"remark": _WRONG, "accept_condition": None})
            return Returned(judged, "省门户", (
                ReturnReason("remark", "E7", "备注含义不清。"),
                ReturnReason("accept_condition", "E8", "未填受理条件", "G01"),
                ReturnReason("accept_condition", "", ""),
                ReturnReason("no_such_field", "E9", "事项不在目录内"),
                ReturnReason("not a path", "E10", "格式不符"),
            ))  # fmt: skip
        if item.kind == B:
            return Returned(record(B, {"remark": _CONFLICT}), "省门户", conflict=True)
        return None


CASES = [
    Case("X03", A, {"remark": _WRONG}, "remark", right={"remark": "已改清楚"}),
    Case("X03", A, {"accept_condition": None}, "accept_condition"),
    Case("X03", A, {"remark": _WRONG, "accept_condition": None}, ""),
    Case("X04", B, {"remark": _CONFLICT}, ""),
]
