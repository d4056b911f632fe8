"""``export`` and ``workbook``: documents without a window (DESIGN §8)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from desktop.cli_laws import Json, _state

# ``readable=False``: the parser would check rights itself and complain in English.
Kind = Annotated[str, typer.Option("--kind", metavar="种类", help="只处理一种记录。")]
Out = Annotated[
    Path, typer.Option("--out", metavar="文件夹", help="写到哪个文件夹。", readable=False)
]


def export(
    context: typer.Context,
    out: Out,
    kind: Kind = "",
    formats: Annotated[str, typer.Option("--format", help="docx,pdf,xlsx,html")] = "docx,pdf,xlsx",
    layout: Annotated[
        str,
        typer.Option("--layout", help="full,brief,notice,poster,single,announcement,list"),
    ] = "full,list",
    bundle: Annotated[bool, typer.Option("--bundle", help="合成一册，带目录和索引。")] = False,
    by_office: Annotated[bool, typer.Option("--by-office", help="每个处室一个文件夹。")] = False,
    manifest: Annotated[bool, typer.Option("--manifest", help="另写打印清单。")] = False,
    letterhead: Annotated[
        Path | None,
        typer.Option(
            "--letterhead", metavar="文件", readable=False, help="信头（.docx），或“内置”。"
        ),
    ] = None,
    json: Json = False,
) -> None:
    """导出 Word、PDF、Excel、网页。"""
    from desktop.usecases.exporting import export as run_export

    state = _state(context)
    with state.workspace() as workspace, state.console.progress() as progress:
        outcome = run_export(
            workspace, out, kind=kind, formats=_split(formats), layouts=_split(layout),
            bundle=bundle, by_office=by_office, manifest=manifest,
            letterhead=letterhead, progress=progress,
        )  # fmt: skip
    if json:
        state.console.json(outcome.to_json())
        return
    state.console.export_report(outcome, out)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def workbook(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", readable=False, help="写成 .xlsx。")],
    kind: Kind = "",
    json: Json = False,
) -> None:
    """导出录入工作簿：全部要素，可在 Excel 中填写后再导入。"""
    from desktop.usecases.data_book import export_data_book

    state = _state(context)
    with state.workspace() as workspace, state.console.progress() as progress:
        count = export_data_book(workspace, file, kind, progress)
    if json:
        state.console.json({"file": str(file), "records": count})
        return
    state.console.print(f"已把 {count} 条记录写入 {file}，填写后用 import 导回。")
