"""The frame of the races: what it prints, writes and returns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import RACES, CannotRaceError, Measurement, Race, compare, judge, race
from tests.bench import __main__ as runner


@pytest.fixture
def races(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Race]]:
    """Only the races of the test at hand."""
    monkeypatch.setattr(runner, "load_races", lambda: None)
    saved = dict(RACES)
    RACES.clear()
    yield RACES
    RACES.clear()
    RACES.update(saved)


def add(name: str, ours: float, peer: float, goal: float) -> None:
    race(name, unit="ms", goal=goal)(lambda: Measurement(ours, peer, runs=3))


def test_a_ratio_up_to_the_goal_holds(races: dict[str, Race]) -> None:
    add("fast", ours=5, peer=10, goal=0.5)

    assert judge(races["fast"], races["fast"].run()).holds


def test_more_per_second_is_better_where_said(races: dict[str, Race]) -> None:
    rate = race("rate", unit="rows/s", goal=8, better="higher")
    rate(lambda: Measurement(79, 10, runs=1))

    result = judge(races["rate"], races["rate"].run())

    assert (result.ratio, result.holds) == (7.9, False)


def test_the_json_lists_every_result(races: dict[str, Race], tmp_path: Path) -> None:
    add("b", ours=1, peer=2, goal=1)
    add("a", ours=3, peer=2, goal=1)

    assert runner.main(["--json", str(tmp_path / "x.json")]) == 1

    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8")) == [
        {
            "race": "a",
            "ours": 3,
            "peer": 2,
            "unit": "ms",
            "ratio": 1.5,
            "goal": 1,
            "holds": False,
            "runs": 3,
        },
        {
            "race": "b",
            "ours": 1,
            "peer": 2,
            "unit": "ms",
            "ratio": 0.5,
            "goal": 1,
            "holds": True,
            "runs": 3,
        },
    ]


def test_named_races_run_alone(races: dict[str, Race], capsys: pytest.CaptureFixture[str]) -> None:
    add("slow", ours=3, peer=2, goal=1)
    add("fast", ours=1, peer=2, goal=1)

    assert runner.main(["fast"]) == 0
    assert "slow" not in capsys.readouterr().out


def test_an_unknown_race_gets_one_sentence_and_2(
    races: dict[str, Race], capsys: pytest.CaptureFixture[str]
) -> None:
    add("fast", ours=1, peer=2, goal=1)

    assert runner.main(["fsat"]) == 2

    (sentence,) = capsys.readouterr().err.splitlines()
    assert "fsat" in sentence
    assert "fast" in sentence


def test_a_missing_peer_is_said_and_does_not_hold(
    races: dict[str, Race], capsys: pytest.CaptureFixture[str]
) -> None:
    def cannot() -> Measurement:
        raise CannotRaceError("没有安装 typst。")

    race("pdf", unit="ms", goal=1)(cannot)

    assert runner.main([]) == 1
    assert "pdf：未能进行，没有安装 typst。" in capsys.readouterr().out


def test_two_races_of_one_name_are_refused(races: dict[str, Race]) -> None:
    add("one", ours=1, peer=1, goal=1)

    with pytest.raises(ValueError, match="one"):
        add("one", ours=1, peer=1, goal=1)


def test_both_sides_take_turns() -> None:
    turns: list[str] = []

    found = compare(lambda: turns.append("ours"), lambda: turns.append("peer"), runs=3)

    assert turns == ["ours", "peer"] * 4
    assert found.runs == 3


def test_the_table_is_aligned(races: dict[str, Race]) -> None:
    add("中文", ours=1, peer=2, goal=1)
    add("longer.name", ours=1, peer=2, goal=1)
    results, _ = runner.run_all(list(races.values()))

    assert len({runner.width(line) for line in runner.table(results)}) == 1
