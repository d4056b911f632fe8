"""The algebra of merging, and proof that the tests see when it is broken.

`DEFECTS` lists injected defects; each must be caught by a property or by the exchange of packages
between colleagues in `merge_machine`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from forms import merging
from forms.merging import (
    UNKNOWN,
    Choice,
    Known,
    Merged,
    Pick,
    Side,
    common_base,
    merge,
)
from tests.forms import merge_machine
from tests.forms.merge_machine import FORM, Client, Exchange, Held

LETTERS = st.sampled_from("甲乙丙丁")
ROWS = st.lists(
    st.fixed_dictionaries(
        {"name": LETTERS}, optional={"copies": st.integers(1, 3), "note": LETTERS}
    ),
    max_size=4,
    unique_by=lambda row: row["name"],
)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "title": LETTERS,
        "note": LETTERS,
        "tags": st.lists(LETTERS, min_size=1, max_size=3, unique=True),
        "rows": ROWS.filter(bool),
    },
)
SIDES = st.builds(Side, VALUES, st.booleans())
LIVE = st.builds(Side, VALUES)
FAST = settings(
    max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)  # fmt: skip


def check_properties(base: Side, mine: Side, theirs: Side) -> None:
    """Whatever the sides are."""
    assert merge(FORM, base, mine, mine) == Merged(mine)
    assert merge(FORM, base, mine, base).side == mine
    assert merge(FORM, base, base, theirs).side == theirs
    one, two = merge(FORM, base, mine, theirs), merge(FORM, base, theirs, mine)
    assert len(one.conflicts) == len(two.conflicts), "who merges must not matter"
    assert [(c.mine, c.theirs) for c in one.conflicts] == [
        (c.theirs, c.mine) for c in two.conflicts
    ]
    if not one.conflicts:
        assert one.side == two.side
        assert merge(FORM, base, one.side, theirs).side == one.side
    check_nothing_lost(base, mine, theirs, one)
    check_decided(base, mine, theirs, one)


def check_nothing_lost(base: Side, mine: Side, theirs: Side, merged: Merged) -> None:
    """What one side typed stands in the result, or is asked."""
    if merged.side.gone or mine.gone or theirs.gone:
        edited = [side.values != base.values for side in (mine, theirs)]
        if mine.gone != theirs.gone and not base.gone and edited[0 if theirs.gone else 1]:
            assert [c.key for c in merged.conflicts] == [merging.GONE_KEY]
        return
    asked = {c.field.id for c in merged.conflicts if c.field}
    for side in (mine, theirs):
        for name in ("title", "note"):
            value = side.values.get(name)
            if value != base.values.get(name):
                assert name in asked or merged.side.values.get(name) == value


def check_decided(base: Side, mine: Side, theirs: Side, merged: Merged) -> None:
    """Deciding everything for theirs is what they get who decide everything for theirs' mine."""
    choices = {c.key: Choice(Pick.THEIRS) for c in merged.conflicts}
    decided = merge(FORM, base, mine, theirs, choices)
    assert not decided.open
    for conflict in merged.conflicts:
        if conflict.about == "value" and conflict.column is None and conflict.field:
            assert decided.side.values.get(conflict.field.id) == conflict.theirs


@FAST
@given(SIDES, SIDES, SIDES)
def test_merging_obeys_its_algebra(base: Side, mine: Side, theirs: Side) -> None:
    check_properties(base, mine, theirs)


@FAST
@given(LIVE, LIVE)
def test_without_a_base_every_difference_is_asked(mine: Side, theirs: Side) -> None:
    merged = merge(FORM, None, mine, theirs)
    names = {*mine.values, *theirs.values}
    different = {n for n in names if mine.values.get(n) != theirs.values.get(n)}
    assert {c.field.id for c in merged.conflicts if c.field} == different


def rows(*names: str) -> list[dict[str, Any]]:
    return [{"name": name} for name in names]


def merged_rows(base: list[Any], mine: list[Any], theirs: list[Any]) -> Merged:
    one, two, three = (Side({"rows": rows} if rows else {}) for rows in (base, mine, theirs))
    return merge(FORM, one, two, three)


def names(merged: Merged) -> list[str]:
    return [row["name"] for row in merged.side.values.get("rows", [])]


def test_rows_that_both_added_stand_behind_what_they_stood_behind() -> None:
    found = merged_rows(rows("甲", "乙"), rows("甲", "丙", "乙"), rows("甲", "乙", "丁"))
    assert (names(found), found.conflicts) == (["甲", "丙", "乙", "丁"], ())


def test_a_row_that_one_deleted_and_the_other_left_is_gone_and_an_edited_one_is_asked() -> None:
    assert names(merged_rows(rows("甲", "乙"), rows("乙"), rows("甲", "乙"))) == ["乙"]
    found = merged_rows(rows("甲", "乙"), rows("乙"), [{"name": "甲", "copies": 2}, *rows("乙")])
    assert [(c.about, c.row, c.mine) for c in found.conflicts] == [("row", "甲", None)]


def test_one_moves_and_the_other_edits_a_row() -> None:
    found = merged_rows(
        rows("甲", "乙"), rows("乙", "甲"), [{"name": "甲", "copies": 2}, *rows("乙")]
    )
    assert found.side.values["rows"] == [{"name": "乙"}, {"name": "甲", "copies": 2}]


def test_two_orders_are_asked() -> None:
    found = merged_rows(rows("甲", "乙", "丙"), rows("乙", "甲", "丙"), rows("甲", "丙", "乙"))
    assert [(c.about, c.theirs) for c in found.conflicts] == [("order", ["甲", "丙", "乙"])]
    base, mine, theirs = (Side({"rows": rows(*order)}) for order in ("甲乙丙", "乙甲丙", "甲丙乙"))
    decided = merge(FORM, base, mine, theirs, {"rows[]": Choice(Pick.THEIRS)})
    assert names(decided) == ["甲", "丙", "乙"]


def test_the_same_row_added_twice_is_one_and_its_columns_are_compared() -> None:
    found = merged_rows([], [{"name": "甲", "copies": 1}], [{"name": "甲", "note": "乙"}])
    assert found.side.values["rows"] == [{"name": "甲", "copies": 1, "note": "乙"}]
    asked = merged_rows([], [{"name": "甲", "copies": 1}], [{"name": "甲", "copies": 2}])
    assert [(c.row, c.mine, c.theirs) for c in asked.conflicts] == [("甲", 1, 2)]


def check_nearest() -> None:
    """Of two states that both have seen, the later one is the base."""
    known = {
        "a": Known(Side({"title": "甲"}), frozenset()),
        "b": Known(Side({"title": "乙"}), frozenset("a")),
    }
    assert merging.common_base("abx", "aby", known) == known["b"].side
    both = {**known, "x": Known(Side({"title": "丙"}), frozenset("ab"))}
    assert merging.common_base("xab", "yab", both) == known["b"].side, "mine only I have seen"


def check_answers() -> None:
    """A receipt that comes late says nothing new: the later answer holds."""
    first = merge_machine.version("u", Side({"title": "甲"}), [])
    second = merge_machine.version("u", Side({"title": "乙"}), [first])
    client = Client({"u": Held(first)})
    client.take("u", second, 2)
    for late in (("u", first.vid, 1, first), ("u", second.vid, 1, second)):
        client.apply([late])
        assert (client.records["u"].rev, client.records["u"].accepted) == (2, second.vid)


def check_exchange() -> None:
    """Short stories: a value typed back, an answer after an edit, two who overwrite each other, a
    merge.
    """
    version = merge_machine.version
    first = version("u", Side({"title": "甲"}), [])
    second = version("u", Side({"title": "乙"}), [first])
    back = version("u", Side({"title": "甲"}), [second])
    assert back.vid != first.vid, "it came from the second"
    portal, client = merge_machine.Portal(), Client()
    client.records["u"] = Held(client.keep(first))
    answers = portal.receive(client.export())
    client.edit("u", Side({"title": "甲", "note": "丙"}))
    client.apply(answers)
    assert client.export(), "what was typed since has not gone out"
    portal.receive([("u", second)])
    portal.receive([("u", version("u", Side({"title": "丁"}), [first]))])
    assert portal.current["u"][1] == second, "nobody overwrites what he has not seen"
    mine = client.records["u"].work
    client.take("u", second)
    assert {mine.vid, second.vid} <= client.records["u"].work.ancestors


def test_the_short_stories_of_the_exchange_end_well() -> None:
    check_exchange()


def test_a_late_receipt_does_not_undo_a_later_one() -> None:
    check_answers()


def test_the_nearest_common_version_is_the_base() -> None:
    check_nearest()


def test_a_base_that_is_only_partly_known_asks_of_the_rest() -> None:
    known = {
        "a": Known(Side({"title": "甲", "note": "乙"}), frozenset()),
        "b": Known(Side({"title": "甲", "note": "丙"}), frozenset()),
    }
    base = common_base("abx", "aby", known)
    assert base == Side({"title": "甲", "note": UNKNOWN})
    found = merge(
        FORM, base, Side({"title": "甲", "note": "丙"}), Side({"title": "丁", "note": "乙"})
    )
    assert found.side.values["title"] == "丁"
    assert [c.key for c in found.conflicts] == ["note"]
    assert common_base("abx", "aby", {"a": known["a"]}) is None, "a nearer one is not held"


# ---------------------------------------------------------------- colleagues and a portal

MACHINE = settings(
    max_examples=12, stateful_step_count=30, deadline=None, derandomize=True,
    suppress_health_check=list(HealthCheck), phases=[Phase.generate],
)  # fmt: skip


def test_lost_doubled_and_reordered_packages_and_receipts_lose_nothing() -> None:
    run_state_machine_as_test(Exchange, settings=MACHINE)


# ---------------------------------------------------------------- injected defects

real = merging.merge


def prefers_mine(form: Any, base: Any, mine: Side, theirs: Side, choices: Any = None) -> Merged:
    found = real(form, base, mine, theirs, choices)
    return Merged(found.side)


def last_writer_wins(form: Any, base: Any, mine: Side, theirs: Side, choices: Any = None) -> Merged:
    return Merged(theirs)


def delete_wins(form: Any, base: Any, mine: Side, theirs: Side, choices: Any = None) -> Merged:
    found = real(form, base, mine, theirs, choices)
    if mine.gone != theirs.gone:
        return Merged(Side(found.side.values, True))
    return found


def whole_tables(form: Any, base: Any, mine: Side, theirs: Side, choices: Any = None) -> Merged:
    """Their table whenever both changed it."""
    found = real(form, base, mine, theirs, choices)
    values: Mapping[str, Any] = {**found.side.values, **{
        name: value for name, value in theirs.values.items() if name == "rows"}}  # fmt: skip
    kept = tuple(c for c in found.conflicts if c.field is None or c.field.id != "rows")
    return Merged(Side(values, found.side.gone), kept, frozenset(c.key for c in kept) & found.open)


def oldest_base(mine: Any, theirs: Any, known: Mapping[str, Known]) -> Side | None:
    common = sorted(set(mine) & set(theirs) & known.keys(), key=lambda v: len(known[v].ancestors))
    return known[common[0]].side if common else None


def any_base(mine: Any, theirs: Any, known: Mapping[str, Known]) -> Side | None:
    """Mine itself: everything of theirs is taken."""
    held = [vid for vid in mine if vid in known]
    return max((known[v] for v in held), key=lambda k: len(k.ancestors)).side if held else None


DEFECTS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "mine wins": (merging, "merge", prefers_mine),
    "the last writer wins": (merging, "merge", last_writer_wins),
    "deleting wins": (merging, "merge", delete_wins),
    "tables are taken whole": (merging, "merge", whole_tables),
    "the oldest common version is the base": (merging, "common_base", oldest_base),
    "my own state is the base": (merging, "common_base", any_base),
    "versions are named after their content alone": (
        merge_machine, "name_of", lambda uuid, content, parents: merge_machine.named(uuid, content, ())
    ),
    "a merge has one parent": (merge_machine, "merged_parents", lambda mine, theirs: [mine]),
    "a receipt marks whatever is there now": (merge_machine, "is_answered", lambda vid, now: True),
    "an older answer is believed": (merge_machine, "is_news", lambda rev, known: True),
    "the portal takes what overwrites": (merge_machine, "has_seen", lambda current, new: True),
}  # fmt: skip


def caught(*, by_the_exchange_alone: bool = False) -> bool:
    """Whether a property or the exchange fails; what costs nothing is asked first."""
    try:
        if not by_the_exchange_alone:
            check_nearest()
            check_answers()
            check_exchange()
            for_all = FAST(given(SIDES, SIDES, SIDES)(_properties))
            for_all()
        run_state_machine_as_test(Exchange, settings=settings(MACHINE, max_examples=300))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return True
    return False


def _properties(base: Side, mine: Side, theirs: Side) -> None:
    merge_now = merging.merge
    globals()["merge"], before = merge_now, globals()["merge"]
    try:
        check_properties(base, mine, theirs)
    finally:
        globals()["merge"] = before


@pytest.mark.parametrize("defect", DEFECTS)
def test_an_injected_defect_is_caught(defect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    home, name, broken = DEFECTS[defect]
    monkeypatch.setattr(home, name, broken)
    assert caught(), f"nothing notices that {defect}"


@pytest.mark.parametrize("defect", ["a merge has one parent", "my own state is the base"])
def test_the_exchange_notices_a_defect_without_the_other_checks(
    defect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, name, broken = DEFECTS[defect]
    monkeypatch.setattr(home, name, broken)
    assert caught(by_the_exchange_alone=True), f"the exchange does not notice that {defect}"
