"""``pull``, ``catalogue`` and ``definitions``: what the level above issues, without a window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli_laws import Json, _state
from desktop.cli_upload import (
    Authority,
    Certificate,
    CertificateKey,
    NoProxy,
    PortalAddress,
    PortalKey,
    TokenFile,
    _access,
    _token,
)

if TYPE_CHECKING:
    from desktop.usecases.issued_definitions import Preview
    from desktop.usecases.pulling import Pulled
    from desktop.usecases.upper_catalogue import Update
    from desktop.usecases.workspace import Workspace

catalogue = typer.Typer(help="上级目录：查找、认领、采用更新、解除锁定。", no_args_is_help=True)
definitions = typer.Typer(help="上级下发的码表和配置：查看、退回。", no_args_is_help=True)

_MANY = 50
_KINDS = {"added": "增加", "removed": "取消", "renamed": "改名", "recoded": "换代码"}


class NotInCatalogue(LookupError):
    """A code that no item of the catalogue has."""


def pull(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(readable=False, metavar="下发包…", help="不写则从门户读取。"),
    ] = None,
    portal: PortalAddress = "",
    authority: Authority = None,
    certificate: Certificate = None,
    certificate_key: CertificateKey = None,
    key: PortalKey = None,
    token_file: TokenFile = None,
    no_proxy: NoProxy = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="同时采用下发的码表和配置；不写则只列出变化。")
    ] = False,
    json: Json = False,
) -> None:  # fmt: skip
    """读取上级下发的目录、码表和配置：从门户，或从 U 盘上的下发包。都要核对门户的签名。"""
    from desktop.usecases import pulling, uploading
    from desktop.usecases.packing import public_key

    state = _state(context)
    known = public_key(key) if key else None
    with state.workspace() as workspace, state.console.progress() as progress:
        if files:
            found = [pulling.read_file(workspace, f, key=known, progress=progress) for f in files]
        else:
            access = _access(
                workspace, portal, (authority, certificate, certificate_key), proxy=not no_proxy
            )
            token = _token(access, token_file)
            found = [pulling.pull(workspace, access, token, key=known, progress=progress)]
            uploading.set_portal_access(workspace, access)
        told = [_dealt_with(workspace, one, apply=apply) for one in found]
    if json:
        state.console.json({"pulled": [data for _, data in told]})
        return
    for lines, _ in told:
        for line in lines:
            state.console.print(line)


def _dealt_with(
    workspace: Workspace, found: Pulled, *, apply: bool
) -> tuple[list[str], dict[str, Any]]:
    """What was brought, in words and as JSON; code tables are put in force where wanted."""
    from desktop.usecases import issued_definitions

    lines, data = _pulled(found), found.to_json()
    if found.offer is None:
        return lines, data
    seen = issued_definitions.preview(workspace, found.offer)
    lines += _previewed(seen)
    if apply:
        issued_definitions.apply(found.offer)
        lines.append(f"已采用第 {found.offer.version} 版码表和配置。")
    else:
        lines.append("加 --apply 采用。")
    return lines, {**data, "applied": apply}


def _pulled(found: Pulled) -> list[str]:
    lines = []
    if found.again:
        lines.append("门户恢复过备份，目录已从头重新读取。")
    if found.read:
        lines.append(
            f"{found.portal}：读取目录 {found.read} 项，其中新增或有变化 {found.changed} 项。"
        )
    elif found.issues:
        lines.append(f"{found.portal}的目录没有变化。")
    elif found.offer is None:
        lines.append(f"{found.portal}没有下发目录。")
    if found.unknown:
        lines.append(f"有 {found.unknown} 项属于本程序没有的清单，没有收下。")
    return lines


def _previewed(seen: Preview) -> list[str]:
    offer = seen.offer
    lines = [f"{offer.portal}下发第 {offer.version} 版码表和配置：{offer.note}".rstrip("：")]
    for table in seen.tables:
        if table.shadowed:
            lines.append(f"码表“{table.title}”：本单位有自己的一份，仍以本单位的为准。")
        for change in table.choices:
            words = " → ".join(filter(None, (change.before, change.after)))
            held = f"，本库 {change.records} 条记录用到" if change.records else ""
            lines.append(f"码表“{table.title}”{_KINDS[change.kind]}：{words}{held}。")
    for profile in seen.profiles:
        lines += [f"配置“{profile.title}”：{words}。" for words in profile.words]
    return lines


@catalogue.command("list")
def list_(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="词", help="名称、编码或拼音首字母。")] = "",
    kind: Annotated[str, typer.Option("--kind", metavar="种类")] = "",
    status: Annotated[
        str,
        typer.Option("--status", metavar="free|adopted|changed|withdrawn", help="只列一种状态。"),
    ] = "",
    json: Json = False,
) -> None:
    """列出上级目录的事项。"""
    from desktop.usecases import upper_catalogue
    from desktop.usecases.upper_catalogue import STATUS_WORDS, UpperQuery

    state = _state(context)
    if status and status not in STATUS_WORDS:
        raise typer.BadParameter(f"--status 只能是 {'、'.join(STATUS_WORDS)}。")
    with state.workspace(read_only=True) as workspace:
        workspace.forms(kind)
        found = upper_catalogue.numbers(workspace, UpperQuery(text, kind, status=status))
        lines = upper_catalogue.lines(workspace, found if json else found[:_MANY])
    if json:
        state.console.json({"items": [
            {"code": line.code, "title": line.title, "kind": line.kind, "type": line.type,
             "level": line.level, "status": line.status, "record": line.uuid}
            for line in lines
        ]})  # fmt: skip
        return
    for line in lines:
        word = STATUS_WORDS[line.status]
        state.console.print(f"{line.code}　{line.title}　{line.type}　{line.level}　{word}")
    if len(found) > _MANY:
        state.console.print(f"共 {len(found)} 项，只列出前 {_MANY} 项。")


@catalogue.command("adopt")
def adopt(
    context: typer.Context,
    codes: Annotated[list[str], typer.Argument(metavar="基本编码…")],
    json: Json = False,
) -> None:
    """认领：按上级目录的事项建立草稿，统一规定的栏目锁定。"""
    from desktop.usecases import upper_catalogue

    state = _state(context)
    with state.workspace() as workspace, state.console.progress() as progress:
        done = upper_catalogue.adopt(workspace, _numbers(workspace, codes), progress)
    if json:
        state.console.json(done.to_json())
        return
    state.console.print(f"认领 {len(done.made)} 项，与库里同编码的记录关联 {len(done.tied)} 项。")
    for title, reason in done.left:
        state.console.print(f"“{title}”{reason}，没有认领。")


@catalogue.command("update")
def update(
    context: typer.Context,
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="基本编码…", help="不写则全部。")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出变化，不写入。")] = False,
    json: Json = False,
) -> None:
    """采用上级目录对已认领事项的更新；本地改过的栏目保留。"""
    from desktop.usecases import upper_catalogue

    state = _state(context)
    with state.workspace() as workspace, state.console.progress() as progress:
        wanted = _numbers(workspace, codes) if codes else ()
        plan = upper_catalogue.plan_update(workspace, wanted, progress)
        done = None if dry_run else upper_catalogue.apply_update(workspace, plan)
    if json:
        state.console.json({
            "updates": [_update_json(one) for one in plan.updates],
            "locked": [{"title": title, "reason": why} for title, why in plan.locked],
            "records": done.records if done else 0, "kept": list(done.kept) if done else [],
        })  # fmt: skip
        return
    for one in plan.updates:
        for part in one.parts:
            sign = "" if part.field in one.usual else "（本地改过，保留）"
            state.console.print(
                f"{one.title}·{part.label}：{part.mine or '空'} → {part.theirs or '空'}{sign}"
            )
    for title, why in plan.locked:
        state.console.print(f"{title}：{why}，没有更新。")
    state.console.print(f"更新 {done.records if done else 0} 条记录。")


def _update_json(one: Update) -> dict[str, Any]:
    return {
        "record": one.uuid, "title": one.title,
        "fields": [
            {"field": part.field, "before": part.mine, "after": part.theirs,
             "taken": part.field in one.usual}
            for part in one.parts
        ],
    }  # fmt: skip


@catalogue.command("unlock")
def unlock(
    context: typer.Context,
    uuid: Annotated[str, typer.Argument(metavar="记录")],
    fields: Annotated[list[str], typer.Argument(metavar="栏目…")],
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="记入日志。")],
) -> None:
    """解除栏目的锁定。"""
    from desktop.usecases.locking import unlock as lift

    state = _state(context)
    with state.workspace() as workspace:
        left = lift(workspace, uuid, fields, reason)
    state.console.print(f"已解除锁定，还有 {len(left.fields)} 个栏目锁定。")


@definitions.command("show")
def show(context: typer.Context, json: Json = False) -> None:
    """正在使用的码表和配置是哪一版。"""
    from desktop.usecases.in_force import in_force

    found, state = in_force(), _state(context)
    if json:
        said = {"portal": found.portal, "version": found.version, "at": found.at} if found else None
        state.console.json({"in_force": said})
    elif found is None:
        state.console.print("正在使用程序自带的码表和配置。")
    else:
        state.console.print(f"正在使用{found.portal}下发的第 {found.version} 版。")


@definitions.command("rollback")
def rollback(context: typer.Context) -> None:
    """退回到上一版码表和配置；再往前就是程序自带的。"""
    from desktop.usecases.issued_definitions import roll_back

    found = roll_back()
    words = f"{found.portal}下发的第 {found.version} 版" if found else "程序自带的"
    _state(context).console.print(f"已退回到{words}码表和配置。")


def _numbers(workspace: Workspace, codes: list[str]) -> list[int]:
    """The items of these codes; `NotInCatalogue` names one that there is not."""
    from desktop.usecases import upper_catalogue
    from desktop.usecases.upper_catalogue import UpperQuery

    found = []
    for code in codes:
        some = upper_catalogue.numbers(workspace, UpperQuery(code))
        same = [x.number for x in upper_catalogue.lines(workspace, some) if x.code == code]
        if not same:
            raise NotInCatalogue(f"上级目录里没有编码“{code}”。可用 catalogue list 查找。")
        found += same
    return found
