"""One record's whole road: draft → final → package → stick → portal → sent back → mended → accepted.

Buttons and keys of the window do it all; what the portal does at its counter is done by the
stand-in of `tests.portal`: the first package comes to it on a stick, the second over the line.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.exchange.keyring import SessionStore
from desktop.ui.pack_page import PackPage
from desktop.usecases import key_desk, outbox, people, stick
from desktop.usecases.signing import Keeper
from desktop.usecases.workspace import Workspace
from exports.package import SigningKey
from tests.portal.app import ROOT, StandIn
from tests.portal.book import Book, Demand
from tests.portal.serve import serving
from tests.ui.scenes import CENSOR, REVIEWER, WRITER, guide, pages
from tests.ui.stage import Stage, make_library

TITLE, FIELD = "取水许可", "undertaking_office"
_WRONG, _RIGHT = "水资源股", "水资源管理股"
PORTAL_WORDS = "承办机构不在本单位的内设机构名录里，请写全称。"
TOKEN = "right"
RECEIPT = "回执-0001.json"
#: Step → what it shows, in the words of the manual.
STEPS = {
    "road-01-draft": "填好，没有阻断问题",
    "road-02-review": "审核人核对",
    "road-03-disclosure": "公开审查",
    "road-04-final": "定稿",
    "road-05-package": "生成同步包",
    "road-06-stick": "拷到 U 盘",
    "road-07-answer": "从 U 盘读回执",
    "road-08-portal-key": "核对门户的公钥",
    "road-09-rejected": "退回一条",
    "road-10-home": "工作台上的待办",
    "road-11-field": "意见在栏目上",
    "road-12-mended": "新版本里改好",
    "road-13-ask": "上传前先问",
    "road-14-sent": "已送达",
    "road-15-accepted": "已接收",
}


def make_road_library(path: Path) -> None:
    """The sample agency and a guide of it that nothing at the desk objects to."""
    make_library(path)
    with Workspace.open(path) as desk:
        record = guide(desk, TITLE)
        office = {FIELD: _WRONG, "compiler_name": WRITER}
        desk.library.save(record.with_values(**office), by=WRITER)
        people.choose_person(desk, WRITER)


@contextmanager
def _desk_with_keyring(key: SigningKey) -> Iterator[None]:
    """A system keyring that holds a key; the machine that draws may have none."""
    kept = Keeper(SessionStore("system"))
    kept.store.put("signing-key", key.secret())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key_desk, "keeper", lambda *_: kept)
        yield


class Road:
    """The window, the stick, the portal."""

    def __init__(self, stage: Stage, portal: StandIn, url: str) -> None:
        self.stage, self.portal, self.url = stage, portal, url
        self.window = stage.window
        self.uuid = stage.uuid("service_guide", TITLE)
        self.medium = stage.folder / "U盘"
        self.medium.mkdir()

    @property
    def exchange(self) -> PackPage:
        """The page of packages."""
        return pages(self.stage).pack_page()

    def sit_down(self, name: str) -> None:
        """Somebody else works at this desk now."""
        persons = self.window.reviews.persons
        self.window.rail.person.click()
        persons.popup.people[name].click()
        self.stage.settle()

    def open(self) -> None:
        """Open the record at the field of the story."""
        self.window.open_record(self.uuid, FIELD)
        self.stage.settle()
        self.stage.aside(0)

    def submit(self) -> None:
        """F9 in the form."""
        self.open()
        box = self.window.entry_page.current_page().grid.rows[FIELD].editor.main_widget()
        QTest.keyClick(box, Qt.Key.Key_F9)
        self.stage.settle()
        self.window.notice.hide()

    def look(self, name: str) -> None:
        """Sit down and look at what waits."""
        self.sit_down(name)
        self.stage.place("review")
        page = pages(self.stage).review_page()
        page.list._go_to(self.uuid, 0)
        self.stage.settle()

    def decide(self) -> None:
        """F9 on what was looked at."""
        QTest.keyClick(pages(self.stage).review_page().list, Qt.Key.Key_F9)
        self.stage.settle()
        self.window.notice.hide()

    def reviewed(self) -> Iterator[str]:
        """From the draft to the final version."""
        self.submit()
        self.look(REVIEWER)
        yield "road-02-review"
        self.decide()
        self.look(CENSOR)
        yield "road-03-disclosure"
        self.decide()
        self.look(REVIEWER)
        self.decide()
        self.sit_down(WRITER)

    def tab(self, number: int) -> PackPage:
        """A tab of the page of packages."""
        self.stage.place("pack")
        self.exchange.tabs.setCurrentIndex(number)
        self.stage.settle()
        return self.exchange

    def build(self) -> outbox.Built:
        """Build what the portal has not acknowledged."""
        page = self.tab(0)
        page.pack.part.click()
        self.stage.settle()
        page.pack.start_button.click()
        self.stage.settle()
        return outbox.built(self.stage.workspace)[0]

    def at_the_counter(self, copy: Path) -> None:
        """The portal takes the package from the stick and leaves its receipt there."""
        package = outbox.built(self.stage.workspace)[0].id
        arrived = Path(shutil.copy(copy, self.portal.book.folder / copy.name))
        self.portal.book.take(arrived, package)
        answer = self.portal.book.receipt(package)
        assert answer is not None
        receipt, signature = answer
        file = self.medium / RECEIPT
        file.write_bytes(receipt)
        file.with_name(f"{file.name}.minisig").write_bytes(signature)
        shutil.copy(self.portal.book.public, self.medium / "样例门户.pub")

    def mend(self) -> None:
        """A new version with the full name of the office."""
        self.open()
        self.window.entry_page.locked_note.version_link.click()
        self.stage.settle()
        self.window.entry_page.reveal(FIELD)
        for field, text in (
            (FIELD, _RIGHT), ("change_type", "change"), ("change_note", "按门户意见改正承办机构"),
        ):  # fmt: skip
            self.window.entry_page.model.set_value(field, text, "")
        self.stage.settle()
        self.window.entry_page.saver.flush()
        self.window.entry_page.reveal(FIELD)
        self.stage.settle()

    def send(self) -> Iterator[str]:
        """Over the line, asked before."""
        page = self.tab(1)
        page.uploads.access.url.box.setText(self.url)
        page.uploads.access.proxy.setChecked(False)
        page.uploads.access.url.flush()
        page.uploads.access.token.setText(TOKEN)
        page.uploads.access.keep_token()
        self.stage.settle()
        page.uploads.propose(outbox.built(self.stage.workspace)[0].file)
        self.stage.settle()
        yield "road-13-ask"
        page.uploads.yes_button.click()
        self.wait(lambda: "receipt" in page.uploads.rows[0].deeds)
        yield "road-14-sent"
        page.uploads.rows[0].deeds["receipt"].click()
        self.stage.settle()
        yield "road-15-accepted"

    def wait(self, ready: Any) -> None:
        """Until something has come about."""
        self.stage.settle()
        for _ in range(500):
            if ready():
                break
            QTest.qWait(20)
        else:
            raise AssertionError("nothing happened")
        self.stage.settle()


def walk(stage: Stage) -> Iterator[str]:
    """Go the road; the name of each step when the window shows it."""
    demand = Demand("service_guide", FIELD, "(?!水资源股$).*", "E207", PORTAL_WORDS)
    portal = StandIn(Book(stage.folder / "门户", demands=[demand]), {TOKEN})
    with _desk_with_keyring(SigningKey(bytes(range(32)))), serving(portal) as port:
        road = Road(stage, portal, f"http://127.0.0.1:{port}{ROOT}")
        road.open()
        yield "road-01-draft"
        yield from road.reviewed()
        road.open()
        yield "road-04-final"
        built = road.build()
        yield "road-05-package"
        page = road.exchange
        page.pack.copy(built, road.medium)
        stage.settle()
        built = outbox.built(stage.workspace)[0]
        page.pack.write_slip(built, stage.folder / "交接单.pdf")
        stage.settle()
        page.pack.area.verticalScrollBar().setValue(page.pack.area.verticalScrollBar().maximum())
        yield "road-06-stick"
        road.at_the_counter(stick.last_copy(built).path)
        yield from _answered(road)
        road.open()
        yield "road-11-field"
        road.mend()
        yield "road-12-mended"
        for _ in road.reviewed():
            pass
        road.build()
        yield from road.send()


def _answered(road: Road) -> Iterator[str]:
    """Read the receipt from the stick; the portal's key is compared first."""
    page = road.tab(2)
    page.receipts.look(road.medium)
    road.stage.settle()
    yield "road-07-answer"
    page.receipts.stick.key_wanted.emit(road.medium / RECEIPT)
    road.stage.settle()
    page.receipts.portal.load(road.medium / "样例门户.pub")
    QApplication.processEvents()
    yield "road-08-portal-key"
    page.receipts.portal.keep()
    road.stage.settle()
    yield "road-09-rejected"
    road.stage.place("home")
    yield "road-10-home"
