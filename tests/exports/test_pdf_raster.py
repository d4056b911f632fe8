"""Pages as pictures: the right size, white paper, black ink, from any thread."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from exports.document import Document, Page, PageBreak, paragraph
from exports.pdf import pdf_bytes
from exports.pdf.raster import CannotDraw, page_picture, page_sizes


@pytest.fixture(scope="module")
def data() -> bytes:
    """Two pages across, the second one almost empty."""
    blocks = (paragraph("为人民服务。" * 40), PageBreak(), paragraph("完"))
    return pdf_bytes(Document("标题", blocks, Page(orientation="landscape")))


def test_sizes_are_those_of_the_paper(data: bytes) -> None:
    assert [(round(w), round(h)) for w, h in page_sizes(data)] == [(842, 595)] * 2


def test_a_picture_has_paper_and_ink_and_is_opaque(data: bytes) -> None:
    picture = page_picture(data, 0, 0.5)
    assert (picture.width, picture.height) == (421, 298)
    assert picture.stride == 4 * picture.width
    assert len(picture.data) == picture.stride * picture.height
    assert picture.data[:4] == b"\xff\xff\xff\xff"
    assert set(picture.data[3::4]) == {255}
    assert min(picture.data[0::4]) < 80


def test_twice_the_scale_is_twice_the_size(data: bytes) -> None:
    small, large = (page_picture(data, 1, scale) for scale in (0.5, 1.0))
    assert abs(large.width - 2 * small.width) <= 1


def test_many_threads_get_the_same_pictures(data: bytes) -> None:
    alone = [page_picture(data, number, 0.4) for number in (0, 1)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda n: page_picture(data, n % 2, 0.4), range(40)))
    assert together == alone * 20


def test_without_the_library_it_says_what_does_not_work(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(CannotDraw, match="打印预览用不了"):
        page_sizes(data)
