"""What PySide6 says of wrong calls is the same when its support for signatures is read late."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
_DESCRIBE = """
import builtins, json, sys
plain = builtins.__import__
if sys.argv[1] == "later":  # as a PySide6 that brings its support in another way
    from desktop.ui import late_support
    late_support._PACKAGE = "another"
if sys.argv[1] != "usual":
    import desktop.ui.plain_import
    assert builtins.__import__ is plain
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QBoxLayout, QLabel, QListWidgetItem, QWidget

def late():
    modules = list(sys.modules.items())
    return sorted(name for name, module in modules if type(module).__name__ == "_Late")

def told(deed, *words, **more):
    try:
        return repr(deed(*words, **more))
    except Exception as error:
        return [repr(type(error)), str(error)]

app = QApplication([])
widget, label, timer = QWidget(), QLabel("Text"), QTimer()
before = late()
found = [
    told(widget.resize, "wide"), told(widget.resize), told(widget.resize, 1, 2, 3),
    told(label.setText, None), told(label.setAlignment, "left"), told(timer.start, interval="x"),
    told(QLabel, nothing=1), told(QObject, 1, 2), told(QListWidgetItem, 1.5), told(widget.setLayout, widget),
]
from shibokensupport.signature import get_signature
import PySide6.support.signature.lib.enum_sig as enum_sig
found += [
    repr(get_signature(QWidget.resize)), repr(get_signature(QBoxLayout)), QWidget.move.__doc__,
    QLabel.__doc__, sorted(vars(enum_sig)), enum_sig.__name__, enum_sig.__spec__.name,
    repr(QListWidgetItem.ItemType.Type), repr(Qt.AlignLeft), widget.isVisible(),
]
made = [repr(flag) for flag in Qt.AlignmentFlag]
print(json.dumps({"before": before, "after": late(), "found": found, "made": made}))
"""


def _described(how: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", _DESCRIBE, how],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
    assert not done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def usual() -> dict[str, Any]:
    """What a PySide6 that was left alone says."""
    return _described("usual")


def test_a_wrong_call_is_answered_as_ever_and_ends_nothing(usual: dict[str, Any]) -> None:
    late = _described("late")
    assert "Supported signatures" in late["found"][0][1]
    waiting = late.pop("before")
    assert {"shibokensupport.signature.mapping", "shibokensupport.signature.parser"} <= set(waiting)
    assert "shibokensupport.signature.mapping" not in late.pop("after")
    assert {**late, "before": [], "after": []} == usual


def test_a_support_that_comes_in_another_way_is_left_alone(usual: dict[str, Any]) -> None:
    assert _described("later") == usual
