"""The window: draws and asks. What staff do lives in :mod:`desktop.usecases`."""
