"""Which text of a law a citation means, and what stands in the place of what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from desktop.laws.compare import Agreement, compare, plain
from desktop.laws.library import LawVersion, Repeal
from desktop.laws.model import Article
from desktop.laws.succession import Fate, Newer, Successor, moved_ref
from desktop.laws.verify import LawBook, quotation
from desktop.usecases.cited_places import kept
from forms.laws import TextState
from forms.model import Value
from forms.values import ArticleRef, parse_articles, parse_date
from forms.values.law_names import law_key
from forms.values.numerals import NUMERAL

_AGREES = (TextState.EQUAL, TextState.PART)
_FATES = {
    Fate.CHANGED: "changed", Fate.MOVED: "moved", Fate.MOVED_CHANGED: "moved_changed",
    Fate.GONE: "gone", Fate.SAME: "dated",
}  # fmt: skip
#: How bad a fate is: of several cited articles the worst counts.
_WORST = (Fate.SAME, Fate.MOVED, Fate.CHANGED, Fate.MOVED_CHANGED, Fate.GONE)


class Sort(StrEnum):
    """What a newer text did to a citation, in the order in which it is told."""

    CHANGED = "changed"
    MOVED = "moved"
    MOVED_CHANGED = "moved_changed"
    GONE = "gone"
    REPEALED = "repealed"
    DATED = "dated"
    UNREAD = "unread"
    COMING = "coming"

    @property
    def word(self) -> str:
        """In Chinese."""
        return WORDS[self.value]


#: What is said of each sort.
WORDS: Mapping[str, str] = {
    "changed": "条文有修改",
    "moved": "条文移到另一条",
    "moved_changed": "移到另一条，并有修改",
    "gone": "没有相应的条款",
    "repealed": "法律已被废止",
    "dated": "条文未变，日期已旧",
    "unread": "没有旧条文可对照",
    "coming": "新文本尚未施行",
}
#: 第四十八条： at the head of a line parts a quotation of several articles.
_HEAD = re.compile(rf"^\s*(第[{NUMERAL}]{{1,8}}条(?:之[{NUMERAL}]{{1,3}})?)", re.MULTILINE)
#: What only a person can answer.
_OPEN = (Sort.COMING, Sort.GONE, Sort.UNREAD)


@dataclass(frozen=True, slots=True)
class Found:
    """What became of what a citation cites.

    ``law`` is the cited law as the library has it, ``older`` the text that is meant (None where
    the library has only newer ones), ``newer`` the one that holds now, holds later, or abolished
    the law; ``by`` names the latter. ``becomes`` is how the articles are cited now. ``sure`` is
    False where a person has to decide: another law, a text that does not hold yet.
    """

    sort: Sort
    law: LawVersion
    newer: LawVersion
    older: LawVersion | None = None
    cited_day: str = ""
    before: str = ""
    after: str = ""
    becomes: str = ""
    by: str = ""
    #: It names no day and quotes nothing: that the text before is meant is taken for granted.
    guessed: bool = False
    #: A paragraph or item was cited; only the article as a whole could be followed.
    coarse: bool = False

    @property
    def sure(self) -> bool:
        """Whether it can be taken over without looking at each."""
        return self.sort not in (Sort.REPEALED, *_OPEN) and not self.coarse

    def columns(self, row: Mapping[str, Value]) -> dict[str, str]:
        """The cells of the row that taking over would write, with what would stand there."""
        if self.sort in _OPEN or (self.sort is Sort.REPEALED and not self.becomes):
            return {}
        wanted = self._of_law(row)
        if self.becomes and kept(row.get("article_text")):
            wanted["article_text"] = self.becomes
        quoted = "" if row.get("is_secret") is True else kept(row.get("quoted_text"))
        if self.after and quoted and not self._holds(quoted):
            wanted["quoted_text"] = self.after
        return {
            name: value for name, value in wanted.items() if value != kept(row.get(name))
        }  # fmt: skip

    def _holds(self, quoted: str) -> bool:
        """Whether a quotation can stay: the same words, without the number that is no more."""
        renumbered = bool(self.becomes) and _HEAD.match(quoted) is not None
        return plain(quoted) == plain(self.after) and not renumbered

    def _of_law(self, row: Mapping[str, Value]) -> dict[str, str]:
        newer = self.newer
        if self.sort is Sort.REPEALED:
            return {
                "title": newer.title, "level": newer.level, "issuing_body": newer.issuing_body,
                "document_number": newer.document_number, "promulgated_date": newer.promulgated,
                "amended_date": newer.amended, "in_force_date": newer.in_force,
                "validity": "in_force",
            }  # fmt: skip
        wanted = {"amended_date": newer.amended} if newer.amended else {}
        if kept(row.get("in_force_date")) and newer.in_force:
            wanted["in_force_date"] = newer.in_force
        if not newer.amended and newer.promulgated:
            wanted["promulgated_date"] = newer.promulgated
        if kept(row.get("validity")) in ("amended", "repealed", "unverified"):
            wanted["validity"] = "in_force"
        return wanted


class Meaning:
    """Looks citations up, with a memory: the same law is cited in hundreds of rows."""

    def __init__(self, laws: LawBook, today: date | None = None) -> None:
        self._laws = laws
        self._today = today or date.today()
        self._versions: dict[str, list[LawVersion]] = {}
        self._repeals: dict[str, Repeal | None] = {}
        self._articles: dict[int, list[Article]] = {}
        self._newer: dict[int, Newer] = {}
        self._successors: dict[tuple[int, str, int, int], Successor] = {}
        self._known: dict[tuple[str, ...], Found | None] = {}

    def knows(self, row: Mapping[str, Value]) -> bool:
        """Whether the library has the law that a row cites."""
        return bool(self._all(kept(row.get("title"))))

    def of(self, row: Mapping[str, Value]) -> Found | None:
        """What became of it; None when nothing did, or the library has not got the law."""
        names = ("title", "article_text", "quoted_text", "amended_date", "promulgated_date")
        key = (*(kept(row.get(name)) for name in names), str(row.get("is_secret") is True))
        if key not in self._known:
            self._known[key] = self._look_up(row)
        return self._known[key]

    def _look_up(self, row: Mapping[str, Value]) -> Found | None:
        title = kept(row.get("title"))
        versions = self._all(title)
        day = self._today.isoformat()
        held = [item for item in versions if item.in_force <= day]
        if not held:
            return None
        repeal = self._repeal(title)
        if repeal is not None:
            return self._repealed(row, held[-1], repeal)
        return self._touched(row, held) or self._coming(row, held[-1], versions)

    # what is meant

    def _touched(self, row: Mapping[str, Value], held: Sequence[LawVersion]) -> Found | None:
        newest, older = held[-1], held[:-1]
        verdict = self._laws.verdict(row)
        cited = verdict.outdated if kept(row.get("amended_date")) or not newest.amended else ""
        refs = parse_articles(kept(row.get("article_text")))
        quoted = "" if row.get("is_secret") is True else kept(row.get("quoted_text"))
        meant = _by_day(older, cited) if cited else (older[-1] if older else None)
        agrees = verdict.text in _AGREES or verdict.slight
        if agrees or not refs:
            # What it says is what holds; only the day may be an old one.
            sort = Sort.DATED if cited else None
        elif quoted:
            fits = meant is not None and self._fits(meant, refs, quoted)
            sort = Sort.UNREAD if cited or fits else None
        else:
            sort = Sort.UNREAD if cited or (meant and not _means(row, newest)) else None
        if sort is None:
            return None
        found = Found(sort, newest, newest, meant, cited, guessed=not (cited or quoted))
        if sort is Sort.DATED:
            return found
        found = self._followed(found, refs, quoted)
        return None if found.guessed and found.sort in (Sort.DATED, Sort.UNREAD) else found

    def _coming(
        self, row: Mapping[str, Value], newest: LawVersion, versions: Sequence[LawVersion]
    ) -> Found | None:
        later = [item for item in versions if item.in_force > self._today.isoformat()]
        refs = parse_articles(kept(row.get("article_text")))
        if not later or not refs:
            return None
        found = self._followed(Found(Sort.UNREAD, newest, later[0], newest), refs, "")
        if found.sort in (Sort.DATED, Sort.UNREAD):
            return None
        return replace(found, sort=Sort.COMING)

    def _repealed(self, row: Mapping[str, Value], law: LawVersion, repeal: Repeal) -> Found:
        """The law that abolished it often holds the same article, under its own number."""
        refs = parse_articles(kept(row.get("article_text")))
        quoted = "" if row.get("is_secret") is True else kept(row.get("quoted_text"))
        found = Found(Sort.REPEALED, law, repeal.by, law, by=repeal.by.title)
        followed = self._followed(found, refs, quoted) if refs else found
        gone = followed.sort in (Sort.GONE, Sort.UNREAD)
        return replace(
            followed, sort=Sort.REPEALED, becomes="" if gone else followed.becomes,
            after="" if gone else followed.after,
        )  # fmt: skip

    def _fits(self, version: LawVersion, refs: Sequence[ArticleRef], quoted: str) -> bool:
        """Whether a quotation is, by and large, what an older text says at these places."""
        told = self._text(version, refs)
        if not told:
            return False
        found = compare(quoted, told)
        return found.agreement in (Agreement.EQUAL, Agreement.PART) or found.slight

    # what stands there now

    def _followed(self, found: Found, refs: Sequence[ArticleRef], quoted: str) -> Found:
        """With both texts, and how it is cited now."""
        olds = self._olds(found.older, refs, quoted)
        if not olds:
            after = self._text(found.newer, refs)
            alike = quoted and compare(quoted, after).agreement is Agreement.DIFFERS
            sort = Sort.CHANGED if alike else Sort.UNREAD
            return replace(found, sort=sort, before=quoted, after=after)
        fates: list[Fate] = []
        becomes: list[ArticleRef] = []
        for ref, old in olds:
            successor = self._successor(found.newer, old, found.older)
            heir = successor.article
            moved_to = moved_ref(ref, old, heir) if heir is not None else None
            fates.append(successor.fate if moved_to is not None else Fate.GONE)
            if moved_to is not None:
                becomes.append(moved_to)
        before = self._text(found.older, refs) if found.older else ""
        after = self._text(found.newer, becomes)
        worst = max(fates, key=_WORST.index)
        if worst is Fate.CHANGED and compare(before or quoted, after).agreement is Agreement.EQUAL:
            worst = Fate.SAME  # the article changed, but not in the part that is cited
        cited = "、".join(ref.text() for ref in dict.fromkeys(becomes))
        ranked = any(mine != ref for mine, (ref, _) in zip(refs, olds, strict=True))
        moved = worst is not Fate.GONE and tuple(dict.fromkeys(becomes)) != tuple(refs)
        return replace(
            found, sort=Sort(_FATES[worst]), before=before or quoted, after=after,
            becomes=cited if moved or found.sort is Sort.REPEALED else "", coarse=ranked,
        )  # fmt: skip

    def _olds(
        self, older: LawVersion | None, refs: Sequence[ArticleRef], quoted: str
    ) -> list[tuple[ArticleRef, Article]]:
        """The cited articles in the older text; the quotation itself where there is none."""
        if older is not None:
            by_place = {(item.number, item.sub): item for item in self._all_articles(older)}
            found = [(ref, by_place.get((ref.article, ref.article_sub))) for ref in refs]
            if all(item for _, item in found):
                return [(ref, item) for ref, item in found if item is not None]
        return list(_quoted_articles(quoted, refs))

    def _successor(self, newer: LawVersion, old: Article, older: LawVersion | None) -> Successor:
        key = (newer.id, f"{older.id}" if older else old.text, old.number, old.sub)
        if key not in self._successors:
            if newer.id not in self._newer:
                self._newer[newer.id] = Newer(self._all_articles(newer))
            self._successors[key] = self._newer[newer.id].successor(old)
        return self._successors[key]

    def _text(self, version: LawVersion | None, refs: Sequence[ArticleRef]) -> str:
        return quotation(self._all_articles(version), refs) if version else ""

    # the library

    def _all(self, title: str) -> list[LawVersion]:
        if not title:
            return []
        key = law_key(title)
        if key not in self._versions:
            self._versions[key] = self._laws.library().versions(title)
        return self._versions[key]

    def _repeal(self, title: str) -> Repeal | None:
        key = law_key(title)
        if key not in self._repeals:
            self._repeals[key] = self._laws.library().repeal(title, self._today)
        return self._repeals[key]

    def _all_articles(self, version: LawVersion) -> list[Article]:
        if version.id not in self._articles:
            self._articles[version.id] = self._laws.library().articles(version.id)
        return self._articles[version.id]


def _quoted_articles(
    quoted: str, refs: Sequence[ArticleRef]
) -> Iterator[tuple[ArticleRef, Article]]:
    """What a quotation gives of each cited article; nothing when it cannot be told apart."""
    texts = [quoted]
    if len(refs) != 1:
        edges = [match.start() for match in _HEAD.finditer(quoted)]
        texts = [quoted[a:b] for a, b in pairwise([*edges, len(quoted)])]
    if not quoted or len(texts) != len(refs):
        return
    for ref, text in zip(refs, texts, strict=True):
        lines = tuple(line for line in text.splitlines() if line.strip())
        # Cited whole: the quotation is all that is known of it, and has no ranks of its own.
        whole = replace(ref, paragraph=0, item=0, subitem=0)
        yield whole, Article(ref.article, ref.article_sub, lines)


#: A text is adopted some weeks before it is published; either day may be cited for it.
_ADOPTED_BEFORE = timedelta(days=92)


def _means(row: Mapping[str, Value], version: LawVersion) -> bool:
    """Whether a row names the day of this text."""
    born = parse_date(version.dated)
    days = [parse_date(kept(row.get(name))) for name in ("amended_date", "promulgated_date")]
    return born is not None and any(day and day > born - _ADOPTED_BEFORE for day in days)


def _by_day(older: Sequence[LawVersion], day: str) -> LawVersion | None:
    """The text that held on the day which a citation names; None where it is not known."""
    held = [item for item in older if item.dated <= day]
    return held[-1] if held else None
