"""The PDF writer: own line breaking, layout and fonts on reportlab's canvas."""

from exports.pdf.writer import PdfReport, write_pdf

__all__ = ["PdfReport", "write_pdf"]
