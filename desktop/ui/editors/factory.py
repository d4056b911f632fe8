"""The closed table: which editor edits which field type."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop.ui.editors.attachments import AttachmentEditor
from desktop.ui.editors.base import Editor, EditorContext
from desktop.ui.editors.basis import BasisEditor
from desktop.ui.editors.choices import BooleanEditor, ChoiceEditor, MultiChoiceEditor
from desktop.ui.editors.dates import DateEditor, DurationEditor, MomentEditor
from desktop.ui.editors.offices import OfficeEditor, names_office
from desktop.ui.editors.references import ReferenceEditor
from desktop.ui.editors.table import TableEditor
from desktop.ui.editors.text import (
    LineEditor,
    MoneyEditor,
    ParagraphEditor,
    ParsedEditor,
    is_short,
    line_editor,
)
from forms.model import Field

_EDITORS: Mapping[str, Callable[[Field, EditorContext], Editor]] = {
    "longtext": ParagraphEditor,
    "code": line_editor,
    "url": LineEditor,
    "integer": ParsedEditor,
    "money": MoneyEditor,
    "boolean": BooleanEditor,
    "enum": ChoiceEditor,
    "multi_enum": MultiChoiceEditor,
    "date": DateEditor,
    "datetime": MomentEditor,
    "duration": DurationEditor,
    "attachment": AttachmentEditor,
    "ref": ReferenceEditor,
}


def make_editor(field: Field, context: EditorContext) -> Editor:
    """The editor of a field's type."""
    if names_office(field):
        return OfficeEditor(field, context)
    if field.type == "text":
        return (LineEditor if is_short(field) else ParagraphEditor)(field, context)
    if field.table is not None:
        cards = field.table.row_style == "citation"
        return (BasisEditor if cards else TableEditor)(field, context)
    return _EDITORS[field.type](field, context)
