"""The single values of a platform's entry and where in it they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

#: Signs that no library, Word or Excel file can hold.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A non-empty scalar: its steps (names and list positions) and text."""

    steps: tuple[str | int, ...]
    text: str

    @property
    def path(self) -> str:
        return ".".join(step for step in self.steps if isinstance(step, str))

    @property
    def key(self) -> str:
        return next((step for step in reversed(self.steps) if isinstance(step, str)), "")

    @property
    def group(self) -> str:
        """The path without the key itself."""
        return self.path.rpartition(".")[0]

    @property
    def position(self) -> tuple[int, ...]:
        return tuple(step for step in self.steps if isinstance(step, int))

    def within(self, path: str) -> tuple[tuple[int, ...], str] | None:
        """The row of a list at ``path`` that the leaf is in, and the rest of its path; None outside."""
        whole = self.path
        if whole != path and not whole.startswith(f"{path}."):
            return None
        names = path.count(".") + 1
        row: list[int] = []
        for step in self.steps:
            if isinstance(step, str):
                names -= 1
                if names < 0:
                    break
            else:
                row.append(step)
        return tuple(row), whole[len(path) + 1 :]


def leaves_of(node: Any, steps: tuple[str | int, ...] = ()) -> Iterator[Leaf]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves_of(value, (*steps, _fit(str(key))))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from leaves_of(value, (*steps, number))
    elif node is not None:
        text = _fit(str(node).lower() if isinstance(node, bool) else str(node))
        if text.strip():
            yield Leaf(steps, text)


def _fit(text: str) -> str:
    return _UNFIT.sub("", text)
