"""Rules T10, T15, T16: what the notes say of time, against the limits and the law."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.problem import Finding
from forms.rules.context import Cell, duration_of
from forms.rules.registry import Context, rule
from forms.values import Duration, chinese_to_int, extract_limits

_NOTES = ("legal_limit_note", "promise_limit_note")
#: Prose in which limits of the whole item are spoken of.
_PROSE = (*_NOTES, "offline_flow_note", "online_flow_note", "applicable_scope", "progress_query")
_NUMBER = r"\d{1,3}|[一二三四五六七八九十百]{1,5}"
_EXTENDED = re.compile(
    rf"延长(?:审批|办理|审查)?(?:期限)?\s*({_NUMBER})\s*(?:个)?\s*(?:工作日|日|天)"
)
_APPROVED = re.compile(r"负责人(?:批准|同意|审批|批)")
_VAGUE_UNIT = re.compile(rf"(?:{_NUMBER})\s*天|(?:{_NUMBER})\s*个月左右")
_HANDLED = re.compile(r"[^，。；;]{0,6}(?:办结|办理完毕|答复|作出决定|做出决定|审批)")


@rule("T10")
def extension(context: Context) -> Iterator[Finding]:
    """A licence may be extended by 10 working days (15 jointly) with the head's approval."""
    text = context.text("legal_limit_note")
    found = _EXTENDED.search("".join(text.split())) if context.is_licence else None
    if found is None:
        return
    most = 15 if context.rows("joint_orgs") else 10
    days = chinese_to_int(found[1])
    if days > most:
        yield Finding("legal_limit_note", {"n": days, "max": most})
    elif not _APPROVED.search(text):
        yield Finding("legal_limit_note", variant="approval")


@rule("T15")
def prose_agrees(context: Context) -> Iterator[Finding]:
    """A limit in the prose is one of those in the fields; 日 may stand for 工作日."""
    legal, promise = context.duration("legal_limit"), context.duration("promise_limit")
    if legal is None and promise is None:
        return
    main = [f"法定{legal.text()}" if legal else "", f"承诺{promise.text()}" if promise else ""]
    for field in _PROSE:
        if context.focus not in ("", field):
            continue
        text = context.text(field)
        for found in extract_limits(text):
            if not _is_known(found.value, _known_limits(context)):
                shown = {"x": text[found.start : found.end], "y": "、".join(filter(None, main))}
                yield Finding(field, shown)


def _known_limits(context: Context) -> set[Duration]:
    """Every limit that the record's fields and rows hold."""
    if "limits" not in context.memo:
        cells = (cell.value for cell in context.everywhere if cell.item.type == "duration")
        context.memo["limits"] = set(filter(None, map(duration_of, cells)))
    found: set[Duration] = context.memo["limits"]
    return found


def _is_known(limit: Duration, known: set[Duration]) -> bool:
    if limit in known:
        return True
    working = Duration(limit.amount, "working_day")
    return limit.unit == "calendar_day" and working in known


@rule("T16")
def vague_times(context: Context) -> Iterator[Finding]:
    """尽快, 左右, 20天: in the limits themselves and where the notes speak of finishing."""
    for cell in context.cells:
        if not isinstance(cell.value, str):
            continue
        if cell.item.type == "duration":
            words = context.lexicon.find("vague_time", cell.value)
            words += [match[0] for match in _VAGUE_UNIT.finditer(cell.value)]
        elif cell.path in _NOTES:
            words = _near_the_end(context, cell)
        else:
            continue
        for word in dict.fromkeys(words):
            yield Finding(cell.path, {"word": word})


def _near_the_end(context: Context, cell: Cell) -> list[str]:
    return [
        word
        for word in context.lexicon.find("vague_time", cell.value)
        if (at := cell.value.find(word)) >= 0 and _HANDLED.match(cell.value, at + len(word))
    ]
