"""Titles of guides and the names of the matters in them (data: guide_titles, guide_titles_alone)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.imports.word_lines import numbered
from forms.model import Catalogue
from forms.values import normalise_spaces

_NO_NAME = re.compile(
    r"附件|附录|目录|编号|.{0,12}[年]\d{1,2}月|[一-鿿]{2,20}(?:局|委员会|政府|厅|中心)$"
    r"|.*(?:汇编|合集|文件|通知)$|.{2,12}[〔\[]\d{4}[〕\]]\d+号"
)
#: 取水许可审批服务指南: the matter is 取水许可, that of 户外广告审批办事指南 is 户外广告审批.
_SAID_TWICE = re.compile(r"(.+(?:许可|核准|备案|登记|认定|确认|审批|核发))(?:行政)?审批")
_EDITION = r"(?:[（(].{1,8}[）)])?"
_QUOTES = '“”《》"'


class Titles:
    """Knows the titles of guides by the word lists of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        named, alone = (_any_of(catalogue.words(f"guide_titles{sort}")) for sort in ("", "_alone"))
        self._named = re.compile(rf"([^，。；：,;:]{{2,60}}?)[（(]?{named}[）)]?{_EDITION}")
        self._alone = re.compile(alone + _EDITION)

    def is_title(self, text: str) -> bool:
        """Whether a line is the title of a guide (取水许可办事指南, or 办事指南 alone)."""
        return self.is_alone(text) or bool(self._named.fullmatch("".join(text.split())))

    def is_alone(self, text: str) -> bool:
        """Whether a line says 办事指南 and nothing else: the name stands in another line."""
        return bool(self._alone.fullmatch("".join(text.split())))

    def name_in(self, lines: Sequence[str]) -> str:
        """The name of the matter that a guide is about, from the lines of its title."""
        bare = ["".join(normalise_spaces(line).split()) for line in lines]
        for number, line in enumerate(bare):
            if self.is_alone(line):
                around = [*reversed(bare[:number]), *bare[number + 1 :]]
                return next((other.strip(_QUOTES) for other in around if may_name(other)), "")
            match = self._named.fullmatch(numbered(line)[1])
            if match and not _NO_NAME.match(match[1]):
                name = match[1].strip(_QUOTES + "（(")
                twice = _SAID_TWICE.fullmatch(name)
                return twice[1] if twice else name
        return next((line for line in bare if may_name(line)), "")


def may_name(line: str) -> bool:
    """Whether a line among those of a title may be the name of the matter."""
    return 2 <= len(line) <= 60 and not _NO_NAME.match(line) and line[-1] not in "。：:；"


def _any_of(words: Sequence[str]) -> str:
    """A pattern of any of these words; of none at all when there are none."""
    return f"(?:{'|'.join(map(re.escape, words)) or '(?!)'})"
