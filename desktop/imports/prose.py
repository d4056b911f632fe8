"""What people write into one text although a form asks for it in parts: ways, limits, questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from forms import field_types
from forms.model import Field, Form, Table
from forms.values import fold, normalise_spaces

_QUESTION = re.compile(
    r"(?:^|\n)\s*(?:\d{1,2}\s*[.．、]\s*)?(?:问题?|提问|Q)\s*[\d一二三四五六七八九十]{0,3}\s*[：:.．、]\s*",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"\s*(?:答复?|回答|解答|A)\s*[\d一二三四五六七八九十]{0,3}\s*[：:]\s*", re.IGNORECASE
)
_NUMBER = re.compile(r"^\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[）)]?\s*[.．、]?|[●•◆■])\s*")
_WAY_WORDS = re.compile(r"(?:途径|方式|渠道|地址|地点|号码|热线|服务|平台)$")
_LIMIT = re.compile(
    r"(法定|承诺)(?:办结|办理|审批)?(?:时限|期限)?(?:为|[：:])?\s*((?:(?!承诺|法定)[^；;。\n])+)"
)
_COPIES = re.compile(r"(原件|复印件)\D{0,4}?([\d一二两三四五六七八九十]{1,2})\s*份?")
_CHINESE = {sign: number for number, sign in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_NO = re.compile(r"(?:无|没有|不设|不)")


def questions(text: str) -> list[tuple[str, str]]:
    """(question, answer) of 问：…… 答：……; [] unless every question has its answer."""
    parts = _QUESTION.split(text)
    if len(parts) < 2 or parts[0].strip():
        return []
    found = []
    for part in parts[1:]:
        pieces = _ANSWER.split(part, maxsplit=1)
        if len(pieces) != 2 or not pieces[0].strip():
            return []
        found.append((normalise_spaces(pieces[0]).strip(), normalise_spaces(pieces[1]).strip()))
    return found


def ways(text: str, table: Table) -> list[dict[str, Any]]:
    """Rows of ways to ask or complain, one a line: 电话咨询：0879-5550112; [] unless all lines say how."""
    way = table.by_id.get("way")
    rows: list[dict[str, Any]] = []
    for line in normalise_spaces(text).split("\n") if way is not None else ():
        label, colon, rest = _NUMBER.sub("", line).replace(":", "：").partition("：")
        key = _way(label, way) if way is not None else None
        if not colon or key is None or not rest.strip("。 "):
            return []
        rows.append({"way": key, "contact": rest.strip().rstrip("。；;")})
    return rows


def _way(label: str, field: Field) -> str | None:
    """The one way of the code list that a label names (咨询电话, 窗口投诉)."""
    bare = _WAY_WORDS.sub("", "".join(label.split()))
    known = field_types.find_choice(bare, field)
    named = {
        choice.key
        for choice in (field.vocabulary.choices if field.vocabulary else ())
        for word in (choice.label, *choice.aliases)
        if word in bare
    }
    return known or (named.pop() if len(named) == 1 else None)


def limits(field: Field, form: Form, text: str) -> dict[str, str]:
    """Field → its words, of a text that says both limits (法定：20个工作日；承诺：15个工作日)."""
    said = {match[1]: match[2].strip("，,、 \n") for match in _LIMIT.finditer(text)}
    if field.type != "duration" or len(said) < 2:
        return {}
    named = {
        other.label[:2]: other.id
        for other in form.fields.values()
        if other.type == "duration" and other.label[2:] in ("办结时限", "时限")
    }
    found = {named[word]: words for word, words in said.items() if word in named}
    return found if len(found) == len(said) and field.id in found else {}


def entries(text: str) -> list[str]:
    """The paragraphs of a text when each names one thing (a material, a step); [] when they tell."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    told = any(
        len(line) > _LONGEST_ENTRY or "。" in line[:-1] or line[-1:] in "：:" for line in lines
    )
    return [] if told or len(lines) < 2 else [_NUMBER.sub("", line) or line for line in lines]


def copies(text: str, row: Mapping[str, Any]) -> dict[str, int]:
    """Numbers of originals and copies that a cell 份数 says; {} when it says something else."""
    pairs = _COPIES.findall(text)
    names = {"原件": "original_count", "复印件": "copy_count"}
    if pairs:
        return {names[kind]: _number(number) for kind, number in pairs}
    bare = fold(text).removesuffix("份")
    if not (bare.isdecimal() or bare in _CHINESE) or len(bare) > 2:
        return {}
    copied = row.get("original_or_copy") == "copy"
    return {"copy_count" if copied else "original_count": _number(bare)}


def _number(word: str) -> int:
    return _CHINESE[word] if word in _CHINESE else int(word)


def yes_or_no(subject: str, text: str) -> bool | None:
    """What 无数量限制 or 不收费 says about 数量限制, 收费; None when it says more than that."""
    said = fold(text).rstrip("。.")
    bare = fold(subject).removeprefix("是否").removeprefix("有无").removeprefix("有")
    negative = _NO.match(said)
    rest = said[negative.end() :] if negative else said.removeprefix("有")
    if not rest or len(said) > 12 or (rest not in bare and bare not in rest):
        return None
    return not negative if negative or said.startswith("有") else None


def gate(form: Form, field: Field, text: str) -> str:
    """The question that a table's 无 or 不收费 answers with no (是否收费); "" when there is none."""
    if len(text) > _LONGEST_WORD or fold(text).rstrip("。.") not in _NOTHING_THERE:
        return ""
    for clause in field.when:
        for name, wanted in clause.items():
            asked = form.fields.get(name)
            if len(clause) == 1 and wanted is True and asked and asked.type == "boolean":
                return name
    return ""


_LONGEST_WORD = 40
_LONGEST_ENTRY = 60
_NOTHING_THERE = frozenset({"无", "不收费", "免费", "无收费", "不涉及", "没有", "无需提交材料"})
