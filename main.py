"""明册: the window without arguments, the command line with them."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Start the window or one subcommand; returns the exit code (DESIGN §8)."""
    if not arguments:
        from desktop.app import run

        return run()
    from desktop.cli import run_command

    return run_command(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # while modules still load; later the command line answers it
        sys.exit("已取消。")
