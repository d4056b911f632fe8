"""Templates (模板): parts of records that are filled in already, kept under a name."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.usecases import compiling
from forms.model import Catalogue, Field, Form, Need, Value
from forms.record import ENVELOPE, Record, is_blank, new_uuid, prune

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_KEY = "templates"
_FORMAT = "mingce-template"
_VERSION = 1
_LONGEST_NAME = 60
_LARGEST_FILE = 8 * 1024 * 1024
#: What belongs to one record alone, beside the field that `Form.code_field` names.
_OWN = frozenset({"impl_code", "biz_item_code", "catalog_code", *ENVELOPE})


class TemplateRefused(ValueError):
    """A template that cannot be kept or read; the sentence says why and what to do."""


@dataclass(frozen=True)
class Template:
    """A named set of values for records of a kind."""

    name: str
    kind: str
    values: Mapping[str, Value]
    id: str

    def count(self) -> int:
        """How many fields it fills in."""
        return len(self.values)


def templates(workspace: Workspace, kind: str = "") -> list[Template]:
    """The templates of a kind, or of all, by name."""
    found = (_read(item, workspace.catalogue) for item in _stored(workspace))
    kept = [item for item in found if item is not None and kind in ("", item.kind)]
    return sorted(kept, key=lambda item: (item.kind, item.name))


def keep(
    workspace: Workspace, record: Record, name: str, sections: Collection[str] | None = None
) -> Template:
    """Keep a record, or some sections of it, as a template.

    Codes and attachments stay out: codes belong to one record, and the library drops files that
    no record names. ``TemplateRefused`` for a bad name, or when nothing would be in it.
    """
    form = workspace.catalogue.form(record.kind)
    values = dict(_taken(record, form, sections))
    if not values:
        raise TemplateRefused("所选的栏目都还没有填写，没有可以保存为模板的内容。")
    made = Template(_name(workspace, name, record.kind), record.kind, values, new_uuid())
    _store(workspace, [*templates(workspace), made])
    return made


def new_record(workspace: Workspace, template: Template) -> Record:
    """A fresh draft with what the template holds above the usual defaults."""
    fresh = compiling.new_record(workspace, template.kind)
    return compiling.save(workspace, fresh.with_values(**template.values))


def rename(workspace: Workspace, template_id: str, name: str) -> Template:
    """Give another name; ``TemplateRefused`` for a bad one."""
    old = _one(workspace, template_id)
    if name.strip() == old.name:
        return old
    renamed = replace(old, name=_name(workspace, name, old.kind))
    _store(workspace, [renamed if item.id == old.id else item for item in templates(workspace)])
    return renamed


def remove(workspace: Workspace, template_id: str) -> Template:
    """Take a template away; give the answer to `put_back` to undo it."""
    old = _one(workspace, template_id)
    _store(workspace, [item for item in templates(workspace) if item.id != template_id])
    return old


def put_back(workspace: Workspace, template: Template) -> None:
    """Undo `remove`."""
    others = [item for item in templates(workspace) if item.id != template.id]
    _store(workspace, [*others, template])


def write_file(template: Template, path: Path) -> Path:
    """Give a template to a colleague as a file."""
    data = {"format": _FORMAT, "version": _VERSION, **asdict(template)}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def read_file(workspace: Workspace, path: Path) -> Template:
    """Take in a file that `write_file` wrote; what this installation's form does not know is left
    out. ``TemplateRefused`` when it is no template, or of a kind that does not exist here.
    """
    wrong = TemplateRefused(f"“{path.name}”不是明册的模板文件。请选择用“导出模板”生成的文件。")
    if path.stat().st_size > _LARGEST_FILE:
        raise wrong
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise wrong from None
    if not isinstance(data, Mapping) or data.get("format") != _FORMAT:
        raise wrong
    if data.get("version") != _VERSION:
        raise TemplateRefused(f"“{path.name}”由更新版本的明册生成。请升级后再导入。")
    read = _read(data, workspace.catalogue)
    if read is None or not read.values:
        raise TemplateRefused(f"“{path.name}”里没有本工作库能用的栏目，没有导入。")
    made = replace(read, id=new_uuid(), name=_free_name(workspace, read))
    _store(workspace, [*templates(workspace), made])
    return made


def _taken(
    record: Record, form: Form, sections: Collection[str] | None
) -> Iterator[tuple[str, Value]]:
    for section in form.sections:
        if sections is not None and section.id not in sections:
            continue
        for field in section.fields:
            own = field.id in _OWN or field.id == form.code_field or field.need is Need.AUTOMATIC
            value = prune(_without_files(record.get(field.id), field))
            if not own and not is_blank(value):
                yield field.id, value


def _without_files(value: Value, field: Field) -> Value:
    if field.type == "attachment":
        return None
    if field.table is None or not isinstance(value, list):
        return value
    columns = field.table.by_id
    return [
        {name: _without_files(cell, columns[name]) if name in columns else cell
         for name, cell in row.items()}
        if isinstance(row, Mapping) else row
        for row in value
    ]  # fmt: skip


def _name(workspace: Workspace, name: str, kind: str) -> str:
    tidy = " ".join(name.split())
    if not tidy:
        raise TemplateRefused("请给模板起一个名称，如“许可类通用”。")
    if len(tidy) > _LONGEST_NAME:
        raise TemplateRefused(f"模板名称最多 {_LONGEST_NAME} 字，现为 {len(tidy)} 字。")
    if any(item.name == tidy for item in templates(workspace, kind)):
        raise TemplateRefused(f"已有名为“{tidy}”的模板。请换一个名称。")
    return tidy


def _free_name(workspace: Workspace, template: Template) -> str:
    taken = {item.name for item in templates(workspace, template.kind)}
    names = (template.name, *(f"{template.name}（{n}）" for n in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _one(workspace: Workspace, template_id: str) -> Template:
    found = next((item for item in templates(workspace) if item.id == template_id), None)
    if found is None:
        raise TemplateRefused("这个模板已经不在了。请刷新后重试。")
    return found


def _stored(workspace: Workspace) -> Sequence[Any]:
    stored = workspace.library.setting(_KEY, [])
    return stored if isinstance(stored, list) else []


def _store(workspace: Workspace, items: Sequence[Template]) -> None:
    # Templates of a kind whose definition is missing just now are kept as they are.
    strange = [item for item in _stored(workspace) if _read(item, workspace.catalogue) is None]
    workspace.library.set_setting(_KEY, [*map(asdict, items), *strange] or None)


def _read(data: Any, catalogue: Catalogue) -> Template | None:
    """A template as it is kept; None when it is none, or of a kind that is no longer there."""
    if not isinstance(data, Mapping) or not isinstance(data.get("values"), Mapping):
        return None
    kind, name = str(data.get("kind", "")), " ".join(str(data.get("name", "")).split())
    form = catalogue.forms.get(kind)
    if form is None or not name:
        return None
    values = {
        key: value for key, value in data["values"].items()
        if key in form.fields and key not in _OWN and not is_blank(value)
    }  # fmt: skip
    return Template(name[:_LONGEST_NAME], kind, values, str(data.get("id", "")))
