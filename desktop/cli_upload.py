"""``upload``: send a package to the portal, and fetch its answer (DESIGN §8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli_exchange import _lines
from desktop.cli_laws import Json, _state
from exports.progress import Cancelled

if TYPE_CHECKING:
    from desktop.console import Console
    from desktop.exchange.portal import Access
    from desktop.usecases.receiving import Received
    from desktop.usecases.uploading import Inquiry, Upload
    from desktop.usecases.workspace import Workspace


class NothingToSend(ValueError):
    """No package or no portal was named, and none is known."""


def _file(name: str, metavar: str, text: str) -> typer.models.OptionInfo:
    option = typer.Option(name, metavar=metavar, readable=False, help=text)
    assert isinstance(option, typer.models.OptionInfo)
    return option


# What every command that asks a portal takes.
PortalAddress = Annotated[
    str, typer.Option("--portal", metavar="地址", help="门户地址；以后会记住。")
]
Authority = Annotated[Path | None, _file("--ca", "证书", "门户自己的根证书（PEM）。")]
Certificate = Annotated[Path | None, _file("--cert", "证书", "本机的客户端证书（PEM）。")]
CertificateKey = Annotated[
    Path | None, _file("--cert-key", "私钥", "客户端证书的私钥；在证书文件里时不用写。")
]
PortalKey = Annotated[
    Path | None, _file("--key", "公钥", "门户的公钥，第一次核对门户的签名时需要。")
]
TokenFile = Annotated[
    Path | None,
    _file("--token-file", "文件", "令牌放在这个用口令加密的文件里，不用系统钥匙串。"),
]
NoProxy = Annotated[bool, typer.Option("--no-proxy", help="不用系统的代理。")]


def upload(
    context: typer.Context,
    package: Annotated[
        Path | None,
        typer.Argument(readable=False, metavar="包", help="不写则上传最近生成的正式包。"),
    ] = None,
    portal: PortalAddress = "",
    authority: Authority = None,
    certificate: Certificate = None,
    certificate_key: CertificateKey = None,
    key: PortalKey = None,
    token_file: TokenFile = None,
    no_proxy: NoProxy = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只问门户，不上传。")] = False,
    json: Json = False,
) -> None:  # fmt: skip
    """把同步包上传到门户，断线后再运行一次即可续传；随后取回回执。

    令牌从系统钥匙串读取，没有时会问一次。
    """
    from desktop.usecases import uploading
    from desktop.usecases.packing import public_key

    state = _state(context)
    known = public_key(key) if key else None
    with state.workspace() as workspace:
        access = _access(
            workspace, portal, (authority, certificate, certificate_key), proxy=not no_proxy
        )
        file = package or _last(workspace)
        token = _token(access, token_file)
        if dry_run:
            asked = uploading.inquire(workspace, file, access, token)
            state.console.json(_asked_json(asked)) if json else state.console.print(_asked(asked))
            return
        with state.console.progress() as progress:
            sent = uploading.enqueue(workspace, file, access, progress=progress)
            if sent.can_start:
                sent = uploading.start(workspace, sent, access, token, progress=progress)
            _arrived(sent)
        uploading.set_portal_access(workspace, access)
        received = uploading.fetch_receipt(workspace, sent, access, token, key=known)
    _tell(state.console, sent, received, json=json)
    if received is not None and _objections(received):
        raise typer.Exit(1)


def _tell(console: Console, sent: Upload, received: Received | None, *, json: bool) -> None:
    if json:
        console.json({**sent.to_json(), "receipt": received.to_json() if received else None})
        return
    console.print(f"包 {sent.package} 已送达。")
    for line in _lines(received) if received else ["门户还没有出回执，过一会儿再运行一次。"]:
        console.print(line)


def _access(
    workspace: Workspace,
    url: str,
    files: tuple[Path | None, Path | None, Path | None],
    *,
    proxy: bool,
) -> Access:
    """The way that is named, on top of the one that is known."""
    from desktop.usecases import uploading

    kept = uploading.portal_access(workspace)
    if not url and kept is None:
        raise NothingToSend("还没有门户地址。请加 --portal 地址。")
    base = kept if kept is not None and url in ("", kept.url) else uploading.Access(url)
    names = ("authority", "certificate", "certificate_key")
    named = {
        name: file.absolute() for name, file in zip(names, files, strict=True) if file is not None
    }
    return replace(base, **named, proxy=base.proxy and proxy).checked()  # type: ignore[arg-type]


def _last(workspace: Workspace) -> Path:
    from desktop.usecases import outbox

    for entry in outbox.built(workspace):
        if not entry.draft:
            return entry.file
    raise NothingToSend("还没有生成过正式包。请先运行 pack，或者写明要上传哪个包。")


def _token(access: Access, file: Path | None) -> Callable[[bool], str]:
    from desktop.usecases.tokens import open_tokens

    passphrase = str(typer.prompt("令牌文件的口令", hide_input=True)) if file else ""
    return open_tokens(file, passphrase).source(
        access.url, lambda: str(typer.prompt("门户的令牌", hide_input=True, default=""))
    )


def _arrived(sent: Upload) -> None:
    """Turn an upload that did not arrive into the failure that it is."""
    from desktop.usecases.uploading import LineLost, PortalRefused, State

    match sent.state:
        case State.FAILED:
            raise LineLost(sent.message)
        case State.REFUSED:
            raise PortalRefused(sent.message)
        case State.PAUSED | State.CANCELLED:
            raise Cancelled


def _objections(received: Received) -> bool:
    applied = received.applied
    return bool(applied.rejected or applied.conflict or received.receipt.refused)


def _asked(asked: Inquiry) -> str:
    size = f"{asked.records} 条记录，{max(0.1, asked.size / 1_000_000):.1f} MB"
    if asked.known:
        return f"{asked.portal}已有这个包（{size}），不用再传。"
    if asked.too_large:
        return f"{asked.portal}不收这么大的包（{size}）。请分批打包，或改用介质交换。"
    return f"将上传到{asked.portal}：{size}，已传 {asked.done} 字节。"


def _asked_json(asked: Inquiry) -> dict[str, object]:
    return {
        "portal": asked.portal, "package": asked.package, "records": asked.records,
        "size": asked.size, "known": asked.known, "done": asked.done,
        "too_large": asked.too_large,
    }  # fmt: skip
