"""``laws``: the law library without a window (DESIGN §8)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from desktop.console import Console
    from desktop.usecases.law_changes import Scan
    from desktop.usecases.law_texts import LawImport, Shown
    from desktop.usecases.verifying import Verification
    from desktop.usecases.workspace import Workspace

laws = typer.Typer(help="依据库：导入法律文本，查条文，核验引用。", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="在标准输出打印一个 JSON 对象。")]
_MANY = 20


class State(Protocol):
    """What the options before the subcommand said."""

    console: Console

    def workspace(self, *, read_only: bool = False) -> AbstractContextManager[Workspace]:
        """The library that the command works on."""


def _state(context: typer.Context) -> State:
    state: State = context.obj
    return state


@laws.command("import")
def import_laws(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(readable=False, metavar="路径…", help="法律文本的文件、文件夹或 zip。"),
    ],
    json: Json = False,
) -> None:
    """把法律文本（Markdown、Word、纯文本）导入依据库。"""
    from desktop.usecases import law_texts

    state = _state(context)
    with state.workspace() as workspace, state.console.progress() as progress:
        outcome = law_texts.import_laws(workspace, paths, progress)
        held = law_texts.count(workspace)
    if json:
        state.console.json({**outcome.to_json(), "laws": held[0], "versions": held[1]})
        return
    for line in _imported(outcome, held):
        state.console.print(line)


def _imported(outcome: LawImport, held: tuple[int, int]) -> list[str]:
    lines = [f"新增 {len(outcome.added)} 个文本，已有 {outcome.known} 个。"]
    lines += [f"没有读入：{words}" for words in outcome.failed[:_MANY]]
    if len(outcome.failed) > _MANY:
        lines.append(f"…… 另有 {len(outcome.failed) - _MANY} 个文件没有读入。")
    lines.append(f"依据库现有 {held[0]} 部法律法规，{held[1]} 个文本。")
    return lines


@laws.command("show")
def show(
    context: typer.Context,
    title: Annotated[str, typer.Argument(metavar="名称", help="如《行政许可法》。")],
    places: Annotated[str, typer.Argument(metavar="条款", help="如 第四十二条。")] = "",
    json: Json = False,
) -> None:
    """显示一部法律现行文本的条文。"""
    from desktop.usecases import law_texts

    state = _state(context)
    with state.workspace(read_only=True) as workspace:
        shown = law_texts.show_law(workspace, title, places)
    if json:
        state.console.json(_shown_json(shown))
    else:
        state.console.print("\n".join(_shown(shown)))
    if shown.missing:
        state.console.error(f"现行文本中没有{'、'.join(shown.missing)}。")
        raise typer.Exit(1)


def _shown(shown: Shown) -> list[str]:
    version = shown.version
    lines = [version.title, *version.history, ""]
    for article in shown.articles:
        first, *rest = article.lines or ("",)
        lines += [f"{article.heading()}　{first}", *rest, ""]
    return lines[:-1]


def _shown_json(shown: Shown) -> dict[str, object]:
    version = shown.version
    return {
        "title": version.title, "level": version.level, "issuing_body": version.issuing_body,
        "document_number": version.document_number, "promulgated": version.promulgated,
        "amended": version.amended, "in_force": version.in_force,
        "history": list(version.history), "missing": list(shown.missing),
        "articles": [
            {"article": item.heading(), "chapter": item.chapter, "text": item.text}
            for item in shown.articles
        ],
    }  # fmt: skip


@laws.command("check")
def check(
    context: typer.Context,
    kind: Annotated[str, typer.Option("--kind", metavar="种类", help="只核验一种记录。")] = "",
    json: Json = False,
) -> None:
    """逐条核验工作库里引用的依据。"""
    from desktop.usecases.verifying import verify_library

    state = _state(context)
    with state.workspace(read_only=True) as workspace, state.console.progress() as progress:
        found = verify_library(workspace, kind, progress)
    if json:
        state.console.json(found.to_json())
    else:
        state.console.print("\n".join(_verified(found)))
    if found.counts["repealed"] or found.counts["missing"]:
        raise typer.Exit(1)


def _verified(found: Verification) -> list[str]:
    from desktop.usecases.verifying import COUNTS

    lines = [f"{word}　{found.counts[name]}" for name, word in COUNTS.items()]
    if found.unknown:
        lines.append("依据库中没有的，引用最多的：")
        lines += [f"　《{title}》　{number} 处" for title, number in found.unknown[:_MANY]]
    return lines


@laws.command("scan")
def scan(
    context: typer.Context,
    kind: Annotated[str, typer.Option("--kind", metavar="种类", help="只对照一种记录。")] = "",
    json: Json = False,
) -> None:
    """依据失效扫描：列出被新文本或者废止影响的引用。"""
    from desktop.usecases import law_changes

    state = _state(context)
    with state.workspace(read_only=True) as workspace, state.console.progress() as progress:
        found = law_changes.scan(workspace, kind, progress)
    if json:
        state.console.json(found.to_json())
    else:
        state.console.print("\n".join(_scanned(found)))
    if found.touches:
        raise typer.Exit(1)


def _scanned(found: Scan) -> list[str]:
    head = (
        f"对照 {found.citations} 处引用（依据库中没有的 {found.not_checked} 处未对照）："
        f"{found.records} 条记录的 {len(found.touches)} 处受影响。"
    )
    lines = [head]
    lines += [f"{sort.word}　{number}" for sort, number in found.counts.items() if number]
    for touch in found.touches[:_MANY]:
        becomes = f"，现为{touch.found.becomes}" if touch.found.becomes else ""
        by = f"，被《{touch.found.by}》废止" if touch.found.by else ""
        lines.append(
            f"　《{touch.found.law.title}》{touch.place.article}：{touch.sort.word}"
            f"{becomes}{by}　——{touch.record_title}（{touch.uuid}）"
        )
    if len(found.touches) > _MANY:
        lines.append(f"…… 另有 {len(found.touches) - _MANY} 处，用 --json 查看全部。")
    return lines
