"""QR codes as pictures in the text."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import lru_cache

from exports.document import QrCode
from exports.word.styles import Look
from exports.word.tables import frame
from exports.word.xml import attribute, paragraph, run

_SIDE = 28 * 36000
_WIDTH = 3000
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"


@lru_cache(maxsize=256)
def qr_png(content: str) -> bytes:
    """The code as PNG with its quiet zone (ISO/IEC 18004, error correction M)."""
    import segno

    buffer = io.BytesIO()
    segno.make(content, error="m", micro=False).save(buffer, kind="png", scale=8, border=4)
    return buffer.getvalue()


def qr_codes_xml(
    codes: Sequence[QrCode], look: Look, add: Callable[[bytes], tuple[str, int]]
) -> str:
    """Codes side by side with their words below; ``add`` keeps a picture and gives its
    relationship and a number for it.
    """
    abreast = max(min(len(codes), look.text_width // _WIDTH), 1)
    rows = [codes[at : at + abreast] for at in range(0, len(codes), abreast)]
    widths = [look.text_width // abreast] * abreast
    cells = [[_code(code, *add(qr_png(code.content))) for code in row] for row in rows]
    cells[-1] += [paragraph("FlowDetail")] * (abreast - len(cells[-1]))
    body = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{widths[0]}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
            for cell in row
        )
        + "</w:tr>"
        for row in cells
    )
    return frame(widths, body, "二维码", "TableNormal")


def _code(code: QrCode, relation: str, number: int) -> str:
    said = attribute(f"二维码：{code.caption or code.content}（{code.content}）")
    picture = (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{_SIDE}" cy="{_SIDE}"/>'
        f'<wp:docPr id="{number}" name="二维码{number}" descr="{said}"/>'
        f"{picture_graphic(relation, number, 'qr', said, _SIDE, _SIDE)}"
        "</wp:inline></w:drawing></w:r>"
    )
    words = paragraph("FlowDetail", run(code.caption)) if code.caption else ""
    return paragraph("Picture", picture) + words


def picture_graphic(
    relation: str, number: int, name: str, said: str, width: int, height: int
) -> str:
    """A picture inside a drawing; lengths in EMU, ``said`` fit for an attribute."""
    return (
        f'<a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}{number}.png" descr="{said}"/>'
        "<pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
        "</pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic>"
    )
