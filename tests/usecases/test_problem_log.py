"""What a check found is the same to its readers, be it in memory or in a file."""

from __future__ import annotations

import pickle
from collections import Counter

import pytest

from desktop.usecases.problem_log import ProblemLog
from forms.problem import Fix, Problem, Severity

RULES = (("G01", Severity.BLOCK), ("T05", Severity.WARN), ("B03", Severity.JUSTIFY))


def problem(number: int, record: str = "", **more: str) -> Problem:
    """One of three rules; every third has a mend."""
    rule, severity = RULES[number % 3]
    fix = Fix("改为 20", "limit", {"amount": 20}) if number % 3 == 1 else None
    return Problem(
        rule, severity, record or f"记录{number // 4:03d}", "power_item", f"f{number}",
        f"第 {number} 处", fix=fix, template="第 {n} 处", params={"n": str(number)}, **more,
    )  # fmt: skip


@pytest.fixture
def problems() -> list[Problem]:
    return [problem(number) for number in range(4_321)]


@pytest.mark.parametrize("spill", [0, 1, 999, 2_000, 4_321, 100_000])
def test_every_problem_comes_back_word_for_word(problems: list[Problem], spill: int) -> None:
    log = ProblemLog(spill=spill)
    log.extend(problems[:10])
    log.extend(problems[10:])
    assert list(log) == problems
    assert log == problems
    assert len(log) == len(problems)
    assert [pickle.dumps(log[place]) for place in (0, 999, 1_000, -1)] == [
        pickle.dumps(problems[place]) for place in (0, 999, 1_000, -1)
    ]
    assert log[2:5] == problems[2:5]
    assert log.by_rule == Counter(item.rule for item in problems)
    assert log.by_severity == Counter(item.severity for item in problems)
    assert log.blocking == sum(item.blocks for item in problems)


@pytest.mark.parametrize("spill", [1, 100_000])
def test_problems_are_picked_by_severity_and_rule(problems: list[Problem], spill: int) -> None:
    log = ProblemLog(problems, spill)
    warned = [item for item in problems if item.severity is Severity.WARN]
    assert log.at(log.places([Severity.WARN])) == warned
    assert log.at(log.places(rules=("T05", "X99"))) == warned
    assert list(log.places([Severity.BLOCK], ("T05",))) == []
    assert log.count_records(log.places()) == len({item.record for item in problems})


@pytest.mark.parametrize("spill", [1, 100_000])
def test_a_record_that_was_checked_again_keeps_its_place(spill: int) -> None:
    problems = [problem(number) for number in range(2_500)]
    log = ProblemLog(problems, spill)
    one, other = problems[8].record, problems[1_204].record
    fresh = [problem(3, one, waiver="有理由"), problem(7, one)]
    log.replace({one, other}, fresh)
    rest = [item for item in problems if item.record != other]
    place = next(n for n, item in enumerate(rest) if item.record == one)
    wanted = [item for item in rest if item.record != one]
    wanted[place:place] = fresh
    assert log == wanted
    assert log.blocking == sum(item.blocks for item in wanted)
    assert log.by_rule == Counter(item.rule for item in wanted)
    log.replace({one}, [problem(1, one)])
    again = [item for item in wanted if item.record != one]
    again[place:place] = [problem(1, one)]
    assert log == again
    assert len(log) == len(again)
