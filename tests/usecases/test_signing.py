"""The signing key: made once, kept, backed up, restored; never replaced by mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.exchange.keyring import Outcome
from desktop.exchange.sealed import SealedRefused
from desktop.usecases.signing import Keeper, NoKey, keeper, write_public
from exports.package import read_public

PHRASE = "一句长的口令 2026"


@pytest.fixture
def kept(tmp_path: Path) -> Keeper:
    """A keeper of the user's own file."""
    return keeper(tmp_path / "密钥.json", lambda: PHRASE)


def test_a_key_is_made_once_and_stays(kept: Keeper, tmp_path: Path) -> None:
    assert kept.key() is None
    key = kept.make()
    assert keeper(tmp_path / "密钥.json", lambda: PHRASE).key() == key
    with pytest.raises(NoKey, match="已经有签名密钥"):
        kept.make()


def test_sm2_is_added_and_the_old_key_stays(kept: Keeper) -> None:
    key = kept.make()
    more = kept.add_sm2()
    assert (more.seed, bool(more.sm2)) == (key.seed, True)
    assert more.public.fingerprint == key.public.fingerprint
    assert kept.add_sm2() == more


def test_a_backup_comes_back_elsewhere(kept: Keeper, tmp_path: Path) -> None:
    key, file = kept.make(with_sm2=True), tmp_path / "备份.json"
    kept.back_up(file, "另一句更长的口令")
    other = keeper(tmp_path / "另一台.json", lambda: PHRASE)
    with pytest.raises(SealedRefused):
        other.restore(file, PHRASE)
    assert other.restore(file, "另一句更长的口令") == key.public
    assert other.key() == key
    third = keeper(tmp_path / "第三台.json", lambda: PHRASE)
    third.make()
    with pytest.raises(NoKey, match="已有另一把"):
        third.restore(file, "另一句更长的口令")


def test_without_a_keyring_the_key_is_for_this_session(tmp_path: Path) -> None:
    session = keeper()
    assert (session.lasting, session.outcome) == (False, Outcome.NONE)
    with pytest.raises(NoKey):
        session.back_up(tmp_path / "x", PHRASE)


def test_the_public_key_is_a_file_that_minisign_reads(kept: Keeper, tmp_path: Path) -> None:
    public = kept.make().public
    write_public(public, tmp_path / "a.pub")
    assert read_public((tmp_path / "a.pub").read_bytes(), "a").fingerprint == public.fingerprint
