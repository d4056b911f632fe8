"""jsonschema, imported by the tests that are judged by it and not by every worker at its start.

Its grammar of web addresses takes a second or two to compile, which is more than most files of tests.
"""

from __future__ import annotations

from functools import cache
from typing import Any


def validator(schema: dict[str, Any]) -> Any:
    """The independent judge of records under a schema."""
    return _judge()(schema)


def check_schema(schema: dict[str, Any]) -> None:
    """Raises when the schema is none."""
    _judge().check_schema(schema)


@cache
def _judge() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator
