"""Deflating: isal where its wheel exists, for a third of the writer's time would go into zlib."""

from __future__ import annotations

import zlib
from collections.abc import Callable


def _compressor() -> Callable[[bytes], bytes]:
    try:
        from isal import isal_zlib
    except ImportError:
        return lambda data: zlib.compress(data, 6)
    return lambda data: isal_zlib.compress(data, 2)


deflate = _compressor()
