"""Word files old and new: .doc, .rtf, .odt go through LibreOffice where there is one."""

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
#: The formats that LibreOffice turns into .docx: how a sentence names them, their extension.
_OTHERS = {
    Container.DOC: ("旧版的Word文档（.doc、.wps）", "doc"),
    Container.RTF: ("RTF文档", "rtf"),
    Container.ODT: ("OpenDocument文档（.odt）", "odt"),
    Container.WORD_XML: ("XML格式的Word文档", "xml"),
}
DOCUMENTS = frozenset({Container.DOCX, *_OTHERS})


def read_document(path: Path, container: Container) -> WordFile:
    """The blocks of a .docx, or of another document that LibreOffice can turn into one.

    ``UnreadableFile`` says how to save it anew where there is no LibreOffice.
    """
    if container is Container.DOCX:
        return read_word(path)
    called, suffix = _OTHERS[container]
    office = find_office()
    if office is None:
        raise UnreadableFile(
            path.name, f"是{called}。请在Word或WPS中打开，另存为 .docx 格式后再导入。"
        )
    with tempfile.TemporaryDirectory(prefix="mingce-doc-") as folder:
        try:
            return read_word(_converted(office, path, Path(folder), called, suffix))
        except UnreadableFile as error:
            raise error.called(path.name) from None


def find_office() -> str | None:
    """The command that starts LibreOffice, or None."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if os.access(place, os.X_OK)), None)


def _converted(office: str, path: Path, folder: Path, called: str, suffix: str) -> Path:
    """A .docx made of another document. A profile of its own: a LibreOffice that is open is left alone."""
    source = folder / f"source.{suffix}"
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
            f"是{called}，LibreOffice没能转换它。请在Word或WPS中另存为 .docx 后再导入。",
        )
    return converted
