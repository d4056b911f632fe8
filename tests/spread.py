"""Which files go together on a core, and which come first, when several cores run the tests.

A file stays on one core: what it makes once for all its tests is made once. What takes long comes
first, so that no core is left alone with it at the end. A list that is out of date costs time, and
nothing else.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

#: CPU seconds of the files that take the longest (2026-11-26); all others count as nothing.
LONG: dict[str, float] = {
    "tests/ui/test_accessibility.py": 23,
    "tests/ui/test_review_page.py": 15,
    "tests/test_real_job.py": 15,
    "tests/ui/test_recovery.py": 15,
    "tests/ui/test_english_pages.py": 12,
    "tests/ui/test_keyboard_entry.py": 11,
    "tests/test_cli.py": 11,
    "tests/ui/test_visual.py": 11,
    "tests/ui/test_entry_review.py": 11,
    "tests/ui/test_manners.py": 10,
    "tests/forms/test_check.py": 10,
    "tests/ui/test_entry_page.py": 10,
    "tests/ui/test_laws_page.py": 9,
    "tests/ui/test_list_page.py": 9,
    "tests/ui/test_exchange_panes.py": 9,
    "tests/ui/test_import_page.py": 8,
    "tests/ui/test_laws_texts.py": 8,
    "tests/ui/test_laws_desk.py": 8,
    "tests/ui/test_table_keys.py": 8,
    "tests/ui/test_citing.py": 8,
    "tests/exports/test_office_validator.py": 7,
    "tests/ui/test_needs.py": 7,
    "tests/ui/test_pack_page.py": 7,
    "tests/ui/test_settings_pages.py": 7,
    "tests/ui/test_small_windows.py": 7,
    "tests/store/test_search.py": 7,
    "tests/ui/test_upper_page.py": 6,
    "tests/ui/test_live_check.py": 6,
    "tests/ui/test_check_page.py": 6,
    "tests/ui/test_words.py": 6,
    "tests/ui/test_window.py": 6,
    "tests/ui/test_merge_page.py": 6,
    "tests/forms/test_field_types.py": 6,
    "tests/exports/test_pdf.py": 5,
    "tests/usecases/test_receiving.py": 5,
    "tests/ui/test_editors.py": 5,
    "tests/usecases/test_view.py": 5,
    "tests/portal/test_postgres.py": 5,
    "tests/test_freeze.py": 5,
    "tests/imports/test_word.py": 5,
    "tests/usecases/test_importing.py": 5,
    "tests/store/test_opening.py": 5,
    "tests/exports/test_data_book.py": 5,
    "tests/usecases/test_backing_up.py": 5,
    "tests/usecases/test_review_machine.py": 5,
    "tests/test_fonts.py": 5,
    "tests/ui/test_templates.py": 5,
    "tests/exports/test_package_verify.py": 5,
    "tests/ui/test_tables.py": 5,
    "tests/ui/test_list_bulk.py": 5,
    "tests/usecases/test_merging.py": 5,
    "tests/portal/test_tus.py": 5,
    "tests/ui/test_input_method.py": 5,
    "tests/test_cli_exchange.py": 5,
    "tests/ui/test_adjust_page.py": 4,
    "tests/usecases/test_check_field.py": 4,
    "tests/usecases/test_issued_definitions.py": 4,
    "tests/ui/test_xcb.py": 4,
    "tests/ui/test_export_page.py": 4,
    "tests/portal/test_kills.py": 4,
    "tests/ui/test_carrying.py": 4,
    "tests/store/test_machine.py": 4,
    "tests/ui/test_whole_way.py": 4,
    "tests/ui/test_import_document.py": 4,
    "tests/imports/test_mutations.py": 4,
    "tests/test_architecture.py": 4,
    "tests/exports/test_package_build.py": 4,
    "tests/forms/values/test_citation.py": 4,
    "tests/exchange/test_keyring.py": 3,
    "tests/ui/test_home_page.py": 3,
    "tests/ui/test_replace_page.py": 3,
    "tests/usecases/test_report_return.py": 3,
    "tests/test_cli_upload.py": 3,
    "tests/ui/test_list_deeds.py": 3,
    "tests/ui/test_import_log.py": 3,
    "tests/exports/test_pdf_archive.py": 3,
    "tests/usecases/test_signing.py": 3,
    "tests/test_cli_pull.py": 3,
    "tests/forms/rules/test_rules.py": 3,
    "tests/portal/test_uploading.py": 3,
    "tests/portal/test_pulling.py": 3,
    "tests/ui/test_bin_page.py": 3,
    "tests/store/test_lists.py": 3,
    "tests/ui/test_letterhead_box.py": 3,
    "tests/ui/test_first_look.py": 3,
    "tests/usecases/test_import_updates.py": 3,
    "tests/ui/test_offices.py": 3,
    "tests/usecases/test_replacing.py": 3,
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
