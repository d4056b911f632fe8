"""Settings of a library (设置): whose it is, who fills it in, for which portal; the first run."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.store import FINAL_STATES, LibraryError
from exports.progress import NO_PROGRESS, Progress
from forms.values import fold, phone_problems, region_code_problem, uscc_problem
from resources import SAMPLE_FILES

if TYPE_CHECKING:
    from desktop.usecases.importing import ImportOutcome
    from desktop.usecases.workspace import Workspace

_LONGEST_NAME = 100
_LONGEST_PERSON = 30
_SAMPLE = "sample_batches"
_ASKED = "first_run_done"
_OFFICES = "offices"
#: Characters that the name of an office may have.
LONGEST_OFFICE = 60


class UnknownSetting(ValueError):
    """A setting that does not exist, or a value that is none of its choices."""


def _name_problem(text: str) -> str:
    if len(text) > _LONGEST_NAME:
        return f"单位名称最多 {_LONGEST_NAME} 字，现为 {len(text)} 字。"
    return ""


def _person_problem(text: str) -> str:
    if len(text) > _LONGEST_PERSON:
        return f"填报人最多 {_LONGEST_PERSON} 字，现为 {len(text)} 字。"
    return ""


def _code(text: str) -> str:
    return fold(text).upper().replace(" ", "")


@dataclass(frozen=True, slots=True)
class Setting:
    """How one setting is kept: library keys, spelling, and what may be wrong with it."""

    keys: tuple[str, ...]
    tidy: Callable[[str], str] = str.strip
    problem: Callable[[str], str] = lambda _: ""


#: What the settings page and the first run ask. ``default_*`` fill new records
#: (`compiling.new_record`), ``organization`` names the library.
SETTINGS: Mapping[str, Setting] = {
    "org_name": Setting(("organization", "default_org_name"), problem=_name_problem),
    "org_uscc": Setting(
        ("default_org_uscc",), _code, lambda text: uscc_problem(text) or ""
    ),
    "region_code": Setting(
        ("default_region_code",), _code, lambda text: region_code_problem(text) or ""
    ),
    "compiler_name": Setting(("default_compiler_name",), problem=_person_problem),
    "compiler_phone": Setting(
        ("default_compiler_phone",), problem=lambda text: "".join(phone_problems(text)[:1])
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PortalChoice:
    """A portal profile (门户配置) as it is offered."""

    id: str
    title: str


def read(workspace: Workspace, name: str) -> str:
    """A setting as text; empty when it was never set."""
    return str(workspace.library.setting(_setting(name).keys[0]) or "")


def change(workspace: Workspace, name: str, text: str) -> str:
    """Keep a setting at once, as it is spelt then; a blank text forgets it.

    What `problem` complains about is kept as well: nothing that somebody wrote is lost, and the
    check of each record says it again (G04).
    """
    setting = _setting(name)
    value = setting.tidy(text)
    if value != read(workspace, name):
        for key in setting.keys:
            workspace.library.set_setting(key, value or None)
    return value


def problem(name: str, text: str) -> str:
    """What is wrong with a text, in a sentence; empty when nothing is, or nothing was typed."""
    setting = _setting(name)
    value = setting.tidy(text)
    return setting.problem(value) if value else ""


def portals(workspace: Workspace) -> list[PortalChoice]:
    """The portals to choose from."""
    return [PortalChoice(item.id, item.title) for item in workspace.catalogue.profiles.values()]


def choose_portal(workspace: Workspace, profile: str) -> None:
    """Check and print for this portal from now on; ``UnknownSetting`` when there is none."""
    if profile not in workspace.catalogue.profiles:
        raise UnknownSetting(f"没有“{profile}”这种门户配置。请在列表中选择。")
    workspace.library.set_setting("profile", profile)


# offices


def offices(workspace: Workspace) -> list[str]:
    """The offices (处室) of the agency in the order in which they were written; maybe none."""
    return [str(name) for name in workspace.library.setting(_OFFICES) or []]


def change_offices(workspace: Workspace, text: str) -> list[str]:
    """Keep offices, one a line; blank lines and repeated names are left out."""
    names = list(dict.fromkeys(filter(None, (line.strip() for line in text.splitlines()))))
    if names != offices(workspace):
        workspace.library.set_setting(_OFFICES, names or None)
    return names


def offices_problem(text: str) -> str:
    """What is wrong with a text of `change_offices`, in a sentence."""
    for line in text.splitlines():
        if len(line.strip()) > LONGEST_OFFICE:
            name = f"{line.strip()[:10]}…"
            return f"处室名称最多 {LONGEST_OFFICE} 字，“{name}”有 {len(line.strip())} 字。"
    return ""


def offices_in_records(workspace: Workspace) -> list[str]:
    """The offices that records name, those named most first."""
    named = Counter(item.office.strip() for item in workspace.library.summaries())
    del named[""]
    return sorted(named, key=lambda name: (-named[name], name))


# the first run


def needs_first_run(workspace: Workspace) -> bool:
    """Whether nobody has said yet whose library it is, and nothing is in it."""
    library = workspace.library
    if library.read_only or library.setting(_ASKED) or library.setting("organization"):
        return False
    return library.count() == 0


def finish_first_run(workspace: Workspace) -> None:
    """Never ask again, whatever was answered."""
    workspace.library.set_setting(_ASKED, True)


def _setting(name: str) -> Setting:
    if name not in SETTINGS:
        raise UnknownSetting(f"没有“{name}”这项设置。")
    return SETTINGS[name]


# the sample agency


@dataclass(frozen=True, slots=True)
class SampleRemoval:
    """What taking the sample out did: how many went to the bin, which are final and stay."""

    removed: int
    kept: tuple[str, ...]


def sample_loaded(workspace: Workspace) -> bool:
    """Whether the sample agency's records are in the library."""
    return bool(_sample_batches(workspace))


def load_sample(workspace: Workspace, progress: Progress = NO_PROGRESS) -> ImportOutcome:
    """Put the sample agency in to play with, as drafts: what is final could not be taken out.

    Raises ``LibraryError`` when it is there already.
    """
    from desktop.usecases.importing import import_files  # brings the importers: not at start-up

    if sample_loaded(workspace):
        raise LibraryError("示例单位已经在工作库里。")
    with tempfile.TemporaryDirectory(prefix="mingce-") as folder:
        copies = [_as_drafts(workspace, path, Path(folder)) for path in SAMPLE_FILES]
        outcome = import_files(workspace, copies, progress=progress)
    workspace.library.set_setting(_SAMPLE, list(outcome.batches))
    return outcome


def remove_sample(workspace: Workspace) -> SampleRemoval:
    """Undo the imports of the sample, then bin what somebody has edited since."""
    from desktop.usecases.importing import undo_import

    library = workspace.library
    removed, kept = 0, []
    for batch in reversed(_sample_batches(workspace)):
        report = undo_import(workspace, batch)
        removed += len(report.removed)
        for item in report.kept:
            try:
                library.delete(item.uuid)
            except LibraryError:
                kept.append(item.title)
            else:
                removed += 1
    library.set_setting(_SAMPLE, None)
    return SampleRemoval(removed, tuple(kept))


def _sample_batches(workspace: Workspace) -> list[str]:
    known = workspace.library.setting(_SAMPLE) or []
    present = {entry.id for entry in workspace.library.imports() if not entry.undone_at}
    return [batch for batch in known if batch in present]


def _as_drafts(workspace: Workspace, path: Path, folder: Path) -> Path:
    data = json.loads(path.read_text(encoding="utf-8"))
    for record in data["records"]:
        if record["workflow_status"] in FINAL_STATES:
            record["workflow_status"] = "draft"
    title = workspace.catalogue.form(path.stem).list_title  # a file a kind, named after it
    copy = folder / f"示例单位-{title}.json"
    copy.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return copy
