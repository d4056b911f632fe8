"""The pages that are built when first wanted, so that the window opens fast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget

from desktop.ui.folders import chosen_folder, documents
from desktop.ui.jobs import JobRunner
from desktop.ui.page import Page

if TYPE_CHECKING:
    from desktop.ui.about_page import AboutPage
    from desktop.ui.adjust_page import AdjustPage
    from desktop.ui.backup_page import BackupPage
    from desktop.ui.bin_page import BinPage
    from desktop.ui.bulk_page import BulkPage
    from desktop.ui.check_page import CheckPage
    from desktop.ui.export_page import ExportPage
    from desktop.ui.first_run_page import FirstRunPage
    from desktop.ui.history_page import HistoryPage
    from desktop.ui.home_page import HomePage
    from desktop.ui.import_page import ImportPage
    from desktop.ui.laws_page import LawsPage
    from desktop.ui.merge_page import MergePage
    from desktop.ui.pack_page import PackPage
    from desktop.ui.replace_page import ReplacePage
    from desktop.ui.review_page import ReviewPage
    from desktop.ui.settings_page import SettingsPage
    from desktop.ui.templates_page import TemplatesPage
    from desktop.ui.upper_page import UpperPage
    from desktop.usecases.workspace import Workspace

P = TypeVar("P", bound=Page)


class Pages(QObject):
    """Builds, connects and keeps them. ``failed`` carries the error of any of them."""

    failed = Signal(object)
    changed = Signal()
    person_wanted = Signal(object)
    waiting_counted = Signal(int)
    went = Signal(str)
    open_wanted = Signal(str, str)
    restore_wanted = Signal(list)
    back_wanted = Signal()
    list_back_wanted = Signal()
    checked = Signal(int)
    laws_counted = Signal(int)
    sample_changed = Signal(bool)
    saved = Signal()
    message = Signal(str)
    said = Signal(str, str, object)
    restore_backup = Signal(object)
    list_wanted = Signal(str, object)
    problems_wanted = Signal(object)
    new_wanted = Signal(str)
    import_wanted = Signal()
    sample_wanted = Signal()
    export_wanted = Signal(str, list)
    template_chosen = Signal(object)
    replaced = Signal()  # somebody is done with replacing

    def __init__(
        self,
        stack: QStackedWidget,
        runner: JobRunner,
        workspace: Workspace,
        settings: QSettings,
    ) -> None:
        super().__init__(stack)
        self._settings = settings
        self._stack = stack
        self._runner = runner
        self._workspace = workspace
        self._built: dict[str, Page] = {}

    def _get(
        self,
        name: str,
        make: Callable[[], P],
        relayed: Sequence[str],
        connect: Callable[[P], object] | None = None,
    ) -> P:
        """The page ``name``; when first asked for it is built, each of its signals ``relayed``
        goes on under its own name, and ``connect`` sees to the others.
        """
        page = self._built.get(name)
        if page is None:
            made = make()
            self._built[name] = page = made
            self._stack.addWidget(made)
            keep_splitters(made, self._settings, name)
            for signal in relayed:
                getattr(made, signal).connect(getattr(self, signal))
            if connect is not None:
                connect(made)
        return page  # type: ignore[return-value]

    def at(self, place: str) -> Page | None:
        """The page of a place of the rail; None when there is none of that name."""
        pages: dict[str, Callable[[], Page]] = {
            "home": self.home_page,
            "first": self.first_run_page,
            "review": self.review_page,
            "adjust": self.adjust_page,
            "check": self.check_page,
            "laws": self.laws_page,
            "import": self.import_page,
            "pack": self.pack_page,
            "upper": self.upper_page,
            "merge": self.merge_page,
            "replace": self.replace_page,
            "templates": self.templates_page,
            "bin": self.bin_page,
            "history": self.history_page,
            "backup": self.backup_page,
            "settings": self.settings_page,
            "about": self.about_page,
        }
        make = pages.get(place)
        return make() if make is not None else None

    def import_page(self) -> ImportPage:
        """Progress and result of imports."""
        from desktop.ui.import_page import ImportPage

        def connect(page: ImportPage) -> None:
            page.kind_wanted.connect(lambda kind: self.went.emit(f"kind:{kind}"))
            page.choose_wanted.connect(self.import_wanted)
            page.said.connect(self.message)
            page.offered.connect(self.said)

        return self._get(
            "import",
            lambda: ImportPage(self._runner, self._workspace),
            ("changed", "failed", "open_wanted"),
            connect,
        )

    def export_page(self) -> ExportPage:
        """Printing."""
        from desktop.ui.export_page import ExportPage

        folder = chosen_folder(self._settings, "export_folder")
        return self._get(
            "export",
            lambda: ExportPage(self._runner, self._workspace, folder, self._settings),
            ("failed", "back_wanted"),
        )

    def pack_page(self) -> PackPage:
        """Sync packages."""
        from desktop.ui.pack_page import PackPage

        def connect(page: PackPage) -> None:
            page.check_wanted.connect(lambda: self.went.emit("check"))
            page.merge_wanted.connect(lambda: self.went.emit("merge"))
            page.merge_file_wanted.connect(self._merge)
            page.conflicts_wanted.connect(self._merge_conflicts)
            page.upper_wanted.connect(lambda: self.went.emit("upper"))

        return self._get(
            "pack",
            lambda: PackPage(self._runner, self._workspace, self._settings),
            ("failed", "changed", "open_wanted", "list_wanted", "problems_wanted"),
            connect,
        )

    def upper_page(self) -> UpperPage:
        """The catalogue of the level above (上级目录)."""
        from desktop.ui.upper_page import UpperPage

        def connect(page: UpperPage) -> None:
            page.portal_wanted.connect(self._show_portal)
            page.reopen_wanted.connect(self.restore_backup)

        return self._get(
            "upper",
            lambda: UpperPage(self._runner, self._workspace, lambda: self.pack_page().desk),
            ("failed", "changed", "said", "message", "open_wanted"),
            connect,
        )

    def _show_portal(self) -> None:
        self.went.emit("pack")
        self.pack_page().show_portal()

    def merge_page(self) -> MergePage:
        """What colleagues hand over (汇总)."""
        from desktop.ui.merge_page import MergePage

        return self._get(
            "merge",
            lambda: MergePage(self._runner, self._workspace, lambda: self.pack_page().desk),
            ("failed", "changed", "said", "message"),
        )

    def _merge(self, path: Path) -> None:
        self.went.emit("merge")
        self.merge_page().start([path])

    def _merge_conflicts(self) -> None:
        self.went.emit("merge")
        self.merge_page().start_conflicts()

    def taking_in(self, paths: Sequence[Path]) -> ImportPage | MergePage:
        """The page for files that were dropped or chosen: packages and libraries are merged."""
        from desktop.usecases.merge_sources import kind_of

        return self.merge_page() if all(map(kind_of, paths)) else self.import_page()

    def laws_page(self) -> LawsPage:
        """The laws that records cite (依据库)."""
        from desktop.ui.laws_page import LawsPage

        def connect(page: LawsPage) -> None:
            page.counted.connect(self.laws_counted)

        return self._get(
            "laws",
            lambda: LawsPage(self._runner, self._workspace),
            ("failed", "open_wanted", "changed", "said"),
            connect,
        )

    def review_page(self) -> ReviewPage:
        """What waits for whom."""
        from desktop.ui.review_page import ReviewPage

        def connect(page: ReviewPage) -> None:
            page.counted.connect(self.waiting_counted)

        return self._get(
            "review",
            lambda: ReviewPage(self._runner, self._workspace),
            ("failed", "open_wanted", "changed", "message", "said", "person_wanted"),
            connect,
        )

    def adjust_page(self) -> AdjustPage:
        """Notices of adjustment."""
        from desktop.ui.adjust_page import AdjustPage

        return self._get(
            "adjust",
            lambda: AdjustPage(self._runner, self._workspace),
            ("failed", "open_wanted", "changed", "message", "said", "person_wanted"),
        )

    def check_page(self) -> CheckPage:
        """Problems of everything."""
        from desktop.ui.check_page import CheckPage

        return self._get(
            "check",
            lambda: CheckPage(self._runner, self._workspace),
            ("failed", "open_wanted", "checked", "changed", "said"),
        )

    def bin_page(self) -> BinPage:
        """What was deleted."""
        from desktop.ui.bin_page import BinPage

        def connect(page: BinPage) -> None:
            page.changed.connect(self.saved)

        return self._get(
            "bin",
            lambda: BinPage(self._runner, self._workspace),
            ("failed", "restore_wanted", "message"),
            connect,
        )

    def home_page(self) -> HomePage:
        """The workbench (工作台)."""
        from desktop.ui.home_page import HomePage

        def connect(page: HomePage) -> None:
            page.open_record.connect(self.open_wanted)
            page.open_list.connect(self.list_wanted)
            page.open_problems.connect(self.problems_wanted)
            page.pack_wanted.connect(lambda: self.went.emit("pack"))
            page.scan_wanted.connect(self._scan_laws)

        return self._get(
            "home",
            lambda: HomePage(self._runner, self._workspace),
            (
                "failed",
                "said",
                "checked",
                "new_wanted",
                "import_wanted",
                "sample_wanted",
                "export_wanted",
            ),
            connect,
        )

    def _scan_laws(self) -> None:
        from desktop.ui.laws_page import CHANGED

        self.went.emit("laws")
        self.laws_page().turn_to(CHANGED)

    def first_run_page(self) -> FirstRunPage:
        """What an empty library asks."""
        from desktop.ui.first_run_page import FirstRunPage

        def connect(page: FirstRunPage) -> None:
            page.changed.connect(self.sample_changed)
            page.done.connect(lambda: self.went.emit("home"))
            page.done.connect(self.saved)

        return self._get(
            "first",
            lambda: FirstRunPage(self._runner, self._workspace),
            ("failed", "import_wanted"),
            connect,
        )

    def settings_page(self) -> SettingsPage:
        """Agency, offices, people, look, folders."""
        from desktop.ui.settings_page import SettingsPage

        return self._get(
            "settings",
            lambda: SettingsPage(self._runner, self._workspace, self._settings),
            ("failed", "saved", "said", "sample_changed"),
        )

    def backup_page(self) -> BackupPage:
        """Copies of the library, and the way back."""
        from desktop.ui.backup_page import BackupPage

        def connect(page: BackupPage) -> None:
            page.restore_wanted.connect(self.restore_backup)

        return self._get(
            "backup",
            lambda: BackupPage(self._runner, self._workspace, self._settings),
            ("failed",),
            connect,
        )

    def history_page(self) -> HistoryPage:
        """Who did what when."""
        from desktop.ui.history_page import HistoryPage

        return self._get(
            "history",
            lambda: HistoryPage(self._runner, self._workspace),
            ("failed", "open_wanted", "changed", "said"),
        )

    def about_page(self) -> AboutPage:
        """Versions, licences, shortcuts, log."""
        from desktop.ui.about_page import AboutPage

        return self._get("about", lambda: AboutPage(self._runner), ("failed", "message"))

    def bulk_page(self) -> BulkPage:
        """Set a field on many records."""
        from desktop.ui.bulk_page import BulkPage

        def connect(page: BulkPage) -> None:
            page.back_wanted.connect(self.list_back_wanted)

        return self._get(
            "bulk",
            lambda: BulkPage(self._runner, self._workspace),
            ("failed", "changed", "said"),
            connect,
        )

    def replace_page(self) -> ReplacePage:
        """Find and replace across records."""
        from desktop.ui.replace_page import ReplacePage

        def connect(page: ReplacePage) -> None:
            page.back_wanted.connect(self.replaced)

        return self._get(
            "replace",
            lambda: ReplacePage(self._runner, self._workspace),
            ("failed", "open_wanted", "changed", "said"),
            connect,
        )

    def templates_page(self) -> TemplatesPage:
        """Templates: new records from them, names, files."""
        from desktop.ui.templates_page import TemplatesPage

        def connect(page: TemplatesPage) -> None:
            page.chosen.connect(self.template_chosen)

        folder = documents()
        return self._get(
            "templates", lambda: TemplatesPage(self._workspace, folder), ("failed", "said"), connect
        )


def keep_splitters(page: Page, settings: QSettings, name: str) -> None:
    """Divide a page as it was divided last, and remember how it is divided from now on."""
    for number, splitter in enumerate(page.findChildren(QSplitter)):
        key = f"splitters/{name}{number}"
        kept = settings.value(key)
        if isinstance(kept, QByteArray):
            splitter.restoreState(kept)
        splitter.splitterMoved.connect(
            lambda *_, splitter=splitter, key=key: settings.setValue(key, splitter.saveState())
        )
