"""The sync package (同步包): a BagIt 1.0 bag in one zip, built, verified and read."""

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
