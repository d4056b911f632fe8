"""Rules G13, X05 and X06 in the text of attached files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from forms.attachments import Contents, FileView, NamedFile, Passage, files_of
from forms.rules.context import Cell, Context
from forms.values import Finding as PersonalData
from forms.values import find_personal_data

#: Without one of these there is nothing to look for; most texts have none.
_DIGIT = re.compile(r"[\d@]")
_PERSONAL = re.compile(r"\d{8}|\d[ -]\d|@|联系人|\d单元|\d组")
#: Places of one kind of finding that a message names; the rest is counted.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """What was found in one passage; its span counts in the passage's own text."""

    passage: int
    found: PersonalData


def personal_data(text: str, today: date) -> tuple[PersonalData, ...]:
    """`find_personal_data`, without looking where there can be none."""
    if len(text) <= _WORD:
        return _in_word(text, today)
    return _sought(text, today)


def _sought(text: str, today: date) -> tuple[PersonalData, ...]:
    if "联系人" not in text and not _DIGIT.search(text):
        return ()
    return find_personal_data(text, today) if _PERSONAL.search(text) else ()


#: Short texts come again and again.
_WORD = 40
_in_word = lru_cache(maxsize=8192)(_sought)


def in_passage(passage: Passage, today: date) -> Iterator[PersonalData]:
    """What a passage holds; what stands before it tells what a number is."""
    # A line end parts them: no number runs from one cell into the next.
    before = f"{passage.lead}\n" if passage.lead else ""
    for found in personal_data(before + passage.text, today):
        start, end = found.start - len(before), found.end - len(before)
        if start >= 0:
            yield PersonalData(found.kind, start, end, found.masked, found.severity)


def spots(contents: Contents, today: date) -> tuple[Spot, ...]:
    """Personal data in a file, worked out once a day."""
    key = ("personal", today)
    if key not in contents.memo:
        contents.memo[key] = tuple(
            Spot(number, found)
            for number, passage in enumerate(contents.passages)
            for found in in_passage(passage, today)
        )
    return contents.memo[key]  # type: ignore[no-any-return]


def by_kind(contents: Contents, today: date) -> Mapping[str, list[Spot]]:
    """Kind of personal data → where it was found."""
    kinds: defaultdict[str, list[Spot]] = defaultdict(list)
    for spot in spots(contents, today):
        kinds[spot.found.kind].append(spot)
    return kinds


def places(contents: Contents, passages: list[int]) -> str:
    """The first places, and how many there are if there are more."""
    named = list(dict.fromkeys(contents.passages[number].place for number in passages))
    words = "、".join(named[:_NAMED])
    return words if len(named) <= _NAMED else f"{words}等{len(named)}处"


def attached(context: Context) -> Iterator[tuple[Cell, NamedFile, Contents]]:
    """Every file of the record that could be looked into."""
    if context.files is None:
        return iter(())
    # Several rules ask, and a file that is not here is looked for anew each time.
    if "attached" not in context.memo:
        context.memo["attached"] = _looked_into(context, context.files)
    found: list[tuple[Cell, NamedFile, Contents]] = context.memo["attached"]
    return iter(found)


def _looked_into(context: Context, files: FileView) -> list[tuple[Cell, NamedFile, Contents]]:
    known: dict[str, Contents | None] = {}
    found = []
    for cell in context.cells:
        if cell.item.type == "attachment":
            for file in files_of(cell.value):
                if file.sha256 not in known:
                    known[file.sha256] = files.contents(file.sha256, file.name)
                if (contents := known[file.sha256]) is not None:
                    found.append((cell, file, contents))
    return found
