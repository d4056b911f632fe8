"""Code tables and profiles that a portal issues: looked at, put in force, taken back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.paths import issued_definitions, own_definitions
from desktop.usecases import definitions
from desktop.usecases import issued_definitions as issued
from desktop.usecases.issued_definitions import Offer, apply, in_force, preview, roll_back
from desktop.usecases.workspace import Workspace
from exports.package.signed_page import IssueRefused
from forms.check import Checker
from forms.record import Record

TABLE = Path("forms/vocabularies/V_payer.toml")
PROFILE = Path("forms/profiles/gbt39554.toml")


@pytest.fixture(autouse=True)
def nothing_issued() -> Iterator[None]:
    """What a test put in force is gone after it."""
    yield
    for folder in (issued_definitions(), own_definitions()):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "库.mingce") as workspace:
        yield workspace


def table(*extra: tuple[str, str], drop: str = "", rename: str = "") -> bytes:
    """The code table of payers with changes."""
    choices = definitions.catalogue().vocabularies["V_payer"].choices
    rows = [
        (item.key, f"{item.label}（新）" if item.key == rename else item.label)
        for item in choices if item.key != drop
    ]  # fmt: skip
    text = 'id = "V_payer"\ntitle = "费用承担主体"\n' + "".join(
        f'[[choice]]\nkey = "{key}"\nlabel = "{label}"\n' for key, label in (*rows, *extra)
    )
    return text.encode()


def offer(version: int, portal: str = "省门户", **files: bytes) -> Offer:
    names = {"table": "vocabularies/V_payer.toml", "profile": "profiles/gbt39554.toml"}
    content = {names[name]: data for name, data in files.items()}
    return Offer(portal, version, f"2026-12-{version:02d}T00:00:00.000Z", "", content)


def test_a_preview_says_what_changes_and_how_many_records_hold_it(desk: Workspace) -> None:
    first, second = (c.key for c in desk.catalogue.vocabularies["V_payer"].choices[:2])
    desk.library.save_many(
        Record("intermediary_item", {"name": f"评估{n}", "payer": first}) for n in range(3)
    )
    seen = preview(desk, offer(1, table=table(("fund", "专项资金"), drop=first, rename=second)))
    (changed,) = seen.tables
    told = {(change.kind, change.key): change.records for change in changed.choices}
    assert told[("removed", first)] == 3
    assert told[("renamed", second)] == 0
    assert ("added", "fund") in told
    assert seen.lost == 3
    assert in_force() is None


def test_what_is_applied_holds_for_libraries_opened_from_then_on(
    desk: Workspace, tmp_path: Path
) -> None:
    apply(offer(3, table=table(("fund", "专项资金"))))
    assert "fund" not in desk.catalogue.vocabularies["V_payer"].by_key
    with Workspace.open(tmp_path / "另一个.mingce") as other:
        assert other.catalogue.vocabularies["V_payer"].label("fund") == "专项资金"
        # Fields of forms ask for the same table.
        field = other.catalogue.form("intermediary_item").fields["payer"]
        assert field.vocabulary == other.catalogue.vocabularies["V_payer"]
    found = in_force()
    assert found is not None
    assert (found.version, found.portal) == (3, "省门户")


def test_versions_only_go_forward_and_back_one_by_one(desk: Workspace) -> None:
    apply(offer(3, table=table(("fund", "专项资金"))))
    apply(offer(5, table=table(("loan", "贷款"))))
    for version, words in ((5, "已经在使用"), (4, "旧")):
        with pytest.raises(IssueRefused, match=words):
            apply(offer(version, table=table()))
        with pytest.raises(IssueRefused, match=words):
            preview(desk, offer(version, table=table()))
    with pytest.raises(IssueRefused, match="省门户"):
        apply(offer(9, "市门户", table=table()))
    assert "loan" in definitions.catalogue().vocabularies["V_payer"].by_key
    back = roll_back()
    assert back is not None
    assert back.version == 3
    assert "fund" in definitions.catalogue().vocabularies["V_payer"].by_key
    assert roll_back() is None
    assert (
        definitions.catalogue().vocabularies["V_payer"].by_key.keys().isdisjoint({"fund", "loan"})
    )
    assert apply(offer(1, "市门户", table=table())).version == 1


def test_rules_and_lengths_of_a_profile_are_switched(desk: Workspace) -> None:
    record = Record("service_guide", {"item_name": "取水许可", "catalog_code": "1"})
    rule = "K01"
    assert rule in {problem.rule for problem in Checker(desk.catalogue).check(record)}
    text = PROFILE.read_text("utf-8").replace("[upper.service_guide]", f'[rules]\noff = ["{rule}"]\n[upper.service_guide]', 1)  # fmt: skip
    seen = preview(desk, offer(1, profile=text.encode()))
    assert [profile.words for profile in seen.profiles] == [(f"不再检查规则 {rule}",)]
    apply(offer(1, profile=text.encode()))
    rules = {problem.rule for problem in Checker(definitions.catalogue()).check(record)}
    assert rule not in rules
    assert rules


@pytest.mark.parametrize(
    "data",
    [b"id = ", b'id = "CL01"\ntitle = "x"\n', b'id = "V_payer"\n', b"\xff\xfe", b'id = "V_payer"\ntitle = "x"\nchoice = 3\n'],
    ids=["cut", "another", "untitled", "bytes", "shape"],
)  # fmt: skip
def test_what_does_not_fit_this_program_is_refused(desk: Workspace, data: bytes) -> None:
    for deed in (lambda bad: preview(desk, bad), apply):
        with pytest.raises(IssueRefused, match="与本程序不合"):
            deed(offer(1, table=data))
    assert in_force() is None
    assert not list(issued_definitions().glob("*")) if issued_definitions().exists() else True


def test_a_table_of_the_offices_own_stays_above_and_is_told(desk: Workspace) -> None:
    folder = own_definitions() / "vocabularies"
    folder.mkdir(parents=True)
    (folder / "V_payer.toml").write_bytes(table(("own", "本局自定")))
    mine = replace(desk, catalogue=definitions.catalogue())
    seen = preview(mine, offer(1, table=table(("fund", "专项资金"))))
    assert [(item.id, item.shadowed) for item in seen.tables] == [("V_payer", True)]
    apply(offer(1, table=table(("fund", "专项资金"))))
    assert "own" in definitions.catalogue().vocabularies["V_payer"].by_key


def test_what_cannot_be_read_any_more_is_not_in_force(caplog: pytest.LogCaptureFixture) -> None:
    made = apply(offer(1, table=table(("fund", "专项资金"))))
    (made.path / "vocabularies" / "V_payer.toml").write_text("broken = ")
    assert "fund" not in definitions.catalogue().vocabularies["V_payer"].by_key
    assert "cannot use" in caplog.text
    (issued_definitions() / "current.json").write_text("{")
    assert in_force() is None
    assert definitions.listed().forms


def test_only_the_last_versions_are_kept_and_a_failed_write_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(issued, "_loaded", lambda _: None)
    for version in range(1, 8):
        apply(offer(version, table=table((f"k{version}", "新"))))
    folders = [path for path in issued_definitions().iterdir() if path.is_dir()]
    assert len(folders) == 4

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(issued, "keep", full)
    with pytest.raises(OSError, match="space"):
        apply(offer(8, table=table()))
    found = in_force()
    assert found is not None
    assert found.version == 7
