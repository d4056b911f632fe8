"""Checking and reading records against generic libraries on the same data."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl
from jsonschema import Draft202012Validator

from desktop.imports import read_file
from desktop.usecases.workspace import Workspace
from exports.excel import write_xlsx
from exports.layouts import list_document
from forms.check import Checker, Snapshot
from forms.loader import load_catalogue
from forms.schema import json_schema
from tests.bench import Measurement, compare, race
from tests.bench.big_library import big_library, invented
from tests.bench.race_documents import sample_context, sample_records
from tests.bench.race_packages import many_records


@race("check.items", unit="s", goal=1.0)
def check_items() -> Measurement:
    """All rules over 1,000 records against jsonschema validating the same records."""
    catalogue = load_catalogue()
    records = many_records()[:1000]
    checker, library = Checker(catalogue), Snapshot(records)
    schemas = {form.kind: json_schema(form, draft=True, public=False)
               for form in catalogue.forms.values()}  # fmt: skip
    validators = {kind: Draft202012Validator(schema) for kind, schema in schemas.items()}
    return compare(
        lambda: [checker.check(record, library) for record in records],
        lambda: [list(validators[r.kind].iter_errors(r.to_json())) for r in records],
        runs=3,
        unit="s",
        clock=time.process_time,
    )


@race("import.items", unit="s", goal=6.0)
def import_items() -> Measurement:
    """A power list with records made of it, against openpyxl reading nothing but the cells."""
    catalogue = load_catalogue()
    powers = [record for record in sample_records() if record.kind == "power_item"] * 20
    path = Path(tempfile.mkdtemp(prefix="mingce-bench-")) / "list.xlsx"
    form = catalogue.form("power_item")
    write_xlsx((list_document(powers, form, "combined", sample_context()),), path)

    def cells() -> int:
        book = openpyxl.load_workbook(path)
        return sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))

    return compare(lambda: read_file(path, catalogue), cells, runs=3, unit="s")


_COLD = """
import sys, time
from pathlib import Path
from desktop.usecases.checking import check_library
from desktop.usecases.workspace import Workspace
start = time.process_time()
with Workspace.open(Path(sys.argv[1])) as workspace:
    assert check_library(workspace).records == 3_000
print(time.process_time() - start)
"""


@race("check.cold", unit="s", goal=1.0)
def check_cold() -> Measurement:
    """The first check of a library of 3,000 in a process of its own, opening it included: CPU
    seconds, goal 5. Laws are asked where there is a law library on the computer.
    """
    path = Path(tempfile.mkdtemp(prefix="mingce-bench-")) / "库.mingce"
    with Workspace.open(path) as workspace:
        workspace.library.save_many(list(invented(3_000)))
    command = [sys.executable, "-c", _COLD, str(path)]
    told = [subprocess.run(command, check=True, capture_output=True, text=True) for _ in range(3)]
    return Measurement(min(float(done.stdout) for done in told), 5.0, len(told))


_LARGE = """
import sys
from pathlib import Path
from desktop.usecases.checking import check_library
from desktop.usecases.workspace import Workspace

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

class Watch:
    most = 0.0
    def step(self, done, total, text):
        if done % 500 == 0:
            Watch.most = max(Watch.most, held())

with Workspace.open(Path(sys.argv[1])) as workspace:
    workspace.library.summaries(limit=1)
    start = held()
    assert check_library(workspace, progress=Watch()).records == 100_000
print(max(Watch.most, held()) - start)
"""


@race("check.large", unit="MB", goal=1.0)
def check_large() -> Measurement:
    """What a check of 100,000 records holds beyond the start, in a process of its own: goal 300 MB.
    It takes some minutes.
    """
    path = Path(tempfile.mkdtemp(prefix="mingce-bench-")) / "库.mingce"
    shutil.copy(big_library(), path)
    command = [sys.executable, "-c", _LARGE, str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    shutil.rmtree(path.parent)
    return Measurement(float(told.stdout), 300.0, 1)


@race("check.one", unit="ms", goal=1.0)
def check_one() -> Measurement:
    """A record changed by one word in a library of 3,000, checked by all rules with those that look
    at other records: p95 of a hundred, goal 30 ms.
    """
    from desktop.usecases.checking import check_record

    home = Path(tempfile.mkdtemp(prefix="mingce-bench-"))
    with Workspace.open(home / "库.mingce") as workspace:
        records = list(invented(3_000))
        workspace.library.save_many(records)
        times = []
        for record in records[::30]:
            title = workspace.catalogue.form(record.kind).title_field
            changed = record.with_values(remark="改了一个字", **{title: record.get(title)})
            start = time.process_time()
            check_record(workspace, changed)
            times.append(time.process_time() - start)
    return Measurement(sorted(times)[94] * 1e3, 30.0, len(times))
