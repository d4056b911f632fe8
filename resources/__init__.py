"""Files that the program ships with: fonts, icons, styles, translations, templates."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent

#: The sample agency (示例单位), one file a kind, importable like any other.
SAMPLE_FILES = tuple(sorted((_HERE / "sample").glob("*.json")))

#: The words of the window in other languages: a folder a language, JSON files in it.
TRANSLATIONS = _HERE / "translations"
