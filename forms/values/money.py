"""Amounts of money as people write and read them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_MOST = Decimal(10) ** 16  # the first amount that the groups above cannot name


def grouped(amount: str) -> str:
    """1234567.50 → 1,234,567.50; what is no amount as it is."""
    number = _decimal(amount)
    return amount if number is None else f"{number:,f}"


def in_capitals(amount: str) -> str:
    """1234.5 → 壹仟贰佰叁拾肆元伍角, as it stands on a receipt (人民币大写); empty for what is no
    amount, is finer than a 分, or is larger than the words reach.
    """
    number = _decimal(amount)
    if number is None or abs(number) >= _MOST or number != number.quantize(Decimal("0.01")):
        return ""
    sign = "负" if number < 0 else ""
    whole, cents = divmod(int(abs(number) * 100), 100)
    jiao, fen = divmod(cents, 10)
    if not whole and not cents:
        return "零元整"
    words = f"{_whole(whole)}元" if whole else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif fen and whole:
        words += "零"
    return sign + words + (f"{_DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += "零"
        words += _group(group) + _GROUPS[place]
        gap = False
    return words


def _group(number: int) -> str:
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return words


def _decimal(amount: str) -> Decimal | None:
    try:
        number = Decimal(amount)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
