"""How laws, what came in from them and how a citation stands are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from desktop.ui.editors.offer_list import OfferLine
from desktop.ui.i18n import N_, tr
from desktop.ui.problem_words import shown
from desktop.usecases.citing import Agreement, LawState, Offer, Place, Standing, Taken
from forms.model import Field, Value

_REMARK = re.compile(r" ?[（(][^（）()]*[）)]")
_STATES: Mapping[LawState, str] = {
    LawState.IN_FORCE: N_("现行有效"),
    LawState.COMING: N_("尚未施行"),
    LawState.REPEALED: N_("已废止"),
}
#: Chip and its tone.
CHIPS: Mapping[Agreement, tuple[str, str]] = {
    Agreement.EQUAL: (N_("一致"), "ok"),
    Agreement.PART: (N_("部分引用"), "ok"),
    Agreement.SLIGHT: (N_("略有出入"), "hint"),
    Agreement.DIFFERS: (N_("有出入"), "warn"),
    Agreement.AMENDED: (N_("已修订"), "warn"),
    Agreement.REPEALED: (N_("已废止"), "block"),
    Agreement.HOLDS: (N_("现行有效"), "ok"),
    Agreement.NOT_CHECKED: (N_("未收录"), "hint"),
}
_WHY: Mapping[Agreement, str] = {
    Agreement.EQUAL: N_("引文与现行条文一致。"),
    Agreement.PART: N_("引文是现行条文的一部分，字句一致。"),
    Agreement.SLIGHT: N_("引文与现行条文只有标点或数字写法不同。"),
    Agreement.DIFFERS: N_("引文与现行条文有出入。"),
    Agreement.AMENDED: N_("引用的不是现行文本，这部法律后来修订过。"),
    Agreement.REPEALED: N_("这部法律已被废止。"),
    Agreement.HOLDS: N_("法律现行有效；没有条款或引文可以核对。"),
    Agreement.NOT_CHECKED: N_("依据库里没有这部法律，没有核验，不算错误。"),
}


def law_line(offer: Offer, level: Field | None) -> OfferLine:
    """A law as it is offered: whether it holds comes first."""
    law = offer.version
    state = tr(_STATES[offer.state])
    if offer.repealed_by:
        state = tr("已废止（由《{title}》废止）", title=offer.repealed_by)
    elif offer.state is LawState.COMING:
        state = tr("{day} 起施行", day=law.in_force)
    parts = [
        state,
        shown(law.level, level) if level is not None and law.level else "",
        law.issuing_body,
        law.document_number,
        tr("{day} 公布", day=law.promulgated) if law.promulgated else "",
        tr("{day} 修正", day=law.amended) if law.amended else "",
    ]
    return OfferLine(law.title, "　".join(filter(None, parts)), law.id)


def place_line(place: Place) -> OfferLine:
    """A place of a law as it is offered: where, and how it begins."""
    says = " ".join(place.says.removeprefix(place.text).split())
    return OfferLine(place.text, says, place.text)


def names_of(columns: Iterable[str], fields: Mapping[str, Field]) -> str:
    """Columns by their labels, remarks in brackets left out."""
    labels = [tr(fields[name].label) for name in columns if name in fields]
    return tr("、").join(_REMARK.sub("", label) for label in labels)


def came_words(taken: Taken, fields: Mapping[str, Field]) -> str:
    """What came in; empty when the library only says otherwise."""
    if not taken.came:
        return "" if taken.kept else tr("依据库与所填一致，没有改动。")
    return tr("已从依据库带入：{columns}。Ctrl+Z 撤销。", columns=names_of(taken.came, fields))


def kept_words(taken: Taken, fields: Mapping[str, Field]) -> str:
    """What the library says otherwise than the clerk, who has the last word; empty if nothing."""
    parts = [
        names_of([name], fields) if name == "quoted_text"
        else tr("{column}（依据库为“{value}”）", column=names_of([name], fields),
                value=_value(fields[name], value))
        for name, value in taken.kept.items() if name in fields
    ]  # fmt: skip
    return tr("与依据库不同、保留所填：{columns}。", columns=tr("、").join(parts)) if parts else ""


def _value(field: Field, value: Value) -> str:
    return shown(value, field)


def chip_of(standing: Standing) -> tuple[str, str, str]:
    """The word of the chip, its tone, and the sentence behind it."""
    words, tone = CHIPS[standing.agreement]
    why = tr(_WHY[standing.agreement])
    verdict = standing.verdict
    if standing.agreement is Agreement.REPEALED:
        why = tr("已由《{title}》自 {day} 起废止。", title=verdict.repealed_by,
                 day=verdict.repealed_from)  # fmt: skip
    elif verdict.missing:
        why = tr("现行文本没有{places}。", places=tr("、").join(verdict.missing))
    elif verdict.moved_to:
        why = tr("引文是{place}的内容。", place=verdict.moved_to)
    return tr(words), tone, why


def holds_words(standing: Standing) -> str:
    """Which version holds today; and that a newer one is to come."""
    law = standing.law
    if law is None or standing.agreement is Agreement.REPEALED:
        return ""
    changed = tr("{day} 修正", day=law.amended_date) if law.amended_date else ""
    first = tr("{day} 公布", day=law.promulgated_date) if law.promulgated_date else ""
    later = law.in_force_date not in ("", law.dated)
    since = tr("{day} 起施行", day=law.in_force_date) if later else ""
    words = tr("现行文本：{days}", days=tr("，").join(filter(None, (changed or first, since))))
    if standing.coming:
        words += tr("；另有新文本自 {day} 起施行", day=standing.coming)
    return words
