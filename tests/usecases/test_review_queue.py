"""How much waits, without looking at each of it."""

from __future__ import annotations

from desktop.usecases.people import Person, choose_person, save_people
from desktop.usecases.review_queue import queue, waiting
from desktop.usecases.workspace import Workspace
from tests.bench.big_library import invented


def test_the_number_is_that_of_the_queue(workspace: Workspace) -> None:
    workspace.library.save_many(invented(150))
    assert waiting(workspace) == queue(workspace).mine > 0


def test_a_person_is_only_told_what_waits_for_them(workspace: Workspace) -> None:
    workspace.library.save_many(invented(150))
    save_people(workspace, [Person("陈编", "水政科", ("compile",))])
    choose_person(workspace, "陈编")
    assert waiting(workspace) == queue(workspace).mine
    assert waiting(workspace) < len(queue(workspace).items)
