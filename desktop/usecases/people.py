"""Who works with a library (人员): names, offices and duties; and who sits at the desk now.

Kept in the library's settings. It is no protection against somebody who lies about their name;
it makes the log tell who did what, and the review ask for another person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

#: What somebody may do, and its word: 公开审查 is the review before disclosure (条例第十七条).
DUTIES: Mapping[str, str] = {"compile": "编制", "review": "审核", "disclose": "公开审查"}
#: As the fields 填报人 and 审核人 allow (SPEC §3.1).
LONGEST_NAME = 30
_LONGEST_OFFICE = 60
_PEOPLE = "people"
_CURRENT = "current_person"


class PeopleError(ValueError):
    """A list of people that cannot be kept, or a person who is not in it; a sentence."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff: name, office (科室), duties (keys of `DUTIES`)."""

    name: str
    office: str = ""
    duties: tuple[str, ...] = ("compile",)

    def may(self, duty: str) -> bool:
        """Whether a duty is theirs."""
        return duty in self.duties


def people(workspace: Workspace) -> list[Person]:
    """Everybody in the list, in its order; empty when nobody was entered yet."""
    kept = workspace.library.setting(_PEOPLE) or []
    return [_person(item) for item in kept if isinstance(item, Mapping) and item.get("name")]


def save_people(workspace: Workspace, persons: Sequence[Person]) -> list[Person]:
    """Keep the whole list, tidied; `PeopleError` says what is wrong with it, nothing is kept then.

    What they did stays in the log under their name, also when they leave the list.
    """
    tidy = [_tidy(person) for person in persons]
    wrong = problem(tidy)
    if wrong:
        raise PeopleError(wrong)
    workspace.library.set_setting(_PEOPLE, [_json(person) for person in tidy] or None)
    return tidy


def problem(persons: Sequence[Person]) -> str:
    """What is wrong with a list of people, in a sentence; empty when nothing is."""
    seen: set[str] = set()
    for number, person in enumerate(map(_tidy, persons), start=1):
        if not person.name:
            return f"第 {number} 行没有填写姓名。请填写，或者删除这一行。"
        if len(person.name) > LONGEST_NAME:
            return f"姓名最多 {LONGEST_NAME} 字，“{person.name[:10]}…”有 {len(person.name)} 字。"
        if len(person.office) > _LONGEST_OFFICE:
            return f"科室名称最多 {_LONGEST_OFFICE} 字，{person.name}的有 {len(person.office)} 字。"
        if person.name in seen:
            return f"“{person.name}”重复。同名的请在姓名后加注科室，以便分清。"
        if not person.duties:
            return f"请为{person.name}至少选择一项职责。"
        seen.add(person.name)
    return ""


def add_person(workspace: Workspace, person: Person) -> Person:
    """Put one more person at the end of the list; `PeopleError` as for `save_people`."""
    return save_people(workspace, [*people(workspace), person])[-1]


def find_person(workspace: Workspace, name: str) -> Person | None:
    """The person of that name; None when the list does not have them."""
    return next((person for person in people(workspace) if person.name == name), None)


def current_person(workspace: Workspace) -> Person | None:
    """Who works now; None when nobody was chosen, or the chosen one left the list."""
    name = workspace.library.setting(_CURRENT)
    return find_person(workspace, str(name)) if name else None


def choose_person(workspace: Workspace, name: str) -> Person | None:
    """Work under this name from now on; a blank one: nobody.

    `PeopleError` when the list does not have it.
    """
    person = find_person(workspace, name.strip())
    if name.strip() and person is None:
        raise PeopleError(f"人员名单中没有“{name.strip()}”。请先在设置的人员名单中添加。")
    workspace.library.set_setting(_CURRENT, person.name if person else None)
    return person


def who(workspace: Workspace) -> str:
    """The name that acts are recorded under now; empty when nobody was chosen."""
    person = current_person(workspace)
    return person.name if person else ""


def _person(item: Mapping[str, Any]) -> Person:
    duties = tuple(key for key in DUTIES if key in (item.get("duties") or ()))
    return Person(str(item["name"]), str(item.get("office") or ""), duties)


def _tidy(person: Person) -> Person:
    duties = tuple(key for key in DUTIES if key in person.duties)
    return replace(person, name=person.name.strip(), office=person.office.strip(), duties=duties)


def _json(person: Person) -> dict[str, Any]:
    return {"name": person.name, "office": person.office, "duties": list(person.duties)}
