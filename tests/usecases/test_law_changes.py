"""依据失效扫描: what a newer text touches, what it leaves alone, taking over and taking back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.laws.parse import parse_law
from desktop.usecases import law_changes as use
from desktop.usecases.law_changes import Sort
from desktop.usecases.law_meaning import Meaning
from desktop.usecases.rewriting import write
from desktop.usecases.verifying import verify_library
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.laws import samples
from tests.laws.shelf import put_on_shelf

OLD = "灯塔主管部门应当自受理申请之日起二十日内作出决定。"
NEW = OLD.replace("二十日", "十五日")
#: As it is copied into a list, with its number.
LAW_OLD, LAW_NEW = f"第三条　{OLD}", f"第三条　{NEW}"
COLOUR = "灯塔的颜色，由国务院灯塔主管部门规定。"
#: 第三条 stands at 第四条 now, 第三条之一 word for word at 第五条; 第二条 is gone.
RENUMBERED = samples.LICENSING_2022.replace("第四条 本法", "第六条 本法").replace(
    "第三条之一 ", "第五条 "
).replace("第三条 ", "第三条 国家保护灯塔。\n\n第四条 ")  # fmt: skip
SUCCESSOR = """# 航标管理条例

2010年4月5日 国务院令第901号公布

<!-- INFO END -->

第一条 为了管理航标，制定本条例。

第二条 航标灯由港务局管理，管理的内容是点灯、熄灯和养护：

（一）点灯；

（二）熄灯。

第三条 本条例自2010年5月1日起施行。《航标灯暂行条例》同时废止。
"""


def cite(articles: str, quoted: str = "", **more: str) -> dict[str, Any]:
    """A row of a basis table that cites the lighthouse law."""
    row = {"role": "establishment", "title": "灯塔管理法", "article_text": articles, **more}
    return {**row, "quoted_text": quoted} if quoted else row


def power(workspace: Workspace, *rows: dict[str, Any], state: str = "draft") -> Record:
    """A power with these bases."""
    values = {"name": "灯塔设置许可", "basis": list(rows)}
    return workspace.library.save(Record("power_item", values, state=state))


def only(workspace: Workspace) -> use.Touch:
    """The one citation that is touched."""
    (touch,) = use.scan(workspace).touches
    return touch


def test_an_article_that_says_something_else_now_is_told_with_both_texts(
    workspace: Workspace,
) -> None:
    put_on_shelf(workspace, samples.LICENSING, samples.LICENSING_2022)
    record = power(workspace, cite("第三条", OLD), cite("第三条之一", COLOUR))
    touch = only(workspace)
    assert (touch.uuid, touch.record_title) == (record.uuid, "灯塔设置许可")
    assert (touch.sort, touch.place.path) == (Sort.CHANGED, "basis[0]")
    assert (touch.found.before, touch.found.after) == (LAW_OLD, LAW_NEW)
    assert touch.columns == {"quoted_text": LAW_NEW, "amended_date": "2022-08-09"}
    assert touch.ready


def test_articles_are_followed_to_their_new_numbers(workspace: Workspace) -> None:
    put_on_shelf(workspace, samples.LICENSING, RENUMBERED)
    power(workspace, cite("第三条", OLD), cite("第三条之一", COLOUR, amended_date="2015-06-07"))
    changed, moved = use.scan(workspace).touches
    assert (changed.sort, changed.found.becomes) == (Sort.MOVED_CHANGED, "第四条")
    assert changed.columns["article_text"] == "第四条"
    assert (moved.sort, moved.found.becomes) == (Sort.MOVED, "第五条")
    assert "quoted_text" not in moved.columns


def test_who_quotes_what_holds_but_names_the_old_day_has_the_day_alone_to_change(
    workspace: Workspace,
) -> None:
    put_on_shelf(workspace, samples.LICENSING, samples.LICENSING_2022)
    power(workspace, cite("第三条之一", COLOUR, amended_date="2015-06-07"))
    touch = only(workspace)
    assert (touch.sort, dict(touch.columns)) == (Sort.DATED, {"amended_date": "2022-08-09"})


@pytest.mark.parametrize(
    "row",
    [
        cite("第三条", NEW),
        cite("第三条", NEW, amended_date="2022-08-09"),
        cite("第三条", amended_date="2022-08-09"),
        cite("第三条之一"),
        cite("第三条", "以县级以上人民政府的文件为准。"),
        {**cite("第三条"), "title": "灯船管理条例"},
    ],
)
def test_what_no_newer_text_touches_is_left_alone(
    workspace: Workspace, row: dict[str, Any]
) -> None:
    put_on_shelf(workspace, samples.LICENSING, samples.LICENSING_2022)
    power(workspace, row)
    assert use.scan(workspace).touches == ()


def test_without_day_and_quotation_the_text_before_is_meant_and_said_to_be_a_guess(
    workspace: Workspace,
) -> None:
    put_on_shelf(workspace, samples.LICENSING, samples.LICENSING_2022)
    power(workspace, cite("第三条"))
    touch = only(workspace)
    assert touch.found.guessed
    assert (touch.found.before, touch.found.after) == (LAW_OLD, LAW_NEW)


def test_without_the_old_text_the_quotation_stands_for_it(workspace: Workspace) -> None:
    put_on_shelf(workspace, RENUMBERED)
    quoted = f"第三条　{OLD}"
    power(workspace, cite("第三条", quoted, amended_date="2015-06-07"))
    touch = only(workspace)
    assert (touch.sort, touch.found.older) == (Sort.MOVED_CHANGED, None)
    assert touch.columns["quoted_text"] == f"第四条　{NEW}"


def test_an_abolished_law_leads_to_the_one_that_took_its_place(workspace: Workspace) -> None:
    put_on_shelf(workspace, samples.OLD_REGULATION, SUCCESSOR)
    old = "航标灯由港务局管理，管理的内容是：\n一、点灯；\n二、熄灯。"
    power(workspace, {**cite("第一条", old), "title": "航标灯暂行条例"})
    touch = only(workspace)
    assert (touch.sort, touch.found.by) == (Sort.REPEALED, "航标管理条例")
    assert touch.columns["title"] == "航标管理条例"
    assert touch.columns["article_text"] == "第二条"
    assert not touch.ready, "another law: a person has to look"


def test_a_text_that_holds_later_is_announced_and_not_taken_over(workspace: Workspace) -> None:
    later = samples.LICENSING_2022.replace("2022年8月9日", "2096年8月9日").replace(
        "自2023年1月1日起施行", "自2097年1月1日起施行"
    )
    put_on_shelf(workspace, samples.LICENSING, later)
    power(workspace, cite("第三条", OLD), cite("第三条之一", COLOUR))
    touch = only(workspace)
    assert (touch.sort, touch.found.newer.in_force) == (Sort.COMING, "2097-01-01")
    assert not touch.columns


def test_taking_over_is_one_deed_and_goes_back_as_one(workspace: Workspace) -> None:
    put_on_shelf(workspace, samples.LICENSING, RENUMBERED)
    first = power(workspace, cite("第三条", OLD), cite("第三条之一", COLOUR))
    second = power(workspace, cite("第三条", f"{OLD}\n", amended_date="2015-06-07"))
    plan = use.plan(use.scan(workspace).touches)
    assert plan.uuids == [first.uuid, second.uuid]
    done = write(workspace, plan)
    assert done.records == 2
    assert use.scan(workspace).touches == ()
    assert verify_library(workspace).counts["equal"] == 3
    assert {entry.note for entry in workspace.library.audit(limit=2)} == {"采用现行条文"}
    write(workspace, done.back)
    assert [workspace.library.get(item.uuid).values for item in (first, second)] == [
        first.values, second.values,
    ]  # fmt: skip


def test_final_records_are_told_and_get_a_new_version_on_request(workspace: Workspace) -> None:
    put_on_shelf(workspace, samples.LICENSING, samples.LICENSING_2022)
    final = power(workspace, cite("第三条", OLD), state="approved")
    waiting = power(workspace, cite("第三条", OLD), state="submitted")
    touches = use.scan(workspace).touches
    assert use.plan(touches).locked == (final.uuid, waiting.uuid)
    plan = use.plan(touches, new_versions=True)
    assert (plan.uuids, plan.locked) == ([final.uuid], (waiting.uuid,))
    done = write(workspace, plan)
    now = workspace.library.get(final.uuid)
    assert (now.version, now.state) == (final.version + 1, "amending")
    assert now.get("basis[0].quoted_text") == LAW_NEW
    assert done.opened == (final.uuid,)
    assert workspace.library.revision(final.uuid, 1).get("basis[0].quoted_text") == OLD
    assert workspace.library.get(waiting.uuid) == waiting


def test_what_somebody_edits_meanwhile_is_left_and_counted(workspace: Workspace) -> None:
    put_on_shelf(workspace, samples.LICENSING, samples.LICENSING_2022)
    record = power(workspace, cite("第三条", OLD))
    plan = use.plan(use.scan(workspace).touches)
    edited = record.with_path("basis[0].quoted_text", "改过")
    workspace.library.save(edited)
    done = write(workspace, plan)
    assert [change.column for change in done.changes] == ["amended_date"]
    assert done.skipped == 1


def test_secret_bases_are_never_compared(workspace: Workspace) -> None:
    put_on_shelf(workspace, samples.LICENSING, samples.LICENSING_2022)
    power(workspace, {**cite("第三条", OLD, amended_date="2015-06-07"), "is_secret": True})
    assert "quoted_text" not in only(workspace).columns


_ROWS = st.fixed_dictionaries(
    {"title": st.sampled_from(["灯塔管理法", "航标灯暂行条例", "", "没有的法"])},
    optional={
        "article_text": st.sampled_from(
            [
                "第三条",
                "第二条第一款第（二）项",
                "第一条至第四条",
                "第九十九条",
                "全文",
                "第三条之一",
            ]
        ),
        "quoted_text": st.sampled_from([OLD, NEW, COLOUR, f"第三条：{OLD}", "……", " "]),
        "amended_date": st.sampled_from(["2015-06-07", "2022-08-09", "2000-01-01", "不详"]),
        "promulgated_date": st.sampled_from(["2001-03-04", "2022-08-09"]),
        "is_secret": st.booleans(),
    },
)


@given(row=_ROWS)
def test_taking_over_settles_whatever_it_was_offered_for(
    lighthouses: Meaning, row: dict[str, Any]
) -> None:
    found = lighthouses.of(row)
    if found is None:
        return
    columns = found.columns(row)
    assert all(columns[name] != row.get(name) for name in columns)
    if found.sure and columns:
        again = lighthouses.of({**row, **columns})
        assert again is None or again.sort is Sort.UNREAD or not again.columns({**row, **columns})


@pytest.fixture(scope="module")
def lighthouses(tmp_path_factory: pytest.TempPathFactory) -> Meaning:
    """Two texts of one law, and one that it abolished."""
    from desktop.laws.library import LawLibrary
    from desktop.laws.verify import LawBook

    path = tmp_path_factory.mktemp("laws") / "依据库.sqlite"
    texts = (samples.LICENSING, RENUMBERED, samples.OLD_REGULATION)
    with LawLibrary.open(path) as library:
        library.add([(parse_law(text), text[-99:]) for text in texts], "2026-01-01")
    return Meaning(LawBook(path))
