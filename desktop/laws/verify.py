"""依据核验: each citation looked up in the law library. A ``LawView`` of the rules."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from desktop.laws.compare import Agreement, Comparison, best_article, compare
from desktop.laws.library import LawLibrary, LawVersion, Repeal
from desktop.laws.model import Article
from forms.laws import OfficialLaw, TextState, Verdict
from forms.model import Value
from forms.values import ArticleRef, find_dates, find_numbers, parse_articles, parse_date

_HOLDS = re.compile(r"施行|实施|生效|执行|废止")
_REMEMBERED = 20_000
_COMPARED = {
    Agreement.EQUAL: TextState.EQUAL,
    Agreement.PART: TextState.PART,
    Agreement.DIFFERS: TextState.DIFFERS,
    Agreement.OTHER: TextState.OTHER,
}

_RANK = {Agreement.EQUAL: 0, Agreement.PART: 1, Agreement.DIFFERS: 2, Agreement.OTHER: 3}

#: What a verdict goes by; the same citation in a hundred records is looked up once.
_Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class _Law:
    """The version of a law that holds, and what is asked of it for every citation of it."""

    version: LawVersion
    versions: Sequence[LawVersion]
    repeal: Repeal | None
    articles: Sequence[Article]

    @cached_property
    def official(self) -> OfficialLaw:
        """The version in the words of a basis table."""
        return official_law(self.version)

    @cached_property
    def by_place(self) -> Mapping[tuple[int, int], Article]:
        """Articles by number and 之几."""
        return {(item.number, item.sub): item for item in self.articles}

    @cached_property
    def complete(self) -> bool:
        """Whether the text goes to its end: a copy that breaks off says nothing of what it has
        not. Laws end with the day from which they hold.
        """
        return any(_HOLDS.search(article.text) for article in self.articles[-4:])

    @property
    def last(self) -> str:
        """第八十三条: how far the law goes."""
        return self.articles[-1].heading() if self.articles else ""

    def cited(self, refs: Sequence[ArticleRef]) -> tuple[list[str], tuple[str, ...]]:
        """The texts of the cited places, and the places that the law has not."""
        texts, missing = [], []
        for ref in refs:
            article = self.by_place.get((ref.article, ref.article_sub))
            text = article.at(ref) if article else None
            if text is None and ref.article and self.complete:
                missing.append(ref.text())
            elif text is not None:
                texts.append(text)
        return texts, tuple(missing)

    def whole(self, refs: Sequence[ArticleRef]) -> list[str]:
        """The articles that are cited, each once and whole."""
        wanted = dict.fromkeys((ref.article, ref.article_sub) for ref in refs)
        return [self.by_place[place].text for place in wanted if place in self.by_place]

    def has_all(self, refs: Sequence[ArticleRef]) -> bool:
        """Whether the quotation can be judged: of a copy that breaks off, the cited articles may
        be in what is not there.
        """
        cited = {(ref.article, ref.article_sub) for ref in refs}
        return cited <= self.by_place.keys() or self.complete


class LawBook:
    """The law library as the rules see it, with a memory. Safe to use from several threads.

    The file is opened when the first citation is looked up. Without one everything is unchecked.
    """

    def __init__(self, path: Path, today: date | None = None) -> None:
        self.path = path
        self._today = today
        self._library: LawLibrary | None = None
        self._known: OrderedDict[_Key, Verdict] = OrderedDict()
        self._articles: dict[int, list[Article]] = {}
        self._laws: dict[str, _Law | None] = {}
        self._lock = threading.RLock()

    def library(self) -> LawLibrary:
        """The library itself; the file is made when there is none. `LawLibraryError` if torn."""
        with self._lock:
            if self._library is None:
                self._library = LawLibrary.open(self.path)
            return self._library

    @property
    def present(self) -> bool:
        """Whether there is a law library on this computer."""
        return self._library is not None or self.path.exists()

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            if self._library is not None:
                self._library.close()
            self._library = None
        self.forget()

    def forget(self) -> None:
        """The library has changed."""
        with self._lock:
            self._known.clear()
            self._articles.clear()
            self._laws.clear()

    def state(self) -> str:
        """Another text means other verdicts: something that changes with every import."""
        return self.library().state() if self.present else ""

    def verdict(self, row: Mapping[str, Value]) -> Verdict:
        """What the library says of a row of a basis table; the text of secret ones is left out."""
        if not self.present:
            return Verdict()
        key = _key(row)
        with self._lock:
            found = self._known.get(key)
            if found is not None:
                self._known.move_to_end(key)
                return found
        found = self._look_up(*key)
        with self._lock:
            self._known[key] = found
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found

    def remembered(self, row: Mapping[str, Value]) -> Verdict | None:
        """The same at once, if it was looked up before and nobody is at the memory just now; None
        when it was not.
        """
        if not self.present:
            return Verdict()
        if not self._lock.acquire(blocking=False):
            return None
        try:
            return self._known.get(_key(row))
        finally:
            self._lock.release()

    def _look_up(self, title: str, articles: str, quoted: str, dated: str) -> Verdict:
        law = self._law(title) if title else None
        if law is None:
            return Verdict()
        refs = parse_articles(articles)
        texts, missing = law.cited(refs)
        state, found, moved, against = _compare(law, quoted, refs, texts)
        successor = law.repeal.by if law.repeal else None
        heir = self._heir(successor, quoted) if successor and len(refs) == 1 else None
        return Verdict(
            law=law.official,
            repealed_by=law.repeal.by.title if law.repeal else "",
            repealed_from=law.repeal.from_day if law.repeal else "",
            outdated=_outdated(law.version, dated, law.versions),
            missing=missing,
            last_article=law.last if missing else "",
            official=quotation(law.by_place, refs),
            against=against,
            text=state,
            differences=found.differences if found else 0,
            slight=found.slight if found else False,
            moved_to=moved.heading() if moved else _narrower(law, refs, missing, quoted),
            moved_text=moved.text if moved else "",
            successor=official_law(successor) if successor and heir else None,
            successor_place=heir.heading() if heir else "",
            successor_text=quotation([heir], [heir.ref]) if heir else "",
            pieces=tuple((piece.quoted, piece.official) for piece in found.pieces) if found else (),
        )

    def _law(self, title: str) -> _Law | None:
        """What is held of a law, read once; None when there is nothing of it in force."""
        with self._lock:
            if title in self._laws:
                return self._laws[title]
        library, today = self.library(), self._today or date.today()
        versions = library.versions(title)
        held = [item for item in versions if item.in_force <= today.isoformat()]
        found = None
        if held:
            articles = self._all(held[-1])
            found = _Law(held[-1], versions, library.repeal(title, today), articles)
        with self._lock:
            if len(self._laws) >= _REMEMBERED:
                self._laws.clear()
            self._laws[title] = found
        return found

    def _heir(self, successor: LawVersion, quoted: str) -> Article | None:
        """The article of a newer law that says what is quoted from the one it repealed."""
        found = best_article(quoted, self._all(successor)) if quoted.strip() else None
        return found[0] if found else None

    def _all(self, version: LawVersion) -> list[Article]:
        with self._lock:
            found = self._articles.get(version.id)
        if found is None:
            found = self.library().articles(version.id)
            with self._lock:
                self._articles[version.id] = found
        return found


def _compare(
    law: _Law, quoted: str, refs: Sequence[ArticleRef], texts: Sequence[str]
) -> tuple[TextState, Comparison | None, Article | None, str]:
    """How the quotation stands, in what it differs, the article it really comes from, and what it
    was compared with.
    """
    if not quoted.strip() or not refs or not law.has_all(refs):
        return TextState.NOT_COMPARED, None, None, ""
    against = "\n".join(texts)
    found = compare(quoted, against)
    if found.agreement in (Agreement.DIFFERS, Agreement.OTHER):
        # 第七条第（四）项 is quoted with the sentence that leads its items.
        around = "\n".join(law.whole(refs))
        whole = compare(quoted, around)
        better = whole.alike > found.alike or (whole.slight and not found.slight)
        if _RANK[whole.agreement] < _RANK[found.agreement] or better:
            found, against = whole, around
    if found.agreement is not Agreement.OTHER:
        return _COMPARED[found.agreement], found, None, against
    # A quotation of several articles comes from no single other one.
    elsewhere = best_article(quoted, law.articles) if len(refs) == 1 else None
    return TextState.OTHER, None, elsewhere[0] if elsewhere else None, against


def _narrower(law: _Law, refs: Sequence[ArticleRef], missing: Sequence[str], quoted: str) -> str:
    """Where in a cited article the quotation stands, when the cited 款 or 项 is not there."""
    if not missing or len(refs) != 1 or not quoted.strip():
        return ""
    article = law.by_place.get((refs[0].article, refs[0].article_sub))
    place = place_in(article, quoted) if article else None
    return place.text() if place else ""


def place_in(article: Article, quoted: str) -> ArticleRef | None:
    """The narrowest place of an article that holds the whole quotation; None when none does."""
    if compare(quoted, article.text).agreement is Agreement.EQUAL:
        return article.ref
    paragraphs = {part.ref.paragraph for part in article.parts}
    places = [part.ref for part in article.parts if part.ref.item]
    if len(paragraphs) > 1:
        places += [ArticleRef(article.number, article.sub, number) for number in sorted(paragraphs)]
    held = (Agreement.EQUAL, Agreement.PART)
    for place in (*places, article.ref):
        if compare(quoted, article.at(place) or "").agreement in held:
            return place
    return None


def quotation(
    articles: Sequence[Article] | Mapping[tuple[int, int], Article], refs: Sequence[ArticleRef]
) -> str:
    """The cited places as they are copied into a list: whole articles with their number before
    them, each once; places that the law has not are left out.
    """
    by_number = articles if isinstance(articles, Mapping) else {
        (item.number, item.sub): item for item in articles
    }  # fmt: skip
    lines: list[str] = []
    for ref in dict.fromkeys(refs):
        article = by_number.get((ref.article, ref.article_sub))
        text = article.at(ref) if article else None
        if article and text:
            lines.append(f"{article.heading()}\u3000{text}" if ref == article.ref else text)
    return "\n".join(lines)


def _key(row: Mapping[str, Value]) -> _Key:
    return (
        _text(row, "title"), _text(row, "article_text"),
        "" if row.get("is_secret") is True else _text(row, "quoted_text"),
        _text(row, "amended_date") or _text(row, "promulgated_date"),
    )  # fmt: skip


def _text(row: Mapping[str, Value], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def official_law(version: LawVersion) -> OfficialLaw:
    """A version in the words of a basis table."""
    history = "\n".join(version.history)
    return OfficialLaw(
        title=version.title,
        level=version.level,
        issuing_body=version.issuing_body,
        document_number=version.document_number,
        promulgated_date=version.promulgated,
        amended_date=version.amended,
        in_force_date=version.in_force,
        days=frozenset(
            {version.amended, *(found.value.isoformat() for found in find_dates(history))}
        ),
        numbers=tuple(found.text for found in find_numbers(history)),
        approved="批准" in version.history[0] if version.history else False,
    )


#: A text is adopted some weeks before it is published; either day may be cited for it.
_ADOPTED_BEFORE = timedelta(days=92)


def _outdated(version: LawVersion, dated: str, versions: Sequence[LawVersion]) -> str:
    """The day of an older version that the citation names; "" when it names none, or this one.

    A day between two versions is that of the older one: somebody copied what held then. A day
    before the first known version says nothing: the library does not know that version.
    """
    cited = parse_date(dated)
    newest = parse_date(version.dated)
    if cited is None or newest is None or cited > newest - _ADOPTED_BEFORE:
        return ""
    older = any(item.dated <= dated for item in versions if item.id != version.id)
    return dated if older or version.amended else ""
