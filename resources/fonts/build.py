"""Makes the fonts of this folder from packages of the npm and Debian registries.

    pip install -e '.[fonts]'
    python resources/fonts/build.py [--cache FOLDER]

Few ever run this: the products are in the repository. It needs `npm`, `apt-get` and `dpkg-deb`.
Every font is cut to the characters it is wanted for, renamed (the licences reserve the old names,
and an installed font of the same name would win over the bundled one), freed of tables that neither
Qt nor the PDF writer reads, and given the few signs it lacks. Same input, same bytes: SHA256SUMS
tells. docs/decisions/0002-fonts.md says why these fonts.
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import lzma
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

# From the characters that a source has to those that the product keeps.
Chooser = Callable[[set[int]], set[int]]

HERE = Path(__file__).resolve().parent
# 2026-01-01T00:00:00Z: fonts carry dates, and dates must not depend on the day of the build.
BUILT = int(os.environ.get("SOURCE_DATE_EPOCH", "1767225600"))
MAC_EPOCH = 2082844800  # seconds from 1904-01-01, where font dates begin, to 1970-01-01
VERSION = "1.000"
WINDOWS_ENGLISH = (3, 1, 0x409)
UNNEEDED_TABLES = [
    *("GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "STAT"),
    *("DSIG", "FFTM", "gasp", "prep", "cvt", "fpgm", "meta"),
]


@dataclass(frozen=True)
class Package:
    """One archive of a registry, pinned by version and content."""

    registry: str
    name: str
    version: str
    archive: str
    sha256: str


SERIF = Package(
    "npm",
    "@expo-google-fonts/noto-serif-sc",
    "0.4.3",
    "expo-google-fonts-noto-serif-sc-0.4.3.tgz",
    "ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e",
)
SANS = Package(
    "npm",
    "@expo-google-fonts/noto-sans-sc",
    "0.4.3",
    "expo-google-fonts-noto-sans-sc-0.4.3.tgz",
    "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
)
WENKAI = Package(
    "deb",
    "fonts-lxgw-wenkai",
    "1.250+repack-1",
    "fonts-lxgw-wenkai_1.250+repack-1_all.deb",
    "6d1e4c4aac78ad32062aefa2c836ee4d6e58f9dcf8b3f4407c9eefe304615318",
)
HANAZONO = Package(
    "deb",
    "fonts-hanazono",
    "20170904-2.1",
    "fonts-hanazono_20170904-2.1_all.deb",
    "a6943366b4f5a6cec34221f8b4eb22555a628f0ee6ef4e3d3401cabe9363aeae",
)
UNICODE = Package(
    "deb",
    "unicode-data",
    "15.0.0-1",
    "unicode-data_15.0.0-1_all.deb",
    "5efef23bbb1c6a133ecbdd63a2cfa07159ccacf5466a49e2426101c5ecd691fc",
)


@dataclass(frozen=True)
class Recipe:
    """One product: which file of which package, cut to which characters, under which name."""

    file: str
    family: str
    style: str
    package: Package
    member: str
    characters: str
    units_per_em: int = 1000


NPM_FONT = "package/{}.ttf"
HANA = "usr/share/fonts/truetype/hanazono/{}.ttf"
KAI = "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"
SERIF_REGULAR = NPM_FONT.format("400Regular/NotoSerifSC_400Regular")
SERIF_BOLD = NPM_FONT.format("700Bold/NotoSerifSC_700Bold")
SANS_REGULAR = NPM_FONT.format("400Regular/NotoSansSC_400Regular")
SANS_MEDIUM = NPM_FONT.format("500Medium/NotoSansSC_500Medium")
SANS_BOLD = NPM_FONT.format("700Bold/NotoSansSC_700Bold")

RECIPES = (
    Recipe("Song.ttf", "Mingce Song", "Regular", SERIF, SERIF_REGULAR, "widest"),
    Recipe("Biao.ttf", "Mingce Biao", "Regular", SERIF, SERIF_BOLD, "standard"),
    Recipe("Hei.ttf", "Mingce Hei", "Regular", SANS, SANS_MEDIUM, "standard"),
    Recipe("Kai.ttf", "Mingce Kai", "Regular", WENKAI, KAI, "standard"),
    Recipe("UI.ttf", "Mingce UI", "Regular", SANS, SANS_REGULAR, "standard"),
    Recipe("UI-Bold.ttf", "Mingce UI", "Bold", SANS, SANS_BOLD, "common"),
    # 512 units: at 16 points one unit is a hundredth of a millimetre, and the file is 12 % smaller.
    Recipe("Rare.ttf", "Mingce Rare", "Regular", HANAZONO, HANA.format("HanaMinB"), "beyond", 512),
    Recipe("RareA.ttf", "Mingce Rare A", "Regular", HANAZONO, HANA.format("HanaMinA"), "rest", 512),
)

LICENCES = (
    ("NotoSerifSC.txt", SERIF, "package/LICENSE_FONT"),
    ("NotoSansSC.txt", SANS, "package/LICENSE_FONT"),
    ("LXGWWenKai.txt", WENKAI, "usr/share/doc/fonts-lxgw-wenkai/copyright"),
    ("Hanazono.txt", HANAZONO, "usr/share/doc/fonts-hanazono/copyright"),
)
UNIHAN = "usr/share/unicode/Unihan_OtherMappings.txt.bz2"


# ---------------------------------------------------------------- packages


def unpacked(package: Package, cache: Path) -> Path:
    """The folder with the package's files; downloads and checks the archive if need be."""
    archive = cache / package.archive
    if not archive.exists():
        fetch(package, cache)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != package.sha256:
        sys.exit(f"{package.archive}: sha256 is {digest}, expected {package.sha256}")
    folder = cache / (package.archive + ".d")
    if not folder.exists():
        if package.registry == "npm":
            shutil.unpack_archive(archive, folder, filter="data")
        else:
            subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
    return folder


def fetch(package: Package, cache: Path) -> None:
    if package.registry == "npm":
        command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    else:
        command = ["apt-get", "download", f"{package.name}={package.version}"]
    subprocess.run(command, cwd=cache, check=True)


# ---------------------------------------------------------------- characters


def decodable(encoding: str) -> set[int]:
    """All characters that two bytes of a GB encoding can say."""
    found = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                found.add(ord(bytes((lead, trail)).decode(encoding)))
            except UnicodeDecodeError:
                continue
    return found


def general_standard(unihan: Path) -> set[int]:
    """通用规范汉字表, 8105 characters: the names of people and places that agencies print."""
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        return {int(line[2 : line.index("\t")], 16) for line in lines if "\tkTGH\t" in line}


def ranges(*pairs: tuple[int, int]) -> set[int]:
    return {code for first, last in pairs for code in range(first, last + 1)}


# Latin, Greek, Cyrillic, punctuation, arrows, mathematics, shapes, CJK signs and full-width forms.
WIDE_SIGNS = ranges(
    (0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x1DC), (0x2B0, 0x2FF), (0x370, 0x451), (0x2000, 0x2BFF)
) | ranges((0x3000, 0x33FF), (0xFE10, 0xFE6F), (0xFF00, 0xFFEF))
# The same without kana extensions, hangul letters, circled ideographs and squared Latin.
SIGNS = (
    ranges((0x20, 0x7E), (0xA0, 0x17F), (0x2010, 0x203B), (0x2070, 0x209C), (0x20A0, 0x20BF))
    | ranges((0x2100, 0x214F), (0x2150, 0x218B), (0x2190, 0x21FF), (0x2200, 0x22BF))
    | ranges((0x2460, 0x24FF), (0x2500, 0x257F), (0x25A0, 0x25FF), (0x2600, 0x2642))
    | ranges((0x2713, 0x2718), (0x2776, 0x2793), (0x3000, 0x301F), (0x3220, 0x3229))
    | ranges((0x3251, 0x325F), (0x32B1, 0x32BF), (0x338E, 0x33D5), (0xFF01, 0xFF5E))
    | ranges((0xFFE0, 0xFFE5))
)


def character_sets(unihan: Path) -> dict[str, Chooser]:
    """What each recipe keeps of the characters that its source has."""
    gb2312, gbk, standard = decodable("gb2312"), decodable("gbk"), general_standard(unihan)
    # What Unicode added to the basic block after GBK; HanaMin stops at U+9FEA.
    later = ranges((0x9FA6, 0x9FFF))
    widest = gbk | standard | later | WIDE_SIGNS
    basic = ranges((0x3400, 0x4DBF), (0x4E00, 0x9FFF))
    return {
        "widest": lambda has: has & widest,
        "standard": lambda has: has & (gb2312 | standard | SIGNS),
        "common": lambda has: has & (gb2312 | SIGNS),
        "rest": lambda has: (has & basic) - widest,
        "beyond": lambda has: {code for code in has if code >= 0x20000},
    }


# ---------------------------------------------------------------- one font


def cut(source: Path, keep: Chooser) -> TTFont:
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.legacy_cmap = False
    options.drop_tables += UNNEEDED_TABLES
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=keep(set(font.getBestCmap())))
    cutter.subset(font)
    return font


def rename(font: TTFont, recipe: Recipe) -> None:
    """Our names and the owners' notices; nothing of the reserved names but in the copyright."""
    old = font["name"]
    copyright_notice = old.getDebugName(0)
    licence, licence_url = old.getDebugName(13), old.getDebugName(14)
    full = recipe.family if recipe.style == "Regular" else f"{recipe.family} {recipe.style}"
    old.names = []
    texts = {
        0: copyright_notice,
        1: recipe.family,
        2: recipe.style,
        3: f"{VERSION};MINGCE;{full.replace(' ', '')}",
        4: full,
        5: f"Version {VERSION}",
        6: f"{recipe.family.replace(' ', '')}-{recipe.style}",
        13: licence,
        14: licence_url,
        16: recipe.family,
        17: recipe.style,
    }
    for number, text in texts.items():
        if text:
            old.setName(text, number, *WINDOWS_ENGLISH)


def set_metrics(font: TTFont, recipe: Recipe) -> None:
    """Free to embed; Regular or Bold and nothing between, since each family is chosen by name."""
    bold = recipe.style == "Bold"
    os2, head = font["OS/2"], font["head"]
    os2.fsType = 0
    os2.usWeightClass = 700 if bold else 400
    os2.fsSelection = (os2.fsSelection & ~0x61) | (0x20 if bold else 0x40)
    os2.achVendID = "MING"
    head.macStyle = 1 if bold else 0
    head.created = head.modified = BUILT + MAC_EPOCH
    head.fontRevision = float(VERSION)
    font["post"].formatType = 3.0


# ---------------------------------------------------------------- signs that the sources lack


def add_sign(font: TTFont, code: int, parts: tuple[tuple[int, float], ...]) -> None:
    """A sign put together from other signs of the font, centred on the first of them."""
    cmap, glyf = font.getBestCmap(), font["glyf"]
    if code in cmap:
        return
    frame = glyf[cmap[parts[0][0]]]
    pen = TTGlyphPen(font.getGlyphSet())
    for part, scale in parts:
        glyph = glyf[cmap[part]]
        across = (frame.xMin + frame.xMax - scale * (glyph.xMin + glyph.xMax)) / 2
        up = (frame.yMin + frame.yMax - scale * (glyph.yMin + glyph.yMax)) / 2
        pen.addComponent(cmap[part], (scale, 0, 0, scale, round(across), round(up)))
    name = f"uni{code:04X}"
    glyf[name] = pen.glyph()
    glyf[name].recalcBounds(glyf)
    font["hmtx"][name] = (font["hmtx"][cmap[parts[0][0]]][0], glyf[name].xMin)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


BOX, TICK, CROSS = ord("□"), ord("✓"), ord("×")
# Tick boxes fill every form of an agency, and no free Chinese font has them.
SIGNS_TO_ADD: dict[str, tuple[tuple[int, float], ...]] = {
    "☐": ((BOX, 1.0),),
    "☑": ((BOX, 1.0), (TICK, 0.85)),
    "☒": ((BOX, 1.0), (CROSS, 0.9)),
    "✔": ((TICK, 1.0),),
    "✗": ((CROSS, 1.0),),
    "✘": ((CROSS, 1.0),),
}


def widen(font: TTFont, character: str, side: str) -> None:
    """Give Chinese punctuation its full square: dashes that join, quotation marks in their half."""
    name = font.getBestCmap()[ord(character)]
    em, glyph = font["head"].unitsPerEm, font["glyf"][name]
    width, _ = font["hmtx"][name]
    if width == em:
        return
    if side == "stretch":
        factor = em / (glyph.xMax - glyph.xMin)
        glyph.coordinates.translate((-glyph.xMin, 0))
        glyph.coordinates.scale((factor, 1))
        glyph.coordinates.toInt()
    elif side == "right":
        glyph.coordinates.translate((em - width, 0))
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (em, glyph.xMin)


def complete_signs(font: TTFont) -> None:
    for sign, parts in SIGNS_TO_ADD.items():
        add_sign(font, ord(sign), parts)
    for character, side in (("—", "stretch"), ("“", "right"), ("‘", "right")):
        widen(font, character, side)
    for character in "”’":
        widen(font, character, "left")


# ---------------------------------------------------------------- everything


def make(recipe: Recipe, source: Path, keep: Chooser) -> TTFont:
    font = cut(source, keep)
    if font["head"].unitsPerEm != recipe.units_per_em:
        scale_upem(font, recipe.units_per_em)
    if ord("—") in font.getBestCmap():
        complete_signs(font)
    rename(font, recipe)
    set_metrics(font, recipe)
    font.recalcTimestamp = False
    return font


def compress(raw: bytes) -> bytes:
    best = {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "pb": 0}
    return lzma.compress(raw, format=lzma.FORMAT_XZ, check=lzma.CHECK_SHA256, filters=[best])


def build(recipe: Recipe, source: Path, keep: Chooser) -> list[str]:
    """Write the product; its lines for SHA256SUMS."""
    target = HERE / recipe.file
    make(recipe, source, keep).save(target)
    raw = target.read_bytes()
    lines = [f"{hashlib.sha256(raw).hexdigest()}  {target.name}"]
    if recipe.family.startswith("Mingce Rare"):
        target.unlink()
        target = target.with_suffix(".ttf.xz")
        target.write_bytes(compress(raw))
        lines.append(f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}")
    print(f"{target.name:14} {target.stat().st_size:>12,} bytes", flush=True)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the fonts of this folder.")
    parser.add_argument("--cache", type=Path, help="keep the downloaded packages here")
    cache = parser.parse_args().cache or Path(tempfile.mkdtemp(prefix="mingce-fonts-"))
    cache.mkdir(parents=True, exist_ok=True)
    keep = character_sets(unpacked(UNICODE, cache) / UNIHAN)
    sums = []
    for recipe in RECIPES:
        source = unpacked(recipe.package, cache) / recipe.member
        sums += build(recipe, source, keep[recipe.characters])
    (HERE / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="utf-8")
    (HERE / "LICENSES").mkdir(exist_ok=True)
    for name, package, member in LICENCES:
        shutil.copyfile(unpacked(package, cache) / member, HERE / "LICENSES" / name)


if __name__ == "__main__":
    main()
