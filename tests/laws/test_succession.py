"""An article is followed into a newer text by what it says, whatever its number there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.laws.model import Article
from desktop.laws.parse import parse_law
from desktop.laws.succession import Fate, Newer, moved_ref
from forms.values import ArticleRef
from tests.laws import samples

OLD = parse_law(samples.LICENSING)
_SENTENCES = (
    "灯塔主管部门应当自受理申请之日起二十日内作出决定。",
    "看守人员应当每日记录灯火的开启和熄灭，记录保存三年。",
    "任何单位和个人不得擅自移动、拆除航标，违者处一万元以下罚款。",
    "潮汐观测资料由省级水文机构汇编，每年向社会公布一次。",
    "渡口经营者应当为旅客投保，并在渡口显著位置公示票价。",
    "冬季结冰的港口，由港务局安排破冰船，费用由财政承担。",
    "引航员须年满二十五周岁，具有五年以上航海经历。",
)
_laws = st.lists(st.sampled_from(_SENTENCES), min_size=2, max_size=7, unique=True)


def articles(*texts: str) -> list[Article]:
    """A law of these articles, numbered from 1."""
    return [Article(number, 0, (text,)) for number, text in enumerate(texts, start=1)]


@given(_laws, st.randoms(use_true_random=False))
def test_articles_that_only_moved_are_all_found_where_they_went(
    texts: list[str], random: object
) -> None:
    shuffled = list(texts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    new = Newer(articles(*shuffled))
    for old in articles(*texts):
        found = new.successor(old)
        assert found.article is not None
        assert found.article.lines == old.lines
        moved = found.article.number != old.number
        assert found.fate is (Fate.MOVED if moved else Fate.SAME)


@given(_laws, st.data())
def test_one_word_changed_and_articles_put_in_front_mislead_nobody(
    texts: list[str], data: st.DataObject
) -> None:
    old = data.draw(st.sampled_from(articles(*texts)))
    others = [text for text in _SENTENCES if text not in texts]
    front = others[: data.draw(st.integers(0, len(others)))]
    changed = [text.replace("。", "，具体办法另行规定。") for text in texts]
    found = Newer(articles(*front, *changed)).successor(old)
    assert found.article is not None
    assert found.article.number == old.number + len(front)
    assert found.fate is (Fate.MOVED_CHANGED if front else Fate.CHANGED)


def test_what_is_said_nowhere_any_more_is_gone() -> None:
    new = Newer(articles(*_SENTENCES[1:]))
    assert new.successor(Article(1, 0, (_SENTENCES[0],))).fate is Fate.GONE


def test_an_article_of_the_old_number_that_says_something_else_is_no_successor() -> None:
    new = Newer(articles(_SENTENCES[3], _SENTENCES[0].replace("二十日", "十五日")))
    found = new.successor(Article(1, 0, (_SENTENCES[0],)))
    assert found.article is not None
    assert (found.fate, found.article.number) == (Fate.MOVED_CHANGED, 2)


@pytest.mark.parametrize(
    ("ref", "moved"),
    [
        (ArticleRef(2), ArticleRef(7)),
        (ArticleRef(2, 0, 2), ArticleRef(7, 0, 3)),
        (ArticleRef(2, 0, 0, 2), ArticleRef(7, 0, 0, 3)),
        (ArticleRef(2, 0, 1, 1), ArticleRef(7, 0, 1, 1)),
    ],
)
def test_paragraphs_and_items_are_followed_within_the_article(
    ref: ArticleRef, moved: ArticleRef
) -> None:
    lines = list(OLD.by_number[2, 0].lines)
    lines.insert(2, "（二）有避雷的装置；")
    lines[3] = lines[3].replace("（二）", "（三）")
    lines.insert(-1, "国家鼓励民间出资修建。")
    assert moved_ref(ref, OLD.by_number[2, 0], Article(7, 0, tuple(lines))) == moved
