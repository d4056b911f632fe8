"""The fast ways through texts give what the slow and plain ones do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin
from pypinyin.seg.mmseg import seg

from forms.values import bigrams, pinyin, text

#: Signs of Chinese texts, and those that join with what stands before them.
SIGNS = "许可、，。（）〔〕《》“ \u3000\n\r\t０Ａａ①㈠ﬁÅ\u030a\u0301가\u1161ᄀ㉠ｶﾞㄱㅏ\u3099か㎡\u200b–—½\U00020000"
texts = st.one_of(st.text(max_size=12), st.text(alphabet=SIGNS, max_size=12))


@given(texts)
def test_a_text_folds_sign_by_sign_as_it_does_as_a_whole(said: str) -> None:
    assert text._fold(said) == text._fold_whole(said)


@given(texts)
def test_full_width_signs_become_half_width_one_for_one(said: str) -> None:
    table = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    assert text.halfwidth(said) == said.translate(table)


@given(st.one_of(texts, st.text(alphabet="许可\n、\U0010fffe\U000fffff", max_size=12)))
def test_pairs_are_spelt_at_once_as_one_by_one(said: str) -> None:
    assert bigrams.tokens(said) == bigrams._long_tokens(said)


@given(texts)
def test_tidy_texts_are_passed_by_and_others_made_as_tidy(said: str) -> None:
    lines = said.translate(dict.fromkeys(map(ord, text._INVISIBLE)))
    lines = lines.replace("\r\n", "\n").replace("\r", "\n")
    tidy = "\n".join(" ".join(line.split()) for line in lines.split("\n")).strip()
    assert text.normalise_spaces(said) == tidy


@given(
    st.lists(
        st.sampled_from(("一", "衣", "带", "水", "一衣", "银行", "银", "不", "营业", "执照", "长")),
        max_size=9,
    )
)
def test_phrases_are_those_that_pypinyin_finds(parts: list[str]) -> None:
    run = "".join(parts)
    assert list(pinyin._words(run)) == list(seg.cut(run))


def test_a_title_sounds_word_by_word_as_it_does_as_a_whole() -> None:
    for title in (
        "银行营业执照办理（A类）",
        "重大行政处罚 3项、长期",
        "行长审批𠮷野",
        "，",
        "a",
        "会计证",
    ):
        syllables = [part.casefold() for part in lazy_pinyin(title, errors=pinyin._letters)]
        assert pinyin.reading(title)[0] == " ".join(syllables)
