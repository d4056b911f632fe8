"""The rank of a legal basis in the order of sources of law (CL18; SPEC §7.1, rules B03 to B11)."""

import re
from functools import lru_cache

from forms.values.text import fold

LEVELS = (
    "law",
    "administrative_regulation",
    "state_council_decision",
    "local_regulation",
    "department_rule",
    "provincial_rule",
    "municipal_rule",
    "normative_document",
    "party_document",
    "staffing_plan",
    "standard",
)
"""Semantic keys of CL18 from the highest rank down; rule B20 sorts by this order."""

LEVEL_NAMES = {
    "law": "法律",
    "administrative_regulation": "行政法规",
    "state_council_decision": "国务院决定",
    "local_regulation": "地方性法规",
    "department_rule": "部门规章",
    "provincial_rule": "省级政府规章",
    "municipal_rule": "设区的市政府规章",
    "normative_document": "规范性文件",
    "party_document": "党内法规和政策文件",
    "staffing_plan": "“三定”规定",
    "standard": "标准",
}
"""The labels of CL18, to be written in messages."""

_REGULATION, _RULE, _GOVERNMENT_RULE = "?regulation", "?rule", "?government_rule"
_TAGS = {
    "law": "法律 国家法律",
    "administrative_regulation": "行政法规 行法规 国务院行政法规",
    "state_council_decision": "国务院决定 国务院的决定",
    "local_regulation": (
        "地方性法规 地方法规 自治条例 单行条例 自治区法规 省法规 市法规 经济特区法规"
    ),
    "department_rule": "部门规章 部令 部委规章 国务院部门规章 部门规章制度",
    "provincial_rule": "省级政府规章 省政府规章 自治区规章 自治区政府规章 省级规章",
    "municipal_rule": "市政府规章 设区的市政府规章 市级政府规章",
    "normative_document": "规范性文件 规范文件 行政规范性文件 政策文件 文件 其他规范性文件",
    "party_document": "党内法规 党内规范性文件 党规 党内法规和政策文件",
    "staffing_plan": "三定 三定规定 三定方案 “三定”规定 “三定”方案",
    "standard": "标准 国家标准 行业标准 地方标准",
    _REGULATION: "法规 條例 条例",
    _RULE: "规章 規章",
    _GOVERNMENT_RULE: "政府规章 地方政府规章 地方规章 地方性规章",
}
_ALLOWED = {
    _REGULATION: ("administrative_regulation", "state_council_decision", "local_regulation"),
    _RULE: ("department_rule", "provincial_rule", "municipal_rule"),
    _GOVERNMENT_RULE: ("provincial_rule", "municipal_rule"),
}
_BY_TAG = {fold(tag): level for level, tags in _TAGS.items() for tag in tags.split()}

_PLACE = r"[\u4e00-\u9fff]{2,12}?(?:省|自治区|自治州|自治县|地区|市|县|盟)"
_LOCAL_TITLE = re.compile(rf"(?!城市|都市|县|市|中华人民共和国){_PLACE}(?!场|政|级|委|容|区的)")
_PROVINCE = re.compile(r"[\u4e00-\u9fff]{2,3}省|自治区|(?:北京|天津|上海|重庆)市")
_LOCAL_BODY = re.compile(r"(?<!全国)(?<!全国第)人民代表大会|(?<!全国)人大")
_NATIONAL_BODY = re.compile(r"全国(?:人民代表大会|人大)")
_STATE_COUNCIL = re.compile(
    r"国务院(?:令|批准|发布|公布|颁布|第|\s*[\d一二三四五六七八九十]+次)|国务院关于修改|总理|政务院"
)
_DEPARTMENT = re.compile(
    r"(?:部|委员会|委|总局|局|署|银行|办公室|总行|主任)(?:令|第|公布|发布|颁布)|部务会"
)
_GOVERNMENT = re.compile(r"人民政府(?:令|第|常务|公布|发布|颁布)|政府令|政府第[^，。]{1,9}常务会议")
_OWN_COUNCIL = re.compile(r"人民政府[^，。]{0,9}(?:常务会|次)")
_OFFICIAL_PAPER = re.compile(
    r"[〔﹝〖【［\[(（]\s*(?:19|20)\d{2}\s*[〕﹞〗】］\])）]\s*(?:字|第)?\s*\d"
)
_PARTY = re.compile(r"^(?:中国共产党|中共)|党内|党委|党组|[中]办发|中发〔")


def is_level_tag(tag: str) -> bool:
    """Whether the text between 【 and 】 names a kind of basis: 法律, 行政法规, 规章 …"""
    return fold(tag) in _BY_TAG


def level_of(tag: str, title: str, history: str) -> str | None:
    """The CL18 key of a published tag; missing and ambiguous ones are decided by the rest.

    【法规】 may be an administrative or a local regulation, 【规章】 a department's or a
    government's rule. None when neither title nor history tells. A title without a place under
    【规章】 is a department's rule: governments name their territory.
    """
    level = _BY_TAG.get(fold(tag))
    if level is not None and not level.startswith("?"):
        return level
    guess = infer_level(title, history)
    if level is None or guess in _ALLOWED[level]:
        return guess
    placeless = not _LOCAL_TITLE.match(title) and title != ""
    return "department_rule" if level == _RULE and guess is None and placeless else None


def tag_doubt(tag: str, title: str, history: str) -> tuple[str, ...]:
    """A sentence when an ambiguous tag contradicts what title and number say, else ()."""
    allowed = _ALLOWED.get(_BY_TAG.get(fold(tag), ""))
    guess = infer_level(title, history)
    if allowed is None or guess is None or guess in allowed:
        return ()
    return (f"标注为【{tag}】，但从名称和文号看是{LEVEL_NAMES[guess]}，请核对依据类别。",)


@lru_cache(maxsize=2048)
def infer_level(title: str, history: str) -> str | None:
    """The CL18 key that title and history bracket (or document number) suggest, else None."""
    title, history = "".join(title.split()), "".join(history.split())
    if re.match(r"(?:GB|DB\d\d|[A-Z]{2}/T)", title + history):
        return "standard"
    if re.search(r"职能配置|主要职责|[“\"]?三定", title):
        return "staffing_plan"
    if _PARTY.search(title) or re.search(r"中办发|中发[〔\[]|党.{0,3}发[〔\[]", history):
        return "party_document"
    if _is_law(title):
        return "law"
    local = bool(_LOCAL_TITLE.match(title) or (_PLACE_BODY.search(history)))
    return _local_level(title, history) if local else _national_level(title, history)


_PLACE_BODY = re.compile(
    r"(?<!全国)(?:省|自治区|市|自治州|自治县)(?:第[^，。]{1,4}届)?(?:人民代表大会|人大|人民政府|政府令)"
)


def _is_law(title: str) -> bool:
    name = re.sub(r"[（(][^（）()]*[）)]$", "", title)
    if not name.endswith("法") or name.endswith(("办法", "方法", "执法")):
        return False
    return not _LOCAL_TITLE.match(title)


def _local_level(title: str, history: str) -> str | None:
    if _LOCAL_BODY.search(history) or title.endswith(("条例", "条例（试行）")):
        return "local_regulation"
    if _OFFICIAL_PAPER.search(history) or title.endswith(
        ("通知", "意见", "方案", "公告", "的决定")
    ):
        return "normative_document"
    if not _GOVERNMENT.search(history) and not _OWN_COUNCIL.search(history):
        return None
    return _government_rule(title, history)


def _government_rule(title: str, history: str) -> str | None:
    maker = re.search(r"([^，,。；;、日\s]*)(?:人民)?政府", history)
    for place in (title[:14], maker[1] if maker else ""):
        if _PROVINCE.search(place):
            return "provincial_rule"
        if re.search(r"[\u4e00-\u9fff]{2}(?:市|自治州)", place):
            return "municipal_rule"
    return None


def _national_level(title: str, history: str) -> str | None:
    if re.match(r"国务院(?:关于|对)", title) and title.endswith("决定"):
        return "state_council_decision"
    if _OFFICIAL_PAPER.search(history) and "令" not in history:
        return "normative_document"
    if _has_own_order(history) and "国务院批准" not in history:
        return "department_rule"
    if title.endswith("条例") or _STATE_COUNCIL.search(history):
        return "administrative_regulation"
    if _NATIONAL_BODY.search(history) and not _DEPARTMENT.search(history):
        return "law"
    if _DEPARTMENT.search(history):
        return "department_rule"
    return "normative_document" if title.endswith(("通知", "意见", "方案", "批复", "函")) else None


def _has_own_order(history: str) -> bool:
    """Whether a department's own order stands in the history: 档案局令, 农业部令."""
    return (
        bool(re.search(r"(?:部|(?<!军事)委员会|委|局|署|银行)令", history))
        and "国务院令" not in history
    )
