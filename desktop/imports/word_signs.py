"""Signs of symbol fonts as the characters that a reader sees: boxes, ticks, bullets, arrows."""

from __future__ import annotations

#: Stands for a sign that nobody can tell, as printers do.
UNKNOWN = "〓"
#: Codes of a font, without the F0 before them.
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0x75: "◆", 0x76: "◆",
    0x77: "◆", 0x9F: "•", 0xA1: "○", 0xA7: "■", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xE0: "→",
    0xDF: "←", 0xE1: "↑", 0xE2: "↓", 0xE8: "→", 0xF0: "→", 0xFB: "×", 0xFC: "√", 0xFD: "☒",
    0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "×", 0x50: "√", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA2: "■", 0xA3: "□",
    0x2A: "□", 0x30: "□", 0x97: "●", 0x98: "●",
}  # fmt: skip
_SYMBOL = {0xB7: "•", 0xA8: "◆", 0xB0: "°", 0xB4: "×", 0xB1: "±", 0xA3: "≤", 0xB3: "≥", 0xAE: "→",
           0xD6: "√", 0xA7: "■"}  # fmt: skip


def of_font(code: int, font: str) -> str:
    """The character of a symbol font's code (with or without its F0)."""
    low = code & 0xFF if 0xF000 <= code <= 0xF0FF else code
    name = font.casefold()
    if name.startswith("wingdings 2"):
        return _WINGDINGS_2.get(low) or UNKNOWN
    if name.startswith("wingdings"):
        # Offices call the second font's box and tick by the first one's name.
        return _WINGDINGS.get(low) or _WINGDINGS_2.get(low) or UNKNOWN
    if name.startswith("symbol"):
        return _SYMBOL.get(low) or UNKNOWN
    if 0xF000 <= code <= 0xF0FF:
        return _WINGDINGS.get(low) or _WINGDINGS_2.get(low) or _SYMBOL.get(low) or UNKNOWN
    return chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else UNKNOWN


def plain(text: str, font: str) -> str:
    """A run's text in characters that do not need its font."""
    if is_symbols(font):
        return "".join(sign if sign.isspace() or (ord(sign) > 0x2000 and not _private(sign))
                       else of_font(ord(sign), font) for sign in text)  # fmt: skip
    if any(_private(sign) for sign in text):
        return "".join(of_font(ord(sign), "") if _private(sign) else sign for sign in text)
    return text


def is_symbols(font: str) -> bool:
    """Whether a font shows signs in place of letters."""
    return font.casefold().startswith(("wingdings", "symbol"))


def _private(sign: str) -> bool:
    return "\uf020" <= sign <= "\uf0ff"
