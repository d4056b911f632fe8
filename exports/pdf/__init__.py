"""The PDF writer: own line breaking, layout, fonts and file."""

from exports.pdf.writer import PdfReport, pdf_bytes, write_pdf

__all__ = ["PdfReport", "pdf_bytes", "write_pdf"]
