"""A paragraph taken apart: its number, its label, what the label says."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from desktop.imports.headers import HeaderFinder
from desktop.imports.word_file import Paragraph

_NUMBERINGS = (
    ("章", re.compile(r"\s*第[一二三四五六七八九十]{1,3}[章部节][分]?\s*")),
    ("一、", re.compile(r"\s*[一二三四五六七八九十]{1,3}\s*[、.．]\s*")),
    ("（一）", re.compile(r"\s*[（(][一二三四五六七八九十]{1,3}[）)]\s*[、.．]?\s*")),
    ("1.1", re.compile(r"\s*\d{1,2}[.．]\d{1,2}\s*[、.．]?\s*(?=\D)")),
    ("1.", re.compile(r"\s*\d{1,2}\s*[、.．]\s*(?=\D)")),
    ("1 ", re.compile(r"\s*\d{1,2}[ \t\u3000]+(?=[\u4e00-\u9fff])")),
    ("（1）", re.compile(r"\s*[（(]\d{1,2}[）)]\s*[、.．]?\s*")),
    ("●", re.compile(r"\s*[●◆■★▲•➢]\s*")),
    ("【】", re.compile(r"\s*(?=【[^】\n]{2,20}】)")),
)
_LABELLED = re.compile(r"【?([^：:\n\t】]{2,24}?)】?\s*([：:]|\t+|(?<=】))\s*(.*)", re.DOTALL)
#: A label that blanks part from its text.
_SPACED = re.compile(r"([^\s：:]{2,16})(?: {2,}|\u3000+)\s*(\S.*)", re.DOTALL)
LONGEST_LABEL = 24
_RANKS = {"章": 0, "bold": 19, "一、": 20, "（一）": 21, "1.": 22, "1 ": 22, "1.1": 23, "（1）": 24,
          "plain": 25}  # fmt: skip
_LOWEST = 26


@dataclass(frozen=True, slots=True)
class Line:
    """How a paragraph is set and numbered, its label, what follows the label.

    ``text`` is all of it with its number, ``rest`` without; ``colon``: the label ends with one.
    """

    text: str
    rest: str
    manner: str
    label: str
    content: str
    known: bool
    colon: bool = False

    @property
    def is_short(self) -> bool:
        """Whether the label may be a heading."""
        return len(self.label) <= LONGEST_LABEL and self.label[-1:] not in "。；;，,"

    @property
    def rank(self) -> int:
        """How deep a heading so set stands: the less, the higher."""
        if self.is_styled:
            return 1 + int(self.manner[1:])
        number = numbered(self.text)[0] or self.manner
        return _RANKS.get(number, _LOWEST)

    @property
    def is_styled(self) -> bool:
        """Whether a style of headings sets it."""
        return self.manner[:1] == "h" and self.manner[1:].isdecimal()

    @property
    def is_numbered(self) -> bool:
        """Whether it begins something of its own: by a number, a style, a bullet."""
        return self.manner not in ("", "bold", "plain")


class Lines:
    """Takes paragraphs apart by the headings that the forms know."""

    def __init__(self, finder: HeaderFinder) -> None:
        self.finder = finder
        self._held: dict[Paragraph, Line] = {}

    def line(self, paragraph: Paragraph) -> Line:
        """The paragraph taken apart."""
        if paragraph not in self._held:
            self._held[paragraph] = self._line(paragraph)
        return self._held[paragraph]

    def _line(self, paragraph: Paragraph) -> Line:
        text = paragraph.text.strip()
        numbering, rest = numbered(text)
        label, content, known, colon = self._labelled(rest, paragraph.lead)
        manner = paragraph.manner if paragraph.manner not in ("", "bold") else numbering
        plain = "plain" if known and not content else ""
        return Line(paragraph.number + text, rest, manner or paragraph.manner or plain, label,
                    content, known, colon)  # fmt: skip

    def _labelled(self, rest: str, lead: str) -> tuple[str, str, bool, bool]:
        """Label, content, whether the label is known, whether a colon ends it."""
        bold = numbered(lead)[1].strip("：: \u3000\t【】")
        if bold and rest.strip("【").startswith(bold) and self._knows(bold):
            content = rest.strip("【")[len(bold) :].lstrip("】：: \u3000\t")
            return bold, content.strip(), True, bool(content)
        match = _LABELLED.fullmatch(rest)
        label, content = (match[1].strip(), match[3].strip()) if match else (rest, "")
        known = self._knows(label)
        colon = match is not None and match[2] in ("：", ":")
        if not known and match and self._knows(rest.strip("【】")):
            return rest.strip("【】"), "", True, False
        if not known and (spaced := _SPACED.fullmatch(rest)) and self._knows(spaced[1]):
            return spaced[1], spaced[2].strip(), True, False
        return label, content, known, colon

    def _knows(self, label: str) -> bool:
        return len(label) <= 3 * LONGEST_LABEL and self.finder.is_heading(label)


def numbered(text: str) -> tuple[str, str]:
    """The sort of number with which a text begins, "" for none, and the text without it."""
    for name, pattern in _NUMBERINGS:
        match = pattern.match(text)
        if match:
            return name, text[match.end() :]
    return "", text


def pieces(paragraph: Paragraph) -> list[Paragraph]:
    """A paragraph with soft line breaks as the lines that a reader sees; the first keeps the number."""
    parts = [part for part in paragraph.text.split("\n") if part.strip()]
    if len(parts) < 2:
        return [paragraph]
    lead = paragraph.lead
    first = replace(paragraph, text=parts[0], lead=lead if parts[0].strip() != lead else "")
    return [first, *(replace(paragraph, text=part, number="", lead="") for part in parts[1:])]
