"""The window on a real X screen, with keys of the X server: what the offscreen platform cannot tell.

Xvfb is the screen, xdotool the hands; bootstrap.py installs both for `test` where it may.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui import xcb_session

ROOT = Path(__file__).resolve().parents[2]
MISSING = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="an X screen is made by Xvfb, on Linux"),
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]


@pytest.fixture
def display() -> Iterator[str]:
    """A screen of our own: the server chooses a free number and tells it."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1280x800x24",
        "-nolisten",
        "tcp",
    ]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as told:
            number = told.readline().strip().decode()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(timeout=10)


def test_chinese_typed_pasted_and_composed_reaches_the_saved_record(
    display: str, tmp_path: Path
) -> None:
    env = dict(
        os.environ, DISPLAY=display, QT_QPA_PLATFORM="xcb", PYTHONPATH=str(ROOT),
        HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path), XDG_CACHE_HOME=str(tmp_path),
        XDG_DATA_HOME=str(tmp_path), XDG_STATE_HOME=str(tmp_path), QT_IM_MODULE="compose",
    )  # fmt: skip
    env.pop("WAYLAND_DISPLAY", None)
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.xcb_session", str(tmp_path)],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])

    assert found["platform"] == "xcb"
    assert found["values"]["item_name"] == xcb_session.TYPED
    assert found["values"]["applicable_scope"] == xcb_session.PASTED
    assert found["values"]["accept_condition"] == f"{xcb_session.COMPOSED}shi"
