"""What is written in the files that records name, and masked copies in their place."""

from __future__ import annotations

import json
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from forms.attachments import Contents, Obstacle, Passage, can_be_masked, files_of
from forms.model import Value

if TYPE_CHECKING:
    from desktop.store import Library
    from desktop.usecases.workspace import Workspace

#: Signs of the files kept in memory: those of the record at hand, and some more.
_KEPT_SIGNS = 10_000_000


class FileReader:
    """The rules' ``FileView``: reads each file once, keeps what it read in the library.

    Safe to use from several jobs at once.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: OrderedDict[str, Contents] = OrderedDict()
        self._signs = 0
        self._lock = threading.Lock()

    def contents(self, sha256: str, name: str) -> Contents | None:
        """What is written in a file; None when the library has not got it."""
        with self._lock:
            known = self._known.get(sha256)
            if known is not None:
                self._known.move_to_end(sha256)
                return known
        found = self._kept(sha256) or self._read(sha256, name)
        if found is not None:
            self._remember(sha256, found)
        return found

    def _kept(self, sha256: str) -> Contents | None:
        from desktop.attached.read import READER

        packed = self._library.file_text(sha256, READER)
        return None if packed is None else unpack(packed)

    def _read(self, sha256: str, name: str) -> Contents | None:
        # Read late: nobody needs the readers of all formats before a file is looked into.
        from desktop.attached.read import READER, read
        from desktop.store import LibraryDamaged, RecordNotFound

        try:
            data = self._library.attachment(sha256)
        except RecordNotFound:
            return None
        except LibraryDamaged:
            return Contents(obstacle=Obstacle.BROKEN)
        found = read(data, name)
        if not self._library.read_only:
            self._library.keep_file_text(sha256, READER, pack(found))
        return found

    def _remember(self, sha256: str, found: Contents) -> None:
        with self._lock:
            if sha256 not in self._known:
                self._known[sha256] = found
                self._signs += _signs(found)
            while self._signs > _KEPT_SIGNS and len(self._known) > 1:
                self._signs -= _signs(self._known.popitem(last=False)[1])


def _signs(contents: Contents) -> int:
    return sum(len(passage.text) for passage in contents.passages)


def pack(contents: Contents) -> bytes:
    """What was read, as the library keeps it."""
    data = {
        "passages": [[item.place, item.text, item.lead] for item in contents.passages],
        "people": contents.people,
        "obstacle": contents.obstacle,
        "note": contents.note,
    }
    return zlib.compress(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))


def unpack(packed: bytes) -> Contents:
    """The inverse of `pack`."""
    data: dict[str, Any] = json.loads(zlib.decompress(packed))
    return Contents(
        tuple(Passage(*item) for item in data["passages"]),
        tuple((role, name) for role, name in data["people"]),
        Obstacle(data["obstacle"]) if data["obstacle"] else None,
        data["note"],
    )


@dataclass(frozen=True, slots=True)
class Masked:
    """Files of a field with masked copies in their place: the field's new value, the names of the
    files that were copied, and a sentence for each that could not be.
    """

    value: Value
    done: tuple[str, ...]
    refused: tuple[str, ...]


def mask_files(workspace: Workspace, value: Value, today: date | None = None) -> Masked:
    """Masked copies of the files that an attachment field names and that hold personal data.

    The originals stay in the library until nobody names them any more (a finished version may).
    """
    if not isinstance(value, list):
        return Masked(value, (), ())
    items, done, refused = [], [], []
    for item in value:
        new, sentence = _mask(workspace, item, today or date.today())
        items.append(new)
        if sentence:
            refused.append(sentence)
        elif new is not item:
            done.append(str(item["name"]))
    return Masked(items, tuple(done), tuple(refused))


def _mask(workspace: Workspace, item: Value, today: date) -> tuple[Value, str]:
    """The item of the masked copy, and why there is none; the item itself when nothing is found."""
    from desktop.attached.masking import CannotMask, masked_copy
    from desktop.store import LibraryDamaged, RecordNotFound
    from forms.rules.attached import spots

    for file in files_of([item]):
        contents = workspace.files.contents(file.sha256, file.name)
        if contents is None or not (spots(contents, today) or contents.people):
            continue
        if not can_be_masked(file.name):
            return item, f"“{file.name}”不能自动脱敏。请在原来的软件里改好以后重新添加。"
        try:
            data = masked_copy(workspace.library.attachment(file.sha256), file.name, today)
        except (CannotMask, RecordNotFound, LibraryDamaged) as error:
            return item, str(error)
        return dict(workspace.library.attach(data, _copy_name(file.name))), ""
    return item, ""


def _copy_name(name: str) -> str:
    """样表.docx → 样表（脱敏）.docx; a copy of a copy keeps its name."""
    stem, dot, extension = name.rpartition(".")
    return name if stem.endswith("（脱敏）") else f"{stem}（脱敏）{dot}{extension}"
