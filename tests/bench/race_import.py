"""A whole import in a process of its own, as an office's first evening with its lists goes."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from desktop.usecases.workspace import Workspace
from tests.bench import Measurement, race

_FILES, _SHEETS, _ITEMS = 15, 5, 42
_LAWS = 12
_KINDS = ("行政许可", "行政处罚", "行政强制", "行政检查", "行政确认")
_HEAD = ("序号", "事项名称", "子项名称", "权力类型", "实施依据", "行使主体", "承办机构",
         "实施层级及权限", "部门职责", "", "追责情形", "备注")  # fmt: skip
_LEAVES = {9: "责任事项内容", 10: "责任事项依据"}
_PLACES = ("清河", "白杨", "青石", "南岭", "东川", "西湾", "北原", "新桥", "长堤", "石门")
_MATTERS = ("河道采砂", "种子经营", "渔业捕捞", "危险化学品", "道路客运", "食品添加剂", "建筑垃圾", "户外广告",
            "测绘成果", "档案出境", "特种设备", "人力资源服务", "医疗器械", "城镇燃气", "古树名木")  # fmt: skip
_DEEDS = (
    "审批",
    "备案核查",
    "违法行为的查处",
    "监督检查",
    "登记证书的变更",
    "现场封存",
    "资格的确认",
    "延续申请的受理",
)
_WORDS = ("申请人", "应当", "自受理之日起", "提交", "有关材料", "对不符合条件的", "书面说明理由", "主管部门", "责令改正",
          "处以罚款", "情节严重的", "依法吊销", "听取陈述", "组织专家评审", "公示期满", "作出决定", "并送达", "建立档案",
          "每年至少一次", "不得", "擅自", "从事", "经营活动", "没收违法所得", "移送司法机关")  # fmt: skip
_STAGES = ("受理责任", "审查责任", "决定责任", "送达责任", "监管责任", "其他法律法规规定的责任")
_LEVELS = ("法律", "行政法规", "地方性法规", "部门规章")

_COLD = """
import resource, sys, time
from main import main
code = main(["--library", sys.argv[1], "import", *sys.argv[2:]])
print(code, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


@race("import.cold", unit="s", goal=1.0)
def import_cold() -> Measurement:
    """3,150 invented items in 15 workbooks into a new library, the start of the program included:
    CPU seconds, goal 10.
    """
    seconds, _ = _imported()
    return Measurement(seconds, 10.0, 1)


@race("import.cold_memory", unit="MB", goal=1.0)
def import_cold_memory() -> Measurement:
    """The most memory that the same import holds at once, goal 500 MB."""
    _, megabytes = _imported()
    return Measurement(megabytes, 500.0, 1)


@lru_cache(maxsize=1)
def _imported() -> tuple[float, float]:
    """CPU seconds and megabytes at the most; the better of two runs."""
    home = Path(tempfile.mkdtemp(prefix="mingce-bench-"))
    files = [str(write_list(home / f"清单{number}.xlsx", number)) for number in range(_FILES)]
    told = []
    for run in range(2):
        library = home / f"库{run}.mingce"
        command = [sys.executable, "-c", _COLD, str(library), *files]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        code, *figures = done.stdout.splitlines()[-1].split()
        assert code == "0", done.stdout
        told.append(figures)
        with Workspace.open(library) as workspace:
            made = [workspace.library.count(k) for k in ("power_item", "responsibility_item")]
        assert made == [_FILES * _SHEETS * _ITEMS] * 2, made
    return min(float(cpu) for cpu, _ in told), min(float(peak) for _, peak in told)


def write_list(path: Path, seed: int) -> Path:
    """A workbook as offices publish them: sheets by type, two rows of headings, merged names, long
    cells. Every word of it is invented.
    """
    chance = random.Random(seed)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    laws = _laws(chance)
    for kind in _KINDS[:_SHEETS]:
        sheet = book.create_sheet(f"{kind}（{_ITEMS}项）")
        _fill(sheet, _rows(kind, _PLACES[seed % 10], laws, chance))
    book.save(path)
    return path


def _fill(sheet: Worksheet, rows: Iterator[list[object]]) -> None:
    sheet.append([f"某某局权责清单：{sheet.title}"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(_HEAD))
    sheet.append(_HEAD)
    sheet.append([_LEAVES.get(column, "") for column in range(1, len(_HEAD) + 1)])
    for column in range(1, len(_HEAD) + 1):
        if column not in _LEAVES:
            sheet.merge_cells(start_row=2, start_column=column, end_row=3, end_column=column)
    sheet.merge_cells(start_row=2, start_column=9, end_row=2, end_column=10)
    for row in rows:
        sheet.append(row)
    # Every third item has two sub-items under one name, its number and office merged with it.
    for first in range(4, 4 + _ITEMS - 1, 6):
        for column in (1, 2, 4, 6):
            sheet.cell(first + 1, column).value = None
            sheet.merge_cells(
                start_row=first, start_column=column, end_row=first + 1, end_column=column
            )


def _rows(
    kind: str, place: str, laws: list[list[str]], chance: random.Random
) -> Iterator[list[object]]:
    office = f"{place}市某某局"
    for number in range(1, _ITEMS + 1):
        matter, deed = chance.choice(_MATTERS), chance.choice(_DEEDS)
        paired = number % 6 in (1, 2)
        yield [
            number, f"{place}{matter}{deed}第{number}类", f"{matter}分项{number}" if paired else "",
            kind, _basis(laws, chance), office, chance.choice(("法规科", "审批科", "执法支队")),
            "市级。负责本行政区域内的" + _sentence(chance, 4), _duties(chance), _basis(laws, chance),
            "".join(f"{n}.{_sentence(chance, 5)}；\n" for n in range(1, 5)), "",
        ]  # fmt: skip


def _laws(chance: random.Random) -> list[list[str]]:
    """The articles of the laws that an office goes by, each with the law's name and history."""
    laws = []
    for matter in chance.sample(_MATTERS, _LAWS):
        year, number = chance.randrange(1990, 2024), chance.randrange(1, 60)
        head = (
            f"【{chance.choice(_LEVELS)}】《某某省{matter}管理条例》（{year}年"
            f"{chance.randrange(1, 13)}月{chance.randrange(1, 29)}日某某省人民代表大会常务委员会公告"
            f"第{number}号公布，自{year + 1}年1月1日起施行）"
        )
        laws.append([
            f"{head}第{_chinese(first)}条：{_sentence(chance, 16)}。"
            f"第{_chinese(first + 1)}条第一款：{_sentence(chance, 10)}。"
            for first in range(number, number + 24, 2)
        ])  # fmt: skip
    return laws


def _basis(laws: list[list[str]], chance: random.Random) -> str:
    """One to three laws, as they are cited again and again in other company."""
    cited = chance.sample(laws, chance.choice((1, 1, 2, 2, 3)))
    return "\n".join(chance.choice(articles) for articles in cited)


def _duties(chance: random.Random) -> str:
    stages = (f"{n}.{stage}：{_sentence(chance, 8)}。" for n, stage in enumerate(_STAGES, 1))
    return "\n".join(stages)


def _sentence(chance: random.Random, words: int) -> str:
    return "，".join("".join(chance.choices(_WORDS, k=2)) for _ in range(words // 2 + 1))


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    head = "" if not tens else "十" if tens == 1 else digits[tens] + "十"
    return head + (digits[ones] if ones or not tens else "")
