"""Which files go together on a core, and which come first, when several cores run the tests.

A file stays on one core: what it makes once for all its tests is made once. What takes long comes
first, so that no core is left alone with it at the end. A list that is out of date costs time, and
nothing else.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

#: CPU seconds on a quiet machine, of the files that take the longest; all others count as nothing.
LONG = {
    "tests/test_real_job.py": 20.0,
    "tests/ui/test_accessibility.py": 20.0,
    "tests/ui/test_english_pages.py": 15.0,
    "tests/ui/test_entry_page.py": 9.0,
    "tests/test_cli.py": 8.0,
    "tests/ui/test_visual.py": 8.0,
    "tests/ui/test_keyboard_entry.py": 8.0,
    "tests/usecases/test_review_machine.py": 8.0,
    "tests/imports/test_real_files.py": 6.0,
    "tests/usecases/test_merging.py": 6.0,
    "tests/usecases/test_check_field.py": 6.0,
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
