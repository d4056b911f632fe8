"""Word files old and new: .doc goes through LibreOffice where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from desktop.imports.result import UnreadableFile
from desktop.imports.sniff import Container
from desktop.imports.word_file import WordFile, read_word

_SECONDS = 120
_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/opt/libreoffice/program/soffice",
)


def read_document(path: Path, container: Container) -> WordFile:
    """The blocks of a .docx, or of a .doc that LibreOffice can turn into one.

    ``UnreadableFile`` says how to save a .doc anew where there is no LibreOffice.
    """
    if container is Container.DOCX:
        return read_word(path)
    office = find_office()
    if office is None:
        raise UnreadableFile(
            path.name,
            "是旧版的Word文档（.doc）。请在Word或WPS中打开，另存为 .docx 格式后再导入。",
        )
    with tempfile.TemporaryDirectory(prefix="mingce-doc-") as folder:
        try:
            return read_word(_converted(office, path, Path(folder)))
        except UnreadableFile as error:
            raise error.called(path.name) from None


def find_office() -> str | None:
    """The command that starts LibreOffice, or None."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if os.access(place, os.X_OK)), None)


def _converted(office: str, path: Path, folder: Path) -> Path:
    """A .docx made of a .doc. A profile of its own: a LibreOffice that is open is left alone."""
    source = folder / "source.doc"
    shutil.copyfile(path, source)
    profile = (folder / "profile").as_uri()
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--norestore",
               "--convert-to", "docx", "--outdir", str(folder), str(source)]  # fmt: skip
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
    except (OSError, subprocess.SubprocessError):
        converted = None
    else:
        converted = folder / "source.docx"
    if converted is None or not converted.is_file():
        raise UnreadableFile(
            path.name,
            "是旧版的Word文档（.doc），LibreOffice没能转换它。请在Word或WPS中另存为 .docx 后再导入。",
        )
    return converted
