"""Settings and the first run: kept at once, said at once, taken back by typing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import scale_up
from desktop.ui import theme
from desktop.ui.first_run_page import FirstRunPage
from desktop.ui.folders import chosen_folder, default_folder
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.ui.settings_page import SettingsPage
from desktop.ui.sticks import is_stick
from desktop.usecases import document_fonts, people
from desktop.usecases import settings as use
from desktop.usecases.workspace import Workspace
from resources.fonts import FONT_FILES
from tests.ui.helpers import press, settle, write

GOOD_USCC = "11100000000013338W"


def compose(target: QWidget, text: str) -> None:
    """Type Chinese, as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(target, event)


@pytest.fixture
def kept(tmp_path: Path) -> QSettings:
    """Settings of an invented computer."""
    return QSettings(str(tmp_path / "本机.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def page(
    qtbot: QtBot, runner: JobRunner, workspace: Workspace, kept: QSettings
) -> Iterator[SettingsPage]:
    """The page, shown."""
    made = SettingsPage(runner, workspace, kept)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    yield made
    settle(qtbot, runner)


@pytest.fixture
def look_again(qapp: QApplication) -> Iterator[None]:
    """The light theme for the tests that follow."""
    yield
    theme.apply(qapp, theme.load_theme())


def test_a_pause_keeps_what_was_typed(
    page: SettingsPage, workspace: Workspace, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.saved):
        compose(page.agency.boxes["org_name"].box, "岚川县水务局")
    assert workspace.organization == "岚川县水务局"


def test_leaving_keeps_what_was_typed_last(page: SettingsPage, workspace: Workspace) -> None:
    compose(page.agency.boxes["compiler_name"].box, "周文静")
    assert page.leave()
    assert use.read(workspace, "compiler_name") == "周文静"


def test_typing_back_takes_it_back(page: SettingsPage, workspace: Workspace) -> None:
    box = page.agency.boxes["region_code"].box
    write(box, "450721")
    press(box, Qt.Key.Key_Return)
    box.clear()
    press(box, Qt.Key.Key_Return)
    assert use.read(workspace, "region_code") == ""


def test_a_wrong_code_is_told_when_it_is_finished_and_taken_back_while_typing(
    page: SettingsPage,
) -> None:
    box = page.agency.boxes["org_uscc"]
    write(box.box, GOOD_USCC[:-1])
    assert box.message.isHidden()
    press(box.box, Qt.Key.Key_Return)
    assert "18位" in box.message.text()
    assert box.box.property("severity") == "warn"
    write(box.box, GOOD_USCC[-1])
    assert box.message.isHidden()


def test_a_code_is_shown_as_it_was_kept(page: SettingsPage, qtbot: QtBot) -> None:
    box = page.agency.boxes["org_uscc"].box
    box.setFocus()
    write(box, GOOD_USCC.lower())
    page.agency.boxes["org_name"].box.setFocus()
    page.leave()
    qtbot.waitUntil(lambda: box.text() == GOOD_USCC)


def test_a_portal_is_chosen(page: SettingsPage, workspace: Workspace, qtbot: QtBot) -> None:
    page.agency.portal.setCurrentIndex(page.agency.portal.findData("gbt39046"))
    with qtbot.waitSignal(page.saved):
        page.agency.portal.activated.emit(page.agency.portal.currentIndex())
    assert workspace.profile_id == "gbt39046"


def test_a_theme_is_put_on_at_once(page: SettingsPage, kept: QSettings, look_again: None) -> None:
    dark = next(chip for chip in page.look.themes if chip.key == "dark")
    dark.click()
    assert theme.colour("paper").name().upper() == theme.load_theme("dark").colours["paper"]
    assert kept.value("theme") == "dark"
    assert [chip.key for chip in page.look.themes if chip.isChecked()] == ["dark"]


def test_folders_are_kept_on_this_computer_and_put_back(
    page: SettingsPage, kept: QSettings, tmp_path: Path
) -> None:
    assert chosen_folder(kept, "export_folder") == default_folder("export_folder")
    folder = page.folders.folders["export_folder"]
    folder.box.setText(str(tmp_path / "别处"))
    page.leave()
    assert chosen_folder(kept, "export_folder") == tmp_path / "别处"
    assert chosen_folder(kept, "backup_folder") == default_folder("backup_folder")
    folder.reset()
    assert chosen_folder(kept, "export_folder") == default_folder("export_folder")


def test_a_folder_that_cannot_be_written_is_told(
    page: SettingsPage, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "文件").write_text("", encoding="utf-8")
    folder = page.folders.folders["package_folder"]
    folder.box.setText(str(tmp_path / "文件"))
    qtbot.waitUntil(lambda: "是文件" in folder.message.text())
    assert folder.box.property("severity") == "warn"


def test_the_theme_may_follow_the_system(
    page: SettingsPage, kept: QSettings, look_again: None
) -> None:
    assert [chip.key for chip in page.look.themes] == ["light", "dark", "contrast", "system"]
    page.look.themes[-1].click()
    assert kept.value("theme") == "system"
    assert theme.resolved("system") in ("light", "dark")
    page.refresh()
    assert page.look.themes[-1].isChecked()


def test_size_and_language_are_kept_for_the_next_start(page: SettingsPage, kept: QSettings) -> None:
    assert page.look.later.isHidden()
    page.look.scales[2].click()
    page.look.languages[1].click()
    assert (kept.value("scale"), kept.value("language")) == ("150", "en")
    assert not page.look.later.isHidden()
    page.look.scales[0].click()
    page.look.languages[0].click()
    assert page.look.later.isHidden(), "nothing is other than when the program started"


def test_a_read_only_library_is_shown_and_not_asked(
    qtbot: QtBot, runner: JobRunner, workspace: Workspace, kept: QSettings
) -> None:
    use.change(workspace, "org_name", "岚川县水务局")
    people.save_people(workspace, [people.Person("周文静")])
    with Workspace.open(workspace.library.path, read_only=True) as second:
        page = SettingsPage(runner, second, kept)
        qtbot.addWidget(page)
        assert page.agency.boxes["org_name"].text == "岚川县水务局"
        assert page.agency.boxes["org_name"].box.isReadOnly()
        assert not page.agency.portal.isEnabled()
        assert page.people.lines[0].name.isReadOnly()
        assert page.people.add_button.isHidden()
        assert page.offices.box.isReadOnly()
        page.leave()
        settle(qtbot, runner)


# fonts of documents


def test_an_own_font_is_taken_and_given_back(
    page: SettingsPage, workspace: Workspace, runner: JobRunner, tmp_path: Path, qtbot: QtBot
) -> None:
    own = Path(shutil.copy(FONT_FILES["Kai"], tmp_path / "本局楷体.ttf"))
    line = page.fonts.lines["Kai"]
    settle(qtbot, runner)
    assert line.file.text() == "随程序的字体"
    with qtbot.waitSignal(page.fonts.saved):
        page.fonts.choose("Kai", own)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: line.file.text() == str(own))
    assert document_fonts.chosen(workspace)["Kai"].path == own
    own.unlink()
    page.refresh()
    qtbot.waitUntil(lambda: "随程序的字体代替" in line.message.text())
    line.reset_link.click()
    qtbot.waitUntil(lambda: line.file.text() == "随程序的字体")
    settle(qtbot, runner)
    assert document_fonts.chosen(workspace) == {}
    assert line.message.isHidden()


def test_a_file_that_is_no_font_is_refused_in_its_line(
    page: SettingsPage, workspace: Workspace, runner: JobRunner, tmp_path: Path, qtbot: QtBot
) -> None:
    wrong = tmp_path / "照片.ttf"
    wrong.write_bytes(b"no font")
    settle(qtbot, runner)
    page.fonts.choose("Song", wrong)
    line = page.fonts.lines["Song"]
    qtbot.waitUntil(lambda: "没有更换" in line.message.text())
    settle(qtbot, runner)
    assert document_fonts.chosen(workspace) == {}


# offices and people


def test_offices_are_typed_line_by_line_and_undone_like_text(
    page: SettingsPage, workspace: Workspace, qtbot: QtBot
) -> None:
    page.nav["处室和人员"].click()
    with qtbot.waitSignal(page.offices.changed):
        compose(page.offices.box, "水资源科\n行政审批科")
    assert use.offices(workspace) == ["水资源科", "行政审批科"]
    page.offices.box.undo()
    page.leave()
    assert use.offices(workspace) == []


def test_offices_are_gathered_from_the_records(
    page: SettingsPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    record = workspace.library.get(workspace.library.ids()[0])
    workspace.library.save(record.with_values(undertaking_office="河湖科"))
    page.offices.gather_button.click()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: use.offices(workspace) == ["河湖科"])
    page.offices.gather_button.click()
    settle(qtbot, runner)
    assert "没有新的" in page.offices.count.text()


def test_an_office_that_is_too_long_is_told_and_not_kept(
    page: SettingsPage, workspace: Workspace
) -> None:
    page.offices.box.setPlainText("科" * 61)
    page.leave()
    assert "61 字" in page.offices.message.text()
    assert use.offices(workspace) == []


def test_people_are_added_offered_offices_and_chosen(
    page: SettingsPage, workspace: Workspace, qtbot: QtBot
) -> None:
    use.change_offices(workspace, "水资源科\n行政审批科")
    page.refresh()
    page.nav["处室和人员"].click()
    page.people.add_button.click()
    line = page.people.lines[0]
    qtbot.waitUntil(line.name.hasFocus)
    compose(line.name, "周文静")
    assert [line.office.itemText(n) for n in range(line.office.count())] == [
        "水资源科", "行政审批科",
    ]  # fmt: skip
    line.office.setEditText("行政审批科")
    line.duties[1].click()
    page.leave()
    assert people.people(workspace) == [
        people.Person("周文静", "行政审批科", ("compile", "review"))
    ]
    place = page.people.current.findData("周文静")
    page.people.current.setCurrentIndex(place)
    page.people.current.activated.emit(place)
    assert people.who(workspace) == "周文静"


def test_a_person_without_a_duty_is_told_and_nothing_is_lost(
    page: SettingsPage, workspace: Workspace
) -> None:
    page.people.add()
    line = page.people.lines[0]
    line.name.setText("周文静")
    line.duties[0].click()
    page.leave()
    assert "没有保存" in page.people.message.text()
    assert people.people(workspace) == []
    page.refresh()
    assert page.people.lines[0].name.text() == "周文静"
    line.duties[2].click()
    page.leave()
    assert page.people.message.isHidden()
    assert [person.duties for person in people.people(workspace)] == [("disclose",)]


def test_a_removed_person_comes_back_by_one_click(
    page: SettingsPage, workspace: Workspace, qtbot: QtBot
) -> None:
    both = [people.Person("周文静"), people.Person("李远", "水资源科", ("review",))]
    people.save_people(workspace, both)
    page.refresh()
    with qtbot.waitSignal(page.said) as said:
        page.people.lines[0].remove_link.click()
    assert [person.name for person in people.people(workspace)] == ["李远"]
    said.args[2]()
    assert people.people(workspace) == both
    assert [line.name.text() for line in page.people.lines] == ["周文静", "李远"]


# the first run


@pytest.fixture
def first(qtbot: QtBot, runner: JobRunner, workspace: Workspace) -> FirstRunPage:
    """The first page, shown."""
    made = FirstRunPage(runner, workspace)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_first_run_can_be_skipped(
    first: FirstRunPage, workspace: Workspace, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(first.done):
        first.skip_button.click()
    assert use.read(workspace, "org_name") == ""
    assert not use.needs_first_run(workspace)


def test_the_first_run_keeps_what_was_answered(
    first: FirstRunPage, workspace: Workspace, qtbot: QtBot
) -> None:
    compose(first.boxes["org_name"].box, "岚川县水务局")
    with qtbot.waitSignal(first.done):
        first.start_button.click()
    assert workspace.organization == "岚川县水务局"


def test_the_sample_comes_marked_and_goes_again(
    first: FirstRunPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    before = workspace.library.count()
    with qtbot.waitSignal(first.changed, timeout=20_000):
        first.sample.load_button.click()
    assert workspace.library.count() > before
    assert "虚构" in first.sample.words.text()
    assert first.sample.load_button.isHidden()
    with qtbot.waitSignal(first.changed, timeout=20_000):
        first.sample.remove_button.click()
    settle(qtbot, runner)
    assert workspace.library.count() == before
    assert "已移除" in first.sample.words.text()
    assert first.sample.remove_button.isHidden()


@pytest.mark.parametrize(
    ("kind", "root", "is_one"),
    [("vfat", "/media/zhou/KINGSTON", True), ("exFAT", "E:/", True), ("vfat", "/boot/efi", False),
     ("ext4", "/", False), ("NTFS", "C:/", False)],
)  # fmt: skip
def test_a_stick_is_told_from_a_disk(kind: str, root: str, is_one: bool) -> None:
    assert is_stick(kind, root) is is_one


# the first run in the window


@pytest.fixture
def empty(
    qtbot: QtBot, runner: JobRunner, empty_library: Path, tmp_path: Path
) -> Iterator[MainWindow]:
    """The window on a library that nobody has used yet."""
    path = Path(shutil.copy(empty_library, tmp_path / "新.mingce"))
    with Workspace.open(path) as opened:
        settings = QSettings(str(tmp_path / "新.ini"), QSettings.Format.IniFormat)
        window = MainWindow(runner, settings)
        window.resize(1280, 800)
        window.show()
        window.attach(opened)
        settle(qtbot, runner)
        yield window
        window.close()
        settle(qtbot, runner)
        window.deleteLater()


def _first(window: MainWindow) -> FirstRunPage:
    assert window.pages is not None
    page = window.stack.currentWidget()
    assert isinstance(page, FirstRunPage)
    return page


def test_an_empty_library_asks_first_and_goes_on_to_the_workbench(
    empty: MainWindow, runner: JobRunner, qtbot: QtBot
) -> None:
    page = _first(empty)
    compose(page.boxes["org_name"].box, "岚川县水务局")
    page.start_button.click()
    settle(qtbot, runner)
    assert empty.rail.place == "home"
    qtbot.waitUntil(lambda: empty.rail._title.text() == "岚川县水务局")


def test_a_file_dropped_at_once_is_imported_and_the_name_typed_is_kept(
    empty: MainWindow, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    page = _first(empty)
    compose(page.boxes["org_name"].box, "岚川县水务局")
    path = tmp_path / "清单.csv"
    path.write_text("事项名称,事项类型\n取水许可,行政许可\n", encoding="utf-8")
    empty.files_dropped.emit([path])
    settle(qtbot, runner)
    assert empty.pages is not None
    assert empty.stack.currentWidget() is empty.pages.import_page()
    assert empty.workspace is not None
    assert empty.workspace.organization == "岚川县水务局"


def test_the_rail_is_not_barred_by_the_first_page(
    empty: MainWindow, runner: JobRunner, qtbot: QtBot
) -> None:
    _first(empty)
    empty.rail.places["kind:power_item"].click()
    settle(qtbot, runner)
    assert empty.stack.currentWidget() is empty.list_page


def test_the_sample_is_marked_in_the_window_until_it_is_removed(
    empty: MainWindow, runner: JobRunner, qtbot: QtBot
) -> None:
    page = _first(empty)
    with qtbot.waitSignal(page.changed, timeout=20_000):
        page.sample.load_button.click()
    settle(qtbot, runner)
    assert empty.banner.isVisible()
    assert "不要发布" in empty.banner_text.text()
    with qtbot.waitSignal(page.changed, timeout=20_000):
        page.sample.remove_button.click()
    settle(qtbot, runner)
    assert not empty.banner.isVisible()


def test_the_scale_is_put_on_before_qt_starts() -> None:
    for percent, factor in (
        ("100", None),
        ("150", "1.5"),
        ("200", "2"),
        ("400", None),
        ("x", None),
    ):
        environment: dict[str, str] = {}
        scale_up(percent, environment)
        assert environment.get("QT_SCALE_FACTOR") == factor
    environment = {"QT_SCALE_FACTOR": "1.25"}
    scale_up("150", environment)
    assert environment["QT_SCALE_FACTOR"] == "1.25", "what was set for this start holds"
