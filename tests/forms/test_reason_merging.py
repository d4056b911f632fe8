"""Written reasons, merged."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from forms.reason_merging import Asked, MergedReasons, Reasons, merge_reasons

PLACE = ("G03", "name")
OTHER = ("G05", "phone")


def side(now: dict[tuple[str, str], str], *seen: str) -> Reasons:
    return Reasons(now, {(*PLACE, reason) for reason in seen} | {(*p, r) for p, r in now.items()})


def test_what_either_added_stands() -> None:
    assert merge_reasons(side({PLACE: "甲"}), side({OTHER: "乙"})) == MergedReasons({OTHER: "乙"})


def test_what_one_took_back_and_the_other_left_goes_on_both_sides() -> None:
    kept, taken_back = side({PLACE: "甲"}), side({}, "甲")
    assert merge_reasons(kept, taken_back) == MergedReasons({PLACE: ""})
    assert merge_reasons(taken_back, kept) == MergedReasons({})


def test_what_one_wrote_anew_is_taken_by_who_has_the_old_one() -> None:
    old, new = side({PLACE: "甲"}), side({PLACE: "乙"}, "甲")
    assert merge_reasons(old, new) == MergedReasons({PLACE: "乙"})
    assert merge_reasons(new, old) == MergedReasons({})


def test_taken_back_here_and_changed_there_is_asked() -> None:
    taken_back, changed = side({}, "甲"), side({PLACE: "乙"}, "甲")
    assert merge_reasons(taken_back, changed).asked == (Asked(PLACE, None, "乙"),)
    assert merge_reasons(changed, taken_back).asked == (Asked(PLACE, "乙", None),)


def test_two_words_for_one_place_are_asked() -> None:
    assert merge_reasons(side({PLACE: "甲"}), side({PLACE: "乙"})).asked == (
        Asked(PLACE, "甲", "乙"),
    )


SIDES = st.builds(
    lambda now, seen: side({PLACE: now} if now else {}, *seen),
    st.sampled_from(["", "甲", "乙", "丙"]), st.sets(st.sampled_from("甲乙丙")),
)  # fmt: skip


@settings(max_examples=120, deadline=None, derandomize=True)
@given(SIDES, SIDES)
def test_who_merges_does_not_matter(mine: Reasons, theirs: Reasons) -> None:
    one, two = merge_reasons(mine, theirs), merge_reasons(theirs, mine)
    assert [(a.mine, a.theirs) for a in one.asked] == [(a.theirs, a.mine) for a in two.asked]
    if not one.asked:
        ours, others = {**mine.now, **one.changes}, {**theirs.now, **two.changes}
        assert {k: v for k, v in ours.items() if v} == {k: v for k, v in others.items() if v}
