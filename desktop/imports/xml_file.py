"""Platform data in XML, as the nested mappings and lists that a JSON of the same data would give."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

from desktop.imports.json_file import DEEPEST
from desktop.imports.result import UnreadableFile

_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_TEXT = "#text"
#: Data bases say gb2312 and write signs that only its successor has.
_OLD_CHARSET = re.compile(
    rb"""(<\?xml[^>]{0,80}encoding\s*=\s*["'])(?:gb2312|gbk)(?=["'])""", re.IGNORECASE
)

#: A document type before the root element: entities of it may unfold without end.
_DTD = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]{0,2000}>\s*|<!--[^>]{0,2000}-->\s*){0,20}<!DOCTYPE\b"
)

_START = re.compile(rb"<[A-Za-z_][\w:.-]*(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))+")
#: The parser compares each with all others.
_MOST_ATTRIBUTES = 3000


def load_xml(path: Path) -> Any:
    """The content of an XML file: ``{root: {child: …}}``, repeated children as lists.

    Attributes are keys like children; names are taken without their namespace. Text with tags in
    it stays a text with tags. ``UnreadableFile`` names line and column of a fault. Entities are
    never unfolded, nothing is fetched.
    """
    from lxml import etree

    data = path.read_bytes()
    data = _OLD_CHARSET.sub(rb"\1gb18030", data[:400]) + data[400:]
    dtd = UnreadableFile(path.name, "带有文档类型定义（DTD），不像平台数据，没有读取。")
    if _DTD.match(data):
        raise dtd
    if any(tag[0].count(b"=") > _MOST_ATTRIBUTES for tag in _START.finditer(data)):
        raise UnreadableFile(path.name, "有一个标签的属性多得不像平台数据，没有读取。请重新导出。")
    try:
        root = etree.fromstring(data, safe_parser())
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(path.name, _fault(error)) from None
    except ValueError:
        raise UnreadableFile(path.name, "不是正确的XML，请重新导出。") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise dtd
    if _SPREADSHEET in root.nsmap.values():
        raise UnreadableFile(
            path.name, "是Excel 2003的XML表格。请在Excel或WPS中另存为 .xlsx 后再导入。"
        )
    if _depth(root) > DEEPEST:
        raise UnreadableFile(path.name, "的XML嵌套过深，不像平台数据，请重新导出。")
    return {_name(root.tag): _value(root)}


def parse_xml(text: str) -> Any:
    """The data of an XML that stands in a text; None when it is none, or no data."""
    from lxml import etree

    bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        root = etree.fromstring(bare, safe_parser())
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root.getroottree().docinfo.internalDTD is not None or _depth(root) > DEEPEST:
        return None
    return {_name(root.tag): _value(root)}


def safe_parser() -> Any:
    """A parser of lxml for files of others: nothing is unfolded, nothing fetched, nothing endless."""
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip


def _fault(error: Any) -> str:
    line, column = error.position
    if "depth" in str(error):
        return "的XML嵌套过深，不像平台数据，请重新导出。"
    if "huge" in str(error) or "long" in str(error):
        return f"第{line}行有一段过长的内容，不像平台数据，没有读取。请去掉内嵌的文件后重新导出。"
    return f"第{line}行第{column}个字符处不是正确的XML，文件可能没有下载完，请重新导出。"


def _depth(root: Any) -> int:
    """How deep the elements stand, looked up only as far as matters."""
    level, depth = [root], 0
    while level and depth <= DEEPEST:
        level = [child for node in level for child in node.iterchildren("*")]
        depth += 1
    return depth


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _value(node: Any) -> Any:
    if any((child.tail or "").strip() for child in node):
        text = _with_tags(node)
        return (
            {**{_name(name): value for name, value in node.attrib.items()}, _TEXT: text}
            if node.attrib
            else text
        )
    held: dict[str, Any] = {_name(name): value for name, value in node.attrib.items()}
    for child in node.iterchildren("*"):
        name, value = _name(child.tag), _value(child)
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


def _with_tags(node: Any) -> str:
    """What an element says with its tags, as HTML of the same words."""
    parts = [escape(node.text or "", quote=False)]
    for child in node.iterchildren("*"):
        name = _name(child.tag)
        inner = _with_tags(child)
        parts.append(f"<{name}>{inner}</{name}>" if inner else f"<{name}/>")
        parts.append(escape(child.tail or "", quote=False))
    return "".join(parts).strip()
