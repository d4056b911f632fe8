"""Rules P: steps, results and the way online."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from forms.problem import Finding
from forms.rules.context import row_name, text_of
from forms.rules.missing import missing
from forms.rules.registry import Context, rule

_STAGES = {
    "受理": re.compile(r"受理|收件|接件|接收|申请"),
    "审查": re.compile(r"审查|审核|初审|复审|审批|核查|评审|审定"),
    "决定": re.compile(r"决定|批准|审批|核准|审定|签发|准予"),
    "送达": re.compile(r"送达|办结|[发颁制领取出]证|[颁发领]取|颁发|发放|结果"),
}
_SEE_CHART = re.compile(r"(?:详见|见|参见)(?:附件)?流程图")
#: Flag → what a step is called that belongs to it (SPEC §3.A 八).
_FLAGS = {
    "need_hearing": ("听证",),
    "need_site": ("现场勘验", "现场核查", "现场踏勘", "勘验"),
    "need_expert": ("专家评审", "评审"),
    "need_publicity": ("公示",),
    "need_inspection": ("检测", "检验", "检疫"),
    "need_appraisal": ("鉴定",),
    "need_bidding": ("招标", "拍卖", "挂牌"),
}
_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜"
    "丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严"
)
_NAME = re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}")
_POST_ENDING = re.compile(r"[岗员长科室股人办处局师任务审核工记理导组队站所台口]$")
_HOME_PAGES = re.compile(
    r"/?(?:(?:index|default|home|main)\.(?:s?html?|jspx?|aspx?|php|do))?", re.IGNORECASE
)


@rule("P01")
def all_stages(context: Context) -> Iterator[Finding]:
    """A committed item is accepted, examined, decided and handed over."""
    names = " ".join(text_of(row.get("name")) for _, row in context.rows("process_steps"))
    if not names.strip() or context.text("project_type") != "commitment":
        return
    lacking = [stage for stage, pattern in _STAGES.items() if not pattern.search(names)]
    if lacking:
        yield Finding("process_steps", {"missing": "、".join(lacking)})


@rule("P02")
def steps_complete(context: Context) -> Iterator[Finding]:
    """Each step has a name, an office and a limit."""
    for item in missing(context, "P02"):
        yield item.finding(n=row_name(item.row) if item.row else "")


@rule("P03")
def chart_promised(context: Context) -> Iterator[Finding]:
    """“详见流程图” needs a chart; a missing chart as such is a missing field."""
    if context.value("flowchart"):
        return
    for cell in context.prose:
        if match := _SEE_CHART.search(cell.value):
            yield Finding(cell.path, {"label": cell.item.label, "word": match[0]})


@rule("P04")
def special_procedures_agree(context: Context) -> Iterator[Finding]:
    """Steps, flags and the table of special procedures tell the same story."""
    yield from (item.finding(variant="missing") for item in missing(context, "P04"))
    listed = bool(context.rows("special_procedures"))
    for row in context.rows("process_steps"):
        name = text_of(row[1].get("name"))
        for flag, words in _FLAGS.items():
            word = next((word for word in words if word in name), "")
            denied = context.value(flag) is False
            if not word or not (denied or not listed) or flag not in context.form.fields:
                continue
            # When the flag is set and the table empty, the missing table is reported already.
            if denied or context.value(flag) is None:
                said = f"“{context.label(flag)}”为否" if denied else "没有填写特别程序"
                params = {"name": name, "word": word, "flag": said}
                yield Finding(f"{row[0]}.name", params)


@rule("P05")
def visits_possible(context: Context) -> Iterator[Finding]:
    """Visits are explained; without a visit there is another way than the window."""
    yield from (item.finding() for item in missing(context, "P05"))
    none_needed = context.record.get("scene_num") == 0
    only_window = context.value("handle_form") == ["counter"]
    no_other_way = all(context.value(field) is not True for field in ("is_express", "is_online"))
    if none_needed and only_window and no_other_way:
        yield Finding("scene_num", variant="impossible")


@rule("P06")
def posts_not_persons(context: Context) -> Iterator[Finding]:
    """Public tables name posts, not persons."""
    for cell in context.prose:
        value = cell.value.strip()
        public = cell.table is not None and not cell.table.internal
        if not public or cell.item.id != "post" or _POST_ENDING.search(value):
            continue
        if _NAME.fullmatch(value):
            yield Finding(cell.path, {"label": cell.item.label, "name": value})


@rule("P07")
def results_named(context: Context) -> Iterator[Finding]:
    """A result that is something has a name; whether it is, its type must tell."""
    for item in missing(context, "P07"):
        if item.row and item.row[1].get("result_type"):
            yield item.finding()


@rule("P08")
def licences_expire(context: Context) -> Iterator[Finding]:
    """A licence says how long it is valid and on what basis."""
    for item in missing(context, "P08"):
        if item.row and item.row[1].get("result_type"):
            yield item.finding()


@rule("P09")
def online_address(context: Context) -> Iterator[Finding]:
    """The address leads to the item: not into an internal network, not to a home page."""
    yield from (item.finding() for item in missing(context, "P09"))
    url = context.text("online_url").strip()
    if not url or context.value("is_online") is not True:
        return
    variant = _wrong_address(url)
    if variant:
        yield Finding("online_url", {"url": url}, variant=variant)


def _wrong_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "scheme"
    if parts.scheme not in ("http", "https") or not host:
        return "scheme"
    if _is_internal(host):
        return "intranet"
    if not parts.query and not parts.fragment and _HOME_PAGES.fullmatch(parts.path):
        return "home"
    return ""


def _is_internal(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".intra", ".internal"))
