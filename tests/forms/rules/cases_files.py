"""Cases of the rules that look into attached files, and the invented files that they look into."""

from __future__ import annotations

from typing import Any

from forms.attachments import Contents, Obstacle, Passage
from tests.forms.rules.case import Case

A = "service_guide"
FILES = {
    "证件.docx": Contents((Passage("第2段", "身份证号11010519491231002X"),)),
    "账号.xlsx": Contents((Passage("工作表“名单”C2", "6222020200112233446", "银行账号 某某"),)),
    "电话.pdf": Contents(tuple(Passage(f"第{n}页", "手机13800138000") for n in range(1, 6))),
    "作者.docx": Contents((Passage("第1段", "申请表"),), people=(("作者", "王小明"),)),
    "密级.pdf": Contents((Passage("第1页", "机 密★5年"), Passage("第3页", "内部资料　注意保存"))),
    "好.docx": Contents((Passage("第1段", "联系窗口电话0990-6221001，代码12650200MB1234567"),)),
    **{f"{kind.value}.pdf": Contents(obstacle=kind, note="2、5") for kind in Obstacle},
}


class InventedFiles:
    """A ``FileView`` that knows files by their names."""

    def contents(self, sha256: str, name: str) -> Contents | None:
        """Ready contents."""
        return FILES.get(name)


def named(name: str) -> dict[str, Any]:
    """The flow chart of a guide, by that name."""
    return {"flowchart": [{"name": name, "sha256": "0" * 64, "size": 9, "media_type": ""}]}


CASES = [
    Case("G13", A, named("证件.docx"), "flowchart", named("好.docx")),
    Case("G13", A, named("账号.xlsx"), "flowchart", named("不在库里.docx")),
    Case("G13", A, named("电话.pdf"), "flowchart", severity="W"),
    Case("G13", A, named("作者.docx"), "flowchart", severity="I"),
    Case("X05", A, {"accept_condition": "本表为内部资料 注意保存"}, "accept_condition",
         {"accept_condition": "不得泄露国家秘密、机密和内部资料"}),
    Case("X05", A, {"accept_condition": "秘密 ★ 3年"}, "accept_condition"),
    Case("X05", A, named("密级.pdf"), "flowchart", named("好.docx")),
    *(Case("X06", A, named(f"{kind.value}.pdf"), "flowchart", named("好.docx"),
           severity="I" if kind is Obstacle.PICTURE else "") for kind in Obstacle),
]  # fmt: skip
