"""A file is known by its first bytes; a name that says otherwise is found."""

from __future__ import annotations

import pytest

from forms.values.file_types import contradicts, type_by_content

PDF, ZIP, OLE = b"%PDF-1.7\n", b"PK\x03\x04\x14", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("表.pdf", PDF),
        ("表.DOCX", ZIP),
        ("表.doc", OLE),
        ("表.wps", OLE),
        ("表.wps", ZIP),
        ("图.jpg", b"\xff\xd8\xff\xe0"),
        ("说明.txt", PDF),
        ("没有扩展名", PDF),
        ("表.doc", "文字".encode()),
        ("表.pdf", b""),
    ],
)
def test_what_fits_or_is_not_known_is_no_contradiction(name: str, data: bytes) -> None:
    assert not contradicts(name, type_by_content(data))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("表.docx", PDF),
        ("表.docx", OLE),
        ("表.doc", ZIP),
        ("图.png", b"\xff\xd8\xff\xe0"),
        ("表.pdf", b"MZ\x90"),
    ],
)
def test_another_content_is_a_contradiction(name: str, data: bytes) -> None:
    assert contradicts(name, type_by_content(data))
