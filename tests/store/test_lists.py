"""Lists: what they show, in which order, how it is restricted."""

from __future__ import annotations

import pytest

from desktop.store import Library
from tests.store.helpers import alpha, beta


@pytest.fixture
def filled(library: Library) -> Library:
    library.save_many([
        alpha("重庆采矿许可", code="B2", colour="red", department="自然资源局", office="矿产科"),
        alpha("安全检查", code="A1", colour="blue", org_name="应急局"),
        alpha("长江采砂许可", code="C3", colour="red", department="水利局"),
    ])  # fmt: skip
    return library


def titles(library: Library, **how: object) -> list[str]:
    return [item.title for item in library.summaries(**how)]  # type: ignore[arg-type]


def test_a_summary_shows_what_its_form_names(filled: Library) -> None:
    first, second, _ = filled.summaries("alpha")
    assert (first.code, first.type_key, first.organization, first.office, first.position) == (
        "B2", "red", "自然资源局", "矿产科", 1,
    )  # fmt: skip
    assert second.organization == "应急局"


def test_lists_keep_the_order_of_the_source_unless_told_otherwise(filled: Library) -> None:
    assert titles(filled) == ["重庆采矿许可", "安全检查", "长江采砂许可"]
    assert titles(filled, sort="code") == ["安全检查", "重庆采矿许可", "长江采砂许可"]
    assert titles(filled, descending=True)[0] == "长江采砂许可"


def test_titles_sort_by_sound_and_words_decide_the_reading(filled: Library) -> None:
    assert titles(filled, sort="title") == ["安全检查", "长江采砂许可", "重庆采矿许可"]
    assert filled.search("cqck")[0].title == "重庆采矿许可"


def test_filters_restrict_together(filled: Library) -> None:
    assert titles(filled, type_key="red", text="采砂") == ["长江采砂许可"]
    assert titles(filled, organization="应急局") == ["安全检查"]
    assert titles(filled, state=["draft", "returned"], kind="beta") == []
    assert filled.count(state="submitted") == 0
    assert filled.count(state=[]) == 0
    assert filled.count(type_key="red") == 2


def test_pages_follow_each_other(filled: Library) -> None:
    assert titles(filled, limit=2) == ["重庆采矿许可", "安全检查"]
    assert titles(filled, limit=2, offset=2) == ["长江采砂许可"]
    assert titles(filled, offset=1) == ["安全检查", "长江采砂许可"]


def test_the_lines_of_chosen_records_come_in_their_order(filled: Library) -> None:
    first, second, third = filled.summaries()
    filled.delete(second.uuid)
    found = filled.summaries_of([third.uuid, "unknown", second.uuid, first.uuid])
    assert [item.title for item in found] == ["长江采砂许可", "安全检查", "重庆采矿许可"]
    assert filled.summaries_of([]) == []


def test_counts_and_organizations_tell_what_is_there(filled: Library) -> None:
    first = filled.summaries()[0]
    filled.finalize(first.uuid)
    filled.save(beta(filled.get(first.uuid)))
    assert filled.counts() == {"alpha": {"approved": 1, "draft": 2}, "beta": {"draft": 1}}
    assert filled.organizations() == ["自然资源局", "应急局", "水利局"]


def test_all_records_are_streamed_in_order_while_others_write(library: Library) -> None:
    items = [alpha(f"事项{number}") for number in range(510)]
    library.save_many(items)
    seen = []
    for record in library.records("alpha"):
        library.save(record.with_values(note="看过"))
        seen.append(record.uuid)
    assert seen == [item.uuid for item in items]
    assert library.count(text="看过") == 510


def test_records_that_vanish_while_streaming_are_left_out(library: Library) -> None:
    items = [alpha(f"事项{number}") for number in range(3)]
    library.save_many(items)
    library.delete(items[1].uuid)
    assert [r.uuid for r in library.many([i.uuid for i in reversed(items)])] == [
        items[2].uuid,
        items[0].uuid,
    ]


def test_list_columns_are_derived_anew_when_a_form_changed(filled: Library) -> None:
    filled.save(beta(filled.get(filled.ids()[0])))
    before = filled.summaries()
    with filled._database.write() as connection:
        connection.exec_driver_sql("UPDATE records SET title = '旧', code = '', type_key = 'x'")
        connection.exec_driver_sql("UPDATE bodies SET names = '旧', text = '旧'")
    assert filled.reindex() == 4
    assert filled.summaries() == before
    assert filled.search("旧") == []
    assert filled.search("采砂")[0].title == "长江采砂许可"
