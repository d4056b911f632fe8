"""Own fonts in documents: taken, refused with a reason, left out when they are gone."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pikepdf
import pytest

from desktop.usecases import document_fonts as use
from desktop.usecases import previewing
from desktop.usecases.workspace import Workspace
from exports.pdf.fonts import own_font_problem
from forms.record import Record
from resources.fonts import FONT_FILES


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A font file of the office: our Kai under another name."""
    return Path(shutil.copy(FONT_FILES["Kai"], tmp_path / "本局楷体.ttf"))


@pytest.fixture
def record(workspace: Workspace) -> Record:
    """Something to print."""
    return workspace.library.save(Record("service_guide", {"item_name": "取水许可𠮷"}))


def embedded(workspace: Workspace, record: Record) -> set[str]:
    """The names of the fonts in the record's PDF, without the tags of their subsets."""
    data = previewing.compose(workspace, record, "full").data
    names = set()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                names.add(str(thing["/FontName"]).lstrip("/").partition("+")[2])
    return names


def test_without_a_choice_the_bundled_fonts_hold(workspace: Workspace) -> None:
    assert use.chosen(workspace) == {}
    assert use.font_set(workspace) is None


def test_an_own_font_is_embedded_in_the_place_of_ours(
    workspace: Workspace, record: Record, own: Path
) -> None:
    before = embedded(workspace, record)
    use.choose(workspace, "Song", own)
    assert use.chosen(workspace) == {"Song": use.OwnFont(own)}
    after = embedded(workspace, record)
    song = next(name for name in before if "Song" in name)
    assert any("Kai" in name for name in after)
    assert before != after
    use.choose(workspace, "Song", None)
    assert embedded(workspace, record) == before
    assert song in before


def test_what_an_own_font_lacks_comes_from_ours(
    workspace: Workspace, record: Record, own: Path
) -> None:
    use.choose(workspace, "Song", own)
    fonts = use.font_set(workspace)
    assert fonts is not None
    for char in "取㎡𠮷龘":
        assert fonts["Song"].widths[char] > 0
    assert "" not in fonts["Song"].foreign.values(), "every character has a face"


def test_a_file_that_is_no_font_is_refused_and_changes_nothing(
    workspace: Workspace, own: Path, tmp_path: Path
) -> None:
    use.choose(workspace, "Kai", own)
    wrong = tmp_path / "照片.ttf"
    wrong.write_bytes(b"\0\1\0\0" + b"x" * 200)
    for path in (wrong, tmp_path / "没有.ttf"):
        with pytest.raises(use.FontRefused, match=path.stem):
            use.choose(workspace, "Kai", path)
    with pytest.raises(use.FontRefused, match="没有“Times”"):
        use.choose(workspace, "Times", own)
    assert use.chosen(workspace)["Kai"].path == own


@pytest.mark.parametrize("size", [0, 3, 12, 40, 500, 20_000])
def test_a_torn_font_is_told_and_never_crashes(own: Path, size: int) -> None:
    own.write_bytes(own.read_bytes()[:size])
    assert own_font_problem(own)


def test_a_font_without_chinese_or_without_permission_is_told(tmp_path: Path) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    latin = tmp_path / "latin.ttf"
    font = TTFont(FONT_FILES["Kai"])
    cut = subset.Subsetter()
    cut.populate(text="abc0123456789")
    cut.subset(font)
    font.save(latin)
    assert "缺少" in own_font_problem(latin)
    font = TTFont(FONT_FILES["Kai"])
    font["OS/2"].fsType = 2
    locked = tmp_path / "locked.ttf"
    font.save(locked)
    assert "许可不允许" in own_font_problem(locked)


def test_a_font_that_is_gone_is_told_and_ours_stands_in(
    workspace: Workspace, record: Record, own: Path, tmp_path: Path
) -> None:
    before = embedded(workspace, record)
    use.choose(workspace, "Song", own)
    own.rename(tmp_path / "搬走.ttf")
    assert "读不出来" in use.chosen(workspace)["Song"].problem
    assert embedded(workspace, record) == before
