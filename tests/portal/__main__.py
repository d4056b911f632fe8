"""``python -m tests.portal``: the stand-in on loopback, for whoever writes a client or a portal."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
from pathlib import Path

from exports.package.upper_item import UpperItem
from tests.portal.app import ROOT, StandIn
from tests.portal.book import Book, Demand
from tests.portal.serve import listen, server


def main(words: list[str]) -> int:
    """Serve until the time is over, or Ctrl+C."""
    options = _options(words)
    folder = options.folder or Path(tempfile.mkdtemp(prefix="mingce-portal-"))
    demands = json.loads(options.demands.read_text("utf-8")) if options.demands else []
    book = Book(
        folder, options.name, [Demand(**item) for item in demands], options.signer,
        options.database,
    )  # fmt: skip
    _issue(book, options)
    listening = listen(options.port)
    made = server(StandIn(book, set(options.token)))
    if options.seconds:
        timer = threading.Timer(options.seconds, lambda: setattr(made, "should_exit", True))
        timer.daemon = True
        timer.start()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}{ROOT}"
    print(f"地址 {url}\n公钥 {book.public}\n资料 {folder}", flush=True)
    made.run([listening])
    return 0


def _issue(book: Book, options: argparse.Namespace) -> None:
    """Put into the catalogue what is in a file; issue the code tables of a folder."""
    if options.catalogue:
        lines = options.catalogue.read_text("utf-8").splitlines()
        known = {item.id: item for item in book.items()}
        found = [UpperItem(seq=0, **json.loads(line)) for line in lines]
        book.publish(*(item for item in found if _differs(item, known.get(item.id))))
        print(f"目录包 {book.catalogue_bundle(book.folder / 'catalogue.zip')}")
    if options.definitions:
        files = {
            path.relative_to(options.definitions).as_posix(): path.read_bytes()
            for path in sorted(options.definitions.glob("*/*.toml"))
        }
        print(f"码表包 {book.issue_definitions(options.definitions_version, files)}")


def _differs(item: UpperItem, known: UpperItem | None) -> bool:
    return known is None or (item.kind, item.values, item.withdrawn) != (
        known.kind, known.values, known.withdrawn,
    )  # fmt: skip


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.portal", description="样例门户。")
    parser.add_argument("--port", type=int, default=8090, help="端口；0 为任意空闲端口")
    parser.add_argument("--folder", type=Path, help="资料放在哪里；不写则用临时文件夹")
    parser.add_argument("--name", default="样例门户", help="门户的名称")
    parser.add_argument("--token", action="append", default=[], help="认可的令牌；不写则不要令牌")
    parser.add_argument("--signer", type=Path, action="append", default=[], help="登记的公钥")
    parser.add_argument(
        "--database", default="", help="postgresql://…；不写则用资料文件夹里的 SQLite 文件"
    )
    parser.add_argument("--catalogue", type=Path, help="上级目录，每行一项（JSON：id kind values）")
    parser.add_argument(
        "--definitions", type=Path, help="下发的码表和配置（vocabularies、profiles）"
    )
    parser.add_argument("--definitions-version", type=int, default=1, help="码表的版本号")
    parser.add_argument("--demands", type=Path, help="对栏目的额外要求（JSON）")
    parser.add_argument("--seconds", type=float, default=0, help="过多少秒自行结束")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
