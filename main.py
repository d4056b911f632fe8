"""明册: the window without arguments, the command line with them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType

#: So many objects are made by a command before dead ones are looked for.
_MADE = 200_000


def begin() -> ModuleType:
    """Import what the window opens with, and nothing else first; returns `desktop.app`.

    Until the window is painted, hundreds of thousands of objects are made and hardly one dies:
    looking for those that did takes a twentieth of the time.
    """
    import gc

    gc.disable()
    from desktop import app

    return app


def main(arguments: Sequence[str]) -> int:
    """Start the window or one subcommand; returns the exit code (DESIGN §8)."""
    if not arguments:
        return int(begin().run())
    import gc

    # A command makes far more than it throws away in cycles, and ends: to look for those every
    # 700 objects takes a twenty-fifth of an import.
    gc.set_threshold(_MADE)
    from desktop.cli import run_command

    return run_command(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # while modules still load; later the command line answers it
        sys.exit("已取消。")
