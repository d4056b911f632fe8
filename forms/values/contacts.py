"""Telephone numbers of agencies, and personal data that must not be published (SPEC §6.2, §6.3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from forms.values.codes import PROVINCES, uscc_problem
from forms.values.text import halfwidth

_SPLIT = re.compile(r"[、；;，,/\n]")
_DASHES = str.maketrans(dict.fromkeys("—–－―‐‑−﹣─", "-"))
_LAND_LINE = re.compile(r"0\d{2,3}-?[1-9]\d{6,7}(-\d{1,6})?", re.ASCII)
_HOT_LINE = re.compile(r"(0\d{2,3}-)?(12\d{3}|11\d|10\d{3}|96\d{3,4}|95\d{3,4})", re.ASCII)
_TOLL_FREE = re.compile(r"(400|800)-?\d{3}-?\d{4}", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)


def normalise_phone(text: str) -> str:
    """One number tidied: 0777—6428820, （0777）6428820 and 0777 6428820转801 get plain hyphens.

    Digits are never changed. Idempotent.
    """
    plain = " ".join(halfwidth(text).translate(_DASHES).split())
    plain = re.sub(r"^\s*[（(]\s*(0\d{2,3})\s*[）)]\s*-*", r"\1-", plain)
    plain = re.sub(r"^\s*(0\d{2,3})\s+(?=\d)", r"\1-", plain)
    plain = re.sub(r"\s*转\s*(?=\d)", "-", plain)
    return re.sub(r"-+", "-", "".join(plain.split()))


def is_mobile(text: str) -> bool:
    """Whether the number is a mobile phone, which a public office should not give (L04)."""
    return bool(_MOBILE.fullmatch(normalise_phone(text)))


@lru_cache(maxsize=1024)
def phone_problems(text: str) -> tuple[str, ...]:
    """A sentence for each number of a list that is no telephone number (L03); () when all are.

    Numbers may be parted by 、；;，,/ or new lines. Mobile numbers pass here; `is_mobile` tells.
    """
    parts = [part.strip() for part in _SPLIT.split(text)]
    return tuple(problem for part in parts if part and (problem := _phone_problem(part)))


def _phone_problem(part: str) -> str | None:
    number = normalise_phone(part)
    if any(p.fullmatch(number) for p in (_LAND_LINE, _HOT_LINE, _TOLL_FREE, _MOBILE)):
        return None
    if re.fullmatch(r"[2-9]\d{6,7}(-\d{1,6})?", number, re.ASCII):
        return f"“{part}”缺区号，请写成“区号-{number}”。"
    return f"“{part}”电话格式错误，请写成“010-12345678”“12345”或“400-123-4567”的样式。"


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data at text[start:end]; severity is E, W or I as in SPEC §6.3."""

    kind: str
    start: int
    end: int
    masked: str
    severity: str


_ID_CARD = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])", re.ASCII)
_OLD_ID_CARD = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}(?![0-9A-Za-z])",
    re.ASCII,
)
_BANK_CARD = re.compile(r"(?<![0-9A-Za-z])\d(?:[ -]?\d){15,18}(?![0-9A-Za-z])", re.ASCII)
_BANK_WORDS = re.compile(r"账号|帐号|卡号|开户行|账户|帐户")
_MOBILE_IN_TEXT = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)", re.ASCII)
_OTHERS = (
    ("passport", "W", re.compile(r"(?<![A-Za-z0-9])[EGDSP]\d{8}(?!\d)", re.ASCII)),
    ("travel_permit", "W", re.compile(r"(?<![A-Za-z0-9])[HMhm]\d{8}(?!\d)", re.ASCII)),
    ("email", "W", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.ASCII)),
    ("home_address", "W", re.compile(r"\d{1,4}组\d{1,4}号|\d{1,4}单元\d{1,5}室")),
    (
        "contact_name",
        "I",
        re.compile(r"(?<=联系人[：:])\s*[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])"),
    ),
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$")
_CODES = re.compile(r"[0-9A-Z]{33}|[0-9A-Z]{31}|[0-9A-Z]{18}|\?[^\s\u4e00-\u9fff]*", re.ASCII)


def find_personal_data(text: str, today: date | None = None) -> tuple[Finding, ...]:
    """Identity cards, bank cards, mobile phones and the like, in order, never overlapping (G13).

    Credit codes, implementation codes and the query part of addresses are left alone. `today`
    limits birth dates; it is the current day if not given. Never raises.
    """
    plain = halfwidth(text)
    covered = [match.span() for match in _CODES.finditer(plain) if _is_code(plain, match)]
    findings: list[Finding] = []
    for finding in _candidates(plain, today or date.today()):
        span = (finding.start, finding.end)
        if not any(span[0] < end and start < span[1] for start, end in covered):
            findings.append(finding)
            covered.append(span)
    return tuple(sorted(findings, key=lambda finding: finding.start))


def _is_code(text: str, match: re.Match[str]) -> bool:
    """Whether a run of characters is one of the codes that may look like personal data."""
    run = match[0]
    if run.startswith("?"):
        return bool(_ADDRESS.search(text, max(0, match.start() - 300), match.start()))
    around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    if any(c.isascii() and c.isalnum() for c in around):
        return False
    return len(run) > 18 or uscc_problem(run) is None


def _candidates(text: str, today: date) -> Iterator[Finding]:
    """Everything that looks like personal data, the surest kinds first."""
    for match in _ID_CARD.finditer(text):
        if _is_id_card(match[0], today):
            yield _finding("id_card", "E", match, 6, 4)
    for match in _BANK_CARD.finditer(text):
        digits = re.sub(r"[ -]", "", match[0])
        near = text[max(0, match.start() - 30) : match.end() + 30]
        if _BANK_WORDS.search(near) and _is_account(digits):
            yield _finding("bank_card", "E", match, 6, 4)
    for match in _OLD_ID_CARD.finditer(text):
        if match[0][:2] in PROVINCES:
            yield _finding("id_card_15", "I", match, 6, 3)
    for match in _MOBILE_IN_TEXT.finditer(text):
        yield _finding("mobile", "W", match, 3, 4)
    for kind, severity, pattern in _OTHERS:
        for match in pattern.finditer(text):
            yield _finding(kind, severity, match, 1, 1)


def _is_account(digits: str) -> bool:
    """Whether the last digit is the check digit of a bank card."""
    from stdnum import luhn

    return bool(luhn.is_valid(digits))


def _is_id_card(number: str, today: date) -> bool:
    """GB 11643: check digit, a real birth date from 1900 until today, a province."""
    from stdnum.cn import ric

    # Not ric.validate: it also wants the six digits in its own, older, list of counties.
    if number[:2] not in PROVINCES or ric.calc_check_digit(number.upper()) != number[-1].upper():
        return False
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return date(1900, 1, 1) <= birth <= today


def _finding(kind: str, severity: str, match: re.Match[str], head: int, tail: int) -> Finding:
    found = match[0]
    masked = found[:head] + "*" * max(1, len(found) - head - tail) + found[len(found) - tail :]
    return Finding(kind, match.start(), match.end(), masked, severity)
