"""Which files go together on a core, and which come first, when several cores run the tests.

A file stays on one core: what it makes once for all its tests is made once. What takes long comes
first, so that no core is left alone with it at the end. A list that is out of date costs time, and
nothing else.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

#: CPU seconds on a quiet machine, of the files that take the longest; all others count as nothing.
LONG: dict[str, float] = {
    "tests/ui/test_accessibility.py": 22,
    "tests/test_real_job.py": 18,
    "tests/ui/test_keyboard_entry.py": 16,
    "tests/ui/test_english_pages.py": 12,
    "tests/ui/test_entry_page.py": 11,
    "tests/ui/test_input_method.py": 10,
    "tests/ui/test_laws_page.py": 10,
    "tests/ui/test_entry_review.py": 10,
    "tests/ui/test_manners.py": 10,
    "tests/imports/test_real_files.py": 9,
    "tests/ui/test_import_page.py": 9,
    "tests/ui/test_visual.py": 9,
    "tests/ui/test_laws_texts.py": 8,
    "tests/ui/test_laws_desk.py": 8,
    "tests/test_cli.py": 8,
    "tests/ui/test_exchange_panes.py": 8,
    "tests/exports/test_office_validator.py": 8,
    "tests/ui/test_settings_pages.py": 8,
    "tests/ui/test_list_page.py": 8,
    "tests/ui/test_citing.py": 8,
    "tests/ui/test_window.py": 8,
    "tests/usecases/test_importing.py": 7,
    "tests/forms/test_merging.py": 7,
    "tests/usecases/test_check_field.py": 7,
    "tests/usecases/test_review_machine.py": 6,
    "tests/imports/test_word.py": 6,
    "tests/ui/test_whole_way.py": 6,
    "tests/ui/test_review_page.py": 6,
    "tests/ui/test_replace_page.py": 5,
    "tests/ui/test_export_page.py": 5,
    "tests/ui/test_editors.py": 5,
    "tests/usecases/test_backing_up.py": 5,
    "tests/exports/test_data_book.py": 5,
    "tests/ui/test_import_document.py": 5,
    "tests/usecases/test_merging.py": 4,
    "tests/test_freeze.py": 4,
    "tests/portal/test_kills.py": 4,
    "tests/store/test_opening.py": 4,
}

#: Files that share what is made once for a whole worker: the first is run with the second.
TOGETHER = {
    "tests/imports/test_measures.py": "tests/imports/test_real_files.py",
    "tests/imports/test_filldown.py": "tests/imports/test_real_files.py",
}


def unit_of(nodeid: str) -> str:
    """What a test is run together with: its file, or the file that this one goes with."""
    file = nodeid.split("::")[0]
    return TOGETHER.get(file, file)


def weight_of(nodeid: str) -> float:
    """How early a test should come: the seconds of all that it is run together with."""
    return _UNITS.get(unit_of(nodeid), 0)


_UNITS: dict[str, float] = {}
for _file, _seconds in LONG.items():
    _UNITS[unit_of(_file)] = _UNITS.get(unit_of(_file), 0) + _seconds


class Spread(LoadScopeScheduling):  # type: ignore[misc]
    """Gives whole units to the cores, in the order of the tests."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)
