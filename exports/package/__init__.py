"""The sync package (同步包): a BagIt 1.0 bag in one zip, built, verified and read."""

from exports.package.build import build_package
from exports.package.model import (
    CannotPack,
    Package,
    PackageDamaged,
    PackageInfo,
    Verification,
)
from exports.package.read import PackageContents, read_package
from exports.package.verify import verify_package

__all__ = [
    "CannotPack",
    "Package",
    "PackageContents",
    "PackageDamaged",
    "PackageInfo",
    "Verification",
    "build_package",
    "read_package",
    "verify_package",
]
