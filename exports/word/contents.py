"""Tables of contents: TOC fields, filled with their entries so that they are never empty."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exports.document import Block, Cover, Heading
from exports.word.styles import COVER_TITLE
from exports.word.xml import PAGE_OF, bookmark, field, paragraph, run

_BEGIN = (
    '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r>'
    '<w:instrText xml:space="preserve"> {} </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
_SHEET = (
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
    "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one table of contents lists: places of blocks; ``end``: where its part ends."""

    entries: tuple[int, ...]
    covers: bool
    end: int


class Contents:
    """All tables of contents of a document.

    ``heading_style`` names the style of headings where it is not Word's own. One lists the headings of level 1 up to the next cover, or all covers where one comes before
    any heading (汇编).
    """

    def __init__(self, blocks: Sequence[Block], heading_style: str = "") -> None:
        self._blocks = blocks
        self._headings = (
            rf'TOC \h \z \t "{heading_style},1"' if heading_style else r'TOC \o "1-1" \h \z'
        )
        self._names: Mapping[int, str] = {
            place: f"_Toc{place:08d}"
            for place, block in enumerate(blocks)
            if isinstance(block, Cover) or (isinstance(block, Heading) and block.level == 1)
        }
        self._places = list(self._names)
        self._covers = [at for at in self._places if isinstance(blocks[at], Cover)]
        self._ends: dict[int, int] = {}

    def target(self, place: int, content: str) -> str:
        """The content of a block, as a place that contents point to where they may."""
        name = self._names.get(place)
        return bookmark(place, name, content) if name else content

    def before(self, place: int) -> str:
        """What ends before the block at a place: the part that a contents field covers."""
        number = self._ends.pop(place, None)
        return f'<w:bookmarkEnd w:id="{number}"/>' if number is not None else ""

    def xml(self, place: int) -> str:
        """The field of the table of contents at a place, behind its title.

        Page numbers are Word's to find: the field asks for it when the file is opened.
        """
        part = self._part(place)
        scope, start = "", ""
        if not part.covers and part.end < len(self._blocks):
            scope, number = f"_Part{place:08d}", len(self._blocks) + place
            start = f'<w:bookmarkStart w:id="{number}" w:name="{scope}"/>'
            self._ends[part.end] = number
        instruction = (
            rf'TOC \h \z \t "{COVER_TITLE},1"'
            if part.covers
            else self._headings + (rf" \b {scope}" if scope else "")
        )
        lines = [self._line(entry) for entry in part.entries] or [run("（没有一级标题）")]
        lines[0] = _BEGIN.format(instruction) + lines[0]
        lines[-1] += _END
        return _SHEET.format("".join(paragraph("TOC1", line) for line in lines)) + start

    def _line(self, place: int) -> str:
        name = self._names[place]
        block = self._blocks[place]
        title = run(block.title if isinstance(block, Cover) else getattr(block, "text", ""))
        number = field(PAGE_OF.format(name), "")
        return (
            f'<w:hyperlink w:anchor="{name}" w:history="1">{title}'
            f"<w:r><w:tab/></w:r>{number}</w:hyperlink>"
        )

    def _part(self, place: int) -> _Part:
        after = bisect_right(self._places, place)
        covers = self._covers[bisect_right(self._covers, place) :]
        if covers and covers[0] == self._places[after]:
            return _Part(tuple(covers), True, len(self._blocks))
        end = covers[0] if covers else len(self._blocks)
        return _Part(tuple(self._places[after : bisect_left(self._places, end)]), False, end)
