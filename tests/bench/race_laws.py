"""The law library against the times that a clerk is promised: bring in a country's laws, find words."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

from desktop.laws.verify import LawBook
from desktop.usecases.law_texts import import_laws
from desktop.usecases.workspace import Workspace
from tests.bench import Measurement, race

#: As many as the national collection that the goal was set on, of the same length together.
_LAWS, _ARTICLES = 1_031, 48
_GOAL_IMPORT, _GOAL_SEARCH = 30.0, 50.0
_WORDS = (
    "灯塔", "看守", "申请", "许可", "主管部门", "应当", "海岸", "设置", "的", "罚款", "县级以上", "人民政府",
    "依法", "取得", "证书", "航标", "检查", "责令改正", "情节严重", "违反", "规定", "期限", "有关", "单位",
    "和", "个人", "不得", "擅自", "移动", "损毁", "经费", "预算", "公告", "备案", "国务院", "制定", "办法",
)  # fmt: skip
_QUERIES = ("的", "，", "灯", "许可", "主管部门应当", "责令改正 罚款", "第三章", "没有这个词")


@cache
def _folder() -> Path:
    """Invented laws as Markdown files; the same in every run."""
    chance = random.Random(20261126)
    folder = Path(tempfile.mkdtemp(prefix="mingce-bench-"))
    for number in range(_LAWS):
        lines = [f"# 灯塔管理法第{number}号", "", "2001年3月4日 第九届会议通过", ""]
        for article in range(1, _ARTICLES + 1):
            words = "".join(chance.choice(_WORDS) for _ in range(55))
            lines += [f"第{_chinese(article)}条 {words}，{words[:40]}。", ""]
        (folder / f"{number}.md").write_text("\n".join(lines), encoding="utf-8")
    return folder


def _chinese(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return f"{digits[tens] if tens > 1 else ''}{'十' if tens else ''}{digits[ones] if ones else ''}"


@cache
def _imported() -> tuple[float, Workspace]:
    home = Path(tempfile.mkdtemp(prefix="mingce-bench-"))
    workspace = replace(Workspace.open(home / "库.mingce"), laws=LawBook(home / "依据库.sqlite"))
    files = _folder()
    start = time.process_time()
    outcome = import_laws(workspace, [files])
    seconds = time.process_time() - start
    if len(outcome.added) != _LAWS:
        raise AssertionError(outcome.failed[:3])
    return seconds, workspace


@race("laws.import", unit="s", goal=1.0)
def law_import() -> Measurement:
    """1,031 texts into an empty law library; goal 30 s on two cores, here of one."""
    return Measurement(_imported()[0], _GOAL_IMPORT, 1)


@race("laws.search", unit="ms", goal=1.0)
def law_search() -> Measurement:
    """The slowest of several searches, each the median of seven: goal 50 ms."""
    library = _imported()[1].laws.library()
    slowest = 0.0
    for query in _QUERIES:
        times = []
        for _ in range(7):
            start = time.process_time()
            library.search(query)
            times.append(time.process_time() - start)
        slowest = max(slowest, statistics.median(times))
    return Measurement(slowest * 1e3, _GOAL_SEARCH, 7)
