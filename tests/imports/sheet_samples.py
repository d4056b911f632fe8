"""Workbooks that are XML inside, as other office programs write them: invented, a few cells each."""

from __future__ import annotations

import zipfile
from pathlib import Path

ROWS = [["序号", "事项名称", "权力类型", "实施依据"], ["1", "甲许可", "行政许可", "《甲法》第一条"],
        ["2", "乙许可", "行政许可", "《乙法》第一条"]]  # fmt: skip
SHEET_XML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="清单"><Table>'
    '<Row><Cell ss:MergeAcross="3"><Data ss:Type="String">甲局清单</Data></Cell></Row>'
    '<Row ss:Index="3"><Cell><Data ss:Type="String">序号</Data></Cell>'
    '<Cell ss:Index="2"><Data ss:Type="String">事项名称</Data></Cell>'
    '<Cell><Data ss:Type="String">权力类型</Data></Cell></Row>'
    '<Row ss:Hidden="1"><Cell><Data ss:Type="Number">1.0</Data></Cell>'
    '<Cell ss:MergeDown="1"><Data ss:Type="String">甲许可</Data></Cell></Row>'
    "</Table></Worksheet></Workbook>"
)
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="清单">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def cell(text: str, more: str = "") -> str:
    """A cell of an OpenDocument sheet; ``more`` are its attributes."""
    return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"


def row_of(*texts: str) -> str:
    """A row of an OpenDocument sheet."""
    return f"<table:table-row>{''.join(cell(text) for text in texts)}</table:table-row>"


def open_document(path: Path, rows: str, head: str = "") -> Path:
    """Write an OpenDocument workbook; ``head`` stands before its XML."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", head + ODS.format(rows=rows))
    return path


def sheet_xml(path: Path) -> Path:
    """Write a workbook of Excel 2003 in XML."""
    path.write_text(SHEET_XML, encoding="utf-8")
    return path
