"""The sync package (同步包): a BagIt 1.0 bag in one zip, built, verified and read.

Names are looked up when they are first used: whoever only asks for a version or a receipt (the
library does, whenever it is opened) needs neither the reader nor the writer of packages.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from exports.package.build import build_package
    from exports.package.enclosed import Enclosed, Reason, Version
    from exports.package.keys import KeyUnreadable, PublicKey, SigningKey, read_public
    from exports.package.model import (
        CannotPack,
        Package,
        PackageDamaged,
        PackageInfo,
        Signature,
        Verification,
    )
    from exports.package.read import PackageContents, read_package
    from exports.package.verify import verify_package

_HOMES = {
    "build": ("build_package",),
    "enclosed": ("Enclosed", "Reason", "Version"),
    "keys": ("KeyUnreadable", "PublicKey", "SigningKey", "read_public"),
    "model": (
        "CannotPack",
        "Package",
        "PackageDamaged",
        "PackageInfo",
        "Signature",
        "Verification",
    ),
    "read": ("PackageContents", "read_package"),
    "verify": ("verify_package",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "CannotPack",
    "Enclosed",
    "KeyUnreadable",
    "Package",
    "PackageContents",
    "PackageDamaged",
    "PackageInfo",
    "PublicKey",
    "Reason",
    "Signature",
    "SigningKey",
    "Verification",
    "Version",
    "build_package",
    "read_package",
    "read_public",
    "verify_package",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
