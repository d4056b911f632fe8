"""Files that stand within data as base64: known, measured and told, never taken for text."""

from __future__ import annotations

import base64
import re

_URI = re.compile(r"\s*data:[\w.+/-]*(?:;[\w=.-]+)*;base64,", re.IGNORECASE)
_SIGNS = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_LEAST = 120
#: No text of an item comes near; a whole law has 200,000 signs.
LONGEST_TEXT = 2_000_000
#: So long a run of such signs is no word of a platform, whatever it is.
_SURELY = 2000
#: No bitmaps: the words of a text may begin as they do (BM).
_KINDS = (
    (b"\x89PNG", "PNG图片"), (b"\xff\xd8\xff", "JPEG图片"), (b"GIF8", "GIF图片"),
    (b"%PDF", "PDF文件"), (b"PK\x03\x04", "Word、Excel或压缩文件"), (b"\xd0\xcf\x11\xe0", "Word或Excel文件"),
    (b"{\\rtf", "RTF文件"), (b"%OFD", "OFD文件"),
)  # fmt: skip


def embedded_file(text: str) -> str:
    """What file a text is (PDF文件，约 12 KB); "" when it is none."""
    if len(text) < _LEAST:
        return ""
    uri = _URI.match(text[:200])
    body = text[uri.end() :] if uri else text
    head = "".join(body[:_LEAST].split())
    if not _SIGNS.fullmatch(head):
        return ""
    kind = _kind(head)
    known = bool(uri or kind)
    if not known and (len(text) < _SURELY or not _SIGNS.fullmatch("".join(body.split()))):
        return ""
    return f"{kind or '文件'}，约 {max(1, len(body) * 3 // 4096)} KB"


def not_taken(text: str) -> str:
    """Why a text is not taken in, as the end of a sentence; "" when it is."""
    found = embedded_file(text)
    if found:
        return f"是内嵌文件（{found}），没有导入"
    return f"有{len(text)}个字，不像事项的内容，没有导入" if len(text) > LONGEST_TEXT else ""


def _kind(head: str) -> str:
    try:
        data = base64.b64decode(head[: len(head) // 4 * 4].translate(_URL_SAFE))
    except ValueError:
        return ""
    return next((name for magic, name in _KINDS if data.startswith(magic)), "")


_URL_SAFE = str.maketrans("-_", "+/")
