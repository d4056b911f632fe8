"""How many invented examples a property is tried on: a few in every run, many when asked."""

from __future__ import annotations

import os

#: Before a release, and at night: ``MINGCE_EXAMPLES=deep`` in the environment.
DEEP = os.environ.get("MINGCE_EXAMPLES") == "deep"


def examples(usual: int, deep: int) -> int:
    """The one or the other."""
    return deep if DEEP else usual
