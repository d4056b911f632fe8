"""What is checked at each keystroke is what the full check says, but for other records."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from desktop.imports import read_file
from desktop.usecases.checking import check_alone, check_record
from desktop.usecases.workspace import Workspace
from forms.loader import load_catalogue
from forms.record import Record
from forms.rules import registry
from resources import SAMPLE_FILES
from tests.bench.big_library import invented


@cache
def records() -> tuple[Record, ...]:
    """The sample agency, and invented records in which much is wrong."""
    found = [r for path in SAMPLE_FILES for r in read_file(path, load_catalogue()).records]
    return (*found, *invented(60))


def test_rules_that_look_at_others_are_marked_and_no_others_are_left_out(
    workspace: Workspace,
) -> None:
    workspace.library.save_many(records())
    texts, crossed = registry.texts(), 0
    for record in records():
        whole = check_record(workspace, record)
        cross = [problem for problem in whole if texts[problem.rule].cross]
        crossed += len(cross)
        assert check_alone(workspace, record, cross) == whole
        assert check_alone(workspace, record) == [p for p in whole if p not in cross]
    assert crossed, "the sample shows nothing"


def test_reasons_that_were_given_are_kept(workspace: Workspace) -> None:
    for record in records():
        for problem in check_alone(workspace, record):
            if problem.severity.value == "J":
                known = [replace(problem, waiver="县里统一规定")]
                assert known[0] in check_alone(workspace, record, known)
                return
    raise AssertionError("no rule asks for a reason")
