"""Which article of a newer text took the place of an older one: by its words, not its number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.laws.compare import ALIKE, Agreement, compare, grams, overlap, plain
from desktop.laws.model import Article
from forms.values import ArticleRef

#: So much more alike another article must be than the one of the old number to be its successor.
_CLEARLY = 0.1
#: Articles that are compared sign by sign, out of those that share the most words.
_MOST = 3
_LEAST_OVERLAP = 0.25


class Fate(StrEnum):
    """What became of an article."""

    SAME = "same"  # word for word, at its number
    CHANGED = "changed"  # at its number, in other words
    MOVED = "moved"  # word for word, at another number
    MOVED_CHANGED = "moved_changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Successor:
    """What took an article's place; ``article`` is None when nothing did."""

    fate: Fate
    article: Article | None = None


class Newer:
    """The articles of a newer text, made ready to be looked through again and again."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = tuple(articles)
        self._plain = [plain(item.text) for item in articles]
        self._grams = [grams(text) for text in self._plain]
        self._places: dict[str, list[int]] = {}
        for number, text in enumerate(self._plain):
            self._places.setdefault(text, []).append(number)

    def successor(self, old: Article) -> Successor:
        """The article that says what the old one said; one in the same words goes before all.

        Of those in other words, the one that keeps the number, unless another is clearly nearer.
        """
        mine = plain(old.text)
        twins = [self._articles[number] for number in self._places.get(mine, ()) if mine]
        if twins:
            nearest = min(twins, key=lambda item: abs(item.number - old.number))
            kept = next((item for item in twins if _place(item) == _place(old)), nearest)
            return Successor(Fate.SAME if _place(kept) == _place(old) else Fate.MOVED, kept)
        best, most = None, 0.0
        for item in self._candidates(mine, _place(old)):
            found = compare(old.text, item.text)
            alike = 0.0 if found.agreement is Agreement.OTHER else found.alike
            alike += _CLEARLY if _place(item) == _place(old) and alike else 0.0
            if alike > most:
                best, most = item, alike
        if best is None or most < ALIKE:
            return Successor(Fate.GONE)
        moved = _place(best) != _place(old)
        return Successor(Fate.MOVED_CHANGED if moved else Fate.CHANGED, best)

    def _candidates(self, mine: str, place: tuple[int, int]) -> Iterator[Article]:
        words = grams(mine)
        shares = [overlap(words, theirs) for theirs in self._grams]
        ranked = sorted(range(len(shares)), key=lambda number: -shares[number])[:_MOST]
        for number, item in enumerate(self._articles):
            if _place(item) == place or (number in ranked and shares[number] >= _LEAST_OVERLAP):
                yield item


def moved_ref(ref: ArticleRef, old: Article | None, new: Article) -> ArticleRef | None:
    """A citation of a paragraph or item, as the new article has it.

    The same rank where that says the same; else the part that does; else the whole article. None
    when nothing in the new article says what the cited part said.
    """
    whole = ArticleRef(new.number, new.sub)
    if not (ref.paragraph or ref.item or ref.subitem):
        return whole
    here = replace(ref, article=new.number, article_sub=new.sub)
    told, text = old.at(ref) if old else None, new.at(here)
    if text is not None and (told is None or _alike(told, text)):
        return here
    for part in new.parts if told else ():
        same_rank = (part.ref.item > 0, part.ref.subitem > 0) == (ref.item > 0, ref.subitem > 0)
        # An item with all that belongs to it, as the old text was.
        if same_rank and _alike(told or "", new.at(part.ref) or ""):
            return part.ref if ref.paragraph else replace(part.ref, paragraph=0)
    return whole if told is None or _alike(told, new.text) else None


def _alike(mine: str, theirs: str) -> bool:
    return compare(mine, theirs).agreement is not Agreement.OTHER


def _place(article: Article) -> tuple[int, int]:
    return article.number, article.sub
