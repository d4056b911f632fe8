"""The Word writer: python-docx for the package, own styles and page after GB/T 9704-2012."""

from exports.word.writer import write_docx

__all__ = ["write_docx"]
