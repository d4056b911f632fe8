"""The neutral document: its fingerprint."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from exports.document import Cell, Document, Page, Table, TableColumn, _parts
from tests.exports.word_samples import guide_sample, list_sample


def test_the_fingerprint_is_the_hash_of_everything_that_is_printed() -> None:
    odd = Table(
        (TableColumn('"rows": []', 10, group='"blocks": []'),),
        ((Cell('"引\\号"\n\ud800\x00<&>', 2, 3, "center", header=True),), ()),
        '"rows": []',
    )
    documents = (
        guide_sample(), list_sample(), Document('"blocks": []', (odd,), Page("A3")),
        replace(list_sample(), blocks=()),
    )  # fmt: skip
    for document in documents:
        text = json.dumps(_parts(document), ensure_ascii=False, sort_keys=True, default=_parts)
        whole = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        assert document.fingerprint() == whole[:12]
