"""What the title, a heading across the table or the sheet's name says about all items below it.

Lists are split by type over sheets (行政许可（11项）) or under headings (一、行政许可), and then have no
column for it; lists of several agencies name each in a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from desktop.imports.traditional import simplified
from forms.field_types import find_choice
from forms.model import Field, Form
from forms.values import fold

_LEVELS = (
    re.compile(r"第?[一二三四五六七八九十]+(?:部分|章|[、.．:])"),
    re.compile(r"[（(][一二三四五六七八九十]+[)）]"),
    re.compile(r"\d+[、.．]"),
)
_COUNT = re.compile(r"(?:[(](?:共|计|合计)*\d+[项条个类]?[)]|[:,]?(?:共|计)\d+[项条个类])$")
_EDITION = re.compile(r"[(][^()]*(?:版|年|试行)[^()]*[)]$")
_LIST_WORDS = re.compile(
    r"(?:领域)?(?:基层)?(?:政务公开)?(?:标准)?(?:事项|职权|权力|类)*(?:清单|目录|一览表|汇总表|明细表)?$"
)
_AGENCY = re.compile(
    r"[^,。;:、]{1,28}(?:局|委|委员会|办公室|办|厅|部|院|中心|人民政府|街道办事处|支队|大队|公司)"
)
#: Shorter names occur inside other words of a title.
_TELLING = 4


def level(banner: str) -> int:
    """How deep a heading stands by its numbering: 一、 is 1, （一） 2, 1. 3; 0 without one."""
    text = banner.strip()
    return next((n for n, form in enumerate(_LEVELS, 1) if form.match(text)), 0)


def under(banners: Sequence[str], banner: str) -> tuple[str, ...]:
    """The headings that hold below a further one.

    It ends those of its own depth and deeper; one without a number ends all.
    """
    held = [b for b in banners if level(b) and level(b) < level(banner)]
    return (*held, banner)


def implied(form: Form, banners: Sequence[str], titles: Sequence[str],
            sheet: str) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Fields and values that the surroundings give to an item, the nearest heading first."""
    for field in _grouping(form):
        keys = [_named(text, field) for text in (*reversed(banners), sheet)]
        keys[len(banners) : len(banners)] = [_ending(text, field) for text in reversed(titles)]
        key = next((key for key in keys if key), None)
        if key:
            yield field.id, key
    agency = next((_core(text) for text in reversed(banners) if _is_agency(text)), "")
    if agency and form.organization_field:
        yield form.organization_field, agency


def _grouping(form: Form) -> Iterator[Field]:
    """Choices by which lists are split: the type, and whatever our own lists are grouped by."""
    names = dict.fromkeys([form.type_field, *(layout.group_by for layout in form.lists)])
    for name in names:
        field = form.fields.get(name)
        if field is not None and field.type == "enum" and field.vocabulary is not None:
            yield field


def _core(text: str) -> str:
    """A heading without number and count."""
    text = simplified(text).strip()
    number = next((match for form in _LEVELS if (match := form.match(text))), None)
    text = fold(text[number.end() :] if number else text)
    return _COUNT.sub("", _EDITION.sub("", text))


def _named(text: str, field: Field) -> str | None:
    """The choice that a heading is."""
    core = _core(text)
    return find_choice(core, field) or find_choice(_LIST_WORDS.sub("", core, count=1), field)


def _ending(title: str, field: Field) -> str | None:
    """The only choice that a title names, right before 清单: 某某局行政许可事项清单."""
    core = _LIST_WORDS.sub("", _core(title), count=1)
    found: dict[str, bool] = {}
    for choice in field.vocabulary.choices if field.vocabulary else ():
        names = [name for name in map(fold, (choice.label, *choice.aliases)) if name in core]
        telling = [name for name in names if len(name) >= _TELLING]
        if telling:
            found[choice.key] = any(core.endswith(name) for name in telling)
    return next((key for key, last in found.items() if last), None) if len(found) == 1 else None


def _is_agency(text: str) -> bool:
    return bool(_AGENCY.fullmatch(_core(text)))
