"""Codes of agencies, regions and items, with their checks (SPEC §6.1, §6.4, §6.5; rules G04, K)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015; I, O, S, V and Z are not among them."""

_REGION_GROUPS = {1: "12345", 2: "123", 3: "1234567", 4: "123456", 5: "01234", 6: "12345", 7: "1"}
PROVINCES = frozenset(f"{area}{n}" for area, ns in _REGION_GROUPS.items() for n in ns) | {
    "81",
    "82",
}
"""First two digits of every region code (GB/T 2260)."""

_USCC = rf"[{USCC_ALPHABET}]{{18}}"
# The fourth character may be a letter: local catalogues use the item types 1A, 1Z, 2C (§6.5).
_CATALOG = r"(?P<region>\d{2})(?P<type>\d[0-9A-Z])(?P<department>[0-9A-Z]{2})(?P<main>\d{3})"
_CATALOG += r"(?P<sub>00Y|\d{3})"
_CATALOG_PATTERN = re.compile(_CATALOG, re.ASCII)
_IMPLEMENTATION_PATTERN = re.compile(
    rf"(?P<uscc>{_USCC})(?P<level>[1-7])(?P<catalog>{_CATALOG})", re.ASCII
)


def uscc_check_char(first17: str) -> str:
    """The check character that belongs to the first 17 characters of a credit code.

    GB 32100-2015: (31 - sum mod 31) mod 31. Raises ValueError unless given 17 characters of the
    alphabet.
    """
    if len(first17) != 17 or not set(first17) <= set(USCC_ALPHABET):
        raise ValueError("统一社会信用代码前17位只能是数字和除I、O、S、V、Z外的大写字母。")
    # Read late, as in `contacts`: it brings more than a megabyte, and the list needs none of it.
    from stdnum.cn import uscc

    return uscc.calc_check_digit(first17)


@lru_cache(maxsize=1024)
def uscc_problem(code: str) -> str | None:
    """A sentence on what is wrong with a unified social credit code, None when it holds (G04)."""
    if len(code) != 18:
        return f"统一社会信用代码应为18位，现为{len(code)}位，请核对。"
    wrong = "、".join(dict.fromkeys(c for c in code if c not in USCC_ALPHABET))
    if wrong:
        return f"统一社会信用代码不能有“{wrong}”，只用数字和除I、O、S、V、Z外的大写字母。"
    if uscc_check_char(code[:17]) != code[17]:
        return "统一社会信用代码校验位错误，请对照证书逐位核对。"
    return None


@dataclass(frozen=True, slots=True)
class CatalogCode:
    """The 12 characters of a 基本编码: region, item type, department, main item, sub-item."""

    region: str
    item_type: str
    department: str
    main: str
    sub: str

    @classmethod
    def parse(cls, code: str) -> Self:
        """Take a code apart. Raises ValueError with a sentence when it is malformed (K01)."""
        match = _CATALOG_PATTERN.fullmatch(code)
        if match is None:
            raise ValueError(f"基本编码“{code}”格式错误，应为12位，如000164213003，请核对。")
        return cls(match["region"], match["type"], match["department"], match["main"], match["sub"])

    @property
    def has_sub_items(self) -> bool:
        """Whether this is a main item with sub-items, for which no guide is made (K05)."""
        return self.sub == "00Y"

    def __str__(self) -> str:
        return self.region + self.item_type + self.department + self.main + self.sub


def catalog_code_problem(code: str) -> str | None:
    """The sentence of rule K01, or None when the code is well formed."""
    return _problem(CatalogCode.parse, code)


@dataclass(frozen=True, slots=True)
class ImplementationCode:
    """The 31 characters of a 实施编码: credit code, level of exercise, catalogue code."""

    org_uscc: str
    use_level: str
    catalog: CatalogCode

    @classmethod
    def parse(cls, code: str) -> Self:
        """Take a code apart. Raises ValueError with a sentence when it is malformed."""
        match = _IMPLEMENTATION_PATTERN.fullmatch(code)
        if match is None:
            raise ValueError(
                f"实施编码“{code}”格式错误，应为18位信用代码加1位层级加12位基本编码，请核对。"
            )
        return cls(match["uscc"], match["level"], CatalogCode.parse(match["catalog"]))

    @classmethod
    def compose(cls, org_uscc: str, use_level: str, catalog_code: str) -> Self:
        """Build the code from its parts (K03). Raises ValueError when a part is malformed."""
        return cls.parse(f"{org_uscc}{use_level}{catalog_code}")

    def __str__(self) -> str:
        return f"{self.org_uscc}{self.use_level}{self.catalog}"


def implementation_code_problem(code: str) -> str | None:
    """A sentence when an implementation code is malformed, else None."""
    return _problem(ImplementationCode.parse, code)


@dataclass(frozen=True, slots=True)
class BusinessItemCode:
    """The 33 characters of a 业务办理项编码: implementation code and a serial from 01 to 99."""

    implementation: ImplementationCode
    serial: str

    @classmethod
    def parse(cls, code: str) -> Self:
        """Take a code apart. Raises ValueError with a sentence when it is malformed (K04)."""
        serial = code[31:]
        if len(code) != 33 or not re.fullmatch(r"\d\d", serial, re.ASCII) or serial == "00":
            raise ValueError(f"办理项编码“{code}”不正确，应为31位实施编码加01至99的顺序号。")
        return cls(ImplementationCode.parse(code[:31]), serial)

    @classmethod
    def compose(cls, implementation_code: str, serial: int) -> Self:
        """Build the code of the n-th business item. Raises ValueError when a part is wrong."""
        return cls.parse(f"{implementation_code}{serial:02d}")

    def __str__(self) -> str:
        return f"{self.implementation}{self.serial}"


def business_item_code_problem(code: str) -> str | None:
    """The sentence of rule K04, or None when the code is well formed."""
    return _problem(BusinessItemCode.parse, code)


@dataclass(frozen=True, slots=True)
class RegionCode:
    """A region code of 6, 9 or 12 digits (GB/T 2260, GB/T 10114). Raises ValueError otherwise.

    There is no check digit; only the length and the province are checked. Whether a county exists
    today is for the dated code list to say.
    """

    code: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d{6}(?:\d{3}){0,2}", self.code, re.ASCII):
            raise ValueError(f"行政区划代码“{self.code}”应为6位、9位或12位数字，请核对。")
        if self.code[:2] not in PROVINCES:
            raise ValueError(f"行政区划代码“{self.code}”的前两位不是省级代码，请核对。")

    @property
    def significant(self) -> str:
        """The code without the zero groups that stand for "the whole of it"."""
        code = self.code
        for length in (9, 6):
            if len(code) > length and not code[length:].strip("0"):
                code = code[:length]
        for length in (4, 2):
            if len(code) == length + 2 and code.endswith("00"):
                code = code[:length]
        return code

    @property
    def level(self) -> str:
        """province, city, county, town or village."""
        names = {2: "province", 4: "city", 6: "county", 9: "town", 12: "village"}
        return names[len(self.significant)]

    def related(self, other: "RegionCode") -> bool:
        """Whether one of the two lies in the other or they are the same place (G06)."""
        ours, theirs = self.significant, other.significant
        return ours.startswith(theirs) or theirs.startswith(ours)


@lru_cache(maxsize=1024)
def region_code_problem(code: str) -> str | None:
    """A sentence when a region code is malformed, else None."""
    return _problem(RegionCode, code)


def _problem(parse: Callable[[str], object], code: str) -> str | None:
    try:
        parse(code)
    except ValueError as error:
        return str(error)
    return None
