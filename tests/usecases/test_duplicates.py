"""What may be entered twice is shown side by side; what only sounds alike is not."""

from __future__ import annotations

import time
from itertools import product
from typing import Any

import pytest

from desktop.usecases.duplicates import TEMPLATE, Ground, duplicates, duplicates_in
from desktop.usecases.workspace import Workspace
from forms.loader import load_catalogue
from forms.record import Record

POWER = load_catalogue().form("power_item")
DUTIES = load_catalogue().form("responsibility_item")


def _power(name: str, **more: Any) -> Record:
    values = {
        "name": name,
        "power_type": "administrative_penalty",
        "org_name": "某市航标局",
        **more,
    }
    return Record("power_item", values, uuid=f"{name}{sorted(more)}")


def _duty(number: int, *contents: str, **more: Any) -> Record:
    rows = [{"stage": "受理", "content": content} for content in contents]
    return Record("responsibility_item", {"duties": rows, **more}, uuid=f"duty-{number}")


def _names(one: str, other: str) -> list[float]:
    return [pair.likeness for pair in duplicates(POWER, [_power(one), _power(other, code="2")])]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("对擅自关闭灯塔的处罚", "对擅自关闭灯塔的 处罚"),
        ("对擅自关闭灯塔的处罚", "对擅自关闭灯塔行为的行政处罚"),
        ("对未经批准擅自移动航标灯塔的处罚", "对未经批准擅自移动航标、灯塔的处罚"),
        ("对占用（含临时占用）航标保护区的处罚", "对占用(含临时占用)航标保护区的处罚"),
    ],
)
def test_names_alike_are_a_pair(one: str, other: str) -> None:
    (likeness,) = _names(one, other)
    assert 0.85 <= likeness <= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("对擅自关闭灯塔的处罚", "对擅自移动浮标的处罚"),
        ("对一级灯塔看守人员资格的认定", "对二级灯塔看守人员资格的认定"),
        ("对擅自关闭灯塔的处罚", "对擅自开启雾号的处罚"),
    ],
)
def test_other_acts_and_other_ranks_are_no_pair(one: str, other: str) -> None:
    assert _names(one, other) == []


def test_the_figure_is_the_share_of_common_pairs_of_signs() -> None:
    # 擅自 自关 关闭 闭灯 灯塔 | 擅自 自关 关闭 闭灯 灯船: four of five.
    pairs = duplicates(POWER, [_power("擅自关闭灯塔"), _power("擅自关闭灯船")], least=0.5)
    assert [(pair.likeness, pair.ground) for pair in pairs] == [(0.8, Ground.NAME)]


@pytest.mark.parametrize(
    "more",
    [
        {"org_name": "某县航标局"},
        {"power_type": "administrative_licence"},
        {"item_status": "cancelled"},
        {"sub_name": "无人值守灯塔"},
    ],
)
def test_another_agency_type_or_sub_item_and_what_is_cancelled_do_not_count(
    more: dict[str, Any],
) -> None:
    name = "对擅自关闭灯塔的处罚"
    assert duplicates(POWER, [_power(name), _power(name, **more)]) == ()


def test_sub_items_of_one_item_are_told_apart_by_their_own_names() -> None:
    name = "对擅自关闭灯塔的处罚"
    subs = ("海岸灯塔", "内河浮标", "海岸 灯塔")
    records = [_power(name, sub_name=sub, code=str(n)) for n, sub in enumerate(subs)]
    records = [Record(item.kind, item.values, uuid=str(n)) for n, item in enumerate(records)]
    (pair,) = duplicates(POWER, records)
    assert (pair.one.uuid, pair.other.uuid, pair.likeness) == ("0", "2", 1.0)


def test_the_most_alike_come_first() -> None:
    first, near, same = "对擅自关闭灯塔的处罚", "对擅自关闭灯塔等的处罚", "对擅自关闭灯塔的行政处罚"
    pairs = duplicates(POWER, [_power(first), _power(near), _power(same)], least=0.5)
    figures = [pair.likeness for pair in pairs]
    assert figures == sorted(figures, reverse=True)
    assert {pairs[0].one.get("name"), pairs[0].other.get("name")} == {first, same}


def test_duties_word_for_word_are_a_pair_whatever_the_spacing() -> None:
    records = [
        _duty(1, "公示条件。", "一次告知。"),
        _duty(2, "公示 条件。", "一次告知。"),
        _duty(3, "公示条件。", "不予受理的说明理由。"),
        _duty(4),
        _duty(5),
    ]
    (pair,) = duplicates(DUTIES, records)
    assert (pair.one.uuid, pair.other.uuid, pair.ground) == ("duty-1", "duty-2", Ground.DUTIES)


def test_a_text_that_many_share_is_a_template_and_no_pair() -> None:
    records = [_duty(number, "公示条件。") for number in range(TEMPLATE)]
    assert duplicates(DUTIES, records) == ()
    assert len(duplicates(DUTIES, records[1:])) == (TEMPLATE - 1) * (TEMPLATE - 2) // 2


def test_nothing_alike_is_missed_by_the_short_way() -> None:
    heads, acts, things = ("未经批准", "擅自", "违反规定"), ("关闭", "移动", "占用"), "灯塔浮标雾号"
    names = [
        f"对{head}{act}{things[at : at + 4]}的处罚"
        for head, act, at in product(heads, acts, range(3))
    ]
    records = [_power(name) for name in names]
    one_by_one = {
        frozenset((pair.one.uuid, pair.other.uuid))
        for place, record in enumerate(records)
        for other in records[place + 1 :]
        for pair in duplicates(POWER, [record, other], least=0.7)
    }
    found = duplicates(POWER, records, least=0.7)
    assert {frozenset((pair.one.uuid, pair.other.uuid)) for pair in found} == one_by_one
    assert one_by_one


def test_three_thousand_items_take_moments() -> None:
    signs = [chr(0x4E00 + number * 7) for number in range(1500)]
    names = ["".join(signs[(n * 31 + k * 97) % 1500] for k in range(14)) for n in range(2990)]
    names += [f"{name}等" for name in names[:10]]
    records = [_power(f"对{name}行为的处罚") for name in names]
    start = time.process_time()
    pairs = duplicates(POWER, records)
    assert time.process_time() - start < 3
    assert {f"{pair.one.get('name')}" for pair in pairs} >= {
        f"对{name}行为的处罚" for name in names[:10]
    }


def test_a_library_is_looked_through_kind_by_kind(workspace: Workspace) -> None:
    names = ("对擅自关闭灯塔的处罚", "对擅自关闭灯塔的行政处罚", "对擅自移动浮标的处罚")
    workspace.library.save_many([_power(name) for name in names])
    workspace.library.save_many([_duty(1, "公示条件。"), _duty(2, "公示条件。")])
    found = duplicates_in(workspace)
    assert {pair.ground for pair in found} == {Ground.NAME, Ground.DUTIES}
    assert [pair.ground for pair in duplicates_in(workspace, "power_item")] == [Ground.NAME]
