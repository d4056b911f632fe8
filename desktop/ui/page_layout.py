"""Where pages lie on the desk, and which pictures of them are at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from desktop.usecases.previewing import PagePictures

MARGIN, GAP = 12, 12  # px around the pages and between two of them
SAME = 1e-6  # scales that differ by less are one
_BUDGET = 48 * 2**20  # bytes of pictures that are kept; those in view are kept in any case


@dataclass(frozen=True)
class Anchor:
    """A spot that stays where it is when pages change: page, share of its height and width."""

    page: int
    down: float
    across: float


@dataclass(frozen=True)
class PageLayout:
    """Pages below each other, in the middle; all in pixels of the desk."""

    places: tuple[QRectF, ...] = ()
    extent: QSizeF = field(default_factory=QSizeF)

    @classmethod
    def of(cls, sizes: Sequence[tuple[float, float]], zoom: float, least: float) -> PageLayout:
        """Pages of these sizes (points) at so many pixels to a point, on a desk that is at least
        so wide.
        """
        if not sizes:
            return cls()
        wide = max(least, max(width for width, _ in sizes) * zoom + 2 * MARGIN)
        places, y = [], float(MARGIN)
        for width, height in sizes:
            places.append(QRectF((wide - width * zoom) / 2, y, width * zoom, height * zoom))
            y += height * zoom + GAP
        return cls(tuple(places), QSizeF(wide, y - GAP + MARGIN))

    def anchor(self, spot: QPointF) -> Anchor:
        """What lies at a spot; between two pages it is the lower one."""
        last = len(self.places) - 1
        page = next((n for n, p in enumerate(self.places) if p.bottom() > spot.y()), last)
        place = self.places[page]
        return Anchor(
            page,
            (spot.y() - place.top()) / place.height(),
            (spot.x() - place.left()) / place.width(),
        )

    def spot(self, anchor: Anchor) -> QPointF:
        """Where an anchor lies; on the last page if its own is gone."""
        place = self.places[min(anchor.page, len(self.places) - 1)]
        return QPointF(
            place.left() + anchor.across * place.width(),
            place.top() + anchor.down * place.height(),
        )

    def between(self, top: float, bottom: float) -> list[int]:
        """Pages (from 0) that reach into a band."""
        return [
            number
            for number, place in enumerate(self.places)
            if place.bottom() > top and place.top() < bottom
        ]

    def page_at(self, y: float) -> int:
        """The page (from 1) that one reads at that height; 0 when there are none."""
        return max(1, sum(place.top() <= y for place in self.places)) if self.places else 0


@dataclass(frozen=True)
class Shown:
    """A page's picture; an old one stands in until there is one of this layout and scale."""

    image: QImage
    scale: float
    current: bool = True


class Pictures:
    """Pictures of pages by number; those farthest from what is read are let go."""

    def __init__(self) -> None:
        self._shown: dict[int, Shown] = {}

    def get(self, number: int) -> Shown | None:
        """A page's picture, if there is one."""
        return self._shown.get(number)

    def add(self, pictures: PagePictures, scale: float) -> None:
        """New pictures, drawn with so many pixels to a point."""
        for number, picture in pictures.items():
            raw = QImage(picture.data, picture.width, picture.height, picture.stride,
                         QImage.Format.Format_RGB32)  # fmt: skip
            # A copy: Qt does not keep the bytes alive.
            self._shown[number] = Shown(raw.copy(), scale)

    def age(self, pages: int) -> None:
        """There is a new layout of so many pages: all pictures are old ones now."""
        self._shown = {
            number: replace(shown, current=False)
            for number, shown in self._shown.items()
            if number < pages
        }

    def clear(self) -> None:
        """Let all go."""
        self._shown.clear()

    def lacking(self, numbers: Iterable[int], scale: float) -> list[int]:
        """Those of the pages that have no picture of this layout and scale."""
        return [number for number in numbers if not self._fits(number, scale)]

    def _fits(self, number: int, scale: float) -> bool:
        shown = self._shown.get(number)
        return shown is not None and shown.current and abs(shown.scale - scale) < SAME

    def spare(self, in_view: Sequence[int]) -> None:
        """Keep within the budget of memory."""
        middle = sum(in_view) / len(in_view) if in_view else 0.0
        used = sum(shown.image.sizeInBytes() for shown in self._shown.values())
        for number in sorted(self._shown, key=lambda n: abs(n - middle), reverse=True):
            if used <= _BUDGET or number in in_view:
                return
            used -= self._shown.pop(number).image.sizeInBytes()
