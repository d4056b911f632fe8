"""JSON of government service platforms → records, by the mapping files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from desktop.imports.choices import NO_CHOICE, SheetChoice
from desktop.imports.drafts import Draft
from desktop.imports.entry import EntryReader, Leaf
from desktop.imports.mapping import MappingError, PlatformMapping, mappings_for
from desktop.imports.result import (
    LEFT_OUT,
    ColumnReport,
    Located,
    SheetReport,
    SourceCell,
    StructureCell,
    UnreadableFile,
)
from desktop.imports.rows import SheetResult
from desktop.imports.synonyms import SKIP, FormHeaders, headers_of
from forms.model import Catalogue
from forms.problem import Problem


def read_platform(
    file: str, data: Any, catalogue: Catalogue, kind: str | None,
    choices: Mapping[str, SheetChoice] = MappingProxyType({}),
) -> list[SheetResult]:  # fmt: skip
    """The records of a JSON file's content. ``UnreadableFile`` when no mapping file knows its shape."""
    mappings = _mappings(file, catalogue, kind)
    for mapping in mappings:
        entries = _entries(mapping, data)
        if entries:
            choice = choices.get(mapping.title, NO_CHOICE)
            return [read_entries(file, catalogue, mapping, entries, choice)]
    known = "、".join(f"{m.title}（应有{'、'.join(m.detect)}）" for m in mappings)
    raise UnreadableFile(
        file, f"{_shape(data)}，不是能识别的平台数据；能识别的有：{known or '无'}。"
    )


def is_known(file: str, data: Any, catalogue: Catalogue) -> bool:
    """Whether a mapping file knows the rows of a table by the platform's own keys.

    Chinese headings (``synonyms``) are those of any list, which is read as such.
    """
    known = (mapping for mapping in _mappings(file, catalogue, None) if not mapping.synonyms)
    return any(_entries(mapping, data) for mapping in known)


def claimed_kinds(file: str, data: Any, catalogue: Catalogue) -> frozenset[str]:
    """The kinds of record that mapping files take these data for."""
    mappings = _mappings(file, catalogue, None)
    return frozenset(mapping.kind for mapping in mappings if _entries(mapping, data))


def _mappings(file: str, catalogue: Catalogue, kind: str | None) -> list[PlatformMapping]:
    try:
        found = mappings_for(catalogue)
    except MappingError as error:
        raise UnreadableFile(file, f"没有读取：{error}") from None
    return [mapping for mapping in found if kind in (None, mapping.kind)]


def _entries(mapping: PlatformMapping, data: Any) -> list[dict[str, Any]]:
    """The entries of a platform in its data; [] when it is another platform's."""
    for entries in candidates(data):
        if entries and all(mapping.matches(entry) for entry in entries):
            return entries
    return []


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
    headers = headers_of(catalogue)[mapping.kind]
    result = SheetResult(SheetReport(mapping.title))
    mapped: dict[str, str] = {}
    unmapped: dict[str, None] = {}
    ignored: dict[str, str] = {}
    skipped: list[StructureCell] = []
    for number, entry in enumerate(entries, start=1):
        draft = Draft(catalogue.forms[mapping.kind], f"“{file}”第{number}项")
        reader = EntryReader(mapping, headers, draft, entry, catalogue.vocabularies["CL09"],
                             choice)  # fmt: skip
        for leaf, field in reader.read():
            if field == SKIP:
                skipped.append(StructureCell(number, _name(leaf), leaf.text, "left_out"))
                ignored[leaf.path] = LEFT_OUT
                continue
            reason = mapping.ignored.get(leaf.path) or mapping.ignored.get(leaf.key)
            if field == "" and reason:
                ignored[leaf.path] = reason
                continue
            if field == "remark" and not _is_remark(headers, leaf.key):
                unmapped[leaf.path] = None
            else:
                mapped.setdefault(leaf.path, re.sub(r"\[\d+\]", "", field))
            result.sources.append(SourceCell(mapping.title, number, _name(leaf), leaf.path,
                                             leaf.text, draft.uuid, field))  # fmt: skip
        result.records.append(draft.record())
        mine = [source for source in result.sources if source.record == draft.uuid]
        result.located += [
            Located(problem, mapping.title, number, _leaf_of(problem, mine))
            for problem in draft.problems
        ]
    count = {mapping.kind: len(result.records)}
    result.dropped = len(skipped)
    result.report = SheetReport(
        mapping.title, 0, mapped, tuple(unmapped), count, structure=tuple(skipped),
        ignored=ignored, columns=tuple(_columns(mapping, mapped, unmapped, ignored, choice)),
        by_header=True, kind=mapping.kind,
    )  # fmt: skip
    return result


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
