"""A small catalogue of two invented kinds, and records of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from forms.model import Catalogue, Choice, Field, Form, Section, Table, Vocabulary
from forms.record import Record

COLOURS = Vocabulary("V1", "类别", (Choice("red", "红色许可"), Choice("blue", "蓝色备案")))
ROWS = Table(
    "rows",
    "明细",
    (Field("name", "名称", "text"), Field("sample", "样表", "attachment")),
)
ALPHA = Form(
    kind="alpha",
    title="甲事项",
    list_title="甲清单",
    title_field="name",
    code_field="code",
    type_field="colour",
    organization_field="department",
    sections=(
        Section(
            "basic",
            "基本信息",
            (
                Field("name", "名称", "text"),
                Field("code", "编码", "code"),
                Field("colour", "类别", "enum", vocabulary=COLOURS),
                Field("department", "部门", "text"),
                Field("office", "责任处室", "text"),
                Field("note", "备注", "longtext"),
                Field("files", "附件", "attachment"),
                Field("rows", "明细", "table", table=ROWS),
                Field("org_name", "编制单位", "text"),
            ),
        ),
    ),
)
BETA = Form(
    kind="beta",
    title="乙事项",
    list_title="乙清单",
    title_field="source",
    sections=(
        Section(
            "basic",
            "基本信息",
            (
                Field("source", "所属事项", "ref"),
                Field("note", "备注", "longtext"),
                Field("org_name", "编制单位", "text"),
            ),
        ),
    ),
)
CATALOGUE = Catalogue({"alpha": ALPHA, "beta": BETA}, {"V1": COLOURS}, {}, ())


class Clock:
    """A clock that goes on by one second each time it is looked at."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def alpha(name: str, **values: Any) -> Record:
    """A record of the first kind."""
    return Record("alpha", {"name": name, **values})


def beta(source: Record, **values: Any) -> Record:
    """A record that bears the title of another one."""
    return Record("beta", {"source": [source.uuid], **values})
