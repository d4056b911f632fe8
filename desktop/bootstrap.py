"""From a machine with nothing but Python to the running program or its tests.

    python3 desktop/bootstrap.py                opens the window; without a screen, runs the demo
    python3 desktop/bootstrap.py test [ARG…]    linter, formatter, types, tests; with ARGs only pytest
    python3 desktop/bootstrap.py bench [ARG…]   the races of tests/bench
    python3 desktop/bootstrap.py setup          prepares everything and runs nothing
    python3 desktop/bootstrap.py freeze         builds dist/mingce, which runs without Python, and tries it
    python3 desktop/bootstrap.py ANYTHING…      passes the words to main.py

Only the standard library, and only syntax that Python 3.7 can parse: older machines must get a
sentence, not a traceback. Without a network, put the wheels into `wheels/` (README) or point
PIP_FIND_LINKS at them. Exit code 3 means that the machine could not be prepared.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
from contextlib import contextmanager
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMP = VENV / "mingce.stamp"
TRIED = VENV / "mingce.tools"
LOCK = ROOT / ".venv.lock"
WHEELS = ROOT / "wheels"

OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.13", "python3.12", "python3.11")
CANNOT_PREPARE = 3
STDERR = 2  # the file descriptor

# Verb → the optional dependencies of pyproject.toml that it needs.
EXTRAS = {"test": "dev", "bench": "dev bench", "setup": "dev", "freeze": "installer"}
CHECKS = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",))

# Shared library that Qt opens → the package that has it on Debian, Ubuntu, Deepin, UOS and Kylin.
# Found by adding one package per missing file in an empty Debian system.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
# Verb → programs that it calls, and their packages. Needed ones must be there; with the others more
# is tested: a screen of its own (Xvfb) and somebody who types on it (xdotool, xclip).
NEEDED_TOOLS = {"freeze": {"objdump": "binutils"}}
WANTED_TOOLS = {"test": {"Xvfb": "xvfb", "xdotool": "xdotool", "xclip": "xclip"}}

BUILT = ROOT / "dist" / "mingce"


class CannotPrepareError(Exception):
    """The machine lacks something that this program may not or cannot install."""


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main(words: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    require_python()
    verb = words[0] if words else ""
    try:
        provide_libraries(verb)
        provide_environment(EXTRAS.get(verb, ""))
        provide_tools(verb)
    except CannotPrepareError as problem:
        say(str(problem))
        return CANNOT_PREPARE
    return start(verb, words)


def start(verb: str, words: list[str]) -> int:
    """Do what the verb says, in the prepared environment."""
    if verb == "setup":
        return 0
    if verb == "test":
        return run_tests(words[1:])
    if verb == "bench":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        return become("-m", "tests.bench", *words[1:], folder=ROOT)
    if verb == "freeze":
        return freeze()
    if not words and not has_screen():
        say("没有图形界面，改为运行内置示例：main.py demo")
        words = ["demo"]
    return become(str(ROOT / "main.py"), *words)


def has_screen() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run_tests(pytest_words: list[str]) -> int:
    """Every check even if one fails, so that one run shows everything; pytest's code comes first."""
    os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM") or "offscreen"
    codes = [] if pytest_words else [run_module(*check) for check in CHECKS]
    # A file stays on one core: what it makes once for all its tests is made once.
    spread = [] if pytest_words else ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile"]
    code = run_module("pytest", *spread, *pytest_words)
    return code or next((failed for failed in codes if failed), 0)


# ---------------------------------------------------------------- the folder build


def freeze() -> int:
    """Build dist/mingce, then let it prove itself before anybody gets it."""
    import tempfile

    build = ["PyInstaller", "installer.spec", "--noconfirm", "--clean", "--log-level", "WARN"]
    code = run_module(*build)
    with tempfile.TemporaryDirectory(prefix="mingce-") as folder:
        code = code or try_build(Path(folder))
    if code == 0:
        size = megabytes(BUILT)
        say("已生成 %s，%d MB。把整个文件夹复制到没有 Python 的计算机上即可运行。" % (BUILT, size))
    return code


def try_build(folder: Path) -> int:
    """The finished program checks itself, opens its window and does the whole job of the demo, in
    an environment without ours; the first exit code that is not 0.
    """
    import subprocess

    program = str(BUILT / ("mingce.exe" if sys.platform == "win32" else "mingce"))
    env = dict(child_environment(), QT_QPA_PLATFORM="offscreen")
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
        env.pop(name, None)
    library = str(folder / "自检.mingce")
    for words in (["--library", library, "selftest", "--window"], ["demo", "--out", str(folder)]):
        code = subprocess.call([program, *words], env=env, cwd=str(folder), stdout=STDERR)
        if code:
            say("生成的程序没有通过自检：%s" % " ".join(words[-2:]))
            return shell_code(code)
    return 0


def megabytes(folder: Path) -> int:
    """What a folder takes, links counted once."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return round(sum(path.stat().st_size for path in files) / 1e6)


# ---------------------------------------------------------------- children


def child_environment() -> dict[str, str]:
    env = dict(os.environ, PYTHONUTF8="1")
    # Without compiled files every start takes 2.3 times as long.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    if sys.platform.startswith("linux"):
        if not has_screen():
            env.setdefault("QT_QPA_PLATFORM", "offscreen")
        if not any(env.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")):
            env["LC_CTYPE"] = "C.UTF-8"  # Qt warns about every other encoding
    return env


def run_module(*words: str) -> int:
    import subprocess

    print("== " + " ".join(words), flush=True)
    command = [str(PYTHON), "-m", *words]
    return shell_code(subprocess.call(command, env=child_environment(), cwd=str(ROOT)))


def shell_code(code: int) -> int:
    """An exit code as a shell reports it: a signal is 128 and its number."""
    return code if code >= 0 else 128 - code


def become(*words: str, folder: Path | None = None) -> int:
    """Hand over to the program: its signals, its exit code, and the user's own folder."""
    command = [str(PYTHON), *words]
    if folder:
        os.chdir(str(folder))
    if os.name == "posix":  # on Windows exec returns to the shell at once
        os.execve(command[0], command, child_environment())
    import subprocess

    return subprocess.call(command, env=child_environment())


def attempt(command: list[str], quiet: bool = False, extra: dict[str, str] | None = None) -> bool:
    """Run an installer without input; its words go to stderr, so that stdout stays the program's."""
    import subprocess

    sink = subprocess.DEVNULL if quiet else sys.stderr
    env = dict(os.environ, **(extra or {}))
    try:
        done = subprocess.run(
            command,
            check=False,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            close_fds=False,
        )
    except OSError:
        return False
    return done.returncode == 0


# ---------------------------------------------------------------- Python and shared libraries


def require_python() -> None:
    if sys.version_info >= OLDEST_PYTHON:
        return
    import shutil

    for name in NEWER_PYTHONS:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])
    version = "%d.%d" % sys.version_info[:2]
    say(f"明册需要 Python 3.11 或更高版本，当前是 {version}。请安装 python3.11 后重试。")
    sys.exit(CANNOT_PREPARE)


def missing_libraries() -> list[str]:
    if not sys.platform.startswith("linux"):
        return []
    return [name for name in LIBRARIES if not can_open(name)]


def can_open(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_tools(tools: dict[str, str]) -> list[str]:
    """The packages of the programs that are not there."""
    import shutil

    if not sys.platform.startswith("linux"):
        return []
    return [package for name, package in tools.items() if not shutil.which(name)]


def missing_packages(verb: str = "") -> list[str]:
    packages = [LIBRARIES[name] for name in missing_libraries()]
    packages += missing_tools(NEEDED_TOOLS.get(verb, {}))
    if not VENV.exists() and not can_make_environment():
        packages.append("python%d.%d-venv" % sys.version_info[:2])
    return packages


def can_make_environment() -> bool:
    """Debian cuts ensurepip out of Python; uv does without."""
    import importlib.util

    return importlib.util.find_spec("ensurepip") is not None or find_uv() is not None


def find_uv() -> str | None:
    import shutil

    return shutil.which("uv")


def provide_libraries(verb: str = "") -> None:
    packages = missing_packages(verb)
    if not packages:
        return
    import shutil

    if not shutil.which("apt-get"):
        files = "、".join(missing_libraries()) or packages[0]
        raise CannotPrepareError(f"缺少系统组件：{files}。请用系统的软件包管理器安装后重试。")
    if install_packages(packages) and not missing_packages(verb):
        return
    raise CannotPrepareError(
        "缺少系统组件，当前用户无权安装或安装没有成功。请由管理员执行下面一行后重试：\n"
        f"  sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"
    )


def provide_tools(verb: str) -> None:
    """What only makes more tests run: asked for once, by who may; without them those tests skip."""
    import shutil

    packages = missing_tools(WANTED_TOOLS.get(verb, {}))
    if not packages or TRIED.exists() or not shutil.which("apt-get") or os.geteuid() != 0:
        return
    TRIED.touch()
    install_packages(packages)


def install_packages(packages: list[str]) -> bool:
    """As root or by a sudo that asks nothing: a password prompt would hang behind an icon."""
    if sys.platform == "win32":
        return False
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    if os.geteuid() != 0:
        apt = ["sudo", "-n", *apt]
        if not attempt([*apt, "--version"], quiet=True):
            return False
    say("正在安装系统组件：" + " ".join(packages))
    silent = {"DEBIAN_FRONTEND": "noninteractive"}
    attempt([*apt, "update"], extra=silent)  # an old list may still do
    return attempt([*apt, "install", "-y", "--no-install-recommends", *packages], extra=silent)


# ---------------------------------------------------------------- the Python environment


def place() -> str:
    """What an environment is bound to: it can neither move nor serve another Python."""
    return "%s %s %d.%d" % (ROOT, sys.platform, *sys.version_info[:2])


def recipe() -> str:
    return hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()


def read_stamp() -> tuple[str, str, str]:
    """(place, recipe, extras by a blank) of a complete environment; empty strings for anything else."""
    try:
        lines = STAMP.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError):
        return "", "", ""
    if len(lines) < 3 or not PYTHON.exists():
        return "", "", ""
    return lines[0], lines[1], lines[2]


def write_stamp(extras: str) -> None:
    """The last step of an installation, and atomic: no stamp, no environment."""
    half = STAMP.with_suffix(".new")
    half.write_text(f"{place()}\n{recipe()}\n{extras}", encoding="utf-8")
    half.replace(STAMP)


def is_ready(extras: str) -> bool:
    where, what, have = read_stamp()
    return where == place() and what == recipe() and set(extras.split()) <= set(have.split())


def provide_environment(extras: str) -> None:
    if is_ready(extras):
        return
    try:
        with only_one():
            if not is_ready(extras):  # another start may just have done it
                install_environment(extras)
    except OSError as error:
        raise CannotPrepareError(f"无法写入程序目录 {ROOT}：{error.strerror or error}。") from error


def install_environment(extras: str) -> None:
    where, _, have = read_stamp()
    extras = " ".join(sorted({*have.split(), *extras.split()}))
    say("正在准备运行环境，第一次大约需要半分钟……")
    if where == place():
        STAMP.unlink()
    else:
        remove_environment()
    if not (install_with_uv(extras) or install_with_pip(extras)):
        raise CannotPrepareError(
            "Python 组件没有装好。请检查网络后重试；没有网络时，把离线安装包（*.whl）放进"
            f" {WHEELS} 再重试。"
        )
    link_program()
    write_stamp(extras)


def remove_environment() -> None:
    import shutil

    if VENV.exists():
        shutil.rmtree(str(VENV))


def requirements(extras: str) -> list[str]:
    """The dependencies only: the program itself is linked, not built.

    Building even an editable wheel takes four seconds, needs setuptools from the network, and leaves
    an import hook that costs 12 ms at every start.
    """
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    added = [line for extra in extras.split() for line in optional.get(extra, [])]
    wanted = [*project["dependencies"], *added]
    offline = ["--no-index", "--find-links", str(WHEELS)] if any(WHEELS.glob("*.whl")) else []
    return [*offline, *wanted]


def link_program() -> None:
    """One line makes forms, exports … importable from everywhere in this environment."""
    import sysconfig

    folder = sysconfig.get_path("purelib", "venv", {"base": str(VENV)})
    (Path(folder) / "mingce.pth").write_text(str(ROOT) + "\n", encoding="utf-8")


def base_python() -> str:
    """Not the environment's own interpreter, which is about to be replaced."""
    return str(getattr(sys, "_base_executable", "") or sys.executable)


def install_with_uv(extras: str) -> bool:
    uv = find_uv()
    if uv is None:
        return False
    # Offices inspect TLS with a root certificate that only the system knows.
    certificates = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}
    if not PYTHON.exists():
        make = [uv, "venv", "-q", "--python", base_python(), str(VENV)]
        if not attempt(make, extra=certificates):
            return False
    install = [uv, "pip", "install", "-q", "--compile-bytecode", "--python", str(PYTHON)]
    return attempt([*install, *requirements(extras)], extra=certificates)


def install_with_pip(extras: str) -> bool:
    if not attempt([str(PYTHON), "-m", "pip", "--version"], quiet=True):
        remove_environment()
        if not attempt([base_python(), "-m", "venv", str(VENV)]):
            return False
    install = [str(PYTHON), "-m", "pip", "install", "-qq", "--no-input", "--retries", "2"]
    return attempt([*install, "--disable-pip-version-check", *requirements(extras)])


@contextmanager
def only_one() -> Iterator[None]:
    """Two starts at once must not build the same folder."""
    with LOCK.open("w") as lock:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
            # If this process is killed, its installer goes on, and holds the lock until it ends.
            os.set_inheritable(lock.fileno(), True)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
