"""The law library (依据库): one SQLite file of its own, shared by all work libraries on a computer.

It holds texts that anybody may import again, so it is made for reading: articles by number, names
and words by a search index, versions of one law in the order of their dates. Any thread may call
any method.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from desktop.laws.model import Article, LawText
from forms.values import bigrams
from forms.values.articles import ArticleRef
from forms.values.law_names import law_key
from forms.values.pinyin import reading

_SCHEMA = """
CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    level TEXT NOT NULL,
    issuing_body TEXT NOT NULL,
    document_number TEXT NOT NULL,
    promulgated TEXT NOT NULL,
    amended TEXT NOT NULL,
    in_force TEXT NOT NULL,
    dated TEXT NOT NULL,
    history TEXT NOT NULL,
    preamble TEXT NOT NULL,
    repeals TEXT NOT NULL,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    added_at TEXT NOT NULL,
    UNIQUE (key, dated)
);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    sub INTEGER NOT NULL,
    chapter TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX articles_by_place ON articles (version_id, number, sub);
CREATE TABLE repeals (
    key TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    PRIMARY KEY (key, by_id)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (tokens, content = '', tokenize = 'ascii');
CREATE VIRTUAL TABLE names USING fts5 (tokens, content = '', tokenize = 'ascii');
"""
#: "Laws": marks the file, so that no other SQLite file is taken for it.
APPLICATION_ID = 0x4C617773
_VERSION = 1
_COLUMNS = (
    "id, key, title, level, issuing_body, document_number, promulgated, amended, in_force, dated,"
    " history, source, added_at, (SELECT count(*) FROM articles WHERE version_id = versions.id)"
)


class LawLibraryError(ValueError):
    """What the law library cannot do, as a sentence."""


@dataclass(frozen=True, slots=True)
class LawVersion:
    """What lists show of one version of a law; dates are ISO, "" where the text does not tell."""

    id: int
    key: str
    title: str
    level: str
    issuing_body: str
    document_number: str
    promulgated: str
    amended: str
    in_force: str
    dated: str
    history: tuple[str, ...]
    source: str
    added_at: str
    articles: int


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that holds what was searched for."""

    version: LawVersion
    article: Article


@dataclass(frozen=True, slots=True)
class Repeal:
    """That a law says of another one that it is abolished, and from when."""

    by: LawVersion
    from_day: str


class LawLibrary:
    """An open law library. Close it, or use it in a ``with`` statement."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path) -> LawLibrary:
        """Open the file, or make it. `LawLibraryError` when it is something else or torn."""
        path.parent.mkdir(parents=True, exist_ok=True)
        library = cls(path.absolute())
        try:
            library._prepare()
        except sqlite3.DatabaseError as error:
            library.close()
            raise LawLibraryError(
                f"“{path.name}”不能作为依据库打开。请把它移走，再重新导入法律文本。"
            ) from error
        return library

    def _prepare(self) -> None:
        if self.path.exists() and self._version_of_file() > _VERSION:
            raise LawLibraryError("依据库是更新版本的明册写的。请升级明册后再打开。")
        connection = self._connection()
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            with self._writing() as writing:
                for statement in _SCHEMA.split(";\n"):
                    if statement.strip():
                        writing.execute(statement)
                writing.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                writing.execute(f"PRAGMA user_version = {_VERSION}")

    def _version_of_file(self) -> int:
        """Look before touching: another program's file must not even change its journal mode."""
        with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and application != APPLICATION_ID:
            raise sqlite3.DatabaseError("another kind of file")
        return int(version)

    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            found.create_function("search_tokens", 1, bigrams.tokens, deterministic=True)
            found.execute("PRAGMA journal_mode = WAL")
            found.execute("PRAGMA synchronous = NORMAL")
            found.execute("PRAGMA foreign_keys = ON")
            found.execute("PRAGMA busy_timeout = 5000")
            self._local.connection = found
            with self._lock:
                self._open.append(found)
        return found

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def close(self) -> None:
        """Give the file back. Closing twice does nothing."""
        with self._lock:
            connections, self._open = self._open, []
        for connection in connections:
            connection.close()
        self._local = threading.local()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # writing

    def known(self) -> set[str]:
        """Hashes of the texts that are here already."""
        rows = self._connection().execute("SELECT sha256 FROM versions")
        return {sha256 for (sha256,) in rows}

    def add(self, laws: Iterable[tuple[LawText, str]], added_at: str) -> list[LawVersion]:
        """Keep texts with their hashes, in one transaction; what was new or newer, as kept.

        A text of the same law and the same day as one here replaces it: it is a better copy.
        """
        with self._writing() as connection:
            new = [_add(connection, law, sha256, added_at) for law, sha256 in laws]
        return [version for number in new for version in self._versions("id = ?", number)]

    def remove(self, version_id: int) -> None:
        """Forget one version of a law."""
        with self._writing() as connection:
            _remove(connection, version_id)

    def text(self, version_id: int) -> tuple[LawText, str] | None:
        """A version as it was read, with its hash: what brings it back after `remove`."""
        row = self._connection().execute(
            "SELECT preamble, repeals, sha256 FROM versions WHERE id = ?", (version_id,)
        ).fetchone()  # fmt: skip
        version = self.version(version_id)
        if row is None or version is None:
            return None
        law = LawText(
            version.title, version.level, version.issuing_body, version.document_number,
            _day(version.promulgated), _day(version.amended), _day(version.in_force),
            version.history, tuple(self.articles(version_id)), tuple(json.loads(row[1])),
            version.source, tuple(json.loads(row[0])),
        )  # fmt: skip
        return law, str(row[2])

    # reading

    def _versions(self, where: str, *values: object, order: str = "dated") -> list[LawVersion]:
        query = f"SELECT {_COLUMNS} FROM versions WHERE {where} ORDER BY {order}"
        rows = self._connection().execute(query, values)
        return [_version(row) for row in rows]

    def count(self) -> tuple[int, int]:
        """How many laws, and how many versions of them."""
        laws, versions = self._connection().execute(
            "SELECT count(DISTINCT key), count(*) FROM versions"
        ).fetchone()  # fmt: skip
        return int(laws), int(versions)

    def state(self) -> str:
        """Changes whenever a text comes or goes."""
        row = self._connection().execute("SELECT count(*), max(id), max(added_at) FROM versions")
        return " ".join(str(value) for value in row.fetchone())

    def versions(self, title: str) -> list[LawVersion]:
        """All versions of a law, the oldest first; () when the library has none.

        The title may be short (行政许可法), in book-title marks, or with a remark on the version.
        """
        return self._versions("key = ?", law_key(title))

    def all(self) -> list[LawVersion]:
        """The newest version of every law, by level and title."""
        return self._versions(
            "dated = (SELECT max(dated) FROM versions AS other WHERE other.key = versions.key)",
            order="level, title",
        )

    def version(self, version_id: int) -> LawVersion | None:
        """One version; None when it is gone."""
        return next(iter(self._versions("id = ?", version_id)), None)

    def in_force(self, title: str, on: date) -> LawVersion | None:
        """The version of a law that holds on a day; None when there is none (yet)."""
        day = on.isoformat()
        held = [item for item in self.versions(title) if item.in_force <= day]
        return held[-1] if held else None

    def repeal(self, title: str, on: date) -> Repeal | None:
        """The law that abolished this one by a day, where a text here says so; else None.

        A law that was made anew under its own name is not repealed but replaced.
        """
        key = law_key(title)
        versions = self._versions("key = ?", key)
        born = versions[-1].promulgated if versions else ""
        for found in self._versions("id IN (SELECT by_id FROM repeals WHERE key = ?)", key):
            if found.key != key and born < found.in_force <= on.isoformat():
                return Repeal(found, found.in_force)
        return None

    def repeals(self, on: date) -> dict[str, Repeal]:
        """Every law here that another one abolished by a day: its key, and by which."""
        day = on.isoformat()
        born = dict(self._connection().execute(
            "SELECT key, promulgated FROM versions ORDER BY dated"
        ).fetchall())  # fmt: skip
        pairs = self._connection().execute("SELECT key, by_id FROM repeals").fetchall()
        by = {item.id: item for item in self._versions("id IN (SELECT by_id FROM repeals)")}
        return {
            key: Repeal(by[number], by[number].in_force)
            for key, number in pairs
            if key in born and by[number].key != key and born[key] < by[number].in_force <= day
        }

    def articles(self, version_id: int) -> list[Article]:
        """The articles of a version, in their order."""
        rows = self._connection().execute(
            "SELECT number, sub, text, chapter FROM articles WHERE version_id = ? ORDER BY id",
            (version_id,),
        )
        return [_article(*row) for row in rows]

    def article(self, version_id: int, ref: ArticleRef) -> Article | None:
        """One article of a version; None when it has none of that number."""
        row = self._connection().execute(
            "SELECT number, sub, text, chapter FROM articles"
            " WHERE version_id = ? AND number = ? AND sub = ?",
            (version_id, ref.article, ref.article_sub),
        ).fetchone()  # fmt: skip
        return _article(*row) if row else None

    def preamble(self, version_id: int) -> tuple[str, ...]:
        """What a version says before its first article; all of it where it has no articles."""
        row = self._connection().execute(
            "SELECT preamble FROM versions WHERE id = ?", (version_id,)
        ).fetchone()  # fmt: skip
        return tuple(json.loads(row[0])) if row else ()

    def titles(self, text: str, limit: int = 20) -> list[LawVersion]:
        """Newest versions whose name, number or pinyin initials hold every word of ``text``.

        Names that begin with it come first, short ones before long ones.
        """
        expression = bigrams.query(text)
        if not expression:
            return []
        rows = self._versions(
            "id IN (SELECT rowid FROM names WHERE tokens MATCH ?)", expression, order="dated DESC"
        )
        newest = {item.key: item for item in reversed(rows)}
        wanted = law_key(text)
        ranked = sorted(
            newest.values(),
            key=lambda item: (item.key != wanted, not item.key.startswith(wanted), len(item.key)),
        )
        return ranked[:limit]

    def _common(self, sign: str, limit: int) -> list[tuple[int, int, int, str, str]]:
        """The first articles with a sign that stands nearly everywhere (的); () for all else.

        The index would put together every pair that begins with it before it gives the first.
        """
        if len(sign) != 1:
            return []
        rows = self._connection().execute(
            "SELECT version_id, number, sub, text, chapter FROM articles"
            " WHERE id <= ? AND instr(text, ?) LIMIT ?",
            (_LOOKED_AT * limit, sign, limit),
        ).fetchall()  # fmt: skip
        return rows if len(rows) == limit else []

    def search(self, text: str, limit: int = 50) -> list[Hit]:
        """Articles that hold every word of ``text``, of the newest versions first."""
        expression = bigrams.query(text)
        if not expression:
            return []
        rows = self._common(text.strip(), limit * 4) or self._connection().execute(
            "SELECT version_id, number, sub, text, chapter FROM articles"
            " WHERE id IN (SELECT rowid FROM words WHERE tokens MATCH ? LIMIT ?)",
            (expression, limit * 4),
        ).fetchall()  # fmt: skip
        ids = sorted({row[0] for row in rows})
        marks = ",".join("?" * len(ids))
        versions = {item.id: item for item in self._versions(f"id IN ({marks})", *ids)}
        hits = [Hit(versions[row[0]], _article(*row[1:])) for row in rows]
        hits.sort(key=lambda hit: hit.version.dated, reverse=True)
        return hits[:limit]


#: A sign is common when so many articles hold one that has it.
_LOOKED_AT = 20


def _version(row: Sequence[object]) -> LawVersion:
    values = list(row)
    values[10] = tuple(json.loads(str(values[10])))
    return LawVersion(*values)  # type: ignore[arg-type]


def _article(number: int, sub: int, text: str, chapter: str) -> Article:
    return Article(number, sub, tuple(text.split("\n")) if text else (), chapter)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _names(title: str, number: str) -> str:
    initials = reading(title)[1]
    short = reading(title.removeprefix("中华人民共和国"))[1]
    return bigrams.tokens(bigrams.fold_lines([title, number, initials, short]))


def _add(connection: sqlite3.Connection, law: LawText, sha256: str, added_at: str) -> int:
    key, dated = law_key(law.title), _iso(law.dated)
    known = connection.execute(
        "SELECT id FROM versions WHERE (key = ? AND dated = ?) OR sha256 = ?", (key, dated, sha256)
    ).fetchall()  # fmt: skip
    for (number,) in known:
        _remove(connection, number)
    cursor = connection.execute(
        "INSERT INTO versions (key, title, level, issuing_body, document_number, promulgated,"
        " amended, in_force, dated, history, preamble, repeals, source, sha256, added_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            key, law.title, law.level, law.issuing_body, law.document_number,
            _iso(law.promulgated), _iso(law.amended), _iso(law.in_force), dated,
            json.dumps(law.history, ensure_ascii=False),
            json.dumps(law.preamble, ensure_ascii=False),
            json.dumps(law.repeals, ensure_ascii=False), law.source, sha256, added_at,
        ),
    )  # fmt: skip
    number = int(cursor.lastrowid or 0)
    tokens = _names(law.title, law.document_number)
    connection.execute("INSERT INTO names (rowid, tokens) VALUES (?, ?)", (number, tokens))
    connection.executemany(
        "INSERT OR IGNORE INTO repeals VALUES (?, ?)",
        [(law_key(title), number) for title in law.repeals],
    )
    _add_articles(connection, number, law)
    return number


def _add_articles(connection: sqlite3.Connection, version: int, law: LawText) -> None:
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
    rows = [
        (last + place, version, article.number, article.sub, article.chapter, article.text)
        for place, article in enumerate(law.articles, start=1)
    ]
    connection.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?)", rows)
    connection.executemany(
        "INSERT INTO words (rowid, tokens) VALUES (?, ?)",
        [(row[0], _words(row[5])) for row in rows],
    )


def _words(text: str) -> str:
    return bigrams.tokens(bigrams.fold_lines(text.split("\n")))


def _remove(connection: sqlite3.Connection, version: int) -> None:
    """A contentless index forgets a row only when it is told what stood in it."""
    rows = connection.execute(
        "SELECT id, text FROM articles WHERE version_id = ?", (version,)
    ).fetchall()  # fmt: skip
    connection.executemany(
        "INSERT INTO words (words, rowid, tokens) VALUES ('delete', ?, ?)",
        [(number, _words(text)) for number, text in rows],
    )
    title, number = connection.execute(
        "SELECT title, document_number FROM versions WHERE id = ?", (version,)
    ).fetchone()  # fmt: skip
    connection.execute(
        "INSERT INTO names (names, rowid, tokens) VALUES ('delete', ?, ?)",
        (version, _names(title, number)),
    )
    connection.execute("DELETE FROM versions WHERE id = ?", (version,))
