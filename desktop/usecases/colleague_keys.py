"""Public keys of colleagues (同事的公钥): who a package is really from.

A key is kept under a name once somebody compared its digits with its owner; from then on a package
that says it is signed with it is checked with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.package.keys import PublicKey, read_public

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_KEYS = "colleague_keys"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A name and the key that somebody vouched for; several keys may be of one name."""

    name: str
    key: PublicKey


def colleagues(workspace: Workspace) -> tuple[Colleague, ...]:
    """Those whose keys this library knows, by name."""
    kept = workspace.library.setting(_KEYS) or {}
    found = [Colleague(item["name"], _read(item["key"], item["name"])) for item in kept.values()]
    return tuple(sorted(found, key=lambda item: (item.name, item.key.fingerprint)))


def trust(workspace: Workspace, name: str, key: PublicKey) -> Colleague:
    """Keep a key under the name of its owner; ``ValueError`` without a name."""
    name = " ".join(name.split())
    if not name:
        raise ValueError("请写明这是谁的公钥，例如“张三”或者单位名称。")
    kept = dict(workspace.library.setting(_KEYS) or {})
    kept[key.fingerprint] = {"name": name, "key": _spelled(key)}
    workspace.library.set_setting(_KEYS, kept)
    return Colleague(name, key)


def forget(workspace: Workspace, key: PublicKey) -> None:
    """Trust a key no more."""
    kept = dict(workspace.library.setting(_KEYS) or {})
    kept.pop(key.fingerprint, None)
    workspace.library.set_setting(_KEYS, kept)


def owner_of(key: PublicKey | None, known: Sequence[Colleague]) -> Colleague | None:
    """Whose key it is, if it is known."""
    if key is None:
        return None
    return next((item for item in known if item.key.fingerprint == key.fingerprint), None)


def _spelled(key: PublicKey) -> str:
    return key.minisign() if key.ed25519 else key.sm2_pem()


def _read(text: str, name: str) -> PublicKey:
    return read_public(text.encode(), name)
