"""The law library (依据库) as staff use it: bring texts in, look them up, see what they change."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.progress import NO_PROGRESS, Progress
from forms.values import ArticleRef, parse_articles

if TYPE_CHECKING:
    from desktop.laws.library import Hit, LawVersion
    from desktop.laws.model import Article, LawText
    from desktop.usecases.workspace import Workspace

_BATCH = 50  # texts a transaction: nothing that was read is lost when somebody stops
#: Setting of a library: the state of the law texts by which its records were checked last.
_JUDGED = "laws_judged"


@dataclass(frozen=True, slots=True)
class LawImport:
    """What came of bringing texts in. ``failed`` are sentences that name the file."""

    added: tuple[LawVersion, ...]
    known: int
    failed: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The shape of ``laws import --json``."""
        added = [{"title": item.title, "dated": item.dated, "articles": item.articles}
                 for item in self.added]  # fmt: skip
        return {"added": added, "known": self.known, "failed": list(self.failed)}


def import_laws(
    workspace: Workspace, paths: Sequence[Path], progress: Progress = NO_PROGRESS
) -> LawImport:
    """Read law texts (files, folders, zips) into the law library.

    A text that is there already is passed over; a file that is no law is named in the report and
    stops nothing. Raises ``UnreadableLaw`` when a path is nothing at all, ``LawLibraryError`` when
    the law library cannot be opened. What was read stays when somebody stops half-way.
    """
    from desktop.laws import read

    library = workspace.laws.library()
    total = sum(read.count(path) for path in paths)
    known = library.known()
    batch: list[tuple[LawText, str]] = []
    added: list[LawVersion] = []
    failed: list[str] = []
    passed = 0
    try:
        for number, file in enumerate((f for path in paths for f in read.files(path)), start=1):
            progress.step(number, max(total, number), f"读取 {file.name}")
            sha256 = hashlib.sha256(file.data).hexdigest()
            if sha256 in known:
                passed += 1
                continue
            known.add(sha256)
            try:
                batch.append((read.read_law(file), sha256))
            except read.UnreadableLaw as error:
                failed.append(str(error))
            if len(batch) >= _BATCH:
                added += library.add(batch, _now())
                batch = []
    finally:
        added += library.add(batch, _now())
        workspace.laws.forget()
    refresh(workspace)
    return LawImport(tuple(added), passed, tuple(failed))


def remove_law(workspace: Workspace, version_id: int) -> None:
    """Forget one version of a law."""
    workspace.laws.library().remove(version_id)
    workspace.laws.forget()
    refresh(workspace)


def refresh(workspace: Workspace) -> bool:
    """Forget how records stand when they were checked by other law texts; whether that was so."""
    state = workspace.laws.state()
    library = workspace.library
    if library.read_only or state == (library.setting(_JUDGED) or ""):
        return False
    library.forget_standings()
    library.set_setting(_JUDGED, state)
    return True


def count(workspace: Workspace) -> tuple[int, int]:
    """How many laws there are, and how many versions of them; (0, 0) without a law library."""
    return workspace.laws.library().count() if workspace.laws.present else (0, 0)


def find_laws(workspace: Workspace, text: str, limit: int = 20) -> list[LawVersion]:
    """Newest versions whose name, number or pinyin initials hold the words of ``text``."""
    if not workspace.laws.present:
        return []
    return workspace.laws.library().titles(text, limit)


def search_articles(workspace: Workspace, text: str, limit: int = 50) -> list[Hit]:
    """Articles that hold the words of ``text``."""
    return workspace.laws.library().search(text, limit) if workspace.laws.present else []


def versions(workspace: Workspace, title: str) -> list[LawVersion]:
    """All versions of a law, the oldest first."""
    return workspace.laws.library().versions(title) if workspace.laws.present else []


def articles(workspace: Workspace, version_id: int) -> list[Article]:
    """The articles of a version."""
    return workspace.laws.library().articles(version_id)


@dataclass(frozen=True, slots=True)
class Shown:
    """A law as ``laws show`` and the page print it; ``articles`` are those asked for, or all."""

    version: LawVersion
    articles: tuple[Article, ...]
    missing: tuple[str, ...] = ()


class UnknownLaw(ValueError):
    """A law that the library has not got."""

    def __init__(self, title: str) -> None:
        super().__init__(f"依据库里没有“{title}”。可以用 laws import 导入它的文本。")


def show_law(workspace: Workspace, title: str, places: str = "", on: date | None = None) -> Shown:
    """The version in force on a day (today), and the articles that ``places`` names.

    Raises ``UnknownLaw`` when there is no such law, or none in force by then.
    """
    library = workspace.laws.library()
    version = library.in_force(title, on or date.today())
    if version is None:
        raise UnknownLaw(title.strip("《》"))
    everything = library.articles(version.id)
    refs = parse_articles(places)
    if not refs:
        return Shown(version, tuple(everything))
    by_place = {(item.number, item.sub): item for item in everything}
    wanted = dict.fromkeys((ref.article, ref.article_sub) for ref in refs)
    found = tuple(by_place[place] for place in wanted if place in by_place)
    missing = tuple(ArticleRef(*place).text() for place in wanted if place not in by_place)
    return Shown(version, found, missing)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
