"""The folder build: it opens, checks itself and does the whole job without Python or this folder."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import bootstrap

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
@pytest.mark.skipif(
    importlib.util.find_spec("PyInstaller") is None,
    reason="PyInstaller is not installed: python3 desktop/bootstrap.py freeze brings it",
)
@pytest.mark.skipif(
    sys.platform == "linux" and shutil.which("objdump") is None, reason="objdump is not installed"
)
def test_the_folder_build_proves_itself_far_from_its_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-m", "PyInstaller", "installer.spec", "--noconfirm"]
    places = ["--distpath", str(tmp_path / "dist"), "--workpath", str(tmp_path / "build")]
    subprocess.run([*command, *places, "--log-level", "ERROR"], cwd=ROOT, check=True)
    built = (tmp_path / "dist" / "mingce").rename(tmp_path / "搬走 了")
    monkeypatch.setattr(bootstrap, "BUILT", built)

    assert bootstrap.try_build(tmp_path) == 0
    assert list(tmp_path.glob("**/*.pdf"))
    assert bootstrap.megabytes(built) < 320


def test_the_self_test_opens_the_window_and_closes_it(tmp_path: Path) -> None:
    library = str(tmp_path / "库.mingce")
    command = [sys.executable, "main.py", "--library", library, "selftest", "--window", "--json"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["findings"]["窗口"] == []


def test_the_self_test_says_what_the_window_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import sys; from pathlib import Path; from desktop.ui import theme; from desktop import app\n"
        "theme.STYLES = Path(sys.argv[1])\n"
        "print(app.try_window(Path(sys.argv[1]) / '库.mingce'))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert "缺少程序自带的文件" in done.stdout
