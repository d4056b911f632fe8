"""The PDF writer: own line breaking, layout and fonts on reportlab's canvas."""

from exports.pdf.writer import PdfReport, pdf_bytes, write_pdf

__all__ = ["PdfReport", "pdf_bytes", "write_pdf"]
