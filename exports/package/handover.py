"""The handover slip (介质交接单): what went onto the stick, to be signed by both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exports.document import (
    Block,
    Cell,
    Document,
    Heading,
    KeyValues,
    Page,
    QrCode,
    Table,
    TableColumn,
    paragraph,
)

_GROUP, _LINE = 8, 32


@dataclass(frozen=True, slots=True)
class Handover:
    """What a slip says. ``counts`` are titles of lists with their numbers; ``day`` is that of the
    copy; ``fingerprint`` and ``spoken`` are empty for a package without signature.
    """

    organization: str
    package: str
    file: str
    size: int
    sha256: str
    draft: bool
    counts: Sequence[tuple[str, int]]
    medium: str
    day: str
    fingerprint: str = ""
    spoken: Sequence[str] = ()


def handover_slip(about: Handover) -> Document:
    """One page: contents, how to check them, a code to scan, two signatures."""
    total = sum(number for _, number in about.counts)
    rows = [
        *((title, f"{number} 条") for title, number in about.counts),
        ("合计", f"{total} 条"),
    ]
    blocks: list[Block] = [
        KeyValues(_facts(about), "交接内容"),
        Heading(2, "清单条数"),
        Table(
            (TableColumn("清单", 40), TableColumn("条数", 20, align="right")),
            tuple((Cell(title), Cell(number, align="right")) for title, number in rows),
            "清单条数",
        ),
        Heading(2, "接收方核对"),
        paragraph(
            "接收后请用明册“核对收到的包”或 verify 命令核对：包号与本单一致、签名正确，方可接收。"
            "文件名可以改动，包号不会随之改变。"
        ),
        QrCode(f"mingce:{about.package}", "包号"),
        _signatures(),
    ]
    return Document(
        title="同步包介质交接单",
        blocks=tuple(blocks),
        page=Page(fit_pages=1),
        organization=about.organization,
        date=about.day,
        subject=f"包号 {about.package}",
    )


def _facts(about: Handover) -> tuple[tuple[str, str], ...]:
    kind = "草稿包（供核对，不作正式报送）" if about.draft else "正式包"
    facts = [
        ("交出单位", about.organization),
        ("包的种类", kind),
        ("文件名", about.file),
        ("大小", f"{about.size:,} 字节"),
        ("包号", _grouped(about.package)),
        ("文件校验值（SHA-256）", _grouped(about.sha256)),
        ("存放位置", about.medium),
        ("拷贝日期", about.day),
        ("签名密钥指纹", about.fingerprint or "没有签名"),
    ]
    if about.spoken:
        facts.append(("电话核对数字", "　".join(about.spoken)))
    return tuple((label, text) for label, text in facts if text)


def _grouped(text: str) -> str:
    """In groups that the eye can compare, half of a hash on a line."""
    lines = (text[at : at + _LINE] for at in range(0, len(text), _LINE))
    return "\n".join(
        " ".join(line[at : at + _GROUP] for at in range(0, len(line), _GROUP)) for line in lines
    )


def _signatures() -> Table:
    def head(text: str) -> Cell:
        return Cell(text, header=True)

    blank, day = Cell("\n\n"), Cell("　　年　　月　　日")
    return Table(
        (TableColumn("", 14), TableColumn("", 30), TableColumn("", 14), TableColumn("", 30)),
        (
            (head("交出人"), blank, head("接收人"), blank),
            (head("交出日期"), day, head("接收日期"), day),
            (head("核对结果"), Cell("□ 包号一致　　□ 签名正确　　□ 条数一致", columns=3)),
        ),
        "交接签字",
    )
