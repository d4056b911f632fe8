"""What a file is by its first bytes, and whether its name says so (rule M12)."""

from __future__ import annotations

#: First bytes → media type, for the files that offices attach.
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"MZ", "application/x-msdownload"),
)
#: Extension → the media types whose bytes such a file may have.
_CONTENT = {
    "pdf": {"application/pdf"},
    "png": {"image/png"},
    "jpg": {"image/jpeg"},
    "jpeg": {"image/jpeg"},
    **{key: {"application/zip"} for key in ("docx", "xlsx", "pptx", "ofd", "zip")},
    # WPS writes either under its own names.
    **{key: {"application/x-ole-storage", "application/zip"} for key in ("wps", "et")},
    **{key: {"application/x-ole-storage"} for key in ("doc", "xls", "ppt")},
    "rar": {"application/vnd.rar"},
}
_KNOWN = {media_type for _, media_type in _SIGNATURES}


def type_by_content(data: bytes) -> str:
    """The media type that the first bytes show; empty when they show none that is known."""
    return next((kind for start, kind in _SIGNATURES if data.startswith(start)), "")


def contradicts(name: str, media_type: str) -> bool:
    """Whether a media type told by the bytes cannot be that of a file of this name.

    False where either is not known.
    """
    fitting = _CONTENT.get(name.rpartition(".")[2].casefold())
    return fitting is not None and media_type in _KNOWN and media_type not in fitting
