"""The law library (依据库) as staff use it: bring texts in, look them up, see what they change."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.laws.library import Hit, LawVersion, Repeal
from desktop.laws.model import Article, LawText
from exports.progress import NO_PROGRESS, Progress
from forms.values import ArticleRef, chinese_to_int, parse_articles

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

__all__ = [
    "Article", "Hit", "LawImport", "LawLine", "LawOpened", "LawVersion", "Progress", "RemovedLaw",
    "Shown", "UnknownLaw", "article_meant", "count", "import_laws", "newer_texts", "open_law",
    "refresh", "remove_laws", "restore_laws", "search_articles", "show_law", "superseded", "texts",
]  # fmt: skip
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


@dataclass(frozen=True, slots=True)
class RemovedLaw:
    """Texts that were taken out, whole: `restore_laws` puts them back."""

    texts: tuple[tuple[LawText, str], ...]

    @property
    def title(self) -> str:
        """The law that they are texts of."""
        return self.texts[0][0].title if self.texts else ""


def remove_laws(workspace: Workspace, version_ids: Sequence[int]) -> RemovedLaw:
    """Take texts out of the law library; what was taken out, for the way back."""
    library = workspace.laws.library()
    held = tuple(text for number in version_ids if (text := library.text(number)) is not None)
    for number in version_ids:
        library.remove(number)
    workspace.laws.forget()
    refresh(workspace)
    return RemovedLaw(held)


def restore_laws(workspace: Workspace, removed: RemovedLaw) -> None:
    """Put back what `remove_laws` took out."""
    workspace.laws.library().add(removed.texts, _now())
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


@dataclass(frozen=True, slots=True)
class LawLine:
    """A law in the list of texts: its newest version, how many there are, whether it holds.

    ``coming`` is the day from which the newest one holds, where it does not yet.
    """

    version: LawVersion
    repealed_by: str = ""
    coming: str = ""


def texts(workspace: Workspace, words: str = "", limit: int = 2000) -> list[LawLine]:
    """The laws whose name, number or pinyin initials hold the words; all without words."""
    if not workspace.laws.present:
        return []
    library, today = workspace.laws.library(), date.today()
    gone = library.repeals(today)
    found = library.titles(words, limit) if words.strip() else library.all()
    if not words.strip():
        # By rank, as laws are cited; those whose text does not tell it last.
        ranks = [choice.key for choice in workspace.catalogue.vocabularies["CL18"].choices]
        found.sort(key=lambda item: ranks.index(item.level) if item.level in ranks else len(ranks))
    return [
        LawLine(
            version,
            gone[version.key].by.title if version.key in gone else "",
            version.in_force if version.in_force > today.isoformat() else "",
        )
        for version in found
    ]


def search_articles(workspace: Workspace, text: str, limit: int = 50) -> list[Hit]:
    """Articles that hold the words of ``text``."""
    return workspace.laws.library().search(text, limit) if workspace.laws.present else []


def superseded(workspace: Workspace, hits: Sequence[Hit]) -> frozenset[int]:
    """The versions among them that today a newer one of the same law stands in the place of."""
    if not hits:
        return frozenset()
    library, today = workspace.laws.library(), date.today()
    versions = {hit.version.id: hit.version for hit in hits}
    held = {version.key: library.in_force(version.title, today) for version in versions.values()}
    return frozenset(
        number
        for number, version in versions.items()
        if (now := held[version.key]) is not None and now.dated > version.dated
    )


@dataclass(frozen=True, slots=True)
class LawOpened:
    """A law to read: one version of it with all that the reader shows.

    ``versions`` are all of it, the oldest first; ``in_force`` is the one that holds today (0: none
    does), ``repealed`` tells who abolished it.
    """

    version: LawVersion
    articles: tuple[Article, ...]
    preamble: tuple[str, ...]
    versions: tuple[LawVersion, ...]
    in_force: int
    repealed: Repeal | None = None


def open_law(workspace: Workspace, version_id: int) -> LawOpened | None:
    """A version with its text; None when it is gone meanwhile."""
    library, today = workspace.laws.library(), date.today()
    version = library.version(version_id)
    if version is None:
        return None
    held = library.in_force(version.title, today)
    return LawOpened(
        version, tuple(library.articles(version_id)), library.preamble(version_id),
        tuple(library.versions(version.title)), held.id if held else 0,
        library.repeal(version.title, today),
    )  # fmt: skip


def article_meant(text: str) -> ArticleRef | None:
    """The article that somebody wants to jump to: 42, 四十二, 第四十二条, 43之一; None for none."""
    typed = "".join(text.split()).removeprefix("第")
    number, _, sub = typed.partition("之")
    number = number.removesuffix("条")
    try:
        return ArticleRef(chinese_to_int(number), chinese_to_int(sub) if sub else 0)
    except ValueError:
        refs = parse_articles(text)
        return refs[0] if refs else None


def newer_texts(workspace: Workspace, added: Sequence[LawVersion]) -> list[LawVersion]:
    """Those of the added texts that are newer than another text of the same law, or abolish one:
    the records that cite it may be touched.
    """
    library = workspace.laws.library()
    touching = {repeal.by.id for repeal in library.repeals(date.today()).values()}
    return [
        item
        for item in added
        if item.id in touching or any(v.dated < item.dated for v in library.versions(item.title))
    ]


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
