"""Two offices change one record: the second is told, merges place by place, and is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.usecases import merging
from desktop.usecases.merge_sources import NothingToMerge
from desktop.usecases.receiving import Received, receive
from desktop.usecases.workspace import Workspace
from exports.package import Enclosed, PackageInfo, build_package
from exports.package.receipt import SIGNATURE_SUFFIX
from forms.merging import Pick
from forms.record import Record
from tests.portal.book import Book
from tests.usecases.review_samples import proof


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path / "portal")


@pytest.fixture
def offices(tmp_path: Path, book: Book) -> Iterator[tuple[Workspace, Workspace, str]]:
    """A record that the portal has, and two libraries that came from it."""
    with Workspace.open(tmp_path / "甲.mingce") as one:
        uuid = proof(one, "取水证明").uuid
        one.library.finalize(uuid)
        assert len(send(one, book, tmp_path / "1").applied.accepted) == 1
        one.library.backup(tmp_path / "乙.mingce")
        with Workspace.open(tmp_path / "乙.mingce") as two:
            yield one, two, uuid


def send(workspace: Workspace, book: Book, folder: Path) -> Received:
    """Pack what is final, hand it over, take in the answer."""
    library = workspace.library
    records = list(library.records())
    info = PackageInfo("水务局", "", "", workspace.profile_id, "2026-11-26", draft=False)
    package = build_package(
        records, workspace.catalogue, folder, info, library.attachment,
        enclosed=Enclosed(library.versions(records)),
    )  # fmt: skip
    library.note_dispatch(package.id, records)
    book.take(package.path, package.id)
    answer = book.receipt(package.id)
    assert answer is not None
    path = folder / "回执.json"
    path.write_bytes(answer[0])
    path.with_name(path.name + SIGNATURE_SUFFIX).write_bytes(answer[1])
    return receive(workspace, path, key=book.key.public)


def change(workspace: Workspace, uuid: str, **values: object) -> Record:
    """The next version, final."""
    library = workspace.library
    library.save(library.new_version(uuid).with_values(**values))
    return library.finalize(uuid)


def test_who_comes_second_merges_the_portals_version_and_is_accepted(
    offices: tuple[Workspace, Workspace, str], book: Book, tmp_path: Path
) -> None:
    one, two, uuid = offices
    change(one, uuid, name="取水许可证明", remark="甲改")
    assert send(one, book, tmp_path / "2").applied.accepted == (uuid,)
    change(two, uuid, issuer="乡镇水利站", remark="乙改")
    assert send(two, book, tmp_path / "3").applied.conflict == (uuid,)
    plan = merging.plan_of_conflicts(two)
    (item,) = plan.items
    asked = {c.key: (c.base, c.mine, c.theirs) for c in item.conflicts}
    assert asked == {"remark": (None, "乙改", "甲改")}, "what only one changed is not asked"
    merging.commit(two, merging.decide_all(plan, Pick.MINE))
    now = two.library.finalize(uuid)
    assert (now.get("name"), now.get("issuer"), now.get("remark")) == (
        "取水许可证明", "乡镇水利站", "乙改"
    )  # fmt: skip
    assert send(two, book, tmp_path / "4").applied.accepted == (uuid,)
    with pytest.raises(NothingToMerge):
        merging.plan_of_conflicts(two)
