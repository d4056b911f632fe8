"""Ranks of legal bases (效力层级, CL18) as rules B03 … B11, F, I and M compare them."""

from __future__ import annotations

from collections.abc import Iterable

from forms.rules.context import Row, text_of
from forms.values import LEVEL_NAMES, LEVELS

_KNOWN = frozenset(LEVELS)
LAWS_AND_REGULATIONS = frozenset({"law", "administrative_regulation"})
#: 法律、法规、国务院决定.
WITH_DECISIONS = LAWS_AND_REGULATIONS | {"local_regulation", "state_council_decision"}
#: 法律、法规.
STATUTES = LAWS_AND_REGULATIONS | {"local_regulation"}
#: 规章.
RULES = frozenset({"department_rule", "provincial_rule", "municipal_rule"})


def levels_of(rows: Iterable[Row]) -> frozenset[str]:
    """The ranks of these bases; empty when there is none or when any rank is unknown.

    A basis without a rank may be a law: nothing is certain then, and no rule of rank reports.
    """
    found = {text_of(row.get("level")) for _, row in rows}
    return frozenset(found) if found <= _KNOWN else frozenset()


def words(levels: Iterable[str]) -> str:
    """Ranks in words, highest first: 法律、部门规章."""
    return "、".join(LEVEL_NAMES[level] for level in LEVELS if level in set(levels))
