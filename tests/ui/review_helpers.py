"""An invented office on the window's library, and a guide that nothing blocks."""

from __future__ import annotations

import json

from desktop.usecases import people
from desktop.usecases.people import Person
from desktop.usecases.workspace import Workspace
from forms.record import Record
from resources import SAMPLE_FILES

WRITER, REVIEWER, CENSOR = "沈禾", "陆衡之", "顾明淇"
STAFF = [
    Person(WRITER, "水政科", ("compile",)),
    Person(REVIEWER, "办公室", ("review",)),
    Person(CENSOR, "局领导", ("disclose",)),
]


def good_guide(workspace: Workspace, name: str = "取用水许可") -> Record:
    """A saved draft, taken from the sample agency, that can be submitted as it is."""
    (path,) = (file for file in SAMPLE_FILES if file.stem == "service_guide")
    found = json.loads(path.read_text(encoding="utf-8"))["records"]
    data = next(item for item in found if item["item_name"] == "取水许可")
    values = {**Record.from_json(data).values, "item_name": name, "compiler_name": "林知远"}
    for unique in ("impl_code", "sub_item_name"):
        values.pop(unique, None)
    return workspace.library.save(Record("service_guide", values))


def staff(workspace: Workspace, current: str = WRITER) -> None:
    """The office, and who works now."""
    people.save_people(workspace, STAFF)
    people.choose_person(workspace, current)
