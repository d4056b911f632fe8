"""What newer law texts touch is found once, remembered, and gone when it was dealt with."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.usecases import law_changes, law_watch
from desktop.usecases.law_texts import remove_laws
from desktop.usecases.rewriting import write
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.laws import samples
from tests.laws.shelf import ARTICLE_3, LAW, OLD_QUOTE, put_on_shelf


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    """Two powers with the old words, one of a repealed law, one that is as it should be."""
    rows: dict[str, list[dict[str, Any]]] = {
        "旧文": [_basis("第三条", OLD_QUOTE), _basis("第三条", OLD_QUOTE)],
        "也旧": [_basis("第三条", OLD_QUOTE)],
        "废止": [{**_basis("第一条"), "title": "航标灯暂行条例"}],
        "一致": [_basis("第三条", ARTICLE_3)],
    }
    workspace.library.save_many(
        Record("power_item", {"name": name, "basis": basis}) for name, basis in rows.items()
    )
    return workspace


def _basis(articles: str, quoted: str = "") -> dict[str, Any]:
    row = {"role": "establishment", "title": LAW, "article_text": articles}
    return {**row, "quoted_text": quoted} if quoted else row


@pytest.fixture
def scans(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """How often records were looked through, and which ones (None: all)."""
    seen: list[object] = []
    true = law_changes.scan

    def counted(*args: Any, **named: Any) -> law_changes.Scan:
        seen.append(named["only"])
        return true(*args, **named)

    monkeypatch.setattr(law_changes, "scan", counted)
    return seen


def test_without_law_texts_nothing_is_looked_through(desk: Workspace, scans: list[object]) -> None:
    assert law_watch.watch(desk) == law_watch.Watch()
    assert scans == []


def test_it_says_what_is_touched_as_the_scan_does(desk: Workspace) -> None:
    put_on_shelf(desk)
    found, scan = law_watch.watch(desk), law_changes.scan(desk)
    assert (found.records, found.places) == (scan.records, len(scan.touches)) == (3, 4)
    assert found.sorts == {sort.value: n for sort, n in scan.counts.items() if n}
    assert [text.law for text in found.texts] == [LAW, "航标灯暂行条例"]


def test_it_is_looked_for_once_and_again_after_a_change(
    desk: Workspace, scans: list[object]
) -> None:
    put_on_shelf(desk)
    first = law_watch.watch(desk)
    assert law_watch.watch(desk) == first
    assert scans == [None]
    plan = law_changes.plan([t for t in law_changes.scan(desk, only=None).touches if t.ready])
    write(desk, plan)
    left = law_watch.watch(desk)
    assert [text.law for text in left.texts] == ["航标灯暂行条例"]


def test_a_large_library_looks_only_at_what_was_touched_until_other_texts_come(
    desk: Workspace, scans: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(law_watch, "_MANY", 2)
    put_on_shelf(desk)
    touched = law_watch.watch(desk)
    desk.library.delete(next(u for text in touched.texts[1:] for u in text.records))
    assert law_watch.watch(desk).records == 2
    assert scans[0] is None
    assert isinstance(scans[1], list)
    assert len(scans[1]) == 3
    library = desk.laws.library()
    remove_laws(desk, [version.id for version in library.versions(LAW)][-1:])
    law_watch.watch(desk)
    assert scans[2] is None


def test_what_was_noted_is_told_no_more_until_another_text_touches_records(
    desk: Workspace,
) -> None:
    put_on_shelf(desk, samples.LICENSING, samples.LICENSING_2022)
    seen = law_watch.watch(desk)
    law_watch.take_note(desk, seen)
    assert law_watch.watch(desk).places == 0
    put_on_shelf(desk, samples.OLD_REGULATION, samples.PLAIN)
    assert [text.law for text in law_watch.watch(desk).texts] == ["航标灯暂行条例"]
    law_watch.take_note(desk, seen, noted=False)
    assert law_watch.watch(desk).records == 3


@pytest.mark.parametrize("kept", [[], {"texts": [1]}, {"texts": []}, {"laws": 1, "texts": {}}])
def test_what_was_remembered_in_another_shape_is_looked_for_anew(
    desk: Workspace, kept: object
) -> None:
    put_on_shelf(desk)
    desk.library.set_setting("law_watch", kept)
    assert law_watch.watch(desk).records == 3
