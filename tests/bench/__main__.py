"""`python -m tests.bench [RACE…] [--json FILE]`: run the races and print one table.

Exit code 0: all goals hold; 1: some do not, or a peer is missing; 2: no such race.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
import unicodedata
from dataclasses import asdict
from pathlib import Path

import tests.bench
from tests.bench import RACES, CannotRaceError, Race, Result, judge

HEADINGS = ("race", "ours", "peer", "unit", "ratio", "goal", "holds", "runs")


def main(words: list[str]) -> int:
    options = parse(words)
    load_races()
    unknown = [name for name in options.races if name not in RACES]
    if unknown:
        known = "、".join(sorted(RACES)) or "（无）"
        print(f"没有名为 {'、'.join(unknown)} 的比赛；可选：{known}。", file=sys.stderr)
        return 2
    chosen = [RACES[name] for name in options.races or sorted(RACES)]
    results, missing = run_all(chosen)
    for line in table(results):
        print(line)
    for sentence in missing:
        print(sentence)
    if options.json:
        write_json(options.json, results)
    return 0 if not missing and all(result.holds for result in results) else 1


def parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="与同类软件比速度。")
    parser.add_argument("races", nargs="*", metavar="RACE", help="比赛名；不写则全部")
    parser.add_argument("--json", type=Path, metavar="FILE", help="结果另存为 JSON")
    return parser.parse_args(words)


def load_races() -> None:
    for module in pkgutil.iter_modules(tests.bench.__path__):
        if module.name.startswith("race_"):
            importlib.import_module(f"tests.bench.{module.name}")


def run_all(races: list[Race]) -> tuple[list[Result], list[str]]:
    """The results, and a sentence for each race whose peer is not here."""
    results, missing = [], []
    for entry in races:
        print(f"… {entry.name}", file=sys.stderr, flush=True)
        try:
            results.append(judge(entry, entry.run()))
        except CannotRaceError as reason:
            missing.append(f"{entry.name}：未能进行，{reason}")
    return results, missing


def table(results: list[Result]) -> list[str]:
    """One line per race, columns aligned; Chinese characters are two cells wide."""
    rows = [HEADINGS, *(cells(result) for result in results)]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True))
        for row in rows
    ]


def cells(result: Result) -> tuple[str, ...]:
    return (
        result.race,
        f"{result.ours:.4g}",
        f"{result.peer:.4g}",
        result.unit,
        f"{result.ratio:.3g}",
        f"{result.goal:g}",
        "yes" if result.holds else "NO",
        str(result.runs),
    )


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def write_json(path: Path, results: list[Result]) -> None:
    text = json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
