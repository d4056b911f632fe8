"""The folder build: it opens, checks itself and does the whole job without Python or this folder."""

from __future__ import annotations

import importlib.util
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
