"""The window with the sample agency in it, and every screen that it can show.

What the visual regression compares and what the manual shows are the same screens, each brought up
by a small function of `SCREENS`. Clock, time zone, folders and data are always the same.
"""

from __future__ import annotations

import importlib
import pkgutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import desktop
import exports
import forms
from desktop.ui.folders import FOLDERS
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases import people, settings, templates
from desktop.usecases.workspace import Workspace

#: A Wednesday morning in China, two months after the sample was compiled.
NOW = datetime.fromisoformat("2026-11-25T10:32:00+08:00")
_USER_FOLDERS = (
    "HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME", "XDG_STATE_HOME",
)  # fmt: skip
_SHORT = 2000  # ms: longer timers are reminders, not work


class _Frozen(type):
    """Values of the true class count as instances of the frozen one."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.__mro__[1])


class FrozenDate(date, metaclass=_Frozen):
    """It is always the same day."""

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return NOW.date()


class FrozenDatetime(datetime, metaclass=_Frozen):
    """It is always the same moment."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return NOW.astimezone(tz) if tz else NOW.replace(tzinfo=None)


_STAFF = (
    people.Person("张明", "行政审批股", ("compile",)),
    people.Person("李敏", "政策法规股", ("compile", "review")),
    people.Person("王芳", "办公室", ("review", "disclose")),
)


def _modules() -> list[ModuleType]:
    """All modules of the program: one that is imported later would look at the true clock."""
    return [
        importlib.import_module(info.name)
        for package in (desktop, exports, forms)
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if "migrations" not in info.name
    ]


@contextmanager
def frozen(home: Path) -> Iterator[None]:
    """Stop the clock for all modules of the program and put it into China; ``home`` stands for the
    user's folders, whose own forms and laws would show.
    """
    instead: dict[object, type] = {date: FrozenDate, datetime: FrozenDatetime}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Shanghai")
        for name in _USER_FOLDERS:
            patch.setenv(name, str(home))
        if hasattr(time, "tzset"):
            time.tzset()
        for module in _modules():
            for word, value in list(vars(module).items()):
                if value is date or value is datetime:
                    patch.setattr(module, word, instead[value])
        yield
    if hasattr(time, "tzset"):
        time.tzset()


@dataclass
class Stage:
    """The window, and a folder for files that a screen needs."""

    window: MainWindow
    runner: JobRunner
    workspace: Workspace
    folder: Path

    def settle(self) -> None:
        """Until nothing goes on in the background and no short timer waits."""
        for _ in range(3):
            QApplication.processEvents()
            while self._works():
                QTest.qWait(10)

    def _works(self) -> bool:
        timers = self.window.findChildren(QTimer)
        waits = any(t.isActive() and t.isSingleShot() and t.interval() < _SHORT for t in timers)
        return waits or self.runner.busy

    def place(self, name: str) -> None:
        """Go to a place of the rail."""
        self.window.go(name)
        self.settle()

    def uuid(self, kind: str, title: str) -> str:
        """The record whose title contains these words."""
        lines = self.workspace.library.summaries(kind)
        return next(line.uuid for line in lines if title in line.title)

    def edit(self, kind: str, title: str, field: str = "") -> None:
        """Open a record, at a field."""
        self.window.open_record(self.uuid(kind, title), field)
        self.settle()

    def aside(self, number: int) -> None:
        """Turn the right side to another tab."""
        self.window.entry_page.aside.tabs.setCurrentIndex(number)
        self.settle()


@contextmanager
def on_stage(
    library: Path, folder: Path, size: tuple[int, int] = (1280, 800), theme: str = "light"
) -> Iterator[Stage]:
    """Open the window on a copy of the sample library."""
    with Workspace.open(library) as workspace:
        runner = JobRunner()
        made = QSettings(str(folder / f"{theme}.ini"), QSettings.Format.IniFormat)
        made.setValue("theme", theme)
        for key, (_, name) in FOLDERS.items():
            made.setValue(key, f"/tmp/{name}")  # only shown: the same everywhere
        window = MainWindow(runner, made)
        window.resize(*size)
        window.show()
        window.activateWindow()
        QApplication.processEvents()
        window.attach(workspace)
        stage = Stage(window, runner, workspace, folder)
        try:
            stage.settle()
            yield stage
        finally:
            window.entry_page.saver.forget()
            window.close()
            runner.shutdown()
            window.deleteLater()
            QApplication.processEvents()


def make_library(path: Path) -> None:
    """A library file with the sample agency, some people, something in the bin."""
    with Workspace.open(path) as workspace:
        settings.load_sample(workspace)
        settings.change(workspace, "org_name", "岚川县水务局")
        people.save_people(workspace, _STAFF)
        people.choose_person(workspace, _STAFF[1].name)
        library = workspace.library
        guides = library.summaries("service_guide")
        clerk, reviewer, _ = (person.name for person in _STAFF)
        templates.keep(
            workspace, library.get(guides[0].uuid), "许可类通用", ("handling", "remedies")
        )
        library.delete(guides[-1].uuid, by=clerk)
        record = library.get(guides[2].uuid)
        library.save(record.with_values(service_object=["natural_person"]), by=clerk)
        power = library.get(library.summaries("power_item")[0].uuid)
        library.save(power.with_values(office="水资源管理股（审批）"), by=reviewer)


# screens


def _table(stage: Stage) -> Path:
    """A list as an office may send it: another heading, one that nobody knows, gaps."""
    rows = (
        ("序号", "事项名称", "职权类别", "实施依据", "承办处室", "承诺时限", "领导批示"),
        ("1", "取水许可", "行政许可", "《中华人民共和国水法》第四十八条", "水资源管理股",
         "10个工作日", "同意"),
        ("2", "河道管理范围内有关活动批准", "行政许可", "《河道管理条例》第二十五条", "河湖管理股",
         "15", ""),
        ("3", "对擅自取水的处罚", "行政处罚", "《取水许可和水资源费征收管理条例》", "", "", "补依据"),
        ("4", "水利工程质量监督检查", "监督检查", "详见附件", "建设与运行管理股", "", ""),
    )  # fmt: skip
    path = stage.folder / "权力清单（水务局报送）.csv"
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8-sig")
    return path


def no_plan(stage: Stage) -> None:
    """Give up the import of another screen."""
    assert stage.window.pages is not None
    page = stage.window.pages.import_page()
    if page.plan is not None:
        page.cancel()
        stage.settle()
        stage.window.notice.hide()


def _import(stage: Stage) -> None:
    no_plan(stage)
    stage.window.import_files([_table(stage)])
    stage.settle()


def import_preview(stage: Stage) -> None:
    _import(stage)
    assert stage.window.pages is not None
    stage.window.pages.import_page().next()
    stage.settle()


def _export(stage: Stage) -> None:
    stage.place("kind:service_guide")
    stage.window.show_export("service_guide", [])
    stage.settle()


def _replace(stage: Stage) -> None:
    stage.place("replace")
    assert stage.window.pages is not None
    page = stage.window.pages.replace_page()
    page.find_box.setText("政务服务中心")
    page.replacement.setText("政务服务大厅")
    page.search()
    stage.settle()


def _first_run(stage: Stage) -> None:
    assert stage.window.pages is not None
    page = stage.window.pages.first_run_page()
    stage.window.rail.select("")
    stage.window.stack.setCurrentWidget(page)
    stage.settle()


def _keys(stage: Stage) -> None:
    stage.place("home")
    stage.window.tools.keys.toggle()
    stage.settle()


def sheet(place: str, title: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        stage.place(place)
        page: Any = stage.window.stack.currentWidget()
        page.nav[title].setFocus()
        page.nav[title].click()
        stage.settle()

    return show


def _edit(title: str, field: str, tab: int = 0) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        stage.edit("service_guide", title, field)
        stage.aside(tab)

    return show


def _place(name: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        stage.place(name)
        if stage.window.stack.currentWidget() is stage.window.list_page:
            stage.window.list_page.table.selectRow(0)
            stage.window.list_page.table.scrollToTop()

    return show


def _import_log(stage: Stage) -> None:
    no_plan(stage)
    stage.place("import")


#: Screen → how it is brought up, in the order of the manual.
SCREENS: Mapping[str, Callable[[Stage], None]] = {
    "first-run": _first_run,
    "home": _place("home"),
    "list": _place("kind:service_guide"),
    "list-all": _place("all"),
    "entry": _edit("河道采砂许可", "item_name"),
    "entry-limits": _edit("生产建设项目水土保持方案审批", "promise_limit"),
    "entry-basis": _edit("河道采砂许可", "legal_basis"),
    "entry-materials": _edit("河道采砂许可", "materials"),
    "entry-preview": _edit("河道采砂许可", "handle_places", 1),
    "entry-flow": _edit("河道采砂许可", "process_steps", 2),
    "entry-history": _edit("河道采砂许可", "item_name", 3),
    "check": _place("check"),
    "replace": _replace,
    "laws": _place("laws"),
    "import": _import,
    "import-preview": import_preview,
    "import-log": _import_log,
    "export": _export,
    "review": _place("review"),
    "adjust": _place("adjust"),
    "pack": _place("pack"),
    "templates": _place("templates"),
    "bin": _place("bin"),
    "history": _place("history"),
    "backup": _place("backup"),
    "settings": _place("settings"),
    "settings-people": sheet("settings", "处室和人员"),
    "settings-look": sheet("settings", "外观和语言"),
    "about": _place("about"),
    "keys": _keys,
}


def clear_window(stage: Stage) -> None:
    """What lies over the page goes."""
    stage.window.notice.hide()
    if not stage.window.tools.keys.isHidden():
        stage.window.tools.keys.toggle()


def show(stage: Stage, name: str) -> None:
    """Bring up a screen."""
    clear_window(stage)
    SCREENS[name](stage)
    stage.settle()
