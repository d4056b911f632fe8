"""The Excel writer: published lists as workbooks, every cell text, nothing that calculates."""

from exports.excel.workbook import write_xlsx

__all__ = ["write_xlsx"]
