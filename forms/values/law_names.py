"""Names of laws made comparable: 行政许可法 and 《中华人民共和国行政许可法》（2019年修正） are one."""

from __future__ import annotations

import re
from functools import lru_cache

from forms.values.text import fold

_STATE = "中华人民共和国"
_MARKS = re.compile(r"^[<\"']+|[>\"']+$")
#: A name wholly in book-title marks, and what stands behind them: <水法>(2016年修正).
_MARKED = re.compile(r"<([^<>]*(?:<[^<>]*>[^<>]*)*)>([^<>]*)")
_REMARK = re.compile(
    r"\([^()]{0,24}\d{4}[^()]{0,24}\)$|\((?:最新|现行)?(?:修正|修订|修改)(?:版|本)?\)$"
)


@lru_cache(maxsize=8192)
def law_key(title: str) -> str:
    """What two titles of one law have in common, for comparing and finding, never to show.

    Book-title marks, the name of the state in front and remarks on the version behind are left
    out, inside the marks or behind them; （试行） stays: a trial law and its successor are two.
    """
    key = _REMARK.sub("", fold(title))
    marked = _MARKED.fullmatch(key)
    key = _MARKS.sub("", marked[1] + marked[2] if marked else key)
    key = _REMARK.sub("", key)
    return key.removeprefix(_STATE) or key
