"""What is checked at each keystroke is what the full check says, but for other records."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from desktop.imports import read_file
from desktop.usecases.checking import check_field, check_record
from desktop.usecases.workspace import Workspace
from forms.check import head
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


def test_a_field_alone_is_told_what_the_full_check_tells_it(workspace: Workspace) -> None:
    """Every field of one record of each kind; of the others those in which something is wrong."""
    workspace.library.save_many(records())
    told, kinds = 0, set[str]()
    for record in records():
        whole = check_record(workspace, record)
        fields = {head(problem.field) for problem in whole if problem.field}
        if record.kind not in kinds:
            fields |= workspace.catalogue.form(record.kind).fields.keys()
            kinds.add(record.kind)
        for field in sorted(fields):
            assert check_field(workspace, record, field, whole) == whole, (record, field)
        told += len(whole)
    assert told > 100, "the sample shows nothing"


def test_what_was_mended_goes_and_what_went_wrong_comes(workspace: Workspace) -> None:
    record = next(r for r in records() if r.kind == "service_guide")
    before = check_record(workspace, record)
    wrong = record.with_values(item_name="")

    found = check_field(workspace, wrong, "item_name", before)
    assert [p.field for p in found if p not in before] == ["item_name"]
    assert check_field(workspace, record, "item_name", found) == before


def test_rules_that_look_at_others_are_marked(workspace: Workspace) -> None:
    workspace.library.save_many(records())
    texts, crossed = registry.texts(), 0
    for record in records():
        whole = check_record(workspace, record)
        cross = [problem for problem in whole if texts[problem.rule].cross]
        crossed += len(cross)
        alone = workspace.checker().check(record, None, alone=True)
        assert alone == [problem for problem in whole if problem not in cross]
    assert crossed, "the sample shows nothing"


def test_reasons_that_were_given_are_kept(workspace: Workspace) -> None:
    for record in records():
        for problem in check_record(workspace, record):
            if problem.severity.value == "J" and problem.field:
                known = [replace(problem, waiver="县里统一规定")]
                name = problem.field.split("[")[0]
                assert known[0] in check_field(workspace, record, name, known)
                return
    raise AssertionError("no rule asks for a reason")
