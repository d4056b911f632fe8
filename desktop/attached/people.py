"""Names of persons that Office files carry unseen: author, last editor, commentators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from desktop.attached.bounds import Budget, Parts
from desktop.attached.xml_text import Walk

#: Element → role, in the parts that hold properties.
_PROPERTIES = {
    "creator": "作者",
    "lastModifiedBy": "最后修改人",
    "Manager": "负责人",
    "author": "批注人",
}
_PARTS = re.compile(r"docProps/(?:core|app)\.xml|xl/comments\d*\.xml|xl/comments/[^/]+\.xml")
_MARKED = re.compile(r"(?:word/(?:document|comments|header\d*|footer\d*)|ppt/commentAuthors)\.xml")
#: A person's name as Office writes it: Chinese, and no agency, office or machine.
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_NO_PERSON = re.compile(
    r".*(?:用户|微软|作者|管理员|中国|电脑|科技|软件|公司|单位|部门|办公室|办|局|委|厅|处|科|股|院|所|中心|站|网)"
)


def is_person(name: str) -> bool:
    """Whether a property names a person and not a machine, an office or an agency."""
    name = name.strip()
    return _NAME.fullmatch(name) is not None and _NO_PERSON.fullmatch(name) is None


class Properties(Walk):
    """The elements that name somebody."""

    BLOCKS = TEXTS = frozenset(_PROPERTIES)


class Marks(Walk):
    """Who wrote a remark or changed a text, as attributes tell."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self.names: list[str] = []
        super().__init__(data, budget)

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        for key, value in attributes.items():
            author = key.rpartition(":")[2] == "author" or (name == "cmAuthor" and key == "name")
            if author and value:
                self.names.append(value)


def property_parts(parts: Parts) -> list[str]:
    """The parts that `Properties` reads."""
    return [name for name in parts.names if _PARTS.fullmatch(name)]


def marked_parts(parts: Parts) -> list[str]:
    """The parts whose attributes name people."""
    return [name for name in parts.names if _MARKED.fullmatch(name)]


def people(parts: Parts, budget: Budget) -> Iterator[tuple[str, str]]:
    """Role and name of each person, without repeats."""
    found: dict[tuple[str, str], None] = {}
    for name in property_parts(parts):
        for block in Properties(parts.read(name), budget).blocks:
            found[_PROPERTIES[block.name], block.text.strip()] = None
    for name in marked_parts(parts):
        for person in Marks(parts.read(name), budget).names:
            found["批注人或者修订人", person.strip()] = None
    yield from (item for item in found if is_person(item[1]))
