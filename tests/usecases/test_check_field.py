"""What is checked at each keystroke is what the full check says, but for other records."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import cache

import pytest

from desktop.imports import read_file
from desktop.usecases.checking import check_field, check_record
from desktop.usecases.workspace import Workspace
from exports.progress import Cancelled
from forms.check import head, is_of_law
from forms.loader import load_catalogue
from forms.problem import Problem
from forms.record import Record
from forms.rules import registry
from resources import SAMPLE_FILES
from tests.bench.big_library import invented
from tests.laws.shelf import ARTICLE_3, LAW, OLD_QUOTE, put_on_shelf


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


def test_a_citation_that_nobody_looked_up_is_left_for_the_pause(workspace: Workspace) -> None:
    """No key waits for the law library: until it is asked, what it said last stands."""
    put_on_shelf(workspace)
    row = {"title": LAW, "level": "law", "article_text": "第三条", "quoted_text": OLD_QUOTE}
    record = Record("service_guide", {"item_name": "灯塔", "legal_basis": [row]})

    def of_law(problems: list[Problem]) -> list[str]:
        return [p.rule for p in problems if is_of_law(p) and p.field.startswith("legal_basis[0]")]

    whole = check_record(workspace, record)
    assert "V04" in of_law(whole)
    assert check_field(workspace, record, "legal_basis", whole) == whole, "it was looked up before"

    asked = workspace.laws._look_up
    object.__setattr__(workspace.laws, "_look_up", None)  # would fail
    typed = record.with_path("legal_basis[0].quoted_text", OLD_QUOTE + "其他")
    assert of_law(check_field(workspace, typed, "legal_basis", whole)) == of_law(whole)
    gone = record.with_values(legal_basis=[])
    assert of_law(check_field(workspace, gone, "legal_basis", whole)) == []

    object.__setattr__(workspace.laws, "_look_up", asked)
    right = record.with_path("legal_basis[0].quoted_text", ARTICLE_3)
    after = check_record(workspace, right)
    assert "V04" not in of_law(after)
    assert check_field(workspace, right, "legal_basis", whole) == after, "now it is known"


def test_a_memory_that_is_in_use_keeps_no_key_waiting(workspace: Workspace) -> None:
    put_on_shelf(workspace)
    row = {"title": LAW, "article_text": "第三条"}
    assert workspace.laws.verdict(row) == workspace.laws.remembered(row)

    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with workspace.laws._lock:
            held.set()
            free.wait(5)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(5)
    assert workspace.laws.remembered(row) is None
    free.set()
    other.join()


def test_a_check_can_be_ended_between_two_rules(workspace: Workspace) -> None:
    class Stopping:
        """Stops at the third rule."""

        steps = 0

        def step(self, done: int, total: int, text: str) -> None:
            self.steps += 1
            if self.steps == 3:
                raise Cancelled

    stopping = Stopping()
    with pytest.raises(Cancelled):
        check_record(workspace, records()[0], stopping)
    assert stopping.steps == 3
