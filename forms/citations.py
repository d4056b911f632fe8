"""How a basis row is written out (引用格式, SPEC §7.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from forms.model import Value, Vocabulary

_ARTICLE = re.compile(r"第[^条第]{1,9}条(?:之[一二三四五六七八九十]+)?")


def quoted_title(title: str) -> str:
    """A title in 《》; titles inside it take 〈〉."""
    inner = title.strip()
    if inner.startswith("《") and inner.endswith("》") and inner.count("《") == 1:
        inner = inner[1:-1]
    return f"《{inner.replace('《', '〈').replace('》', '〉')}》" if inner else ""


def citation_head(row: Mapping[str, Value]) -> str:
    """Title and article without history or quotation: 《…法》第四十二条第一款."""
    return quoted_title(str(row.get("title") or "")) + str(row.get("article_text") or "")


def citation_text(row: Mapping[str, Value], levels: Vocabulary | None = None) -> str:
    """The whole citation as lists print it: 【法律】《…》（…公布，…修正）第…条：“…”."""
    parts = []
    level = row.get("level")
    if level:
        parts.append(f"【{levels.label(str(level)) if levels else level}】")
    parts.append(quoted_title(str(row.get("title") or "")))
    history = _history(row)
    if history:
        parts.append(f"（{history}）")
    parts.append(str(row.get("article_text") or ""))
    quoted = _without_number(row)
    if quoted:
        parts.append(f"：{quoted}" if quoted.startswith(("“", '"')) else f"：“{quoted}”")
    return "".join(parts)


def _without_number(row: Mapping[str, Value]) -> str:
    """The quotation; the article's number at its head is not printed twice."""
    quoted = str(row.get("quoted_text") or "").strip()
    number = _ARTICLE.match(str(row.get("article_text") or ""))
    if number and quoted.startswith(number[0]) and quoted[number.end() :][:1].isspace():
        return quoted[number.end() :].strip()
    return quoted


def _history(row: Mapping[str, Value]) -> str:
    number = str(row.get("document_number") or "")
    issued = " ".join(filter(None, (str(row.get("issuing_body") or ""), number)))
    # An order's number names its body already: 中华人民共和国主席令第七号.
    if number and "令" in number and not number.startswith("令"):
        issued = number
    promulgated = _day(row.get("promulgated_date"))
    parts = [f"{promulgated}{issued}公布" if promulgated else issued]
    for key, word in (("amended_date", "修正"), ("in_force_date", "施行")):
        if day := _day(row.get(key)):
            parts.append(f"{day}{word}")
    return "，".join(filter(None, parts))


def _day(value: Value) -> str:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return str(value) if value else ""
    return f"{day.year}年{day.month}月{day.day}日"
