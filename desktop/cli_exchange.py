"""``receipt`` and ``key``: the exchange without a window (DESIGN §8)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli_laws import Json, _state

if TYPE_CHECKING:
    from desktop.usecases.receiving import Received
    from desktop.usecases.signing import Keeper
    from exports.package import PublicKey, SigningKey

keys = typer.Typer(help="签名密钥：建立、查看、备份、恢复。", no_args_is_help=True)

KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key-file", metavar="文件", readable=False,
        help="密钥放在这个用口令加密的文件里，不用系统钥匙串。",
    ),
]  # fmt: skip
_SHOWN = 10


def receipt(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(readable=False, metavar="回执")],
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="公钥", readable=False, help="门户的公钥；以后会记住。"),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping", metavar="对照文件", readable=False,
            help="旧门户的 Excel 或 CSV 回执：说明各列含义的 TOML。",
        ),
    ] = None,
    json: Json = False,
) -> None:  # fmt: skip
    """读入门户的回执：核对签名，把每条退回意见放到对应栏目上。"""
    from desktop.usecases.packing import public_key
    from desktop.usecases.people import who
    from desktop.usecases.receiving import receive, receive_table

    state = _state(context)
    with state.workspace() as workspace:
        by = who(workspace)
        if mapping is not None:
            received = receive_table(workspace, file, mapping, by=by)
        else:
            known = public_key(key) if key else None
            received = receive(workspace, file, key=known, by=by)
    if json:
        state.console.json(received.to_json())
    else:
        for line in _lines(received):
            state.console.print(line)
    if received.applied.rejected or received.applied.conflict or received.receipt.refused:
        raise typer.Exit(1)


def _lines(received: Received) -> list[str]:
    applied, refused = received.applied, received.receipt.refused
    if applied.again:
        return ["这份回执已经读入过，没有变化。"]
    lines = [f"{received.receipt.portal}的回执，包号 {received.receipt.package}。"]
    if refused:
        lines.append(f"门户没有接收整个包：{refused.message or refused.code}")
    lines.append(
        f"接收 {len(applied.accepted)} 条，退回 {len(applied.rejected)} 条，"
        f"冲突 {len(applied.conflict)} 条。"
    )
    if applied.unknown:
        lines.append(f"另有 {len(applied.unknown)} 条不在本工作库。")
    if received.unmatched:
        shown = "、".join(received.unmatched[:_SHOWN])
        lines.append(f"有 {len(received.unmatched)} 行对不上报送过的记录：{shown}。")
    if applied.rejected:
        lines.append("退回意见已放到对应栏目上，运行 check 可以看到。")
    return lines


def signing_key(
    context: typer.Context, key_file: Path | None, *, quiet: bool
) -> tuple[SigningKey | None, str]:
    """The key to sign a package with, and a sentence when there is none that lasts."""
    from desktop.usecases.signing import pack_key

    found = pack_key(_keeper(key_file))
    if found.key is None:
        return None, f"{found.outcome.words if found.outcome else ''}这个包没有签名。"
    if found.made and not quiet:
        fingerprint = found.key.public.fingerprint
        _state(context).console.print(f"已建立签名密钥，指纹 {fingerprint}。请用 key backup 备份。")
    return found.key, ""


def _keeper(key_file: Path | None) -> Keeper:
    from desktop.usecases.signing import keeper

    return keeper(key_file, lambda: str(typer.prompt("密钥文件的口令", hide_input=True)))


def _passphrase() -> str:
    return str(typer.prompt("备份文件的口令", hide_input=True, confirmation_prompt="再输一遍"))


def _tell(context: typer.Context, key: PublicKey, kept: Keeper, *, json: bool) -> None:
    state = _state(context)
    about: dict[str, Any] = {
        "fingerprint": key.fingerprint,
        "words": list(key.spoken),
        "minisign": key.minisign(),
        "ssh": key.ssh(),
        "sm2": key.sm2_pem() if key.sm2 else "",
        "kept": kept.store.kind,
    }
    if json:
        state.console.json(about)
        return
    state.console.print(f"指纹：{key.fingerprint}")
    state.console.print(f"口述核对：{' '.join(key.spoken)}")
    state.console.print(f"公钥（minisign）：{key.minisign().splitlines()[-1]}")


@keys.command("show")
def show(
    context: typer.Context,
    key_file: KeyFile = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="文件", readable=False, help="公钥另存。")
    ] = None,
    json: Json = False,
) -> None:
    """显示签名密钥的指纹和公钥。"""
    from desktop.usecases.signing import NoKey, write_public

    kept = _keeper(key_file)
    key = kept.key()
    if key is None:
        why = kept.outcome.words if kept.outcome else ""
        raise NoKey(f"{why}还没有签名密钥，可用 key make 建立。")
    if out is not None:
        write_public(key.public, out)
    _tell(context, key.public, kept, json=json)


@keys.command("make")
def make(
    context: typer.Context,
    key_file: KeyFile = None,
    sm2: Annotated[bool, typer.Option("--sm2", help="另加国密 SM2 签名。")] = False,
    json: Json = False,
) -> None:
    """建立签名密钥，放进系统钥匙串（或指定的加密文件）。"""
    from desktop.exchange.keyring import KeyringUnavailable

    kept = _keeper(key_file)
    if not kept.lasting:
        assert kept.outcome is not None
        raise KeyringUnavailable(kept.outcome)
    key = kept.add_sm2() if sm2 else kept.make()
    _tell(context, key.public, kept, json=json)


@keys.command("backup")
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(readable=False, metavar="文件")],
    key_file: KeyFile = None,
) -> None:
    """把签名密钥备份到一个用口令加密的文件，写完读回核对。"""
    public = _keeper(key_file).back_up(file, _passphrase())
    _state(context).console.print(f"密钥已备份到 {file}，读回核对无误。指纹 {public.fingerprint}。")


@keys.command("restore")
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(readable=False, metavar="备份文件")],
    key_file: KeyFile = None,
) -> None:
    """从备份恢复签名密钥。"""
    passphrase = str(typer.prompt("备份文件的口令", hide_input=True))
    public = _keeper(key_file).restore(file, passphrase)
    _state(context).console.print(f"密钥已恢复。指纹 {public.fingerprint}。")
