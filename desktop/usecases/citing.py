"""The law at the desk: find a law while a citation is typed, bring in what it says, compare.

Nothing that somebody typed is written over without being asked for: what differs is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from forms.laws import OfficialLaw, Run, TextState, Verdict
from forms.model import Value
from forms.record import is_blank
from forms.values import ArticleRef, fold, read_articles

if TYPE_CHECKING:
    from desktop.laws.library import LawVersion
    from desktop.laws.model import Article
    from desktop.usecases.workspace import Workspace

Row = Mapping[str, Value]
_OFFERED = 20
_LOOKED_AT = 40  # laws whose standing is looked up, so that those in force can come first
_PLACES = 30


class LawState(StrEnum):
    """Whether a law holds today."""

    IN_FORCE = "in_force"
    COMING = "coming"
    REPEALED = "repealed"


@dataclass(frozen=True, slots=True)
class Offer:
    """A law that can be picked: the version that holds, or the newest of one that does not."""

    version: LawVersion
    state: LawState
    repealed_by: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """What fits the words that were typed; ``empty`` when the library has no laws at all."""

    laws: tuple[Offer, ...]
    empty: bool = False


def find_laws(workspace: Workspace, text: str, today: date | None = None) -> Offers:
    """Laws whose name, pinyin initials or number hold the words of ``text``, those in force first."""
    if not workspace.laws.present or not workspace.laws.library().count()[0]:
        return Offers((), empty=True)
    day = today or date.today()
    found = workspace.laws.library().titles(text, _LOOKED_AT)
    offers = [_offer(workspace, version, day) for version in found]
    order = list(LawState)
    offers.sort(key=lambda offer: order.index(offer.state))
    return Offers(tuple(offers[:_OFFERED]))


def _offer(workspace: Workspace, newest: LawVersion, day: date) -> Offer:
    library = workspace.laws.library()
    repeal = library.repeal(newest.title, day)
    held = library.in_force(newest.title, day)
    if repeal:
        return Offer(held or newest, LawState.REPEALED, repeal.by.title)
    return Offer(held, LawState.IN_FORCE) if held else Offer(newest, LawState.COMING)


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a law that can be cited: how it is written, and what it says."""

    text: str
    says: str


def find_places(workspace: Workspace, title: str, typed: str) -> tuple[Place, ...]:
    """The places that are meant by what was typed: an article with its 款 and 项, or the articles
    that hold the words. () for a law that is not in the library.
    """
    version = _held(workspace, title)
    if version is None or not typed.strip():
        return ()
    articles = workspace.laws.library().articles(version.id)
    refs = read_articles(typed)
    if refs:
        return tuple(_places(articles, refs))[:_PLACES]
    words = [word for word in map(fold, typed.split()) if word]
    holding = [item for item in articles if all(word in fold(item.text) for word in words)]
    return tuple(Place(item.heading(), item.text) for item in holding[:_PLACES])


def _places(articles: Sequence[Article], refs: Sequence[ArticleRef]) -> Iterator[Place]:
    from desktop.laws.verify import quotation

    if _missing(articles, refs):
        return
    yield Place("、".join(ref.text() for ref in refs), quotation(articles, refs))
    if len(refs) > 1 or refs[0].item:
        return
    for article in articles:
        if (article.number, article.sub) == (refs[0].article, refs[0].article_sub):
            for ref in _parts(article, refs[0]):
                yield Place(ref.text(), article.at(ref) or "")


def _parts(article: Article, around: ArticleRef) -> Iterator[ArticleRef]:
    """Paragraphs and items within a place; the only paragraph of an article is not named."""
    several = len({part.ref.paragraph for part in article.parts}) > 1
    for part in article.parts:
        ref = part.ref
        if around.paragraph not in (0, ref.paragraph) or ref.subitem:
            continue
        if not several:
            ref = ArticleRef(ref.article, ref.article_sub, 0, ref.item)
        if ref != around and (ref.item or ref.paragraph):
            yield ref


def _missing(articles: Sequence[Article], refs: Sequence[ArticleRef]) -> bool:
    by_number = {(item.number, item.sub): item for item in articles}
    found = [(by_number.get((ref.article, ref.article_sub)), ref) for ref in refs]
    return any(article is None or article.at(ref) is None for article, ref in found)


def _held(workspace: Workspace, title: str) -> LawVersion | None:
    """The version in force, else the newest; None for a law that is not there."""
    if not workspace.laws.present or not title.strip():
        return None
    library = workspace.laws.library()
    held = library.in_force(title, date.today())
    return held or next(reversed(library.versions(title)), None)


# bringing in


@dataclass(frozen=True, slots=True)
class Taken:
    """A citation after something came in from the library.

    ``came`` are the columns that were filled in or renewed, ``kept`` those in which the row says
    something else than the library, with what the library says. ``brought`` is all that stands in
    the row as the library says it: nobody typed it, so it may be renewed without asking.
    """

    row: Row
    came: tuple[str, ...]
    kept: Mapping[str, Value]
    brought: Mapping[str, Value]


def take_law(
    workspace: Workspace, row: Row, version_id: int, columns: Collection[str],
    brought: Mapping[str, Value] | None = None,
) -> Taken | None:  # fmt: skip
    """The row with a law that was picked: its official title, and its facts where they are blank.

    Where an article is named already its text comes, too. None when the version is gone.
    """
    version = workspace.laws.library().version(version_id)
    if version is None:
        return None
    official = _facts(version, columns)
    official |= _texts(workspace, version, row, str(row.get("article_text") or ""), columns)
    return _filled(row, official, brought or {}, always=("title",))


def take_named(
    workspace: Workspace, row: Row, columns: Collection[str],
    brought: Mapping[str, Value] | None = None,
) -> Taken | None:  # fmt: skip
    """The row with the law whose name stands in it; None when the library has none of that name."""
    version = _held(workspace, str(row.get("title") or ""))
    return take_law(workspace, row, version.id, columns, brought) if version is not None else None


def take_place(
    workspace: Workspace, row: Row, typed: str, columns: Collection[str],
    brought: Mapping[str, Value] | None = None,
) -> Taken | None:  # fmt: skip
    """The row with the place that was typed, its text, and the facts of the law.

    None when the law is not in the library, when the law has no such place, or when what was
    typed is not understood.
    """
    version = _held(workspace, str(row.get("title") or ""))
    if version is None:
        return None
    texts = _texts(workspace, version, row, typed, columns)
    if "article_text" not in texts:
        return None
    return _filled(
        row, _facts(version, columns) | texts, brought or {}, always=("title", "article_text")
    )


def adopt(workspace: Workspace, row: Row, columns: Collection[str]) -> Taken | None:
    """The row with the text in force (采用现行条文): quotation, dates and validity of the version
    that holds, and what was blank. Other columns that say something else are told, not changed.
    """
    version = _held(workspace, str(row.get("title") or ""))
    if version is None:
        return None
    official = _facts(version, columns)
    official |= _texts(workspace, version, row, str(row.get("article_text") or ""), columns)
    renewed = ("quoted_text", "amended_date", "in_force_date", "validity", "article_text")
    return _filled(row, official, {}, always=renewed)


def take_all(row: Row, kept: Mapping[str, Value]) -> Taken:
    """The row with all that the library said otherwise."""
    return _filled(row, dict(kept), {}, always=tuple(kept))


def brought_in(workspace: Workspace, row: Row, columns: Collection[str]) -> Mapping[str, Value]:
    """What of a row stands there as the library says it."""
    version = _held(workspace, str(row.get("title") or ""))
    if version is None:
        return {}
    official = _facts(version, columns)
    official |= _texts(workspace, version, row, str(row.get("article_text") or ""), columns)
    same = {name: row[name] for name, value in official.items() if row.get(name) == value}
    verdict = workspace.laws.verdict(row)
    if verdict.text in (TextState.EQUAL, TextState.PART) and row.get("quoted_text"):
        same["quoted_text"] = row["quoted_text"]
    return same


def _facts(version: LawVersion, columns: Collection[str]) -> dict[str, Value]:
    from desktop.laws.verify import official_law

    found: dict[str, Value] = dict(official_law(version).columns())
    if version.in_force and version.in_force <= date.today().isoformat():
        found["validity"] = "in_force"
    return {name: value for name, value in found.items() if name in columns}


def _texts(
    workspace: Workspace, version: LawVersion, row: Row, typed: str, columns: Collection[str]
) -> dict[str, Value]:
    """Articles as they are written and what they say; nothing of a place that is not there, and
    nothing is quoted from a secret basis.
    """
    from desktop.laws.verify import quotation

    articles = workspace.laws.library().articles(version.id)
    refs = read_articles(typed)
    if not refs or _missing(articles, refs):
        return {}
    found: dict[str, Value] = {"article_text": "、".join(ref.text() for ref in refs)}
    if row.get("is_secret") is not True:
        found["quoted_text"] = quotation(articles, refs)
    return {name: value for name, value in found.items() if name in columns}


def _filled(
    row: Row, official: Mapping[str, Value], brought: Mapping[str, Value], always: Collection[str]
) -> Taken:
    filled, came, kept = dict(row), [], {}
    for name, value in official.items():
        mine = row.get(name)
        if mine == value:
            continue
        free = is_blank(mine) or name in always or brought.get(name) == mine
        if free:
            filled[name] = value
            came.append(name)
        elif fold(str(mine)) != fold(str(value)):
            kept[name] = value
    for name in brought:
        # A date of the law that stood here before.
        if name not in official and filled.get(name) == brought[name] and name in _OF_THE_LAW:
            del filled[name]
    now = {name: filled[name] for name, value in official.items() if filled.get(name) == value}
    return Taken(filled, tuple(came), kept, now)


_OF_THE_LAW = ("level", "issuing_body", "document_number", "promulgated_date", "amended_date",
               "in_force_date", "quoted_text")  # fmt: skip


# how a citation stands


class Agreement(StrEnum):
    """What the chip of a citation says."""

    EQUAL = "equal"
    PART = "part"
    SLIGHT = "slight"
    DIFFERS = "differs"
    AMENDED = "amended"
    REPEALED = "repealed"
    #: In the library and in force, but nothing is quoted that could be compared.
    HOLDS = "holds"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Standing:
    """A citation beside the law: its agreement, the version that holds today, one that comes."""

    agreement: Agreement
    verdict: Verdict
    law: OfficialLaw | None = None
    coming: str = ""
    #: Columns that are blank though the library knows what belongs there.
    gaps: tuple[str, ...] = ()

    @property
    def comparable(self) -> bool:
        """Whether there are two texts to lay side by side."""
        return bool(self.verdict.against) and self.agreement is not Agreement.EQUAL

    @property
    def adopts(self) -> bool:
        """Whether the text in force would change what the citation quotes, or its dates."""
        verdict = self.verdict
        if self.law is None or verdict.missing:
            return False
        differs = verdict.text in (TextState.DIFFERS, TextState.OTHER) and bool(verdict.official)
        return differs or bool(verdict.outdated)

    @property
    def completes(self) -> bool:
        """Whether the library could fill in what is blank, and replace nothing."""
        return bool(self.gaps) and not self.adopts


_FACTS = ("level", "issuing_body", "document_number", "promulgated_date")


def standings(workspace: Workspace, rows: Sequence[Row]) -> list[Standing | None]:
    """How each citation stands; None where there is nothing to say: no library, or no title."""
    if not workspace.laws.present or not workspace.laws.library().count()[0]:
        return [None] * len(rows)
    return [_standing(workspace, row) for row in rows]


def _standing(workspace: Workspace, row: Row) -> Standing | None:
    if is_blank(row.get("title")):
        return None
    verdict = workspace.laws.verdict(row)
    if verdict.law is None:
        return Standing(Agreement.NOT_CHECKED, verdict)
    newest = workspace.laws.library().versions(verdict.law.title)[-1]
    coming = newest.in_force if newest.in_force > date.today().isoformat() else ""
    known = verdict.law.columns()
    gaps = [name for name in _FACTS if name in known and is_blank(row.get(name))]
    open_text = is_blank(row.get("quoted_text")) and row.get("is_secret") is not True
    if open_text and verdict.official and not verdict.missing:
        gaps.append("quoted_text")
    return Standing(_agreement(verdict), verdict, verdict.law, coming, tuple(gaps))


def _agreement(verdict: Verdict) -> Agreement:
    if verdict.repealed_by:
        return Agreement.REPEALED
    if verdict.outdated:
        return Agreement.AMENDED
    if verdict.missing or verdict.text is TextState.OTHER:
        return Agreement.DIFFERS
    if verdict.text is TextState.DIFFERS:
        return Agreement.SLIGHT if verdict.slight else Agreement.DIFFERS
    return {
        TextState.EQUAL: Agreement.EQUAL, TextState.PART: Agreement.PART,
    }.get(verdict.text, Agreement.HOLDS)  # fmt: skip


def compare_texts(quoted: str, verdict: Verdict) -> tuple[Run, ...]:
    """A quotation beside the text that it was judged by, word by word."""
    from desktop.laws.differences import differences

    return differences(quoted, verdict.against, partial=verdict.text is TextState.PART)


def compare_versions(before: str, after: str) -> tuple[Run, ...]:
    """The same article in an older and a newer text, word by word."""
    from desktop.laws.differences import differences

    return differences(before, after, whole=True)


# reading


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article to read; ``chapter`` is told where it begins."""

    heading: str
    text: str
    chapter: str = ""
    cited: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A law to read, with the articles that a citation names marked."""

    version: LawVersion
    articles: tuple[ReadArticle, ...]

    @property
    def first(self) -> int:
        """Where the first cited article stands; 0 when none is named."""
        return next((n for n, item in enumerate(self.articles) if item.cited), 0)


def read_law(workspace: Workspace, title: str, places: str = "") -> Reading | None:
    """The version of a law that holds, all of its articles; None when it is not in the library."""
    version = _held(workspace, title)
    if version is None:
        return None
    cited = {(ref.article, ref.article_sub) for ref in read_articles(places)}
    articles: list[ReadArticle] = []
    chapter = ""
    for item in workspace.laws.library().articles(version.id):
        begins = item.chapter if item.chapter != chapter else ""
        chapter = item.chapter
        marked = (item.number, item.sub) in cited
        articles.append(ReadArticle(item.heading(), item.text, begins, marked))
    return Reading(version, tuple(articles))
