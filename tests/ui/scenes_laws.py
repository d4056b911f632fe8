"""The law library in the manual's pictures: invented laws, and powers that cite them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop.ui.laws_desk import LawDesk
from desktop.ui.laws_page import CHANGED, TEXTS, VERIFIED, LawsPage
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.laws.shelf import put_on_shelf
from tests.ui.scenes import Scene, pages
from tests.ui.stage import Stage, make_library

LAW, RULES, GONE = "岚州市河湖保护条例", "岚州市水文设施保护规定", "岚州市取水计量暂行办法"
_OLD = f"""# {LAW}

2015年3月26日 岚州市第四届人民代表大会常务委员会第二十次会议通过

<!-- INFO END -->

## 第一章 总则

第一条 为了保护河流、湖泊，保障行洪和供水安全，结合本市实际，制定本条例。

第二条 本市行政区域内河湖的保护、治理和利用，适用本条例。

第三条 县级以上地方人民政府水行政主管部门负责本行政区域内河湖的监督管理。

## 第二章 保护

第四条 河湖管理范围由县级以上地方人民政府划定，并向社会公布。

第五条 在河湖管理范围内建设涉水设施的，应当报水行政主管部门批准。水行政主管部门应当自受理申请之日起二十日内作出决定。

第六条 禁止在河湖管理范围内实施下列行为：

（一）倾倒垃圾、渣土；

（二）围湖造地；

（三）擅自填堵水域。

第七条 养护单位应当每年至少巡查二次，并将巡查情况报水行政主管部门。

## 第三章 法律责任

第八条 违反本条例第六条规定的，由水行政主管部门责令停止违法行为，限期恢复原状，处五千元以上五万元以下罚款。

## 第四章 附则

第九条 本条例自2015年7月1日起施行。
"""
_NEW = (
    _OLD.replace(
        "2015年3月26日 岚州市第四届人民代表大会常务委员会第二十次会议通过",
        "2015年3月26日 岚州市第四届人民代表大会常务委员会第二十次会议通过\n\n"
        "2024年9月27日 岚州市第六届人民代表大会常务委员会第十八次会议修订",
    )
    .replace("二十日内作出决定", "十五日内作出决定；情况复杂的，经负责人批准，可以延长十日")
    .replace("五千元以上五万元以下", "一万元以上十万元以下")
    .replace("自2015年7月1日起施行", f"自2025年1月1日起施行。《{GONE}》同时废止")
)
_RULES = f"""# {RULES}

2021年5月8日 岚州市人民政府令第36号公布

<!-- INFO END -->

第一条 为了保护水文监测设施，制定本规定。

第二条 水文监测环境保护范围由市水行政主管部门会同市自然资源主管部门划定。

第三条 在水文测站上下游建设影响水文监测的工程，应当征得水行政主管部门同意。

第四条 本规定自2021年7月1日起施行。
"""
_GONE = f"""# {GONE}

2011年1月6日 岚州市人民政府令第9号公布

<!-- INFO END -->

第一条 取水单位和个人应当安装计量设施。

第二条 本办法自2011年3月1日起施行。
"""
_QUOTED = (
    "第五条　在河湖管理范围内建设涉水设施的，应当报水行政主管部门批准。"
    "水行政主管部门应当自受理申请之日起二十日内作出决定。"
)
_FINE = "第三条　在水文测站上下游建设影响水文监测的工程，应当征得水行政主管部门同意。"


def _basis(title: str, articles: str, quoted: str = "", **more: str) -> dict[str, Any]:
    row = {"role": "establishment", "title": title, "article_text": articles, "quoted_text": quoted}
    return {name: value for name, value in {**row, **more}.items() if value}


_POWERS = {
    "河湖管理范围内涉水设施审批": [_basis(LAW, "第五条", _QUOTED, amended_date="2015-03-26")],
    "对围湖造地的处罚": [_basis(LAW, "第六条"), _basis(LAW, "第八条", amended_date="2015-03-26")],
    "影响水文监测工程的同意": [_basis(RULES, "第三条", _FINE)],
    "水文监测环境保护范围划定": [_basis(RULES, "第十二条")],
    "取水计量设施检查": [_basis(GONE, "第一条")],
}


def make_law_library(path: Path) -> None:
    """The sample agency, with powers that rest on invented laws, and those laws on the shelf."""
    make_library(path)
    with Workspace.open(path) as desk:
        put_on_shelf(desk, _OLD, _NEW, _RULES, _GONE)
        desk.library.save_many(
            [Record("power_item", {"name": name, "basis": rows}) for name, rows in _POWERS.items()]
        )


def _laws(stage: Stage, part: int) -> LawsPage:
    stage.place("laws")
    page = pages(stage).laws_page()
    page.turn_to(part)
    stage.settle()
    return page


def _go_to(desk: LawDesk, title: str) -> None:
    entries = desk.model.entries
    row = next(n for n, e in enumerate(entries) if e.line and e.line.title == title)
    desk.view.setCurrentIndex(desk.model.index(row))


def _texts(stage: Stage) -> None:
    page = _laws(stage, TEXTS)
    page.texts.search.setText("河湖")
    stage.settle()


def _found(stage: Stage) -> None:
    page = _laws(stage, TEXTS)
    page.texts.search.setText("罚款")
    stage.settle()


def _verified(stage: Stage) -> None:
    page = _laws(stage, VERIFIED)
    _go_to(page.verified, next(iter(_POWERS)))
    stage.settle()


def _scan(stage: Stage) -> None:
    page = _laws(stage, CHANGED)
    _go_to(page.scanned, next(iter(_POWERS)))
    stage.settle()


def _plan(stage: Stage) -> None:
    page = _laws(stage, CHANGED)
    page.scanned.all_link.click()
    page.scanned.take_button.click()
    stage.settle()


def _citing(stage: Stage) -> None:
    """A citation whose text is not that of the law any more, open in the entry form."""
    stage.edit("power_item", next(iter(_POWERS)), "basis[0].quoted_text")
    stage.aside(0)


def _home(stage: Stage) -> None:
    stage.place("home")


#: Screen → how it is brought up.
LAWS: Mapping[str, Scene] = {
    "home-laws": _home,
    "laws-texts": _texts,
    "laws-found": _found,
    "laws-verified": _verified,
    "laws-scan": _scan,
    "laws-plan": _plan,
    "entry-law": _citing,
}
