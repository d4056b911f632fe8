"""Rules C and M: conditions of an application and the papers that go with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from forms.model import Value
from forms.problem import Finding, Fix, Severity
from forms.rules.context import Row, row_name, rows_of, text_of
from forms.rules.levels import WITH_DECISIONS, levels_of, words
from forms.rules.missing import missing
from forms.rules.registry import Context, rule
from forms.values import fold
from forms.values.file_types import contradicts
from forms.values.numerals import NUMERAL

_IN_PERSON = ("本人到场", "本人办理", "本人亲自", "本人现场")
_PAPERS = re.compile(
    r"申请表|申请书|登记表|复印件|原件|身份证|户口簿|户口本|营业执照副本|营业执照|照片|身份证明"
)
#: One of these already shows that papers are being listed; the others may be conditions.
_SURELY_PAPERS = frozenset({"申请表", "申请书", "登记表", "复印件", "原件"})
_FORMS = re.compile(r"申请表|申请书|登记表|承诺书")
_IDENTITY = re.compile(r"身份证明|身份证件")
_WITH_ORIGINALS = ("original", "original_and_copy")
_WITH_COPIES = ("copy", "original_and_copy")


@rule("C01")
def catch_all_conditions(context: Context) -> Iterator[Finding]:
    """No “other conditions as provided by law”."""
    return _condition_words(context, "catch_all_conditions")


@rule("C02")
def vague_conditions(context: Context) -> Iterator[Finding]:
    """No conditions that nobody can verify; what a cited article itself says is only told."""
    text = context.text("accept_condition")
    cited = _CITED.search(text)
    for found in _condition_words(context, "vague"):
        if cited and text.find(str(found.params["word"])) >= cited.end():
            yield Finding(found.field, found.params, Severity.HINT, "cited")
        else:
            yield found


#: 根据《……》第二十条规定，……应当具备下列条件：the conditions that follow are the law's.
_CITED = re.compile(
    rf"《[^》]+》[^。；;\n]{{0,60}}?第\s*[{NUMERAL}0-9]{{1,8}}\s*条[^。；;\n]{{0,60}}?[：:]"
)


@rule("C03")
def discrimination(context: Context) -> Iterator[Finding]:
    """No preference for people and firms of the place."""
    return _condition_words(context, "discrimination")


def _condition_words(context: Context, wordlist: str) -> Iterator[Finding]:
    text = context.text("accept_condition")
    for word in context.lexicon.find(wordlist, text) if text else ():
        fix = context.lexicon.mend(wordlist, word, text, "accept_condition")
        yield Finding("accept_condition", {"word": word}, fix=fix)


@rule("C04")
def in_person_or_by_agent(context: Context) -> Iterator[Finding]:
    """Who must come in person cannot send an agent."""
    text = context.text("accept_condition")
    word = next((word for word in _IN_PERSON if word in text), "")
    steps = (text_of(row.get("name")) for _, row in context.rows("process_steps"))
    by_agent = context.value("is_agent") is True or any("代办" in step for step in steps)
    if word and by_agent:
        yield Finding("accept_condition", {"word": word})


@rule("C05")
def papers_among_conditions(context: Context) -> Iterator[Finding]:
    """Papers belong into their own table; a single licence held may be a condition."""
    found = dict.fromkeys(_PAPERS.findall(context.text("accept_condition")))
    if len(found) > 1 or found.keys() & _SURELY_PAPERS:
        yield Finding("accept_condition", {"word": "、".join(found)})


#: What an applicant is to hand in, as conditions say it.
_DEMANDED = re.compile(
    r"(?<![无须需免])(?:提供|提交|出具|出示|携带|持有?|附有?)(?:了|有|合法|有效|真实|相应|相关|完整|的)*"
    r"([\u4e00-\u9fff]{2,14}?(?:证明(?:材料|文件|书)?|证书|许可证|执照|资格证|报告书?|身份证|户口簿))"
)
_NOT_ASKED = re.compile(
    r"(?:无需|不需|无须|不必|不再|不用|免予?|免于|不要求|不得要求)[^，。；]{0,6}$"
)
#: A material counts as the paper of a condition when it has so many of its pairs of signs.
_SAME_PAPER = 0.6


@rule("C06")
def papers_of_conditions_listed(context: Context) -> Iterator[Finding]:
    """A paper that a condition demands stands among the materials; M01 says when there are none."""
    rows = context.rows("materials")
    text = fold(context.text("accept_condition"))
    if not text or (not rows and context.value("need_material") is not False):
        return
    names = fold("\0".join(text_of(row.get("name")) for _, row in rows))
    said: set[str] = set()
    for match in _DEMANDED.finditer(text):
        paper = match[1]
        asked = not _NOT_ASKED.search(text, max(0, match.start() - 12), match.start())
        if asked and paper not in said and not _among(paper, names):
            said.add(paper)
            yield Finding("accept_condition", {"x": paper})


def _among(paper: str, names: str) -> bool:
    pairs = {paper[at : at + 2] for at in range(len(paper) - 1)}
    return sum(pair in names for pair in pairs) >= _SAME_PAPER * len(pairs)


@rule("M01")
def materials_as_said(context: Context) -> Iterator[Finding]:
    """There are materials exactly when some are needed."""
    for item in missing(context, "M01"):
        yield item.finding(variant="" if item.item.table else "unsaid")
    rows = context.rows("materials")
    if context.value("need_material") is False and rows:
        fix = Fix("改为需要申请材料", "need_material", True)
        yield Finding("need_material", {"n": len(rows)}, variant="not_needed", fix=fix)


@rule("M02")
def specific_names(context: Context) -> Iterator[Finding]:
    """A material is called by its name."""
    for row in context.rows("materials"):
        name = text_of(row[1].get("name"))
        for word in (context.lexicon.find("catch_all_materials", name) if name else ())[:1]:
            fix = context.lexicon.mend("catch_all_materials", word, name, f"{row[0]}.name")
            yield Finding(f"{row[0]}.name", {"name": name.strip()}, fix=fix)


@rule("M03")
def materials_complete(context: Context) -> Iterator[Finding]:
    """Kind, medium, necessity, source and number of each material."""
    return (item.finding() for item in missing(context, "M03"))


@rule("M04")
def materials_have_a_basis(context: Context) -> Iterator[Finding]:
    """Each material of a power item rests on a basis."""
    return (item.finding() for item in missing(context, "M04"))


@rule("M05")
def forms_to_fill_in(context: Context) -> Iterator[Finding]:
    """A form to fill in comes with a blank one and an example."""
    for row in context.rows("materials"):
        path, values = row
        if _FORMS.search(text_of(values.get("name"))):
            for column, what in (("blank_form", "空白表格"), ("sample_form", "示范文本")):
                if not values.get(column):
                    yield Finding(f"{path}.{column}", {"name": row_name(row), "what": what})


@rule("M06")
def obsolete_materials(context: Context) -> Iterator[Finding]:
    """Papers that no longer exist."""
    successors = {entry.get("old"): entry.get("new")
                  for entry in context.lexicon.entries("obsolete_materials")}  # fmt: skip
    for path, row in context.rows("materials"):
        name = text_of(row.get("name"))
        for word in context.lexicon.find("obsolete_materials", name):
            new = successors.get(word) or "请换用现行材料"
            fix = context.lexicon.mend("obsolete_materials", word, name, f"{path}.name")
            yield Finding(f"{path}.name", {"word": word, "new": new}, fix=fix)


@rule("M07")
def shared_data(context: Context) -> Iterator[Finding]:
    """What a government office issued is fetched from it, not asked of the applicant."""
    for row in context.rows("materials"):
        values = row[1]
        asked = values.get("necessity") == "necessary" and values.get("exempt") is not True
        if asked and values.get("source_channel") == "government":
            yield Finding(f"{row[0]}.exempt", {"name": row_name(row)})


@rule("M08")
def numbers_of_copies(context: Context) -> Iterator[Finding]:
    """Paper materials come in at least one piece of the kind that is asked for."""
    for row in context.rows("materials"):
        path, values = row
        if values.get("medium") in ("paper", "paper_or_electronic"):
            column, what = _no_piece(values)
            if column:
                yield Finding(f"{path}.{column}", {"name": row_name(row), "what": what})


def _no_piece(row: Mapping[str, Value]) -> tuple[str, str]:
    """Which number contradicts the kind of material; ("", "") when none does."""
    kind, originals, copies = (
        row.get("original_or_copy"), row.get("original_count"), row.get("copy_count")
    )  # fmt: skip
    if kind in _WITH_ORIGINALS and originals == 0:
        return "original_count", "材料类型含原件，而原件份数为0"
    if kind in _WITH_COPIES and copies == 0:
        return "copy_count", "材料类型含复印件，而复印件份数为0"
    if originals == 0 and copies == 0:
        return "original_count", "原件份数与复印件份数都为0"
    return "", ""


@rule("M09")
def conditional_materials(context: Context) -> Iterator[Finding]:
    """When a material is not needed, and until when it may follow."""
    return (item.finding() for item in missing(context, "M09"))


@rule("M10")
def certificates(context: Context) -> Iterator[Finding]:
    """A certificate (证明) is asked for only by statute or decision of the State Council."""
    for row in context.rows("materials"):
        name = text_of(row[1].get("name")).strip()
        if not re.search(r"证明(?:材料|文件|书)?$", name) or _IDENTITY.search(name):
            continue
        levels = levels_of(rows_of(row[1].get("basis"), ""))
        if levels and not levels & WITH_DECISIONS:
            yield Finding(f"{row[0]}.basis", {"name": name, "levels": words(levels)})


@rule("M11")
def reports_of_intermediaries(context: Context) -> Iterator[Finding]:
    """A report from an intermediary needs a linked intermediary service; I01 asks it when said."""
    if context.rows("intermediary_links") or context.value("has_intermediary") is True:
        return
    for row in context.rows("materials"):
        if row[1].get("source_channel") == "intermediary":
            yield Finding(f"{row[0]}.source_channel", {"name": row_name(row)})


@rule("M12")
def attachments_open(context: Context) -> Iterator[Finding]:
    """Attached files hold something, are of a kind that opens, and are what their name says."""
    for cell in context.cells:
        if cell.item.type != "attachment":
            continue
        for _, file in _files(cell.value):
            name = text_of(file.get("name"))
            extension = name.rpartition(".")[2].casefold()
            if file.get("size") == 0:
                yield Finding(cell.path, {"name": name})
            elif name and cell.item.accept and extension not in cell.item.accept:
                params = {"name": name, "accept": "、".join(cell.item.accept)}
                yield Finding(cell.path, params, variant="extension")
            elif contradicts(name, text_of(file.get("media_type"))):
                yield Finding(cell.path, {"name": name}, variant="content")


def _files(value: Value) -> Iterator[Row]:
    return rows_of(value, "")
