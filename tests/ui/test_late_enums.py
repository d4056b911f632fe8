"""Enumerations that get their members late are what they are when PySide6 makes them at once."""

from __future__ import annotations

import enum
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from desktop.ui import late_enums

ROOT = Path(__file__).resolve().parents[2]
_DESCRIBE = """
import sys
if sys.argv[1] == "late":
    from desktop.ui import late_enums
    late_enums.put_off()
import enum, json
from PySide6.QtCore import QEvent, QFile, Qt
from PySide6.QtGui import QFont, QPalette, QTextCharFormat
from PySide6.QtWidgets import QMessageBox, QSizePolicy, QStyle

def told(deed, *of):
    try:
        return repr(deed(*of))
    except Exception as error:
        return repr(error)

found, late = {}, 0
for owner in (Qt, QEvent, QFile, QFont, QPalette, QTextCharFormat, QMessageBox, QSizePolicy, QStyle):
    for name, kind in sorted(vars(owner).items()):
        if isinstance(kind, enum.EnumMeta):
            late += type(kind) is not enum.EnumType
            value = list(kind.__members__.values())[-1]
            found[f"{owner.__name__}.{name}"] = [
                str(type(kind)), repr(kind), kind.__module__, kind.__qualname__, sorted(vars(kind)),
                str(list(kind.__members__.items())), str(list(kind)),
                [type(value) is kind, value.__objclass__ is kind, kind(value.value) is value,
                 kind[value.name] is value, value in kind, hash(value) == hash(kind(value.value))],
                told(kind, 0), told(kind, 0x40000003), told(value.__reduce_ex__, 4), value._sort_order_,
                told(lambda: value | next(iter(kind))), told(lambda: ~value), told(lambda: value & value),
                told(int, value), told(value.__eq__, value.value),
            ]
font = QFont()
font.setWeight(QFont.Weight.DemiBold)
print(json.dumps({"late": late, "found": found, "back": str(font.weight())}))
"""


def _described(how: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", _DESCRIBE, how], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_late_enumeration_of_qt_is_the_same_once_it_is_looked_at() -> None:
    usual, late = _described("usual"), _described("late")
    assert not usual.pop("late")
    assert late.pop("late") > 100  # hardly one had been looked at before
    assert len(usual["found"]) > 100
    assert late == usual


def _make(names: list[tuple[str, int]]) -> Any:
    return late_enums._create_late(enum.Flag, "Side", names, boundary=enum.KEEP)


@pytest.mark.parametrize(
    "look",
    [
        lambda side: side.LEFT,
        lambda side: side(1),
        lambda side: side["LEFT"],
        list,
        len,
        dir,
        vars,
        lambda side: 1 in side._value2member_map_,
        lambda side: side.__members__,
        lambda side: side.__class__,
        lambda side: setattr(side, "note", 1),
        lambda side: delattr(side, "_inverted_"),
    ],
)
def test_any_look_makes_it_an_enumeration_like_others(look: Any) -> None:
    side = _make([("LEFT", 1), ("RIGHT", 2)])
    assert type(side) is not enum.EnumType
    look(side)
    assert type(side) is enum.EnumType
    assert list(vars(side)["_member_map_"]) == ["LEFT", "RIGHT"]
    assert getattr(side, "LEFT") is side(1)  # noqa: B009
    assert side(1) | side(2) == side(3)
    with pytest.raises(AttributeError):
        setattr(side, "LEFT", 3)  # noqa: B010


def test_two_threads_that_look_first_see_the_same_members() -> None:
    with ThreadPoolExecutor(4) as threads:
        for _ in range(20):
            side = _make([(f"N{place}", 1 << place) for place in range(60)])
            seen = {id(value) for value in threads.map(lambda _, side=side: side.N7, range(8))}
            assert seen == {id(side.N7)}


def test_enumerations_of_others_are_made_at_once() -> None:
    for how in ({"module": __name__}, {}, {"boundary": enum.STRICT}):
        made: Any = late_enums._create_late(enum.Flag, "Other", [("A", 1)], **how)
        assert type(made) is enum.EnumType
