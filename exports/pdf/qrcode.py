"""Draws QR codes as vector squares (ISO/IEC 18004, error correction M)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from exports.document import QrCode
from exports.pdf.composer import Composer
from exports.pdf.file import text_string
from exports.pdf.fonts import clean
from exports.pdf.styles import MILLIMETRE
from exports.pdf.text import wrap

#: Side of a code, at least, and for each point of the type of its words.
_LEAST_SIDE, _SIDE_PER_POINT = 28 * MILLIMETRE, 8.4
#: Blank modules around the code that readers need.
_QUIET_ZONE = 4


@lru_cache(maxsize=512)
def matrix(content: str) -> tuple[bytes, ...]:
    """The dark (1) and light (0) modules of a code."""
    import segno

    return tuple(bytes(row) for row in segno.make(content, error="m", micro=False).matrix)


def set_qr_codes(composer: Composer, codes: Sequence[QrCode]) -> None:
    """Put codes side by side, their words below them."""
    style = composer.styles.flow_detail
    side = max(_LEAST_SIDE, style.size * _SIDE_PER_POINT)
    places = max(int(composer.width // (side * 1.6)), 1)
    for start in range(0, len(codes), places):
        row = codes[start : start + places]
        share = composer.width / len(row)
        captions = [wrap(composer.family(style), clean(code.caption), min(share, side * 2),
                         style.size) if code.caption else [] for code in row]  # fmt: skip
        height = side + max(map(len, captions)) * style.leading
        composer.ensure(height)
        for index, code in enumerate(row):
            middle = composer.left + share * (index + 0.5)
            words = clean(f"二维码：{code.caption} {code.content}")
            figure = composer.begin("Figure", b"/Alt" + text_string(words))
            squares = " ".join(_squares(code.content, middle - side / 2, composer.y, side))
            composer.sheet.figures.append((figure, squares + " f"))
            composer.begin("P")
            for number, line in enumerate(captions[index]):
                top = composer.y - side - number * style.leading
                composer.centred(style, middle, top, line)
        composer.y -= height
    composer.skip(style.leading * 0.5)


def _squares(content: str, left: float, top: float, side: float) -> Iterator[str]:
    """Dark modules as rectangles, neighbours in a row as one."""
    rows = matrix(content)
    unit = side / (len(rows) + 2 * _QUIET_ZONE)
    for number, row in enumerate(rows):
        y = top - (number + 1 + _QUIET_ZONE) * unit
        column = 0
        for dark, same in groupby(row):
            count = len(list(same))
            if dark:
                x = left + (column + _QUIET_ZONE) * unit
                yield f"{x:.3f} {y:.3f} {count * unit:.3f} {unit:.3f} re"
            column += count
