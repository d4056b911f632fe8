"""Starts the window: the only place that knows everything it is made of."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import desktop.ui.plain_import  # noqa: F401 - before anything else imports PySide6

# isort: split
from PySide6.QtCore import (
    QCoreApplication,
    QElapsedTimer,
    QEvent,
    QEventLoop,
    QLibraryInfo,
    QLocale,
    QSettings,
    QTranslator,
)
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

from desktop import APP_ID, APP_NAME
from desktop.log import start_log
from desktop.paths import default_library
from desktop.ui import theme
from desktop.ui.i18n import choose_language
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.first_look import FirstLook

if TYPE_CHECKING:
    from desktop.usecases.backing_up import Restored
    from desktop.usecases.workspace import Workspace
    from exports.progress import Progress

_LARGEST = 200  # per cent
#: s after which a job lets the window go on (5 ms by default, a third of what a key may take)
_TURN = 0.001


def fix_input_method(environment: dict[str, str] | os._Environ[str] = os.environ) -> None:
    """Let fcitx users type Chinese: the Qt wheels carry no fcitx plug-in, but fcitx 5 answers on
    the portal that the ibus plug-in can use (research: without this only Latin letters arrive).
    """
    if environment.get("QT_IM_MODULE", "").startswith("fcitx"):
        environment["QT_IM_MODULE"] = "ibus"
        environment["IBUS_USE_PORTAL"] = "1"


def scale_up(percent: str, environment: dict[str, str] | os._Environ[str] = os.environ) -> None:
    """Draw everything larger, on top of what the system does; before Qt starts, or never.

    A factor that somebody has set for this start holds.
    """
    if percent.isdecimal() and 100 < int(percent) <= _LARGEST:
        environment.setdefault("QT_SCALE_FACTOR", f"{int(percent) / 100:g}")


def run(library: Path | None = None, language: str = "") -> int:
    """Open the window on a library file and stay until it is closed; returns the exit code.

    ``language`` (a key of `i18n.LANGUAGES`) holds for this time; else the one in the settings.
    """
    settings = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, APP_ID, APP_ID)
    try:
        app = fresh_application(settings, language)
    except OSError as error:
        start_log()
        logging.getLogger(__name__).error("cannot start", exc_info=error)
        sys.stderr.write(f"{error}\n")
        return 3
    runner = JobRunner()
    windows = Windows(runner, settings)
    path = library or default_library()
    look = FirstLook.at(path)
    window = windows.new(look)
    # The list stands before the store, which takes longest, is even imported.
    window.painted.connect(lambda: _sweep(runner))
    window.painted.connect(window.list_page.count_glance)
    window.painted.connect(start_log)
    window.painted.connect(lambda: open_library(window, runner, path))
    code = app.exec()
    if look is not None:
        look.close()
    runner.shutdown()
    if windows.current.workspace is not None:
        windows.current.workspace.close()
    return code


def _sweep(runner: JobRunner) -> None:
    """Let the garbage collector work, which `main.begin` has put off."""
    from desktop.ui.sweeping import Sweeper  # late: the window is on screen before

    Sweeper(runner).begin()


def try_window(library: Path, seconds: int = 60) -> list[str]:
    """Open the window on a library, look whether it is all there, close it: problems in sentences.

    The user's settings are neither read nor written.
    """
    with tempfile.TemporaryDirectory(prefix="mingce-") as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        try:
            app = fresh_application(settings)
        except OSError as error:
            return [str(error)]
        runner = JobRunner()
        window = MainWindow(runner, settings)
        window.show()
        open_library(window, runner, library)
        found = _look(app, window, runner, seconds)
        window.close()
        runner.shutdown()
        if window.workspace is not None:
            window.workspace.close()
        window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return found


def _look(app: QApplication, window: MainWindow, runner: JobRunner, seconds: int) -> list[str]:
    """Wait until the library is shown, then look at what the window is made of."""
    clock = QElapsedTimer()
    clock.start()
    while window.workspace is None or runner.busy:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        if clock.hasExpired(seconds * 1000):
            return [f"窗口在{seconds}秒内没有打开工作库。"]
    missing = {
        "界面字体": QFontInfo(app.font()).family() != app.font().family(),
        "图标": theme.icon("mingce").pixmap(32).isNull(),
        "系统对话框的中文": QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel",
        "窗口": window.grab().isNull(),
    }
    return [f"{name}缺失。请重新安装明册。" for name, gone in missing.items() if gone]


def fresh_application(settings: QSettings, language: str = "") -> QApplication:
    """Qt, dressed as this program; ``OSError`` with a sentence when its files are not there."""
    sys.setswitchinterval(_TURN)
    fix_input_method()
    scale_up(str(settings.value("scale", "100")))
    app = QApplication.instance() or theme.make_application(sys.argv[0])
    assert isinstance(app, QApplication)
    app.setApplicationName(APP_NAME)
    app.setDesktopFileName(APP_ID)
    app.setWindowIcon(theme.icon("mingce"))
    speak(app, language or str(settings.value("language", "zh")))
    theme.install_fonts(app)

    def chosen() -> str:
        return str(settings.value("theme", "light"))

    theme.apply(app, theme.load_theme(theme.resolved(chosen())))
    theme.follow_system(app, chosen)
    return app


class Windows:
    """The window in use; a restored library gets a fresh one, so that nothing is wired twice."""

    def __init__(self, runner: JobRunner, settings: QSettings) -> None:
        self._runner, self._settings = runner, settings
        self.current: MainWindow

    def new(self, look: FirstLook | None = None) -> MainWindow:
        """Make and show a window, with a first look into the library where there is one."""
        self.current = window = MainWindow(self._runner, self._settings)
        if look is not None:
            window.show_glance(look)
        window.reopened.connect(self.replace)
        _catch_errors(window)
        window.show()
        return window

    def replace(self, restored: Restored) -> None:
        """Show what a restore opened, and let the old window go."""
        old = self.current
        new = self.new()
        new.setGeometry(old.geometry())
        new.attach(restored.workspace)
        if restored.error is not None:
            new.fail(restored.error)
        elif restored.aside is not None:
            new.notice.say(f"已恢复。原来的工作库保留为“{restored.aside.name}”。")
        else:
            new.notice.say("已换用另一版码表和配置，工作库已重新打开。")
        old.hide()
        old.deleteLater()


def open_library(window: MainWindow, runner: JobRunner, path: Path) -> None:
    """Open the library in the background and hand it to the window."""

    def work(_: Progress) -> Workspace:
        # Imported on the job's thread, too: it takes longer than opening.
        import desktop.ui.clerk_tools
        import desktop.ui.entry_page
        import desktop.ui.pages  # noqa: F401 - what `attach` will ask for
        from desktop.usecases.workspace import Workspace

        return Workspace.open(path)

    runner.start(window, "打开工作库", work, done=window.attach, failed=window.cannot_open)


def speak(app: QApplication, language: str) -> None:
    """The window's words in a language; Qt's own (dialogs, context menus) are English already."""
    choose_language(language)
    if language == "en":
        QLocale.setDefault(QLocale(QLocale.Language.English))
        return
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)


def _catch_errors(window: MainWindow) -> None:
    """Errors nobody expected go to the log and, in a sentence, to the window."""

    def caught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log = start_log()
        logging.getLogger(__name__).error("uncaught", exc_info=(kind, error, trace))
        if threading.current_thread() is threading.main_thread():
            window.notice.warn(f"程序出了错，刚才的操作没有完成。详情已记入 {log}。")

    sys.excepthook = caught
