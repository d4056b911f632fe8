"""The model of a list: any length, read in pages, the same list keeps its selection."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest

from desktop.ui.list_columns import COLUMNS, PLACES, problem_words
from desktop.ui.list_model import PAGE, RecordListModel
from desktop.usecases.listing import Line, Problems


def line(number: int, **parts: object) -> Line:
    given = {
        "number": number, "uuid": f"u{number}", "kind": "power_item", "kind_label": "权力清单",
        "title": f"第{number}条", "code": "", "type_label": "", "state": "draft",
        "state_label": "草稿", "organization": "", "office": "", "version": 1,
        "source_label": "自建", "updated_by": "", "created_at": "", "updated_at": "",
        "problems": None,
    }  # fmt: skip
    return Line(**{**given, **parts})  # type: ignore[arg-type]


def test_a_long_list_reads_only_the_pages_that_are_looked_at() -> None:
    asked: list[int] = []

    def read(numbers: Sequence[int]) -> list[Line]:
        asked.append(len(numbers))
        return [line(number) for number in numbers]

    model = RecordListModel(read)
    model.set_numbers(array("q", range(100_000)))
    assert model.index(99_999, 0).data() == "第99999条"
    assert model.index(70_000, 0).data() == "第70000条"
    assert model.index(70_001, 0).data() == "第70001条"
    assert asked == [100_000 % PAGE, PAGE]


def test_the_same_list_is_only_read_anew() -> None:
    titles = {1: "旧名", 2: "另一条"}
    model = RecordListModel(lambda numbers: [line(n, title=titles[n]) for n in numbers])
    assert model.set_numbers(array("q", [1, 2]))
    assert model.index(0, 0).data() == "旧名"
    titles[1] = "新名"
    assert not model.set_numbers(array("q", [1, 2]))
    assert model.index(0, 0).data() == "新名"
    assert (model.row_of(2), model.row_of(3)) == (1, -1)


def test_a_record_that_is_gone_says_so() -> None:
    model = RecordListModel(lambda _: [])
    model.set_numbers(array("q", [7]))
    assert model.index(0, 0).data() == "（已不在库中）"
    assert model.index(0, 1).data() == ""


def test_every_column_says_what_it_is_called_after() -> None:
    full = line(
        1, code="A1", type_label="行政许可", organization="水务局", office="水政科", version=3,
        updated_by="王岚", created_at="2025-01-02T03:04:05.000Z",
        updated_at="2025-02-02T03:04:05.000Z", problems=Problems(2, 0, 1, 9), score=87.4,
    )  # fmt: skip
    model = RecordListModel(lambda _: [full])
    model.set_numbers(array("q", [1]))
    said = {column.id: model.index(0, PLACES[column.id]).data() for column in COLUMNS}
    assert said == {
        "title": "第1条", "kind": "权力清单", "code": "A1", "type": "行政许可",
        "office": "水政科", "organization": "水务局", "state": "草稿",
        "problems": "阻断 2　警告 1", "score": "87.4", "portal": "", "version": "第 3 版", "source": "自建", "by": "王岚",
        "created": "2025-01-02", "updated": "2025-02-02",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("problems", "words"),
    [
        (None, "未检查"),
        (Problems(0, 0, 0, 3), "没有问题"),
        (Problems(0, 4, 0, 0), "须说明 4"),
    ],
)
def test_a_list_tells_unchecked_from_sound(problems: Problems | None, words: str) -> None:
    assert problem_words(problems) == words
