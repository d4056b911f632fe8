"""The use cases without a window (DESIGN §8).

stdout carries the answer (text, or one JSON object with ``--json``), stderr the progress. Exit
codes: 0 done, 1 blocking problems were found, 2 bad input or usage, 3 the environment failed.
"""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop import (
    APP_NAME,
    __version__,
    cli_changes,
    cli_conflicts,
    cli_exchange,
    cli_export,
    cli_list,
    cli_merge,
    cli_pull,
    cli_upload,
)
from desktop.cli_laws import laws
from desktop.console import Console
from desktop.log import start_log
from desktop.paths import default_library
from desktop.store import EnvironmentFailure
from desktop.usecases.workspace import Workspace
from exports.progress import Cancelled

if TYPE_CHECKING:
    pass

DONE, PROBLEMS, BAD_INPUT, ENVIRONMENT = 0, 1, 2, 3
# What typer makes of Ctrl+C inside a command.
_INTERRUPTED = 130

app = typer.Typer(
    name="mingce",
    help="明册：离线编制办事指南、权责清单、中介服务清单和政务公开目录。",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(laws, name="laws")
app.add_typer(cli_exchange.keys, name="key")
app.command("receipt")(cli_exchange.receipt)
app.command("upload")(cli_upload.upload)
app.command("changes")(cli_changes.changes)
app.command("conflicts")(cli_conflicts.conflicts)
app.command("pull")(cli_pull.pull)
app.add_typer(cli_pull.catalogue, name="catalogue")
app.add_typer(cli_pull.definitions, name="definitions")
app.command("list")(cli_list.list_)
app.command("show")(cli_list.show)
app.command("export")(cli_export.export)
app.command("workbook")(cli_export.workbook)

# ``readable=False``: the parser would check rights itself and complain in English.
Json = Annotated[bool, typer.Option("--json", help="在标准输出打印一个 JSON 对象。")]
Kind = Annotated[str, typer.Option("--kind", metavar="种类", help="只处理一种记录。")]
Out = Annotated[
    Path, typer.Option("--out", metavar="文件夹", help="写到哪个文件夹。", readable=False)
]


class _State:
    """What the options before the subcommand said."""

    library: Path
    console: Console

    def workspace(self, *, read_only: bool = False) -> Workspace:
        return Workspace.open(self.library, read_only=read_only)


def _state(context: typer.Context) -> _State:
    state = context.obj
    assert isinstance(state, _State)
    return state


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    library: Annotated[
        Path | None, typer.Option("--library", metavar="文件", help="工作库文件。", readable=False)
    ] = None,
    lang: Annotated[
        str, typer.Option("--lang", metavar="语言", help="窗口的语言：zh 或 en。")
    ] = "",
    version: Annotated[bool, typer.Option("--version", help="显示版本号。")] = False,
) -> None:
    from desktop.ui.i18n import LANGUAGES

    if lang not in ("", *LANGUAGES):
        raise typer.BadParameter(f"没有“{lang}”这种界面语言；可用的：{'、'.join(LANGUAGES)}。")
    state = _State()
    state.library = library or default_library()
    state.console = Console()
    context.obj = state
    if version:
        state.console.print(f"{APP_NAME} {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        from desktop.app import run

        raise typer.Exit(run(state.library, lang))


@app.command("import")
def import_(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(readable=False, metavar="文件…", help="Excel 或平台 JSON。")
    ],
    kind: Kind = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看结果，不写入。")] = False,
    again: Annotated[bool, typer.Option("--again", help="已导入过的文件再读一次。")] = False,
    existing: Annotated[
        str,
        typer.Option(
            "--existing",
            metavar="update|skip|create",
            help="库里已有的同码或同名记录：更新、跳过，或仍然新建。不写：更新；以前选过的照以前。",
        ),
    ] = "",
    decide: Annotated[
        Path | None,
        typer.Option(
            "--decide", metavar="文件", help="逐条决定：改好的 --dry-run --json 里的 matches。"
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="文件", help="另写一份导入报告（.xlsx）。"),
    ] = None,
    key: cli_merge.SenderKey = None,
    unsigned: cli_merge.Unsigned = False,
    json: Json = False,
) -> None:
    """导入已有的清单和指南、改正后的检查报告，或者合并同事的同步包、工作库。"""
    from desktop.cli_check import brought_back
    from desktop.cli_import import imported

    if existing not in ("", "update", "skip", "create"):
        raise typer.BadParameter("--existing 只能是 update、skip 或 create。")

    state = _state(context)
    with state.workspace() as workspace, state.console.progress() as progress:
        if (returned := brought_back(workspace, files, dry_run, progress)) is not None:
            state.console.json(returned.to_json()) if json else returned.print(state.console)
            return
        if merged := cli_merge.merged_in(
            workspace, files, dry_run, progress, key=key, unsigned=unsigned
        ):
            cli_merge.tell_merges(state.console, merged, json=json)
            return
        outcome, told = imported(
            workspace, files, kind=kind, dry_run=dry_run, again=again, existing=existing,
            decide=decide, report=report, json=json, progress=progress,
        )  # fmt: skip
    if json:
        state.console.json(told)
    else:
        state.console.import_report(outcome, workspace.catalogue, dry_run=dry_run)
    if outcome.plan is not None and outcome.plan.asked and not dry_run:
        raise typer.Exit(PROBLEMS)


@app.command()
def check(
    context: typer.Context,
    kind: Kind = "",
    rule: Annotated[str, typer.Option("--rule", metavar="编号", help="只查一条规则。")] = "",
    xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", metavar="文件", readable=False, help="另写检查报告（Excel）。"),
    ] = None,
    cross: Annotated[bool, typer.Option("--cross", help="另作三单互查。")] = False,
    json: Json = False,
) -> None:
    """按法律和门户规则检查记录；有阻断问题时退出码为 1。"""
    from desktop import cli_check
    from desktop.usecases.cross_lists import cross_check

    state = _state(context)
    with state.workspace() as workspace, state.console.progress() as progress:
        outcome = cli_check.checked(workspace, kind, rule, xlsx, progress)
        found = cross_check(workspace, progress) if cross else ()
        if json:
            extra = {"cross": [item.to_json() for item in found]} if cross else {}
            state.console.json({**outcome.to_json(), **extra})
        else:
            state.console.check_report(outcome, workspace)
            for line in cli_check.cross_lines(found, workspace.catalogue) if cross else ():
                state.console.print(line)
    if outcome.blocking:
        raise typer.Exit(PROBLEMS)


@app.command()
def pack(
    context: typer.Context,
    out: Out,
    draft: Annotated[
        bool, typer.Option("--draft/--require-final", help="草稿也打包 / 只打包已审定的。")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="包含全部记录，不只是门户还没接收的。")
    ] = False,
    sign: Annotated[bool, typer.Option("--sign/--no-sign", help="签名 / 不签名。")] = True,
    key_file: cli_exchange.KeyFile = None,
    documents: Annotated[
        Path | None,
        typer.Option("--documents", metavar="文件夹", readable=False, help="另装入其中的文档。"),
    ] = None,
    json: Json = False,
) -> None:
    """生成同步包：门户还没接收的记录，签名。"""
    from desktop.usecases.packing import NothingToPack, documents_in
    from desktop.usecases.packing import pack as run_pack

    state = _state(context)
    found = cli_exchange.signing_key(context, key_file, quiet=json) if sign else (None, "")
    enclosed = documents_in(documents) if documents else []
    with state.workspace() as workspace, state.console.progress() as progress:
        try:
            outcome = run_pack(
                workspace, out, draft=draft, full=full, key=found[0], documents=enclosed,
                progress=progress,
            )  # fmt: skip
        except NothingToPack as error:
            raise NothingToPack(f"{error}（全量包加 --full，草稿包加 --draft。）") from error
    if json:
        state.console.json(outcome.to_json())
        return
    state.console.package_report(outcome, workspace.catalogue)
    if found[1]:
        state.console.print(found[1])


@app.command()
def verify(
    context: typer.Context,
    package: Annotated[Path, typer.Argument(readable=False, metavar="同步包")],
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="公钥", readable=False, help="打包单位的公钥，核对签名。"),
    ] = None,
    json: Json = False,
) -> None:
    """核验同步包：任何一个字节不符都会指出；给出公钥的，还核对签名。"""
    from desktop.usecases.packing import public_key
    from desktop.usecases.packing import verify as run_verify

    state = _state(context)
    known = public_key(key) if key else None
    with state.console.progress() as progress:
        result = run_verify(package, progress, key=known)
    if json:
        state.console.json(result.to_json())
    else:
        state.console.verification(result)
    if not result.ok:
        raise typer.Exit(BAD_INPUT)


@app.command()
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(readable=False, metavar="文件")],
    json: Json = False,
) -> None:
    """把工作库备份成一个文件，写完读回核对。"""
    from desktop.usecases.backing_up import back_up

    state = _state(context)
    with state.workspace() as workspace, state.console.progress() as progress:
        made = back_up(workspace, file, progress)
    if json:
        state.console.json(made.to_json())
        return
    state.console.print(f"已备份到 {file}，读回核对无误。")


@app.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(readable=False, metavar="备份文件")],
    json: Json = False,
) -> None:
    """用备份恢复工作库；被替换的工作库另存，不会丢失。"""
    from desktop.usecases.backing_up import restore as run_restore
    from forms.loader import load_catalogue

    state = _state(context)
    with state.console.progress() as progress:
        aside = run_restore(file, state.library, load_catalogue(), progress)
    if json:
        kept = str(aside) if aside else None
        state.console.json({"library": str(state.library), "kept": kept})
        return
    state.console.print(f"已恢复到 {state.library}。")
    if aside:
        state.console.print(f"原来的工作库保留为 {aside}。")


@app.command()
def selftest(
    context: typer.Context,
    window: Annotated[bool, typer.Option("--window", help="也打开窗口看一看。")] = False,
    json: Json = False,
) -> None:
    """自检：工作库和附件、字体、规则、示例等程序文件是否完好。"""
    from desktop.usecases.backing_up import self_test

    state = _state(context)
    with state.workspace() as workspace, state.console.progress() as progress:
        outcome = self_test(workspace, progress)
    if window:
        from desktop.app import try_window

        outcome = outcome.with_finding("窗口", try_window(state.library))
    if json:
        state.console.json(outcome.to_json())
    else:
        for name, found in outcome.findings.items():
            state.console.print(f"{name}：{'；'.join(found) or '完好'}")
    if not outcome.ok:
        raise typer.Exit(PROBLEMS)


@app.command()
def rules(context: typer.Context, json: Json = False) -> None:
    """列出全部规则。"""
    from forms.rules import registry

    built = registry.functions()
    rows = [
        {
            "id": text.id,
            "severity": text.severity.value,
            "kinds": list(text.kinds),
            "title": text.title,
            "text": text.message,
            "source": text.source,
            "built": text.id in built or text.elsewhere,
        }
        for text in registry.texts().values()
    ]
    state = _state(context)
    if json:
        state.console.json({"rules": rows})
        return
    state.console.rules(rows)


@app.command()
def demo(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", metavar="文件夹", readable=False)] = None,
    json: Json = False,
) -> None:
    """用示例单位走一遍全程：导入、检查、导出、打包、核验。"""
    from desktop.usecases.demo import run_demo

    state = _state(context)
    target = out or Path.cwd() / "mingce-demo"
    with state.console.progress() as progress:
        outcome = run_demo(target, progress)
    if json:
        state.console.json(outcome.to_json())
        return
    state.console.demo_report(outcome)


def run_command(arguments: Sequence[str]) -> int:
    """Run one subcommand and turn every failure into its exit code and one line on stderr."""
    start_log()
    command = typer.main.get_command(app)
    console = Console()
    try:
        code = command.main(list(arguments), prog_name="mingce", standalone_mode=False)
    except Exception as error:  # noqa: BLE001 - the last line of defence: log and say it
        return _failed(error, console)
    except KeyboardInterrupt:
        code = _INTERRUPTED
    if code == _INTERRUPTED:
        console.error("已取消。")
        return BAD_INPUT
    return int(code or DONE)


def _failed(error: Exception, console: Console) -> int:
    if hasattr(error, "format_message"):
        help_helps = getattr(error, "param", None) or type(error).__name__ != "BadParameter"
        console.error(f"{_usage_sentence(error)}{'　加 --help 查看用法。' if help_helps else ''}")
        return BAD_INPUT
    if isinstance(error, (Cancelled, typer.Abort)):  # nobody answers, or Ctrl+C at a question
        console.error("已取消。")
        return BAD_INPUT
    if isinstance(error, (EnvironmentFailure, OSError)):
        logging.getLogger(__name__).exception("environment failure")
        console.error(_environment_sentence(error))
        return ENVIRONMENT
    if _is_input_error(error):
        console.error(str(error))
        return BAD_INPUT
    path = start_log()
    logging.getLogger(__name__).exception("programming error")
    console.error(f"程序出错：{error!r}。详情已记入 {path}，请把它发给维护人员。")
    return ENVIRONMENT


def _environment_sentence(error: Exception) -> str:
    """Our own errors are sentences already; one from the system itself is made one."""
    if not isinstance(error, OSError) or error.errno is None:
        return str(error) or type(error).__name__
    place = f"“{error.filename}”" if error.filename else "文件"
    match error.errno:
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"没有权限写入或读取{place}。请换一个文件夹。"
        case errno.EEXIST | errno.ENOTDIR:
            return f"{place}已经是文件，不能当作文件夹。请换一个文件夹。"
        case errno.ENOSPC | errno.EDQUOT:
            return f"磁盘已满，没有写入{place}。请清理磁盘空间后重试。"
    return f"处理{place}时系统出错：{error.strerror}。请检查磁盘后重试。"


def _usage_sentence(error: Any) -> str:
    """What is wrong with the command line; the parser's own words only where we have none."""
    parameter = getattr(error, "param", None)
    name = ""
    if parameter is not None:
        option = parameter.param_type_name == "option"
        name = parameter.opts[0] if option else parameter.metavar or parameter.name
    match type(error).__name__:
        case "NoSuchOption":
            return f"没有“{error.option_name}”这个选项。"
        case "MissingParameter":
            return f"缺少 {name}。"
        case "BadParameter":
            return f"{name} 的值不对：{error.message}。" if name else str(error.message)
    command = re.search(r"No such command '(.*)'", error.format_message())
    return f"没有“{command[1]}”这个命令。" if command else f"用法不对：{error.format_message()}"


def _is_input_error(error: Exception) -> bool:
    """Our own sentences: classes derived from ValueError or LookupError in our packages."""
    ours = type(error).__module__.split(".")[0] in ("desktop", "forms", "exports")
    return ours and isinstance(error, (ValueError, LookupError))
