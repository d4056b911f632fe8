"""What a portal sent back (回执): it stands as a problem on its field until the field is changed.

Of severity J: whoever is sure that the portal errs writes why, and the record goes out again.
"""

from __future__ import annotations

from collections.abc import Iterator

from forms.problem import Finding
from forms.record import Record, steps
from forms.returns import ReturnReason
from forms.rules import registry
from forms.rules.registry import Context, rule

_NO_WORDS = "门户没有说明原因"


@rule("X03")
def sent_back(context: Context) -> Iterator[Finding]:
    """Each reason, while what it is about is as it was sent."""
    answer = context.returns.returned(context.record) if context.returns else None
    for reason in answer.reasons if answer else ():
        assert answer is not None
        path = _known_path(context, reason.path)
        if _unchanged(context.record, answer.judged, path):
            params = {"words": reason.words.strip("。 ") or _NO_WORDS, "code": reason.code}
            yield Finding(path, {**params, **_rule_words(reason)}, variant=_variant(reason))


@rule("X04")
def newer_at_the_portal(context: Context) -> Iterator[Finding]:
    """The portal has a version that nobody here has seen, and nothing was done about it yet."""
    answer = context.returns.returned(context.record) if context.returns else None
    if answer and answer.conflict and _unchanged(context.record, answer.judged, ""):
        yield Finding("", {"portal": answer.portal})


def _variant(reason: ReturnReason) -> str:
    if reason.rule in registry.texts():
        return "known"
    return "" if reason.code else "plain"


def _rule_words(reason: ReturnReason) -> dict[str, str]:
    text = registry.texts().get(reason.rule)
    return {"rule": text.id, "title": text.title} if text else {}


def _known_path(context: Context, path: str) -> str:
    """The path if the form has such a field and column; empty for the whole record."""
    try:
        parts = list(steps(path))
    except ValueError:
        return ""
    fields = context.form.fields
    for name, _ in parts:
        if name not in fields:
            return ""
        fields = {column.id: column for column in fields[name].columns}
    return path


def _unchanged(record: Record, judged: Record, path: str) -> bool:
    if path:
        return bool(record.get(path) == judged.get(path))
    return record.content_hash() == judged.content_hash()
