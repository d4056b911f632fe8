"""Platform data in XML, as the nested mappings and lists that a JSON of the same data would give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop.imports.result import UnreadableFile

_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_DEEPEST = 60
_TEXT = "#text"


def load_xml(path: Path) -> Any:
    """The content of an XML file: ``{root: {child: …}}``, repeated children as lists.

    Attributes are keys like children; names are taken without their namespace.
    ``UnreadableFile`` names line and column of a fault. Entities are never unfolded.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        tree = etree.parse(str(path), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise UnreadableFile(
            path.name,
            f"第{line}行第{column}个字符处不是正确的XML，文件可能没有下载完，请重新导出。",
        ) from None
    if tree.docinfo.internalDTD is not None:
        raise UnreadableFile(path.name, "带有文档类型定义（DTD），不像平台数据，没有读取。")
    root = tree.getroot()
    if _SPREADSHEET in root.nsmap.values():
        raise UnreadableFile(
            path.name, "是Excel 2003的XML表格。请在Excel或WPS中另存为 .xlsx 后再导入。"
        )
    return {_name(root.tag): _value(root, path.name, 0)}


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _value(node: Any, file: str, depth: int) -> Any:
    if depth > _DEEPEST:
        raise UnreadableFile(file, "的XML嵌套过深，不像平台数据，请重新导出。")
    held: dict[str, Any] = {_name(name): value for name, value in node.attrib.items()}
    for child in node.iterchildren("*"):
        name, value = _name(child.tag), _value(child, file, depth + 1)
        if name not in held:
            held[name] = value
        elif isinstance(held[name], list):
            held[name].append(value)
        else:
            held[name] = [held[name], value]
    text = (node.text or "").strip()
    if not held:
        return text
    return {**held, _TEXT: text} if text else held
