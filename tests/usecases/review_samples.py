"""A record that nothing blocks, and an invented office that reviews it."""

from __future__ import annotations

from desktop.usecases import people
from desktop.usecases.people import Person
from desktop.usecases.workspace import Workspace
from forms.record import Record

WRITER, OTHER_WRITER = "周砚秋", "沈禾"
REVIEWER, BOSS, CENSOR = "陆衡之", "顾明淇", "林知远"
STAFF = [
    Person(WRITER, "水政科", ("compile", "review", "disclose")),
    Person(OTHER_WRITER, "水政科", ("compile",)),
    Person(REVIEWER, "办公室", ("review",)),
    Person(BOSS, "局领导", ("review", "disclose")),
    Person(CENSOR, "办公室", ("disclose",)),
]
_BASIS = {
    "role": "material",
    "level": "administrative_regulation",
    "title": "取水许可和水资源费征收管理条例",
    "document_number": "国务院令第460号",
    "issuing_body": "国务院",
    "promulgated_date": "2006-02-21",
    "amended_date": "2017-03-01",
    "in_force_date": "2006-04-15",
    "validity": "in_force",
    "article_text": "第十一条第一款第（三）项",
    "quoted_text": "第十一条　申请取水应当提交下列材料：……（三）属于备案项目的，提供有关备案材料；",
    "is_secret": False,
}


def office(workspace: Workspace) -> Workspace:
    """The workspace, with the staff in its list."""
    people.save_people(workspace, STAFF)
    return workspace


def proof(workspace: Workspace, name: str = "企业投资项目备案证明", **values: object) -> Record:
    """A saved draft of a proof item that no rule blocks."""
    everything = {
        "region_code": "536924",
        "region_name": "岚川县",
        "org_name": "岚川县水务局",
        "org_uscc": "115369240152087796",
        "item_status": "active",
        "disclosure_attr": "public",
        "compiler_name": WRITER,
        "name": name,
        "guides": ["6e76ea10-716a-4925-b0b2-b517454ee33f"],
        "basis": [_BASIS],
        "demander": "岚川县水务局",
        "issuer": "岚川县发展和改革局",
        "how_to_obtain": "由窗口在投资项目在线审批监管平台核验备案信息，申请人不用提交。",
        "has_commitment": True,
        "alternative": "department_check",
        **values,
    }
    return workspace.library.save(Record("proof_item", everything), by=WRITER)
