"""Word lists of an office, laid over ours; every mistake names file and key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from forms.check import Checker, Snapshot
from forms.loader import DATA, load_catalogue
from forms.problem import Problem
from forms.record import Record
from forms.word_files import WordlistError, load_wordlists, merged, read_wordlist


def _own(folder: Path, name: str, text: str) -> Path:
    (folder / "wordlists").mkdir(exist_ok=True)
    (folder / "wordlists" / name).write_text(text, encoding="utf-8")
    return folder


def _found(folder: Path, rule: str, **values: Any) -> list[Problem]:
    checker = Checker(load_catalogue(folder))
    record = Record("service_guide", values)
    return checker.check(record, Snapshot([record]), only=rule)


def test_words_of_the_office_are_added_and_those_it_does_not_want_go(tmp_path: Path) -> None:
    folder = _own(tmp_path, "vague.toml", 'words = ["信誉卓著"]\nwithout = ["良好"]\n')
    found = _found(folder, "C02", accept_condition="信誉卓著、经营状况良好、有适当的场所")
    assert {problem.params["word"] for problem in found} == {"信誉卓著", "适当"}


def test_a_list_that_is_switched_off_finds_nothing(tmp_path: Path) -> None:
    folder = _own(tmp_path, "vague.toml", "off = true\n")
    assert _found(folder, "C02", accept_condition="信誉良好") == []
    assert _found(folder, "C01", accept_condition="1.成年\n2.法律法规规定的其他条件") != []


def test_a_renamed_agency_of_the_office_is_found_and_mended(tmp_path: Path) -> None:
    row = '[[entry]]\nold = "某市房管处"\nnew = "某市住房保障中心"\nsince = "2024"\n'
    folder = _own(tmp_path, "renamed_agencies.toml", row)
    (problem,) = _found(folder, "G15", accept_condition="经某市房管处同意")
    assert problem.fix is not None
    assert (problem.fix.path, problem.fix.value) == ("accept_condition", "经某市住房保障中心同意")


def test_a_rewrite_of_the_office_becomes_a_mend(tmp_path: Path) -> None:
    folder = _own(tmp_path, "vague.toml", '[rewrite]\n"良好" = "近三年无不良信用记录"\n')
    (problem,) = _found(folder, "C02", accept_condition="信誉良好")
    assert problem.fix is not None
    assert problem.fix.value == "信誉近三年无不良信用记录"


def test_a_catch_all_that_stands_alone_can_be_left_out_but_never_everything(
    tmp_path: Path,
) -> None:
    (problem,) = _found(
        tmp_path, "C01", accept_condition="1.年满十八周岁；\n2.法律法规规定的其他条件。"
    )
    assert problem.fix is not None
    assert problem.fix.value == "1.年满十八周岁；"
    (alone,) = _found(tmp_path, "C01", accept_condition="法律法规规定的其他条件")
    assert alone.fix is None
    (within,) = _found(
        tmp_path,
        "C01",
        accept_condition="有场所；\n有设备、有人员以及法律法规规定的其他条件的申请人",
    )
    assert within.fix is None


def test_a_new_name_that_leaves_a_choice_is_no_mend(tmp_path: Path) -> None:
    (choice,) = _found(tmp_path, "G15", accept_condition="经县规划局同意")
    assert choice.fix is None
    (plain,) = _found(tmp_path, "G15", accept_condition="经县工商局同意")
    assert plain.fix is not None
    assert plain.fix.value == "经县市场监督管理局同意"


@pytest.mark.parametrize(
    ("name", "text", "key", "words"),
    [
        ("vague.toml", "words = [", "整个文件", "写法不对"),
        ("vague.toml", 'word = ["词"]', "word", "没有这个项目"),
        ("vague.toml", 'words = "词"', "words", "应写成"),
        ("vague.toml", 'words = ["词", ""]', "words 第2个", "不能空白"),
        ("vague.toml", 'off = "是"', "off", "true 或 false"),
        ("vague.toml", '[rewrite]\n"词" = 3', "rewrite.词", "应写成"),
        ("vague.toml", "rewrite = 3", "rewrite", "应写成"),
        ("renamed_agencies.toml", '[[entry]]\nnew = "局"', "entry 第1条 old", "没有填写"),
        ("renamed_agencies.toml", '[[entry]]\nold = "局"\nneu = "局"', "entry 第1条 neu", "没有"),
        (
            "renamed_agencies.toml",
            '[[entry]]\nold = "局"\nsince = 2018',
            "entry 第1条 since",
            "引号",
        ),
        ("renamed_agencies.toml", "entry = 3", "entry", "[[entry]]"),
        ("没有.toml", "", "文件名", "没有这个词表"),
    ],
)
def test_a_mistake_names_file_and_key(
    tmp_path: Path, name: str, text: str, key: str, words: str
) -> None:
    folder = _own(tmp_path, name, text)
    with pytest.raises(WordlistError) as caught:
        load_wordlists((DATA, folder))
    assert (caught.value.file, caught.value.key) == (name, key)
    assert words in str(caught.value)
    assert name in str(caught.value)


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "vague.toml").write_bytes('words = ["词"]'.encode("gb18030"))
    with pytest.raises(WordlistError, match="UTF-8"):
        read_wordlist(tmp_path / "vague.toml")


def test_our_lists_stay_as_they_are_without_an_office() -> None:
    for path in (DATA / "wordlists").glob("*.toml"):
        ours = read_wordlist(path)
        assert merged(ours, {}) == ours, path.name
