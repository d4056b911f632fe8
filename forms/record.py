"""A record: one guide, one power, one duty … as a frozen value."""

from __future__ import annotations

import hashlib
import json
import re
import uuid as uuid_module
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from forms.model import Value

#: Names of the header fields that live beside the values, not in them.
ENVELOPE = ("record_uuid", "record_kind", "item_version", "workflow_status", "data_source",
            "updated_at")  # fmt: skip

_HEADER = frozenset(ENVELOPE)
_STEP = re.compile(r"([a-z][a-z0-9_]*)((?:\[\d+\])?)(?:\.|$)")


def new_uuid() -> str:
    """A fresh record identifier (UUIDv4)."""
    return str(uuid_module.uuid4())


def is_blank(value: Value) -> bool:
    """Whether a value counts as not filled: absent, white space, empty list or table."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value or value.isspace()
    if isinstance(value, (list, tuple, dict)):
        return not value
    return False


def prune(value: Value) -> Value:
    """The value without blank parts; rows that are wholly blank go."""
    # Most parts are text, and asking those whether they are mappings takes longest.
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, (list, tuple)):
        return [part for item in value if not is_blank(part := prune(item))]
    if isinstance(value, Mapping):
        kept = {}
        for key, item in value.items():
            # In a loop of its own: a guide has thousands of texts, and each is saved as it is typed.
            if type(item) is str:
                if item and not item.isspace():
                    kept[key] = item
            elif not is_blank(part := prune(item)):
                kept[key] = part
        return kept
    return value


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_json(data: Any) -> str:
    """The one spelling of a value: keys sorted, no blanks, UTF-8 text."""
    return _ENCODER.encode(data)


@dataclass(frozen=True, slots=True)
class Record:
    """Values of one record in semantic keys, with its identity and state.

    ``state`` is a key of CL30, ``version`` counts published revisions from 1, ``data_source``
    is a key of V_data_source, ``updated_at`` an ISO time in UTC (empty: never saved).
    """

    kind: str
    values: Mapping[str, Value]
    uuid: str = field(default_factory=new_uuid)
    version: int = 1
    state: str = "draft"
    data_source: str = "own"
    updated_at: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Record, (self.kind, dict(self.values), self.uuid, self.version, self.state,
                         self.data_source, self.updated_at))  # fmt: skip

    def get(self, path: str) -> Value:
        """The value at a path (``promise_limit``, ``materials[2].name``), or None."""
        if path in _HEADER:
            return self._envelope()[path]
        value = self.values.get(path)
        if value is not None:
            return value
        if "." not in path and "[" not in path:
            return None
        current: Value = self.values
        for name, index in steps(path):
            if not isinstance(current, Mapping):
                return None
            current = current.get(name)
            if index is not None:
                in_range = isinstance(current, (list, tuple)) and index < len(current)
                current = current[index] if in_range else None
        return current

    @property
    def is_active(self) -> bool:
        """Whether what it lists is not cancelled (CL08)."""
        return bool(self.values.get("item_status") != "cancelled")

    def rows(self, table: str) -> list[Mapping[str, Value]]:
        """Rows of a sub-table; empty when it is absent or was typed as plain text."""
        rows = self.values.get(table)
        return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []

    def with_values(self, **values: Value) -> Record:
        """A copy with some values set; None removes one."""
        merged = {**self.values, **values}
        return replace(self, values={k: v for k, v in merged.items() if v is not None})

    def with_path(self, path: str, value: Value) -> Record:
        """A copy with the value at a path set; missing rows on the way are made."""
        root = json.loads(json.dumps(dict(self.values)))
        target = root
        *parents, (last, last_index) = list(steps(path))
        for name, index in parents:
            target = _descend(target, name, index)
        if last_index is None:
            target[last] = value
        else:
            _descend(target, last, last_index, value)
        return replace(self, values={k: v for k, v in root.items() if v is not None})

    def content_hash(self) -> str:
        """sha256 over identity and content: what two copies of one record are compared by."""
        return content_hash_of(self.uuid, self.kind, canonical_json(prune(dict(self.values))))

    def _envelope(self) -> dict[str, Value]:
        return {
            "record_uuid": self.uuid,
            "record_kind": self.kind,
            "item_version": self.version,
            "workflow_status": self.state,
            "data_source": self.data_source,
            "updated_at": self.updated_at,
        }

    def to_json(self) -> dict[str, Value]:
        """Envelope and values in one flat object, without blank parts."""
        return {**self._envelope(), **prune(dict(self.values))}

    def as_typed(self) -> dict[str, Value]:
        """Envelope and values in one flat object, blank parts and all."""
        return {**self._envelope(), **self.values}

    @classmethod
    def from_json(cls, data: Mapping[str, Value]) -> Record:
        """The inverse of :meth:`to_json`."""
        values = {key: value for key, value in data.items() if key not in ENVELOPE}
        return cls(
            kind=str(data["record_kind"]),
            values=values,
            uuid=str(data["record_uuid"]),
            version=int(data.get("item_version", 1)),
            state=str(data.get("workflow_status", "draft")),
            data_source=str(data.get("data_source", "own")),
            updated_at=str(data.get("updated_at", "")),
        )


def content_hash_of(uuid: str, kind: str, body: str) -> str:
    """`Record.content_hash` of values without blank parts that are spelled already."""
    # Spelled by hand as canonical_json spells it: to spell the values a second time takes longest.
    said = f'{{"kind":{canonical_json(kind)},"uuid":{canonical_json(uuid)},"values":{body}}}'
    return hashlib.sha256(said.encode()).hexdigest()


def steps(path: str) -> Iterator[tuple[str, int | None]]:
    """Split a field path into names and row numbers; ``ValueError`` when it is not a path."""
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if not match:
            raise ValueError(f"not a field path: {path!r}")
        yield match[1], int(match[2][1:-1]) if match[2] else None
        position = match.end()


def _descend(target: dict[str, Any], name: str, index: int | None, value: Value = None) -> Any:
    if index is None:
        return target.setdefault(name, {})
    rows = target.setdefault(name, [])
    while len(rows) <= index:
        rows.append({})
    if value is not None:
        rows[index] = value
    return rows[index]
