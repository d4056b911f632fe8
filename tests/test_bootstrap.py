"""The way from a bare machine to the running program, with the machine played by the test.

The real thing was measured in an empty Debian system: docs/decisions/0001 has the figures.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import bootstrap

SOURCE = Path(bootstrap.__file__)


class Left(Exception):
    """Stands for the process that bootstrap turned into."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty program folder whose installer only notes what it was asked for."""
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "x"\ndependencies = ["one"]\n'
        '[project.optional-dependencies]\ndev = ["two"]\ninstaller = ["three"]\n',
        encoding="utf-8",
    )
    venv = tmp_path / ".venv"
    places = {
        "ROOT": tmp_path,
        "VENV": venv,
        "PYTHON": venv / "bin" / "python",
        "STAMP": venv / "mingce.stamp",
        "TRIED": venv / "mingce.tools",
        "LOCK": tmp_path / ".venv.lock",
        "WHEELS": tmp_path / "wheels",
    }
    for name, path in places.items():
        monkeypatch.setattr(bootstrap, name, path)
    monkeypatch.setattr(bootstrap, "link_program", lambda: None)
    monkeypatch.setattr(bootstrap, "missing_packages", lambda verb="": [])
    monkeypatch.setattr(bootstrap, "missing_tools", lambda tools: [])
    monkeypatch.setattr(bootstrap, "install_packages", lambda packages: pytest.fail("installs"))
    return tmp_path


@pytest.fixture
def installed(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The extras of every installation, in order."""
    asked: list[str] = []

    def install(extras: str) -> bool:
        assert not bootstrap.STAMP.exists(), "a broken-off installation must not look complete"
        bootstrap.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        bootstrap.PYTHON.touch()
        asked.append(extras)
        return True

    monkeypatch.setattr(bootstrap, "install_with_uv", lambda extras: False)
    monkeypatch.setattr(bootstrap, "install_with_pip", install)
    return asked


@pytest.fixture
def launched(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands that the prepared environment was to run."""
    commands: list[tuple[str, ...]] = []

    def note(*words: str, **_: object) -> int:
        commands.append(tuple(word.removeprefix(str(project) + os.sep) for word in words))
        return 0

    monkeypatch.setattr(bootstrap, "become", note)
    monkeypatch.setattr(bootstrap, "run_module", note)
    monkeypatch.setattr(bootstrap, "provide_environment", lambda extras: None)
    return commands


# ---------------------------------------------------------------- what the words mean


def test_without_words_the_window_opens_where_there_is_a_screen(
    launched: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")

    assert bootstrap.main([]) == 0
    assert launched == [("main.py",)]


def test_without_words_and_screen_the_demo_runs(
    launched: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "has_screen", lambda: False)

    bootstrap.main([])

    assert launched == [("main.py", "demo")]


def test_other_words_go_to_the_program_unchanged(launched: list[tuple[str, ...]]) -> None:
    bootstrap.main(["check", "--json", "--rule", "E 1"])

    assert launched == [("main.py", "check", "--json", "--rule", "E 1")]


def test_test_runs_every_check_and_then_pytest(launched: list[tuple[str, ...]]) -> None:
    bootstrap.main(["test"])

    cores = str(min(4, os.cpu_count() or 1))
    assert launched == [*bootstrap.CHECKS, ("pytest", "-n", cores, "--dist", "loadfile")]


def test_test_with_words_runs_only_pytest(launched: list[tuple[str, ...]]) -> None:
    bootstrap.main(["test", "-k", "fonts"])

    assert launched == [("pytest", "-k", "fonts")]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ({}, 0),
        ({"pytest": 5}, 5),
        ({"ruff": 1}, 1),
        ({"mypy": 2, "pytest": 1}, 1),
    ],
)
def test_a_failed_check_fails_the_run_and_pytest_comes_first(
    codes: dict[str, int], expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "run_module", lambda *words: codes.get(words[0], 0))

    assert bootstrap.run_tests([]) == expected


def test_bench_runs_the_races(launched: list[tuple[str, ...]]) -> None:
    bootstrap.main(["bench", "check.one", "--json", "x.json"])

    assert launched == [("-m", "tests.bench", "check.one", "--json", "x.json")]


def test_setup_runs_nothing(launched: list[tuple[str, ...]]) -> None:
    assert bootstrap.main(["setup"]) == 0
    assert launched == []


# ---------------------------------------------------------------- the folder build


@pytest.fixture
def built(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A finished build that notes what it is asked, and answers with the number in `code`."""
    folder = project / "dist" / "mingce"
    folder.mkdir(parents=True)
    program = folder / ("mingce.exe" if sys.platform == "win32" else "mingce")
    program.write_text('#!/bin/sh\ncd "$(dirname "$0")"\necho "$@" >> asked\nexit $(cat code)\n')
    program.chmod(0o755)
    (folder / "code").write_text("0")
    monkeypatch.setattr(bootstrap, "BUILT", folder)
    return folder


needs_shell = pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")


@needs_shell
def test_freeze_builds_the_folder_and_lets_it_test_itself(
    built: Path, launched: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(["freeze"]) == 0

    assert launched[0][:2] == ("PyInstaller", "installer.spec")
    checked, did = (built / "asked").read_text(encoding="utf-8").splitlines()
    assert checked.startswith("--library ")
    assert checked.endswith(" selftest --window")
    assert did.startswith("demo --out ")
    assert not Path(did.split()[2]).exists(), "nothing is left beside the user's own files"
    assert str(built) in capsys.readouterr().err


@needs_shell
def test_a_build_that_fails_its_self_test_is_not_praised(
    built: Path, launched: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    (built / "code").write_text("1")

    assert bootstrap.main(["freeze"]) == 1
    assert "已生成" not in capsys.readouterr().err


def test_a_broken_off_build_is_not_tried(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "run_module", lambda *words: 2)
    monkeypatch.setattr(bootstrap, "try_build", lambda folder: pytest.fail("tried"))

    assert bootstrap.freeze() == 2


def test_the_child_compiles_its_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    assert "PYTHONDONTWRITEBYTECODE" not in bootstrap.child_environment()


@pytest.mark.skipif(sys.platform != "linux", reason="only Qt on Linux asks for the locale")
def test_an_empty_environment_gets_a_utf8_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_CTYPE", "LANG", "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)

    env = bootstrap.child_environment()

    assert env["LC_CTYPE"] == "C.UTF-8"
    assert env["QT_QPA_PLATFORM"] == "offscreen"


# ---------------------------------------------------------------- the environment


def test_the_second_start_installs_nothing(installed: list[str]) -> None:
    bootstrap.provide_environment("")
    bootstrap.provide_environment("")

    assert installed == [""]


def test_tests_add_their_packages_and_a_later_start_keeps_them(
    installed: list[str], project: Path
) -> None:
    bootstrap.provide_environment("")
    bootstrap.provide_environment("dev")
    bootstrap.provide_environment("")
    recipe = project / "pyproject.toml"
    recipe.write_text(recipe.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    bootstrap.provide_environment("")

    assert installed == ["", "dev", "dev"]


def test_the_builder_is_added_to_what_the_tests_need(installed: list[str]) -> None:
    bootstrap.provide_environment("dev")
    bootstrap.provide_environment("installer")
    bootstrap.provide_environment("dev")

    assert installed == ["dev", "dev installer"]
    assert bootstrap.requirements("dev installer") == ["one", "two", "three"]


def test_a_broken_off_installation_is_begun_anew(
    installed: list[str], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(extras: str) -> bool:
        bootstrap.PYTHON.parent.mkdir(parents=True)
        bootstrap.PYTHON.touch()
        (bootstrap.VENV / "half").touch()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "install_with_pip", break_off)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.provide_environment("")

    bootstrap.provide_environment("")

    assert installed == [""]
    assert not (bootstrap.VENV / "half").exists()
    assert bootstrap.is_ready("")


def test_a_moved_folder_or_another_python_is_begun_anew(
    installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.provide_environment("")
    (bootstrap.VENV / "old").touch()
    monkeypatch.setattr(bootstrap, "place", lambda: "elsewhere")

    bootstrap.provide_environment("")

    assert installed == ["", ""]
    assert not (bootstrap.VENV / "old").exists()


def test_an_environment_without_its_python_is_begun_anew(installed: list[str]) -> None:
    bootstrap.provide_environment("")
    bootstrap.PYTHON.unlink()

    bootstrap.provide_environment("")

    assert installed == ["", ""]


@pytest.mark.parametrize("text", [b"", b"one line", b"\xff\xfe\n\n\n"])
def test_a_damaged_stamp_counts_as_none(installed: list[str], text: bytes) -> None:
    bootstrap.provide_environment("")
    bootstrap.STAMP.write_bytes(text)

    assert bootstrap.read_stamp() == ("", "", "")


def test_a_failed_installation_says_how_to_go_on_and_returns_3(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "install_with_uv", lambda extras: False)
    monkeypatch.setattr(bootstrap, "install_with_pip", lambda extras: False)

    assert bootstrap.main(["--version"]) == 3

    said = capsys.readouterr()
    assert str(project / "wheels") in said.err
    assert said.out == ""
    assert not bootstrap.is_ready("")


def test_the_dependencies_come_from_pyproject(project: Path) -> None:
    assert bootstrap.requirements("") == ["one"]
    assert bootstrap.requirements("dev") == ["one", "two"]


def test_wheels_beside_the_program_replace_the_network(project: Path) -> None:
    (project / "wheels").mkdir()
    assert "--no-index" not in bootstrap.requirements("")

    (project / "wheels" / "one-1-py3-none-any.whl").touch()

    assert bootstrap.requirements("")[:3] == [
        "--no-index",
        "--find-links",
        str(project / "wheels"),
    ]


def test_a_folder_that_cannot_be_written_gets_a_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "LOCK", project / "missing" / "lock")

    with pytest.raises(bootstrap.CannotPrepareError, match="无法写入程序目录"):
        bootstrap.provide_environment("")


# ---------------------------------------------------------------- the machine


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No GL library, a Debian-like system, a user who may install nothing."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(bootstrap, "can_open", lambda name: name != "libGL.so.1")
    monkeypatch.setattr(bootstrap, "can_make_environment", lambda: True)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")


@pytest.mark.usefixtures("bare_machine")
def test_who_may_not_install_is_told_the_exact_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "install_packages", lambda packages: False)

    assert bootstrap.main([]) == 3

    line = "sudo apt-get update && sudo apt-get install -y libgl1"
    assert line in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.usefixtures("bare_machine")
def test_without_apt_the_missing_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)

    with pytest.raises(bootstrap.CannotPrepareError, match=r"libGL\.so\.1"):
        bootstrap.provide_libraries()


@pytest.mark.skipif(os.name != "posix", reason="Debian")
def test_a_screen_for_the_tests_is_asked_for_once_and_only_by_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(bootstrap, "TRIED", tmp_path / "tried")
    monkeypatch.setattr("shutil.which", lambda name: name if name == "apt-get" else None)
    monkeypatch.setattr(bootstrap, "install_packages", asked.append)

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    bootstrap.provide_tools("test")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    bootstrap.provide_tools("")
    assert asked == []

    bootstrap.provide_tools("test")
    bootstrap.provide_tools("test")
    assert asked == [["xvfb", "xdotool", "xclip"]]


@pytest.mark.usefixtures("bare_machine")
def test_the_builder_needs_the_tools_of_its_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "can_open", lambda name: True)
    monkeypatch.setattr("shutil.which", lambda name: None)

    assert bootstrap.missing_packages("freeze") == ["binutils"]
    assert bootstrap.missing_packages("test") == []


@pytest.mark.usefixtures("bare_machine")
@pytest.mark.parametrize(("user", "prefix"), [(0, []), (1000, ["sudo", "-n"])])
def test_installing_never_asks_for_a_password(
    user: int, prefix: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []

    def note(command: list[str], **_: object) -> bool:
        commands.append(command)
        return True

    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(bootstrap, "attempt", note)

    assert bootstrap.install_packages(["libgl1"])

    assert all(command[: len(prefix) + 1] == [*prefix, "apt-get"] for command in commands)
    assert commands[-1][-1] == "libgl1"


def test_a_python_without_ensurepip_asks_for_the_venv_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "none")
    monkeypatch.setattr(bootstrap, "missing_libraries", list)
    monkeypatch.setattr(bootstrap, "can_make_environment", lambda: False)

    assert bootstrap.missing_packages() == [f"python3.{sys.version_info.minor}-venv"]


# ---------------------------------------------------------------- older Pythons, real processes


def test_python_3_7_can_parse_it() -> None:
    """Older machines must get a sentence instead of a SyntaxError."""
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_an_old_python_hands_over_to_a_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def replace_process(path: str, command: list[str]) -> None:
        raise Left(path, command[1:])

    monkeypatch.setattr(bootstrap, "OLDEST_PYTHON", (9, 0))
    monkeypatch.setattr("shutil.which", lambda name: f"/opt/{name}")
    monkeypatch.setattr(os, "execv", replace_process)

    with pytest.raises(Left) as left:
        bootstrap.require_python()
    assert left.value.args == ("/opt/python3.13", sys.argv)


def test_an_old_python_alone_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST_PYTHON", (9, 0))
    monkeypatch.setattr("shutil.which", lambda name: None)

    with pytest.raises(SystemExit) as left:
        bootstrap.require_python()

    assert left.value.code == 3
    assert "需要 Python 3.11" in capsys.readouterr().err


def test_a_crashed_tool_is_reported_like_a_shell_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "call", lambda *_, **__: -11)

    assert bootstrap.run_module("pytest") == 139
