"""A library of any size with invented, realistic records: what the races of the window run on.

The same number gives the same records. Names, codes, offices, states and sizes of the texts follow
published power lists and guides; no name or office is real.
"""

from __future__ import annotations

import hashlib
import os
import random
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.store import Library, identity
from forms.loader import load_catalogue
from forms.record import Record

#: Records per transaction; more only costs memory.
_SLICE = 2_000
#: Kinds of a hundred records, as a county's lists share out.
_KINDS = (
    *["power_item"] * 60, *["service_guide"] * 20, *["responsibility_item"] * 12,
    *["intermediary_item"] * 4, *["disclosure_item"] * 3, *["proof_item"] * 1,
)  # fmt: skip
_STATES = (
    *["draft"] * 40, *["submitted"] * 12, *["returned"] * 4, *["approved"] * 24,
    *["published"] * 17, *["cancelled"] * 3,
)  # fmt: skip
_TYPES = {
    "administrative_licence": ("许可", "核准", "审批"),
    "administrative_penalty": ("的处罚",),
    "administrative_coercion": ("的查封扣押",),
    "administrative_levy": ("征收",),
    "administrative_payment": ("补助给付",),
    "administrative_inspection": ("监督检查",),
    "administrative_confirmation": ("认定", "登记"),
    "administrative_reward": ("表彰奖励",),
    "other_power": ("备案", "验收"),
}
_PLACES = ("岚川", "云岭", "沧澜", "青浦河", "松阳", "临渡", "金坪", "白石", "长汀", "银沙")
_BUREAUS = (
    ("水务局", ("水政水资源科", "河道管理科", "工程建设科", "行政许可科")),
    ("市场监督管理局", ("食品监管科", "药械科", "特种设备科", "注册登记科", "广告科")),
    ("自然资源局", ("规划科", "用地审批科", "矿产管理科", "测绘科")),
    ("卫生健康局", ("医政科", "疾控科", "综合监督科", "行政审批科")),
    ("交通运输局", ("运输管理科", "公路科", "港航科")),
    ("农业农村局", ("种植业科", "畜牧兽医科", "渔业科", "农机科")),
    ("生态环境局", ("水环境科", "大气环境科", "固体废物科")),
    ("教育局", ("基础教育科", "民办教育科", "安全科")),
    ("住房和城乡建设局", ("建筑业科", "房产科", "城建科")),
    ("应急管理局", ("危化科", "矿山科", "综合科")),
)
_OBJECTS = (
    "取水", "河道管理范围内建设项目", "水土保持方案", "食品经营", "药品零售", "特种设备使用",
    "建设用地规划", "乡村建设规划", "采矿权", "测绘作业证", "医疗机构执业", "放射诊疗",
    "饮用水供水单位卫生", "道路旅客运输经营", "超限运输车辆行驶公路", "港口经营", "农药经营",
    "兽药经营", "水产苗种生产", "动物诊疗", "排污", "危险废物经营", "民办学校设立",
    "校车使用", "建筑工程施工", "商品房预售", "城市排水", "危险化学品经营", "烟花爆竹零售",
    "非煤矿矿山企业安全生产", "户外广告设施设置", "城市建筑垃圾处置", "人力资源服务",
    "劳务派遣经营", "演出经营", "互联网上网服务营业场所", "文物保护工程", "林木采伐",
    "野生动物人工繁育", "粮食收购", "燃气经营", "殡葬设施建设", "社会团体成立", "养老机构",
)  # fmt: skip
_ACTIONS = (
    "未经批准擅自从事", "未按照规定申报", "伪造、变造证件从事", "超出核定范围从事",
    "拒绝、阻碍依法检查", "未建立管理制度从事", "逾期不改正违规从事",
)  # fmt: skip
_SCOPES = ("", "（新办）", "（变更）", "（延续）", "（注销）", "（补办）", "（县级权限）")
_LAWS = (
    ("中华人民共和国水法", "国家对水资源依法实行取水许可制度和有偿使用制度。"),
    ("中华人民共和国食品安全法", "国家对食品生产经营实行许可制度。从事食品生产、销售、餐饮服务，应当依法取得许可。"),
    ("中华人民共和国城乡规划法", "建设单位在取得建设用地规划许可证后，方可申请用地，经批准后划拨土地。"),
    ("中华人民共和国行政许可法", "公民、法人或者其他组织从事特定活动，依法需要取得行政许可的，应当向行政机关提出申请。"),
    ("中华人民共和国安全生产法", "生产经营单位不具备安全生产条件的，不得从事生产经营活动。"),
    ("中华人民共和国环境保护法", "实行排污许可管理的企业事业单位应当按照排污许可证的要求排放污染物。"),
)  # fmt: skip
_MATERIALS = ("申请表", "营业执照", "法定代表人身份证明", "场所平面图", "管理制度", "承诺书")
_STEPS = ("受理", "审查", "决定", "送达")
_NUMERALS = "一二三四五六七八九十"


class _Maker:
    """Invents records one after the other from a seeded source of chance."""

    def __init__(self) -> None:
        self._chance = random.Random(20261125)
        self._powers: list[str] = []
        self._make = {
            "power_item": self._power,
            "service_guide": self._guide,
            "responsibility_item": self._responsibility,
            "intermediary_item": self._intermediary,
            "disclosure_item": self._disclosure,
            "proof_item": self._proof,
        }

    def record(self, number: int) -> Record:
        """The record of that number."""
        chance = self._chance
        kind = _KINDS[0] if not self._powers else chance.choice(_KINDS)
        uuid = str(UUID(int=chance.getrandbits(128), version=4))
        values = self._make[kind](number)
        if kind == "power_item":
            self._powers.append(uuid)
        source = "imported" if number % 3 else "own"
        return Record(kind, values, uuid, 1, chance.choice(_STATES), source)

    def _title(self, task_type: str) -> str:
        thing = self._chance.choice(_OBJECTS)
        if task_type in ("administrative_penalty", "administrative_coercion"):
            return f"对{self._chance.choice(_ACTIONS)}{thing}活动{_TYPES[task_type][0]}"
        return f"{thing}{self._chance.choice(_TYPES[task_type])}{self._chance.choice(_SCOPES)}"

    def _office(self) -> tuple[str, str]:
        bureau, offices = self._chance.choice(_BUREAUS)
        return f"{self._chance.choice(_PLACES)}县{bureau}", self._chance.choice(offices)

    def _basis(self, role: str) -> list[dict[str, Any]]:
        title, text = self._chance.choice(_LAWS)
        article = f"第{self._chance.choice(_NUMERALS)}十{self._chance.choice(_NUMERALS)}条"
        return [{"role": role, "title": title, "level": "law", "article_text": article,
                 "quoted_text": f"{article}　{text}"}]  # fmt: skip

    def _power(self, number: int) -> dict[str, Any]:
        task_type = self._chance.choice(list(_TYPES))
        bureau, office = self._office()
        return {
            "code": f"{number % 10:02d}{330_000_000 + number:010d}",
            "name": self._title(task_type),
            "power_type": task_type,
            "basis": self._basis("establishment"),
            "exercising_org": bureau,
            "office": office,
            "use_level": "county",
            "counterpart": "公民、法人或者其他组织",
            "legal_limit": {"amount": 20, "unit": "working_day"},
            "promise_limit": {"amount": self._chance.randint(1, 25), "unit": "working_day"},
            "supervision": f"监督电话 0000-{self._chance.randint(2_000_000, 8_999_999)}",
            "org_name": bureau,
        }

    def _guide(self, number: int) -> dict[str, Any]:
        task_type = self._chance.choice(("administrative_licence", "administrative_confirmation",
                                         "administrative_payment", "other_power"))  # fmt: skip
        bureau, office = self._office()
        title = self._title(task_type)
        return {
            "impl_code": f"11330{number:09d}{number % 1000:03d}",
            "item_name": title,
            "task_type": task_type,
            "legal_basis": self._basis("establishment"),
            "undertaking_office": office,
            "accept_org": bureau,
            "decide_org": bureau,
            "org_name": bureau,
            "service_object": ["natural_person", "enterprise"],
            "applicable_scope": f"适用于{bureau}辖区内{title}的申请与办理。",
            "legal_limit": {"amount": 20, "unit": "working_day"},
            "promise_limit": {"amount": self._chance.randint(1, 25), "unit": "working_day"},
            "accept_condition": "1. 有固定的场所；2. 有相应的设施设备；3. 有符合要求的人员。",
            "materials": [{"name": name, "copies": 1} for name in _MATERIALS[: number % 6 + 1]],
            "process_steps": [{"name": name, "office": office} for name in _STEPS],
            "progress_query": "可在政务服务网或者拨打咨询电话查询。",
            "is_fee": False,
        }

    def _responsibility(self, number: int) -> dict[str, Any]:
        bureau, _ = self._office()
        return {"power": [self._chance.choice(self._powers)], "responsible_org": bureau,
                "org_name": bureau, "remark": f"第 {number} 项责任，由承办机构负责落实。"}  # fmt: skip

    def _intermediary(self, number: int) -> dict[str, Any]:
        bureau, _ = self._office()
        return {"code": f"ZJ{number:08d}", "name": f"{self._chance.choice(_OBJECTS)}技术报告编制",
                "approval_department": bureau, "org_name": bureau}  # fmt: skip

    def _disclosure(self, number: int) -> dict[str, Any]:
        bureau, office = self._office()
        return {"subtopic": f"{self._chance.choice(_OBJECTS)}信息公开{number}",
                "publisher": bureau, "office": office, "org_name": bureau}  # fmt: skip

    def _proof(self, number: int) -> dict[str, Any]:
        bureau, _ = self._office()
        return {"name": f"{self._chance.choice(_OBJECTS)}场所使用证明{number}",
                "demander": bureau, "org_name": bureau}  # fmt: skip


def invented(records: int) -> Iterator[Record]:
    """That many records; the same ones each time."""
    maker = _Maker()
    for number in range(1, records + 1):
        yield maker.record(number)


def make(path: Path, records: int) -> None:
    """Make a library of that many records at ``path``, where there is none yet."""
    with Library.open(path, catalogue=load_catalogue()) as library:
        part: list[Record] = []
        for record in invented(records):
            part.append(record)
            if len(part) == _SLICE:
                library.save_many(part, by="示例")
                part = []
        library.save_many(part, by="示例")


@cache
def big_library(records: int = 100_000) -> Path:
    """A library of that many records, kept in the folder for temporary files between runs.

    Made anew when the generator or the file's version changes. Copy it before writing into it.
    """
    source = Path(__file__).read_bytes() + identity.HEAD.encode()
    name = f"mingce-bench-{records}-{hashlib.sha256(source).hexdigest()[:12]}.mingce"
    path = Path(tempfile.gettempdir()) / name
    if not path.exists():
        half_done = path.with_name(f"{os.getpid()}-{name}")
        make(half_done, records)
        half_done.replace(path)
    return path
