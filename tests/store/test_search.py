"""Search finds exactly what stands there, from one character on."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from desktop.store import Library
from forms.record import Record
from forms.values.bigrams import fold_lines
from forms.values.pinyin import reading
from forms.values.text import fold
from tests.store.helpers import CATALOGUE, Clock, alpha

# Few characters, so that they meet: Han within and beyond the BMP, punctuation, Latin, full width.
_CHARACTERS = "许可证行政𠮷、（）《Ａaé1\n　"
_text = st.text(_CHARACTERS, max_size=10)
_records = st.lists(st.tuples(_text, _text), min_size=1, max_size=6)
_edits = st.lists(st.tuples(st.integers(0, 5), _text), max_size=4)


def _stands_in(query: str, lines: str) -> bool:
    return all(fold(word) in lines for word in query.split() if fold(word))


def _lines(title: str, note: str, initials: str) -> str:
    return fold_lines([" ".join(title.split()), title, note, initials])


@given(_records, _edits, st.lists(_text, min_size=1, max_size=6))
def test_search_is_the_plain_substring_test(
    template: Path, items: list[tuple[str, str]],
    edits: list[tuple[int, str]], queries: list[str],
) -> None:  # fmt: skip
    path = template.with_name("search.mingce")
    shutil.copy(template, path)
    with Library.open(path, catalogue=CATALOGUE, clock=Clock()) as library:
        records = [alpha(name, note=note) for name, note in items]
        library.save_many(records)
        for number, note in edits:
            which = number % len(records)
            if note:
                records[which] = library.save(records[which].with_values(note=note))
            elif library.find(records[which].uuid):
                library.delete(records[which].uuid)
                library.purge(older_than=timedelta(days=-1))
                library.save(records[which])
        for query in queries:
            _compare(library, query)


def _compare(library: Library, query: str) -> None:
    expected = {
        item.uuid
        for item in library.summaries()
        for record in [library.get(item.uuid)]
        if _stands_in(query, _of(record, item.title))
    }  # fmt: skip
    assert set(library.ids(text=query)) == expected
    if any(fold(word) for word in query.split()):
        assert {item.uuid for item in library.search(query)} == expected


def _of(record: Record, title: str) -> str:
    return _lines(record.get("name") or "", record.get("note") or "", _initials(title))


def _initials(title: str) -> str:
    return reading(title)[1] if title else ""


def test_a_thousand_random_queries_over_real_sized_texts(library: Library) -> None:
    rng = random.Random(20261123)
    words = "行政许可审批事项设立变更注销登记备案公司企业城市道路，。；（）0123"
    records = [
        alpha("".join(rng.choices(words, k=12)), note="".join(rng.choices(words, k=120)))
        for _ in range(150)
    ]
    library.save_many(records)
    for record in records[::3]:
        library.save(record.with_values(note="".join(rng.choices(words, k=120))))
    texts = {
        item.uuid: _lines(item.title, library.get(item.uuid).get("note"), _initials(item.title))
        for item in library.summaries()
    }
    for _ in range(1000):
        query = "".join(rng.choices(words, k=rng.choice([1, 1, 2, 2, 3, 4])))
        expected = {uuid for uuid, lines in texts.items() if fold(query) in lines}
        assert set(library.ids(text=query)) == expected


def test_labels_table_cells_and_initials_are_found(library: Library) -> None:
    record = library.save(alpha("银行许可", colour="red", rows=[{"name": "营业执照 副本"}]))
    for query in ("红色", "执照副本", "照 银", "yhxk", "YHX", "银"):
        assert [item.uuid for item in library.search(query)] == [record.uuid], query
    for query in ("色营", "red", "许 蓝"):
        assert library.search(query) == [], query


def test_hits_in_the_title_come_first(library: Library) -> None:
    library.save_many([alpha("甲", note="采砂"), alpha("采砂许可"), alpha("乙", note="采砂")])
    assert [item.title for item in library.search("采砂")] == ["采砂许可", "甲", "乙"]
    assert [item.title for item in library.search("采砂", limit=1)] == ["采砂许可"]
    assert library.search("  ") == []


def test_search_may_be_restricted_to_a_kind(library: Library) -> None:
    library.save(alpha("采砂许可"))
    assert library.search("采砂", kind="beta") == []
    assert len(library.search("采砂", kind="alpha")) == 1
