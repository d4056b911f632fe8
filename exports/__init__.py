"""Records → documents, workbooks and packages. Pure Python: no Qt, no SQL."""
