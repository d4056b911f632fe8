"""Names of laws made comparable: 行政许可法 and 《中华人民共和国行政许可法》（2019年修正） are one."""

from __future__ import annotations

import re

from forms.values.text import fold

_STATE = "中华人民共和国"
_MARKS = re.compile(r"^[<\"']+|[>\"']+$")
_REMARK = re.compile(
    r"\([^()]{0,24}\d{4}[^()]{0,24}\)$|\((?:最新|现行)?(?:修正|修订|修改)(?:版|本)?\)$"
)


def law_key(title: str) -> str:
    """What two titles of one law have in common, for comparing and finding, never to show.

    Book-title marks, the name of the state in front and remarks on the version behind are left
    out; （试行） stays: a trial law and its successor are two.
    """
    key = _MARKS.sub("", fold(title))
    key = _REMARK.sub("", key)
    return key.removeprefix(_STATE) or key
