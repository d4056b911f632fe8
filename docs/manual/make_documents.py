"""Makes the pictures of printed documents: ``python docs/manual/make_documents.py``.

From the sample agency, as PDF. Run by hand after a change of a layout, and look at every picture.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

HERE = Path(__file__).resolve().parent
PICTURES = HERE / "pictures" / "documents"
sys.path.insert(0, str(HERE.parents[1]))
#: Picture → folder of the export, end of the file's name, pages (from 0), pixels to a point.
SHOWN = {
    "guide": ("办事指南", "取水许可", (0, 1, 2), 0.62),
    "guide-materials": ("办事指南", "取水许可", (7, 8, 9), 0.62),
    "brief": ("简版指南", "取水许可", (0,), 0.95),
    "notice": ("一次性告知单", "取水许可", (0, 1), 0.7),
    "poster": ("上墙图", "取水许可", (0,), 0.72),
    "duty": ("单项责任表", "", (0,), 0.95),
    "announcement": ("调整公告", "", (0,), 0.95),
    "power-list": ("清单", "权力清单", (0,), 0.78),
    "duty-list": ("清单", "权责清单（合一）", (0,), 0.78),
    "bundle": ("汇编", "办事指南汇编", (0, 1, 2), 0.62),
    "catalogue": ("清单", "基层政务公开标准目录", (0,), 0.78),
}  # fmt: skip
_GAP, _SHADES = 10, 16


def main() -> int:
    """Export the sample agency and draw the chosen pages."""
    from desktop.usecases.demo import load_sample
    from desktop.usecases.exporting import LAYOUTS, export
    from desktop.usecases.workspace import Workspace

    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mingce-") as name:
        out = Path(name) / "出"
        with Workspace.open(Path(name) / "岚川县水务局.mingce") as workspace:
            load_sample(workspace)
            export(workspace, out, formats=("pdf",), layouts=tuple(LAYOUTS))
            export(workspace, out / "汇编", kind="service_guide", formats=("pdf",),
                   layouts=("full",), bundle=True)  # fmt: skip
        for picture, (folder, wanted, pages, scale) in SHOWN.items():
            found = sorted(p for p in (out / folder).glob("*.pdf") if wanted in p.stem)
            draw(found[0], pages, scale).save(PICTURES / f"{picture}.png", optimize=True)
    return 0


def draw(path: Path, pages: tuple[int, ...], scale: float) -> Image.Image:
    """Pages side by side, in shades of grey, with a thin edge."""
    document = pypdfium2.PdfDocument(path)
    shown = [document[at].render(scale=scale).to_pil().convert("L")
             for at in pages if at < len(document)]  # fmt: skip
    width = sum(page.width + _GAP for page in shown) + _GAP
    sheet = Image.new("L", (width, max(page.height for page in shown) + 2 * _GAP), 214)
    left = _GAP
    for page in shown:
        sheet.paste(page, (left, _GAP))
        left += page.width + _GAP
    return sheet.quantize(_SHADES)


if __name__ == "__main__":
    raise SystemExit(main())
