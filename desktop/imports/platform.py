"""JSON, XML and CSV of government service platforms → records, by the mapping files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from desktop.imports.choices import NO_CHOICE, SheetChoice
from desktop.imports.drafts import Draft
from desktop.imports.entry import EMBEDDED, EntryReader
from desktop.imports.leaves import Leaf, leaves_of
from desktop.imports.mapping import MappingError, PlatformMapping, mappings_for
from desktop.imports.platform_codes import CodeReader
from desktop.imports.result import (
    LEFT_OUT,
    NOT_UNDERSTOOD,
    ColumnReport,
    Located,
    SheetReport,
    SourceCell,
    StructureCell,
    UnreadableFile,
)
from desktop.imports.rows import SheetResult
from desktop.imports.synonyms import SKIP, FormHeaders, headers_of
from desktop.imports.takings import Taking, is_wanted, takings
from forms.model import Catalogue
from forms.problem import Problem, Severity

_FILE_WITHIN = "内嵌文件，没有导入"


def read_platform(
    file: str, data: Any, catalogue: Catalogue, kind: str | None,
    choices: Mapping[str, SheetChoice] = MappingProxyType({}),
) -> list[SheetResult]:  # fmt: skip
    """The records of a platform's data. ``UnreadableFile`` when no mapping file knows their shape."""
    mappings = _mappings(file, catalogue, kind)
    found = takings(mappings, data)
    if not found.taken:
        known = "、".join(f"{m.title}（应有{'、'.join(m.detect)}）" for m in mappings)
        raise UnreadableFile(
            file, f"{_shape(data)}，不是能识别的平台数据；能识别的有：{known or '无'}。"
        )
    results = []
    for taking in found.taken:
        choice = choices.get(taking.mapping.title, NO_CHOICE)
        results.append(_read(file, catalogue, taking, choice))
    if kind is None:
        _tell_strays(results[-1], file, found.unread)
    return results


def is_known(file: str, data: Any, catalogue: Catalogue) -> bool:
    """Whether a mapping file knows the rows of a table by the platform's own keys.

    Chinese headings (``synonyms``) are those of any list, which is read as such.
    """
    known = [mapping for mapping in _mappings(file, catalogue, None) if not mapping.synonyms]
    return bool(takings(known, data).taken)


def claimed_kinds(file: str, data: Any, catalogue: Catalogue) -> frozenset[str]:
    """The kinds of record that mapping files take these data for."""
    found = takings(_mappings(file, catalogue, None), data)
    return frozenset(taking.mapping.kind for taking in found.taken)


def _mappings(file: str, catalogue: Catalogue, kind: str | None) -> list[PlatformMapping]:
    try:
        found = mappings_for(catalogue)
    except MappingError as error:
        raise UnreadableFile(file, f"没有读取：{error}") from None
    return [mapping for mapping in found if kind in (None, mapping.kind)]


def candidates(data: Any) -> Iterator[list[dict[str, Any]]]:
    """Where the entries may be: the list itself, one entry, or a list inside a wrapper."""
    if isinstance(data, list):
        # A list with anything else in it is no list of entries: what is skipped would be lost.
        yield data if all(isinstance(entry, dict) for entry in data) else []
    if isinstance(data, dict):
        yield [data]
        for value in data.values():
            yield from candidates(value) if isinstance(value, (dict, list)) else ()


def _shape(data: Any) -> str:
    if isinstance(data, list):
        first = f"第一项的键是{'、'.join(list(data[0])[:5])}" if data and isinstance(
            data[0], dict) else "里面不是对象"  # fmt: skip
        return f"是{len(data)}项的数组，{first}"
    if isinstance(data, dict):
        return f"最外层的键是{'、'.join(list(data)[:5]) or '空的'}"
    return "最外层不是对象或数组"


def read_entries(file: str, catalogue: Catalogue, mapping: PlatformMapping,
          entries: list[dict[str, Any]], choice: SheetChoice = NO_CHOICE) -> SheetResult:  # fmt: skip
    """Records of a platform's entries, which the mapping must match."""
    return _read(file, catalogue, Taking(mapping, list(enumerate(entries, start=1))), choice)


def _read(file: str, catalogue: Catalogue, taking: Taking, choice: SheetChoice) -> SheetResult:
    mapping = taking.mapping
    result = SheetResult(SheetReport(mapping.title))
    account = _Account(mapping, choice)
    codes, headers = CodeReader(mapping, catalogue), headers_of(catalogue)[mapping.kind]
    for number, entry, originals in taking.entries():
        if not is_wanted(mapping, entry):
            account.left_out(number, entry)
            continue
        draft = Draft(catalogue.forms[mapping.kind], f"“{file}”第{number}项")
        reader = EntryReader(mapping, headers, draft, entry, codes, choice)
        mine: list[SourceCell] = []
        for leaf, field in reader.read():
            name = ".".join(originals.get(str(step), str(step)) for step in leaf.steps)
            if account.takes(number, name, leaf, field, headers):
                mine.append(SourceCell(mapping.title, number, name, leaf.path,
                                       leaf.text, draft.uuid, field))  # fmt: skip
        result.sources += mine
        result.records.append(draft.record())
        result.located += [
            Located(problem, mapping.title, number, _leaf_of(problem, mine))
            for problem in draft.problems
        ]
    result.dropped = len(account.structure)
    result.report = account.report(len(result.records))
    _tell_strays(result, file, taking.strays)
    return result


class _Account:
    """Where each leaf of a platform's entries went, for the report."""

    def __init__(self, mapping: PlatformMapping, choice: SheetChoice) -> None:
        self._mapping, self._choice = mapping, choice
        self._mapped: dict[str, str] = {}
        self._unmapped: dict[str, None] = {}
        self._ignored: dict[str, str] = {}
        self.structure: list[StructureCell] = []

    def left_out(self, number: int, entry: Mapping[str, Any]) -> None:
        """An entry that the mapping does not want (deleted, an old version)."""
        for leaf in leaves_of(entry):
            self.structure.append(StructureCell(number, _name(leaf), leaf.text, "left_out"))

    def takes(self, number: int, name: str, leaf: Leaf, field: str, headers: FormHeaders) -> bool:
        """Note a leaf down; whether it stands in the record."""
        mapping = self._mapping
        if field == SKIP:
            self.structure.append(StructureCell(number, name, leaf.text, "left_out"))
            self._ignored[leaf.path] = LEFT_OUT
            return False
        if field == EMBEDDED:
            self.structure.append(StructureCell(number, name, _FILE_WITHIN, "unread"))
            self._ignored[leaf.path] = _FILE_WITHIN
            return False
        reason = mapping.ignored.get(leaf.path) or mapping.ignored.get(leaf.key)
        if field == "" and reason:
            self._ignored[leaf.path] = reason
            return False
        if field == "remark" and not _is_remark(headers, leaf.key):
            self._unmapped[leaf.path] = None
        else:
            self._mapped.setdefault(leaf.path, re.sub(r"\[\d+\]", "", field))
        return True

    def report(self, count: int) -> SheetReport:
        """The report of the sheet that stands for the platform."""
        mapping = self._mapping
        columns = _columns(mapping, self._mapped, self._unmapped, self._ignored, self._choice)
        return SheetReport(
            mapping.title, 0, self._mapped, tuple(self._unmapped), {mapping.kind: count},
            structure=tuple(self.structure), ignored=self._ignored, columns=tuple(columns),
            by_header=True, kind=mapping.kind,
        )  # fmt: skip


def _tell_strays(result: SheetResult, file: str, strays: list[tuple[str, dict[str, Any]]]) -> None:
    """Rows of lists beside the entries that belong to none of them: told cell by cell."""
    if not strays:
        return
    cells = [
        StructureCell(number, f"{key}.{_name(leaf)}", leaf.text, "unread")
        for number, (key, row) in enumerate(strays, start=1) for leaf in leaves_of(row)
    ]  # fmt: skip
    result.dropped += len(cells)
    result.report = replace(result.report, structure=(*result.report.structure, *cells))
    names = "、".join(dict.fromkeys(key or "（最外层）" for key, _ in strays))
    what = f"“{file}”列表“{names}”有{len(strays)}行没有认出属于哪一项，没有导入。"
    hint = "请核对这些行的事项标识，或在对应文件里说明怎样读取。"
    problem = Problem(NOT_UNDERSTOOD, Severity.WARN, "", result.report.kind, "", what, hint=hint)
    result.located.append(Located(problem, result.report.name))


def _columns(
    mapping: PlatformMapping, mapped: Mapping[str, str], unmapped: Iterable[str],
    ignored: Mapping[str, str], choice: SheetChoice,
) -> Iterator[ColumnReport]:  # fmt: skip
    """The keys of a platform, each once; the Chinese name of a key is its heading."""
    paths = {**dict.fromkeys(unmapped, ""), **dict.fromkeys(ignored, SKIP), **mapped}
    for path, target in paths.items():
        key = path.rpartition(".")[2]
        name = mapping.labels.get(path) or mapping.labels.get(key) or path
        yield ColumnReport(path, "", name, mapping.kind, target, chosen=path in choice.columns)


def _leaf_of(problem: Problem, sources: Iterable[SourceCell]) -> str:
    """The key of the leaf whose text a problem quotes; "" when it is a piece of a page."""
    quoted = (s for s in sources if f"“{s.text}”" in problem.message)
    return next((source.column for source in quoted), "")


def _is_remark(headers: FormHeaders, key: str) -> bool:
    """Whether the remark is the very field of a key (备注), not only where its text was put."""
    return any(target.path == "remark" for target in headers.find(key, ""))


def _name(leaf: Leaf) -> str:
    return ".".join(str(step) for step in leaf.steps)
