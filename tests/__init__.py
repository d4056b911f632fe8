"""The tests mirror the source; `tests/bench` races against peers."""
