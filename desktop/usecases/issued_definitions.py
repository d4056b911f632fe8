"""Code tables and profiles that a portal issues (下发的码表与配置): looked at, put in force, taken back.

They lie between the program's own definitions and those of the office, in a folder of their own for
each version. Which one is in force stands in one small file that is replaced in one step; so whatever
is interrupted, either the old or the new ones are in force, whole.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.paths import issued_definitions, own_definitions
from desktop.usecases.in_force import InForce, earlier, in_force, keep, versions
from exports.package.issued import DEFINITIONS, Issue
from exports.package.signed_page import IssueRefused
from exports.progress import NO_PROGRESS, Progress
from forms.model import Catalogue, Choice, Profile, Vocabulary

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace
    from exports.package import PublicKey

#: So many versions before the one in force stay, to go back to.
_KEPT = 3
__all__ = [
    "InForce",
    "Offer",
    "Preview",
    "apply",
    "earlier",
    "in_force",
    "offer_of",
    "preview",
    "roll_back",
]
_STRIDE = 500


@dataclass(frozen=True)
class Offer:
    """Definitions whose signature was checked, not in force yet."""

    portal: str
    version: int
    at: str
    note: str
    files: Mapping[str, bytes] = field(repr=False)

    def to_json(self) -> dict[str, Any]:
        """The shape of ``pull --json``."""
        return {
            "portal": self.portal, "version": self.version, "at": self.at, "note": self.note,
            "files": sorted(self.files),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChoiceChange:
    """A choice of a code table that comes, goes, or is called or coded otherwise.

    ``kind`` is added, removed, renamed or recoded; ``records`` are those of this library that hold
    it.
    """

    kind: str
    key: str
    before: str
    after: str
    records: int = 0


@dataclass(frozen=True, slots=True)
class TableChange:
    """What changes in a code table; ``shadowed``: the office has a table of its own in its place."""

    id: str
    title: str
    choices: tuple[ChoiceChange, ...]
    new: bool = False
    shadowed: bool = False


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What changes in a profile: one sentence each."""

    id: str
    title: str
    words: tuple[str, ...]
    new: bool = False
    shadowed: bool = False


@dataclass(frozen=True)
class Preview:
    """What an offer would change."""

    offer: Offer
    tables: tuple[TableChange, ...]
    profiles: tuple[ProfileChange, ...]

    @property
    def lost(self) -> int:
        """Values of records that would be in no code table any more."""
        return sum(
            change.records
            for table in self.tables
            for change in table.choices
            if change.kind == "removed"
        )


def offer_of(issue: Issue, key: PublicKey) -> Offer:
    """The definitions in a bundle; `IssueRefused` when it is not the key's, or is something else."""
    if issue.content != DEFINITIONS:
        raise IssueRefused(f"“{issue.path.name}”里没有码表和配置。")
    files = issue.files(key)
    if not files:
        raise IssueRefused(f"“{issue.path.name}”里没有码表和配置。")
    return Offer(issue.portal, issue.number, issue.at, issue.note, files)


def preview(workspace: Workspace, offer: Offer, progress: Progress = NO_PROGRESS) -> Preview:
    """What an offer would change here; nothing is changed.

    Raises:
        IssueRefused: it is not newer than what is in force, another portal's are in force, or it
            does not fit this program.
    """
    _refuse_order(offer)
    new, old = _loaded(offer), workspace.catalogue
    changed = {
        name: (old.vocabularies.get(name), table)
        for name, table in new.vocabularies.items()
        if old.vocabularies.get(name) != table
    }
    counts = _held(workspace, set(changed), progress)
    own = _own_files()
    tables = tuple(
        TableChange(
            name, after.title, tuple(_choices(before, after, counts)), before is None,
            f"vocabularies/{name}.toml" in own,
        )
        for name, (before, after) in sorted(changed.items())
    )  # fmt: skip
    shadowed = tuple(
        TableChange(name, old.vocabularies[name].title, (), shadowed=True)
        for name in sorted(old.vocabularies)
        if name not in changed and f"vocabularies/{name}.toml" in own.intersection(offer.files)
    )
    profiles = tuple(
        ProfileChange(
            name, after.title, tuple(_said(old.profiles.get(name), after)),
            name not in old.profiles, f"profiles/{name}.toml" in own,
        )
        for name, after in sorted(new.profiles.items())
        if old.profiles.get(name) != after
    )  # fmt: skip
    return Preview(offer, (*tables, *shadowed), profiles)


def apply(offer: Offer) -> InForce:
    """Put an offer in force. Libraries that are open keep what they were opened with.

    Raises:
        IssueRefused: as `preview`.
        OSError: it cannot be written; then nothing is changed.
    """
    _refuse_order(offer)
    _loaded(offer)
    home = issued_definitions()
    home.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=".half-", dir=home))
    try:
        _write(half, offer)
        folder = f"{offer.version}-{half.name.removeprefix('.half-')}"
        half.replace(home / folder)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    made = InForce(offer.portal, offer.version, offer.at, offer.note, folder, at)
    keep([made, *versions()][: _KEPT + 1])
    return made


def roll_back() -> InForce | None:
    """Go back to the version before; it, or None for the program's own.

    Raises:
        OSError: it cannot be written; then nothing is changed.
    """
    before = versions()[1:]
    keep(before)
    return before[0] if before else None


def _write(folder: Path, offer: Offer) -> None:
    for name, data in offer.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def _refuse_order(offer: Offer) -> None:
    now = in_force()
    if now is None:
        return
    if now.portal != offer.portal:
        raise IssueRefused(
            f"正在使用“{now.portal}”下发的码表和配置，不能直接换成“{offer.portal}”的。"
            "请先退回到程序自带的，再采用。"
        )
    if offer.version == now.version:
        raise IssueRefused(f"第 {offer.version} 版码表和配置已经在使用，不用再采用。")
    if offer.version < now.version:
        raise IssueRefused(
            f"这是第 {offer.version} 版，比正在使用的第 {now.version} 版旧，没有采用。"
            "请向门户索取最新的。"
        )


def _loaded(offer: Offer) -> Catalogue:
    """The definitions as they would be; `IssueRefused` when they do not fit this program."""
    from forms.loader import DefinitionError, load_catalogue, load_profile, load_vocabulary

    own = own_definitions()
    with tempfile.TemporaryDirectory(prefix="mingce-") as name:
        folder = Path(name)
        _write(folder, offer)
        try:
            for path in sorted(folder.glob("*/*.toml")):
                of_table = path.parent.name == "vocabularies"
                said = load_vocabulary(path).id if of_table else load_profile(path).id
                if said != path.stem:
                    raise DefinitionError(path.name, "id", f"{said}")
            return load_catalogue(folder, *((own,) if own.is_dir() else ()))
        except (DefinitionError, TypeError, AttributeError, KeyError) as error:
            where = error.file if isinstance(error, DefinitionError) else "下发的文件"
            raise IssueRefused(
                f"这一版码表和配置与本程序不合（{where}），没有采用。请升级程序，或告知门户的技术支持。"
            ) from error


def _own_files() -> set[str]:
    own = own_definitions()
    return {path.relative_to(own).as_posix() for path in own.glob("*/*.toml")}


def _choices(
    before: Vocabulary | None, after: Vocabulary, counts: Mapping[tuple[str, str], int]
) -> Iterator[ChoiceChange]:
    old = dict(before.by_key) if before else {}
    for choice in after.choices:
        known = old.pop(choice.key, None)
        held = counts.get((after.id, choice.key), 0)
        if known is None:
            yield ChoiceChange("added", choice.key, "", choice.label)
        elif known.label != choice.label:
            yield ChoiceChange("renamed", choice.key, known.label, choice.label, held)
        elif known.codes != choice.codes:
            yield ChoiceChange("recoded", choice.key, _codes(known), _codes(choice), held)
    for choice in old.values():
        held = counts.get((after.id, choice.key), 0)
        yield ChoiceChange("removed", choice.key, choice.label, "", held)


def _codes(choice: Choice) -> str:
    return f"{choice.label}（{'、'.join(choice.codes.values())}）"


def _held(
    workspace: Workspace, tables: set[str], progress: Progress
) -> Mapping[tuple[str, str], int]:
    """(code table, key) → records of this library that hold it, in a field or a row."""
    found: Counter[tuple[str, str]] = Counter()
    seen = 0
    for form in workspace.catalogue.ordered():
        fields = [
            (item.id, column.id if column is not item else "", column.vocabulary.id)
            for item in form.fields.values()
            for column in (item, *item.columns)
            if column.vocabulary is not None and column.vocabulary.id in tables
        ]
        for record in workspace.library.records(form.kind) if fields else ():
            if seen % _STRIDE == 0:
                progress.step(seen, 0, "查看受影响的记录")
            seen += 1
            found.update(
                {
                    (table, key)
                    for name, column, table in fields
                    for key in _keys(record.get(name), column)
                }
            )
    return found


def _keys(value: Any, column: str) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _keys(part, column)
    elif isinstance(value, Mapping):
        yield from _keys(value.get(column), "")
    elif isinstance(value, str):
        yield value


def _said(before: Profile | None, after: Profile) -> Iterator[str]:
    """What is otherwise in a profile, in words."""
    old = before or replace(
        after, code_layout={}, lengths={}, added={}, dropped={}, labels={}, mapped=None,
        returns={}, upper={}, off=frozenset(),
    )  # fmt: skip
    for rule in sorted(after.off - old.off):
        yield f"不再检查规则 {rule}"
    for rule in sorted(old.off - after.off):
        yield f"重新检查规则 {rule}"
    for name, words in (
        ("title", "名称"), ("codes", "所用的代码标准"), ("code_layout", "编码规则"),
        ("lengths", "栏目的最大长度"), ("added", "增加的必填栏目"), ("dropped", "免填的栏目"),
        ("labels", "代码的替换"), ("mapped", "门户报送副本的对照"),
        ("returns", "退回原因的对照"), ("upper", "认领后锁定的栏目"),
    ):  # fmt: skip
        if getattr(old, name) != getattr(after, name):
            yield f"{words}有变动"
