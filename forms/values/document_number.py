"""Document numbers (文号, 令号, 公告号, 标准号) of Chinese agencies (SPEC §7.2, rules B12 and B13).

GB/T 9704-2012: agency code + 〔year of four digits〕 + serial number + 号, no 第, no leading zero.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from forms.values.numerals import chinese_to_int
from forms.values.text import halfwidth


class DocumentKind(StrEnum):
    """What kind of paper a number belongs to."""

    AGENCY = "agency"
    ORDER = "order"
    ANNOUNCEMENT = "announcement"
    STANDARD = "standard"


_YEAR = r"(?:19|20)\d{2}"
# SPEC §7.2 plus 、 between the makers of a joint order: 国务院、中央军委令第788号.
_ISSUERS = r"[\u4e00-\u9fff]{2,30}?(?:、[\u4e00-\u9fff]{2,30}?){0,5}"
_SERIAL = r"(?:[1-9]\d{0,3}|[一二三四五六七八九十百〇零]{1,6})"
_PATTERNS = (
    (
        DocumentKind.ORDER,
        re.compile(
            rf"(?P<issuer>{_ISSUERS})令(?:〔(?P<y1>{_YEAR})〕|(?P<y2>{_YEAR})年)?"
            rf"第(?P<number>{_SERIAL})号"
        ),
    ),
    (
        DocumentKind.ANNOUNCEMENT,
        re.compile(
            rf"(?P<issuer>[\u4e00-\u9fff]{{2,30}}?)公告[（(]?(?:〔(?P<y1>{_YEAR})〕|(?P<y2>{_YEAR})年)?"
            rf"第(?P<number>{_SERIAL})号[）)]?"
        ),
    ),
    (
        DocumentKind.AGENCY,
        re.compile(
            rf"(?P<issuer>[\u4e00-\u9fff]{{1,20}})〔(?P<y1>{_YEAR})〕(?P<number>[1-9]\d{{0,4}})号"
        ),
    ),
    (
        DocumentKind.STANDARD,
        re.compile(
            r"(?P<issuer>(?:GB|[A-Z]{2,4}|DB\d{2})(?:/[TZ])?) ?(?P<number>\d[\d.]*)"
            rf"(?:-|—)(?P<y1>{_YEAR})"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A well-formed number taken apart; `str()` gives it back as it was written.

    `issuer` is the agency code (国办发), the issuing body (国务院, before 令 or 公告) or the
    prefix of a standard (GB/T). `year` is None where the form has none (国务院令第711号).
    `number` keeps its own writing: 55, 七, 39046.1.
    """

    kind: DocumentKind
    issuer: str
    year: int | None
    number: str
    text: str

    @classmethod
    def parse(cls, text: str) -> "DocumentNumber":
        """Read a well-formed number. Raises ValueError with a sentence for anything else."""
        for kind, pattern in _PATTERNS:
            match = pattern.fullmatch(text)
            if match:
                found = match.groupdict()
                year = found["y1"] or found.get("y2")
                number = int(year) if year else None
                return cls(kind, found["issuer"], number, found["number"], text)
        raise ValueError(
            f"“{text}”不是规范文号，请写成“国发〔2016〕55号”或“国务院令第711号”的样式。"
        )

    @property
    def serial(self) -> int | None:
        """The serial number as an integer, or None for a standard with parts (39046.1)."""
        try:
            return chinese_to_int(self.number)
        except ValueError:
            return None

    def __str__(self) -> str:
        """The number as it was written."""
        return self.text


def is_well_formed(text: str) -> bool:
    """Whether the text is exactly one number in the form of SPEC §7.2."""
    return any(pattern.fullmatch(text) for _, pattern in _PATTERNS)


_OPEN, _CLOSE = r"[〔﹝〖【［\[\(（{｛]", r"[〕﹞〗】］\]\)）}｝]"
_ANY_YEAR = rf"{_OPEN}(?P<year>{_YEAR})年?{_CLOSE}"
_LOOSE_AGENCY = re.compile(
    rf"(?P<head>[\u4e00-\u9fff]{{1,20}}){_ANY_YEAR}(?P<word>字)?第?0*(?P<number>[1-9]\d{{0,4}})号?"
    r"(?:文件|文)?"
)
_LOOSE_ORDER = re.compile(
    rf"(?P<head>{_ISSUERS}(?:令|公告))(?:{_ANY_YEAR}|(?P<plain>{_YEAR})(?:年|(?=第)))?"
    rf"[（(]?第?0*(?P<number>{_SERIAL})号?[）)]?"
)
_LOOSE_STANDARD = re.compile(
    rf"(?P<head>(?:GB|[A-Z]{{2,4}}|DB\d{{2}})(?:/[TZ])?)(?P<number>\d[\d.]*)[-—–－]+(?P<year>{_YEAR})"
)
#: 农业部第41号令: the order named behind its number.
_ORDER_BEHIND = re.compile(
    rf"(?P<head>{_ISSUERS})(?:{_ANY_YEAR}|(?P<plain>{_YEAR})年)?第0*(?P<number>{_SERIAL})号令"
)
_WRAPPED = re.compile(rf"{_OPEN}(?P<inner>.+){_CLOSE}")


def corrected(text: str) -> str | None:
    """The number in proper form when that is certain, None when nothing is or needs correcting.

    Repaired are (SPEC §7.2): every kind of bracket, 〔2016年〕, 第55号, 055号, full-width digits,
    inner blanks (U+3000, NBSP too), a missing 号, trailing 文 or 文件; for orders a missing 第, and 第41号令
    for 令第41号. The
    字 of 〔2001〕字5号 is kept where it stands. Never touched: well-formed numbers, years of two digits, letters in place of digits.
    """
    if is_well_formed(text):
        return None
    plain = "".join(halfwidth(text).split())
    wrapped = _WRAPPED.fullmatch(plain)
    for candidate in (plain, wrapped["inner"] if wrapped else ""):
        repaired = _repair(candidate)
        if repaired is not None:
            return repaired if repaired != text else None
    return None


def _repair(text: str) -> str | None:
    if match := _LOOSE_ORDER.fullmatch(text):
        year = f"〔{match['year']}〕" if match["year"] else ""
        year = f"{match['plain']}年" if match["plain"] else year
        return f"{match['head']}{year}第{match['number']}号"
    if match := _ORDER_BEHIND.fullmatch(text):
        year = f"〔{match['year']}〕" if match["year"] else ""
        year = f"{match['plain']}年" if match["plain"] else year
        return f"{match['head']}令{year}第{match['number']}号"
    if match := _LOOSE_AGENCY.fullmatch(text):
        return f"{match['head']}〔{match['year']}〕{match['word'] or ''}{match['number']}号"
    if match := _LOOSE_STANDARD.fullmatch(text):
        return f"{match['head']} {match['number']}-{match['year']}"
    return None


def year(text: str) -> int | None:
    """The year inside a number, however it is written; None if it has none of four digits."""
    plain = "".join(halfwidth(text).split())
    match = re.search(rf"{_OPEN}(\d{{4}})年?{_CLOSE}|(?<!\d)(\d{{4}})年|[-—–](\d{{4}})$", plain)
    return int(next(part for part in match.groups() if part)) if match else None


_TWO_DIGITS = re.compile(rf"{_OPEN}\d{{2}}年?{_CLOSE}")
_SIGNS = r"[\dOoQIl|]{1,9}"
_CONFUSED = re.compile(
    rf"{_OPEN}(?=[\dOoQIl|]{{0,3}}[OoQIl|])[\dOoQIl|]{{4}}年?{_CLOSE}|[〕\])）】第](?=\d{{0,5}}[OoQIl|]){_SIGNS}号"
)


def suspicious(text: str) -> str | None:
    """A sentence when the number looks misread, None otherwise. Such things are never repaired.

    Letters in place of digits (O for 0, l for 1, usual after OCR) and years of two digits.
    """
    plain = "".join(halfwidth(text).split())
    if _CONFUSED.search(plain):
        return "文号中疑似把字母O、l当成数字0、1，请核对后改为数字。"
    if _TWO_DIGITS.search(plain):
        return "文号年份只有两位，请查原文后填写四位年份。"
    return None


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number met in running text, white space taken out, not otherwise corrected."""

    text: str
    start: int
    end: int


_HAN = "\u4e00-\u9fff"
_S = r"\s*"
_SERIAL_IN_TEXT = r"(?:[0-9０-９]{1,5}|[一二三四五六七八九十百〇零]{1,6})"
_YEAR_IN_TEXT = rf"{_OPEN}{_S}[0-9０-９]{{4}}{_S}年?{_S}{_CLOSE}"
_IN_TEXT = re.compile(
    rf"(?:[{_HAN}]{{2,20}}、){{0,5}}[{_HAN}]{{1,40}}(?:令|公告){_S}"
    rf"(?:{_YEAR_IN_TEXT}|[0-9０-９]{{4}}{_S}(?:年|(?=第)))?{_S}{_OPEN}?"
    rf"{_S}第?{_S}{_SERIAL_IN_TEXT}{_S}号"
    rf"|[{_HAN}]{{2,40}}{_S}第{_S}{_SERIAL_IN_TEXT}{_S}号令"
    rf"|[{_HAN}]{{1,20}}{_S}{_YEAR_IN_TEXT}{_S}字?{_S}第?{_S}[0-9０-９]{{1,5}}{_S}号"
    r"|(?:GB|DB\d{2}|[A-Z]{2})(?:/[TZ])?\s?\d[\d.]*[-—](?:19|20)\d{2}"
)
_BEFORE_ISSUER = re.compile(
    r".*(?:通过|公布|发布|颁布|批准|根据|依据|审议|签署|修订|修正|施行|实施|总理[^国]{2,4}|的通知"
    r"|的决定|已经|现以|现将|自治州令|^[年月日号次会]|[以于由的]|经(?![济贸营]))、?"
)


def find_numbers(text: str) -> tuple[FoundNumber, ...]:
    """Every document number in running text, tidy or not, with where it stands. Never raises."""
    found = []
    for match in _IN_TEXT.finditer(text):
        lead = _BEFORE_ISSUER.match(match[0].split("令")[0].split("公告")[0])
        start = match.start() + (lead.end() if lead else 0)
        tidy = "".join(text[start : match.end()].split())
        if not tidy.startswith(("令", "公告", *"〔[【（(")):
            found.append(FoundNumber(tidy, start, match.end()))
    return tuple(found)
