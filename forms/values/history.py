"""What the bracket after a law's name tells: number, dates, who made it (SPEC §7.1, MESS §4)."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from forms.values.dates import find_dates
from forms.values.document_number import FoundNumber, find_numbers
from forms.values.text import halfwidth, join_lines

_TITLES = re.compile(r"《[^《》]*》?|〈[^〈〉]*〉|<[^<>]*>|＜[^＜＞]*＞")
_AMENDED = re.compile(r"修订|修正|修改|修改后")
_IN_FORCE = re.compile(r"施行|实施|起执行|生效")
_PUBLISHED = re.compile(r"公布|发布|颁布|印发|令")
_ADOPTED = re.compile(r"通过|批准")
_BODY = re.compile(
    r"(?:^|[日号，,、；;。（(\s])((?:中华人民共和国)?[\u4e00-\u9fff、\s]{2,30}?"
    r"(?:国务院|部|委|委员会|总局|局|总署|署|厅|院|政府|办公厅|办公室|银行|会))"
    r"\s*(?:令[^，。；、]{1,14}号)?\s*(?:公布|发布|颁布|印发)"
)
_CONGRESS = re.compile(
    r"(?:(?P<place>[\u4e00-\u9fff]{2,12}?(?:省|自治区|自治州|自治县|市))|(?P<whole>全国))?"
    r"(?:第[一二三四五六七八九十]{1,3}届|[一二三四五六七八九十]{1,3}届)?(?:全国)?"
    r"(?:人民代表大会|人大)(?P<standing>常务委员会|常委会)?"
)


@dataclass(frozen=True, slots=True)
class History:
    """The parts of a history bracket that were recognised; "" and None where not stated."""

    document_number: str
    issuing_body: str
    promulgated: date | None
    amended: date | None
    in_force: date | None


@lru_cache(maxsize=2048)
def read_history(text: str) -> History:
    """Read "2003年8月27日主席令第七号公布，自2004年7月1日起施行。2019年4月23日修正". Never raises.

    `amended` is the latest amendment. The number of an amending decision ("根据…国务院令第687号
    《…决定》修订") is not the law's own number and is left out.
    """
    plain = _TITLES.sub(lambda match: " " * len(match[0]), join_lines(text))
    promulgated, amended, in_force = _dates(plain)
    number = _own_number(plain)
    return History(number, _issuing_body(plain, number), promulgated, amended, in_force)


def _dates(text: str) -> tuple[date | None, date | None, date | None]:
    found = find_dates(text)
    ends = [*(item.start for item in found[1:]), len(text)][: len(found)]
    by_kind: dict[str, list[date]] = {"": [], "in_force": [], "amended": [], "out": [], "adopt": []}
    for item, end in zip(found, ends, strict=True):
        words = text[item.end : end]
        if "废止" in words:
            continue
        kind = _kind(words)
        if kind == "adopt" and by_kind["adopt"] and _AMENDED.search(words):
            kind = "amended"
        by_kind[kind].append(item.value)
    published = by_kind["out"] or by_kind["adopt"] or by_kind[""]
    promulgated = published[0] if published else None
    amended = max(by_kind["amended"], default=None)
    return promulgated, amended, by_kind["in_force"][0] if by_kind["in_force"] else None


def _kind(words: str) -> str:
    """What happened on a date, by the words between it and the next date.

    The first clause that tells decides: in "会议通过，农业部令2016年第3号修订" the date is the
    adoption's, not the amendment's.
    """
    for clause in re.split(r"[，,；;。]", words):
        if re.match(r"\s*(?:起|正式|开始)?\s*(?:施行|实施|执行|生效)", clause):
            return "in_force"
        if _AMENDED.search(clause) and not re.search(r"(?:修订|修正)通过[^修]*$", clause):
            return "amended"
        if _PUBLISHED.search(clause):
            return "out"
        if _ADOPTED.search(clause):
            return "adopt"
        if _IN_FORCE.search(clause):
            return "in_force"
    return ""


def _own_number(text: str) -> str:
    for found in find_numbers(text):
        if not _amends(text, found):
            return found.text
    return ""


def _amends(text: str, number: FoundNumber) -> bool:
    """Whether the number belongs to the decision that changed the law, not to the law."""
    start = max(text.rfind(mark, 0, number.start) for mark in "，,；;。（(\n")
    before = text[start + 1 : number.start]
    rest = text[number.end :].lstrip("）) ")
    after = re.split(r"[，,；;。）)]|\d{4}\s*年", rest, maxsplit=1)[0]
    return "根据" in before or bool(_AMENDED.search(after)) or "废止" in rest[:12]


def _issuing_body(text: str, number: str) -> str:
    congress = _CONGRESS.search(text)
    if congress:
        return _congress(congress)
    head = re.match(r"(.{2,30}?)(?:第[^号]+号)?(?:令|公告)", number)
    if head and head[1] not in {"主席", "中华人民共和国主席", "国家主席"}:
        return head[1].replace("中华人民共和国", "")
    body = _BODY.search(halfwidth(text))
    if body is None:
        return ""
    joined = re.sub(r"(?<=[部委局署院厅会行])\s+", "、", body[1].strip())
    return "".join(joined.split()).removeprefix("中华人民共和国").lstrip("由经、")


def _congress(match: re.Match[str]) -> str:
    place = (match["place"] or "").lstrip("年月日号由经自于")
    standing = "常务委员会" if match["standing"] else ""
    return f"{place or '全国'}人民代表大会{standing}"
