"""The server's half of tus 1.0: creation, expiration, termination; bytes lie in plain files.

The offset is the size of the file, so that it is right after a kill as well.
"""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

VERSION = {"Tus-Resumable": "1.0.0"}
_STREAM = "application/offset+octet-stream"


@dataclass(frozen=True)
class Answer:
    """Status, headers, body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Uploads:
    """The uploads in a folder. ``arrived`` is called with the file and its metadata before the last
    PATCH is answered; ``lasts`` are seconds until an upload expires.
    """

    folder: Path
    arrived: Callable[[Path, Mapping[str, str]], None]
    most_bytes: int = 4 << 30
    lasts: float = 86400.0
    _turns: dict[str, int] = field(default_factory=dict)

    def options(self) -> Answer:
        """What it can do."""
        return Answer(204, {
            **VERSION, "Tus-Version": "1.0.0", "Tus-Max-Size": str(self.most_bytes),
            "Tus-Extension": "creation,expiration,termination",
        })  # fmt: skip

    def create(self, headers: Mapping[str, str], at: str) -> Answer:
        """POST: a place for an upload."""
        length = headers.get("upload-length", "")
        try:
            metadata = _metadata(headers["upload-metadata"])
        except (KeyError, ValueError):
            return Answer(400, VERSION, b"Upload-Metadata")
        if not length.isdigit() or len(metadata.get("sha256", "")) != 64:
            return Answer(400, VERSION, b"Upload-Length")
        if int(length) > self.most_bytes:
            return Answer(413, VERSION)
        name = uuid.uuid4().hex
        about = {"length": int(length), "metadata": metadata, "expires": time.time() + self.lasts}
        self._bytes(name).touch()
        self._about(name).write_text(json.dumps(about), encoding="utf-8")
        return Answer(201, {**VERSION, "Location": f"{at}/{name}"})

    def head(self, name: str) -> Answer:
        """HEAD: how much is here."""
        about = self._known(name)
        if about is None:
            return Answer(404, VERSION)
        self._turn(name)
        return Answer(200, {
            **VERSION, "Upload-Offset": str(self._bytes(name).stat().st_size),
            "Upload-Length": str(about["length"]), "Cache-Control": "no-store",
        })  # fmt: skip

    async def patch(
        self, name: str, headers: Mapping[str, str], body: AsyncIterator[bytes]
    ) -> Answer:
        """PATCH: more bytes. What came before a cut is kept."""
        about = self._known(name)
        if about is None:
            return Answer(404, VERSION)
        if headers.get("content-type") != _STREAM:
            return Answer(415, VERSION)
        return await self._append(name, about, headers, body)

    def delete(self, name: str) -> Answer:
        """DELETE: the client gave up."""
        if self._known(name) is None:
            return Answer(404, VERSION)
        self.drop(name)
        return Answer(204, VERSION)

    def drop(self, name: str) -> None:
        """Throw an upload away."""
        self._bytes(name).unlink(missing_ok=True)
        self._about(name).unlink(missing_ok=True)

    def expire(self) -> None:
        """As if the time of every upload were over."""
        for about in self.folder.glob("*.about"):
            self.drop(about.stem)

    async def _append(
        self, name: str, about: Mapping[str, object], headers: Mapping[str, str],
        body: AsyncIterator[bytes],
    ) -> Answer:  # fmt: skip
        path, length, turn = self._bytes(name), int(str(about["length"])), self._turn(name)
        offset = path.stat().st_size
        if headers.get("upload-offset") != str(offset):
            return Answer(409, VERSION)
        with path.open("ab") as file:
            async for piece in body:
                if self._turns[name] != turn:
                    return Answer(423, VERSION)
                if offset + len(piece) > length:
                    return Answer(400, VERSION, b"more than Upload-Length")
                file.write(piece)
                file.flush()
                offset += len(piece)
        if offset == length:
            metadata = about["metadata"]
            assert isinstance(metadata, dict)
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != metadata["sha256"]:
                self.drop(name)
                return Answer(460, VERSION)
            self.arrived(path, metadata)
        return Answer(204, {**VERSION, "Upload-Offset": str(offset)})

    def _turn(self, name: str) -> int:
        """Who asks or sends last has the upload: an older request may hang on a line that is dead
        without anybody having noticed, and must not write any more.
        """
        self._turns[name] = self._turns.get(name, 0) + 1
        return self._turns[name]

    def _known(self, name: str) -> dict[str, object] | None:
        if not name.isalnum() or not self._about(name).is_file():
            return None
        about: dict[str, object] = json.loads(self._about(name).read_text("utf-8"))
        if time.time() > float(str(about["expires"])):
            self.drop(name)
            return None
        return about

    def _bytes(self, name: str) -> Path:
        return self.folder / f"{name}.bytes"

    def _about(self, name: str) -> Path:
        return self.folder / f"{name}.about"


def _metadata(text: str) -> dict[str, str]:
    pairs = (item.strip().split(" ", 1) for item in text.split(","))
    return {name: b64decode(value, validate=True).decode() for name, value in pairs}
