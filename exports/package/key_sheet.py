"""The key sheet (签名公钥核对单): what the other side compares before it trusts the key."""

from __future__ import annotations

from exports.document import Block, Document, Heading, KeyValues, Page, QrCode, paragraph
from exports.package.keys import PublicKey


def key_sheet(organization: str, key: PublicKey, day: str) -> Document:
    """One page: fingerprint, the digits for the telephone, the public key itself and a code."""
    words = "　".join(key.spoken[:4]), "　".join(key.spoken[4:])
    facts = [
        ("单位", organization),
        ("指纹", key.fingerprint),
        ("电话核对数字", "\n".join(words)),
        ("打印日期", day),
    ]
    line = key.minisign().splitlines()[-1] if key.ed25519 else ""
    blocks: list[Block] = [
        KeyValues(tuple((name, text) for name, text in facts if text), "签名公钥"),
        Heading(2, "怎样核对"),
        paragraph(
            "接收方收到公钥文件后，用电话或当面逐组核对上面的数字，全部一致，才登记这把公钥。"
            "以后收到的同步包，都用它核对签名。数字有一组不同，就不要使用。"
        ),
    ]
    if line:
        blocks += [Heading(2, "公钥（minisign 格式）"), paragraph(line)]
    blocks.append(QrCode(f"mingce-key:{key.fingerprint}", "指纹"))
    return Document(
        title="签名公钥核对单",
        blocks=tuple(blocks),
        page=Page(fit_pages=1),
        organization=organization,
        date=day,
        subject=key.fingerprint,
    )
