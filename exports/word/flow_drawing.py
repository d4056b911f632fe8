"""A figure as DrawingML: a group of shapes that Word and WPS can edit, and a picture for others."""

from __future__ import annotations

from collections.abc import Callable

from exports.word.flow_figure import Box, Figure, Stroke
from exports.word.pictures import picture_graphic
from exports.word.xml import attribute, paragraph, run

_EMU = 12700
_GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
_LINE = '<a:ln w="9525"><a:solidFill><a:srgbClr val="262626"/></a:solidFill>{}</a:ln>'
_HEAD = '<a:tailEnd type="triangle" w="med" len="med"/>'


def drawing_xml(figure: Figure, relation: str, identifier: int, number: Callable[[], int]) -> str:
    """The run with the drawing; ``relation`` leads to its picture, ``identifier`` is its number."""
    width, height = _emu(figure.width), _emu(figure.height)
    said = attribute(figure.said)
    begin = (
        '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{identifier}" name="流程图{identifier}" descr="{said}"/>'
    )
    end = "</wp:inline></w:drawing>"
    shapes = "".join(
        (
            # LibreOffice stretches a group whose shapes do not reach its edges.
            _canvas(number(), width, height),
            *(_stroke(stroke, number()) for stroke in figure.strokes),
            *(_box(box, number()) for box in figure.boxes),
        )
    )
    group = (
        f'<a:graphic><a:graphicData uri="{_GROUP}"><wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/>'
        f'<a:chOff x="0" y="0"/><a:chExt cx="{width}" cy="{height}"/></a:xfrm></wpg:grpSpPr>'
        f"{shapes}</wpg:wgp></a:graphicData></a:graphic>"
    )
    picture = picture_graphic(relation, number(), "flow", said, width, height)
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wpg">{begin}{group}{end}</mc:Choice>'
        f"<mc:Fallback>{begin}{picture}{end}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def _emu(points: float) -> int:
    return round(points * _EMU)


def _place(x: float, y: float, width: float, height: float) -> str:
    return (
        f'<a:xfrm><a:off x="{_emu(x)}" y="{_emu(y)}"/>'
        f'<a:ext cx="{_emu(width)}" cy="{_emu(height)}"/></a:xfrm>'
    )


def _canvas(number: int, width: int, height: int) -> str:
    return (
        f'<wps:wsp><wps:cNvPr id="{number}" name="画布"/><wps:cNvSpPr/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln>'
        "</wps:spPr><wps:bodyPr/></wps:wsp>"
    )


def _stroke(stroke: Stroke, number: int) -> str:
    place = _place(stroke.x1, stroke.y1, stroke.x2 - stroke.x1, stroke.y2 - stroke.y1)
    line = _LINE.format(_HEAD if stroke.arrow else "")
    return (
        f'<wps:wsp><wps:cNvPr id="{number}" name="连线{number}"/><wps:cNvCnPr/><wps:spPr>{place}'
        f'<a:prstGeom prst="line"><a:avLst/></a:prstGeom>{line}</wps:spPr><wps:bodyPr/></wps:wsp>'
    )


def _box(box: Box, number: int) -> str:
    words = "".join(paragraph(line.style, run(line.text)) for line in box.lines)
    place = _place(box.left, box.top, box.width, box.height)
    return (
        f'<wps:wsp><wps:cNvPr id="{number}" name="环节{number}"/>'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr>{place}'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        '<a:solidFill><a:srgbClr val="F7F7F7"/></a:solidFill>'
        f"{_LINE.format('')}</wps:spPr><wps:txbx><w:txbxContent>{words or paragraph('FlowName')}"
        '</w:txbxContent></wps:txbx><wps:bodyPr wrap="square" lIns="76200" tIns="25400"'
        ' rIns="76200" bIns="25400" anchor="ctr"><a:noAutofit/></wps:bodyPr></wps:wsp>'
    )
