"""A law library on the shelf: a few invented laws, in versions and repealed."""

from __future__ import annotations

from desktop.laws.library import LawLibrary
from desktop.laws.parse import parse_law
from desktop.usecases.workspace import Workspace
from tests.laws import samples

LAW = "中华人民共和国灯塔管理法"
#: Article 3 of the version in force.
ARTICLE_3 = "第三条\u3000灯塔主管部门应当自受理申请之日起十五日内作出决定。"
OLD_QUOTE = "灯塔主管部门应当自受理申请之日起二十日内作出决定。"
COMING = """# 灯塔收费办法

2098年1月2日 中华人民共和国国务院令第999号公布

<!-- INFO END -->

第一条 灯塔不收费。

第二条 本办法自2099年1月1日起施行。
"""
TEXTS = (
    samples.LICENSING, samples.LICENSING_2022, samples.OLD_REGULATION, samples.PLAIN, COMING,
)  # fmt: skip


def put_on_shelf(workspace: Workspace, *texts: str) -> None:
    """Fill the law library of the (invented) user with these texts, or with all."""
    laws = [(parse_law(text), f"{hash(text):x}") for text in texts or TEXTS]
    library: LawLibrary = workspace.laws.library()
    library.add(laws, "2024-01-01")
    workspace.laws.forget()
