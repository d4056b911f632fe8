"""The stand-in on PostgreSQL says the same as on SQLite. Skips where no server is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from exports.package.issued import CATALOGUE_PAGE
from exports.package.receipt import parse_receipt
from exports.package.signed_page import check_issued
from exports.package.upper_item import UpperItem
from tests.portal.book import Book, Demand
from tests.portal.judge import Submitted

driver = pytest.importorskip("pg8000.dbapi")
pwd = pytest.importorskip("pwd")

_PLACES = "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"
_UUID = "11111111-1111-4111-8111-{:012d}"


def _tools() -> Path | None:
    """The folder of initdb and postgres."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(path for place in _PLACES for path in Path("/").glob(place[1:]))
    return next((path for path in reversed(folders) if (path / "initdb").exists()), None)


def _account() -> int | None:
    """Whom the server runs as: it refuses root."""
    if os.geteuid() != 0:
        return os.geteuid()
    for name in ("postgres", "nobody"):
        try:
            return int(pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
    return None


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A cluster of its own on a socket in a temporary folder; its URL."""
    tools, account = _tools(), _account()
    if tools is None or account is None:
        pytest.skip("no PostgreSQL server is installed")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket wants a short path
    os.chown(folder, account, -1)
    data = folder / "data"
    user: dict[str, Any] = {"user": account} if os.geteuid() == 0 else {}
    quiet: dict[str, Any] = {**user, "cwd": folder, "stdout": subprocess.DEVNULL,
                             "stderr": subprocess.DEVNULL, "env": _environment()}  # fmt: skip
    try:
        made = subprocess.run(
            [tools / "initdb", "-D", data, "-U", "portal", "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync", "--no-instructions"], check=False, timeout=60, **quiet,
        )  # fmt: skip
        if made.returncode:
            pytest.skip("initdb cannot make a cluster here")
        process = subprocess.Popen(
            [tools / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=",
             "-c", "fsync=off", "-c", "shared_buffers=8MB", "-c", "max_connections=20"], **quiet,
        )  # fmt: skip
        try:
            _wait_for(folder, process)
            yield f"postgresql://portal@/postgres?host={folder}"
        finally:
            process.terminate()
            process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _environment() -> Mapping[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}


def _wait_for(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Until the server takes connections: its socket is there a little earlier."""
    for _ in range(600):
        assert process.poll() is None, "the server ended at once"
        try:
            driver.connect(
                user="portal", database="postgres", unix_sock=str(folder / ".s.PGSQL.5432")
            ).close()
        except (driver.Error, OSError):
            threading.Event().wait(0.05)
        else:
            return
    raise AssertionError("the server does not take connections")


@pytest.fixture
def pair(server: str, tmp_path: Path) -> tuple[Book, Book]:
    """Two books with the same demands, on PostgreSQL and on SQLite."""
    demands = [Demand("proof_item", "issuer", ".*局", "E207", "出具单位须写到局一级。")]
    return (
        Book(tmp_path / "one", demands=demands, database=server),
        Book(tmp_path / "two", demands=demands),
    )


def sent(number: int, vid: str, ancestors: tuple[str, ...] = (), **values: str) -> Submitted:
    content = {"issuer": "岚川县民政局", "workflow_status": "approved", **values}
    return Submitted(_UUID.format(number), "proof_item", vid * 64, (), ancestors, content)


def test_both_judge_alike_and_page_alike(pair: tuple[Book, Book]) -> None:
    packages = {
        "1": [sent(1, "a", item_code="C1"), sent(2, "b", issuer="县政务中心")],
        "2": [sent(1, "c"), sent(1, "d", ("a" * 64,)), sent(3, "e", item_code="C1")],
    }
    told = []
    for book in pair:
        book.restored()
        for name, items in packages.items():
            book._answer(name * 64, items, None)
            book._answer(name * 64, items, None)  # a second time changes nothing
        receipts = [book.receipt(name * 64) for name in packages]
        results = [parse_receipt(found[0]).results for found in receipts if found]
        pages = [book.changes(0, 1), book.changes(1, 5)]
        for page in pages:
            for item in page["items"]:
                item["seq"] -= pages[0]["items"][0]["seq"]
        told.append((results, [(page["items"], page["more"]) for page in pages]))
    assert told[0] == told[1]
    assert [item.status for item in told[0][0][1]] == ["conflict", "accepted", "rejected"]


def test_the_catalogue_is_paged_and_signed_alike(pair: tuple[Book, Book]) -> None:
    items = [UpperItem(_UUID.format(n), "power_item", 0, {"name": f"甲{n}"}) for n in range(5)]
    for book in pair:
        book.publish(*items)
        book.publish(replace(items[1], withdrawn=True))
        data, signature = book.page(3, 2)
        check_issued(data, signature, book.key.public)
        page = CATALOGUE_PAGE.parse(data)
        assert [(item.seq, item.values["name"]) for item in page.items] == [(4, "甲3"), (5, "甲4")]
        assert (page.next, page.more) == (5, True)
        (last,) = CATALOGUE_PAGE.parse(book.page(5, 2)[0]).items
        assert (last.seq, last.withdrawn) == (6, True)


def test_what_it_knows_outlives_it_and_writers_wait_for_each_other(
    server: str, tmp_path: Path
) -> None:
    books = [Book(tmp_path / name, database=server) for name in ("one", "two")]
    assert books[0].key == books[1].key
    assert books[0].epoch == books[1].epoch
    books[0].restored()
    begun = books[0].catalogue(1)["seq"]

    def send(book: Book, first: int) -> None:
        for number in range(first, first + 5):
            book._answer(f"{number:064d}", [sent(number, "f")], None)

    threads = [threading.Thread(target=send, args=(book, 10 * (n + 1)))
               for n, book in enumerate(books)]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    items = books[0].changes(begun, 100)["items"]
    assert len(items) == 10
    seqs = [item["seq"] for item in items]
    assert seqs == sorted(set(seqs))
