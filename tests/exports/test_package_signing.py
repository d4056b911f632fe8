"""Signatures: other programs accept them, and every change and removal is refused by ours."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from exports.package import (
    KeyUnreadable,
    PublicKey,
    Signature,
    SigningKey,
    build_package,
    read_public,
    signing,
    sm2,
    verify_package,
)
from forms.loader import load_catalogue
from tests.exports.package_samples import FILES, info, parts_of, records, repack, sealed

KEY = SigningKey.new(with_sm2=True)
TAG = "tagmanifest-sha256.txt"
MINISIG, SSHSIG, SM2 = (f"signatures/{TAG}.{kind}" for kind in signing.KINDS)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signed package."""
    folder = tmp_path_factory.mktemp("signed")
    return build_package(
        records(), load_catalogue(), folder, info(), FILES.__getitem__, key=KEY
    ).path


@pytest.fixture
def unpacked(package: Path, tmp_path: Path) -> Path:
    """The tag manifest, its signatures and the public keys as files."""
    _, parts = parts_of(package)
    for name in (TAG, MINISIG, SSHSIG, SM2):
        (tmp_path / Path(name).name).write_bytes(parts[name])
    public = KEY.public
    (tmp_path / "key.pub").write_text(public.minisign())
    (tmp_path / "ssh.pub").write_text(public.ssh() + "\n")
    (tmp_path / "signers").write_text(f"agency {public.ssh()}\n")
    (tmp_path / "sm2.pem").write_text(public.sm2_pem())
    return tmp_path


def run(folder: Path, *command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """A program in a folder; the test is skipped where it is not installed."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    fed = (folder / stdin).open("rb") if stdin else None
    try:
        return subprocess.run(
            command, cwd=folder, stdin=fed, capture_output=True, text=True, check=False, timeout=30
        )
    finally:
        if fed:
            fed.close()


def changed(folder: Path) -> None:
    """One letter of the tag manifest becomes another."""
    data = bytearray((folder / TAG).read_bytes())
    data[3] = ord("0") if data[3] != ord("0") else ord("1")
    (folder / TAG).write_bytes(data)


COMMANDS: dict[str, tuple[tuple[str, ...], str]] = {
    "minisign": (("minisign", "-V", "-H", "-p", "key.pub", "-m", TAG, "-x", f"{TAG}.minisig"), ""),
    "ssh-keygen": (("ssh-keygen", "-Y", "verify", "-n", signing.NAMESPACE, "-f", "signers",
                    "-I", "agency", "-s", f"{TAG}.sshsig"), TAG),
    "openssl": (("openssl", "dgst", "-sm3", "-verify", "sm2.pem", "-signature", f"{TAG}.sm2",
                 "-sigopt", f"distid:{sm2.IDENTITY.decode()}", TAG), ""),
}  # fmt: skip


@pytest.mark.parametrize("tool", COMMANDS)
def test_other_programs_accept_it_and_refuse_a_changed_one(unpacked: Path, tool: str) -> None:
    command, stdin = COMMANDS[tool]
    accepted = run(unpacked, *command, stdin=stdin)
    assert accepted.returncode == 0, accepted.stderr
    changed(unpacked)
    assert run(unpacked, *command, stdin=stdin).returncode != 0


def test_the_fingerprint_is_the_one_that_ssh_keygen_prints(unpacked: Path) -> None:
    printed = run(unpacked, "ssh-keygen", "-lf", "ssh.pub").stdout
    assert KEY.public.fingerprint in printed.split()


def test_minisign_says_the_package_in_its_comment(package: Path, unpacked: Path) -> None:
    said = run(unpacked, *COMMANDS["minisign"][0]).stdout
    assert f"mingce package {verify_package(package).id}" in said


def test_the_words_of_a_fingerprint_are_eight_groups_of_digits() -> None:
    spoken = KEY.public.spoken
    assert len(spoken) == 8
    assert all(len(group) == 5 and group.isdecimal() for group in spoken)
    assert spoken == read_public(KEY.public.ssh().encode(), "x").spoken
    assert spoken != SigningKey.new().public.spoken


@pytest.mark.parametrize("write", [PublicKey.minisign, PublicKey.ssh, PublicKey.pem])
def test_a_package_is_verified_with_a_key_of_any_format(
    package: Path, write: Callable[[PublicKey], str]
) -> None:
    key = read_public(write(KEY.public).encode(), "key")
    found = verify_package(package, key)
    assert (found.ok, found.signature, found.faults) == (True, Signature.GOOD, ())
    assert found.signer == KEY.public.fingerprint
    assert found.counts == {"intermediary_item": 3, "power_item": 1}


def test_a_package_is_verified_with_its_sm2_key(package: Path) -> None:
    key = read_public(KEY.public.sm2_pem().encode(), "key")
    found = verify_package(package, key)
    assert (found.ok, found.signature) == (True, Signature.GOOD)
    assert found.signer.startswith("SM3:")


def test_without_a_key_the_signer_is_only_what_the_package_says(package: Path) -> None:
    found = verify_package(package)
    assert (found.ok, found.signature) == (True, Signature.UNCHECKED)
    assert found.signer == KEY.public.fingerprint


@pytest.mark.parametrize("gone", [[MINISIG], [SSHSIG], [SM2], [MINISIG, SSHSIG, SM2]])
@pytest.mark.parametrize("key", [None, KEY.public])
def test_a_removed_signature_is_missed(
    package: Path, tmp_path: Path, gone: list[str], key: PublicKey | None
) -> None:
    root, parts = parts_of(package)
    left = {name: data for name, data in parts.items() if name not in gone}
    found = verify_package(repack(tmp_path / "left.zip", root, left), key)
    assert not found.ok
    assert "签名被去掉了" in "".join(found.faults)


def test_a_package_forged_anew_without_signature_is_refused(package: Path, tmp_path: Path) -> None:
    root, parts = parts_of(package)
    bare = {name: data for name, data in parts.items() if not name.startswith("signatures/")}
    label = parts["bag-info.txt"].splitlines(keepends=True)
    bare["bag-info.txt"] = b"".join(line for line in label if b"Signatures" not in line)
    forged = repack(tmp_path / "forged.zip", root, sealed(bare))
    assert verify_package(forged).ok  # nothing but the key can tell
    assert "没有签名" in "".join(verify_package(forged, KEY.public).faults)


def test_a_changed_record_in_a_resealed_package_is_refused(package: Path, tmp_path: Path) -> None:
    root, parts = parts_of(package)
    name = "data/records/intermediary_item.jsonl"
    signatures = {path: data for path, data in parts.items() if path.startswith("signatures/")}
    rest = {path: data for path, data in parts.items() if path not in signatures}
    rest[name] = rest[name].replace("检测".encode(), "监测".encode())
    forged = repack(tmp_path / "forged.zip", root, {**sealed(rest), **signatures})
    found = verify_package(forged, KEY.public)
    assert (found.ok, found.signature) == (False, Signature.BAD)


def test_the_signature_of_another_key_is_refused(package: Path) -> None:
    found = verify_package(package, SigningKey.new().public)
    assert (found.ok, found.signature) == (False, Signature.BAD)
    assert "不是这把密钥" in found.faults[0]


def test_a_signature_moved_here_from_another_package_is_refused(
    package: Path, tmp_path: Path
) -> None:
    root, parts = parts_of(package)
    for kind, file in signing.sign(KEY, parts[TAG], "mingce package other").items():
        parts[f"signatures/{TAG}.{kind}"] = file
    found = verify_package(repack(tmp_path / "moved.zip", root, parts), KEY.public)
    assert "签名里写的包号与这个包不同" in "".join(found.faults)


def test_an_unregistered_signature_is_refused(package: Path, tmp_path: Path) -> None:
    root, parts = parts_of(package)
    label = parts["bag-info.txt"].replace(b"minisig sshsig sm2", b"minisig sshsig")
    parts["bag-info.txt"] = label
    found = verify_package(repack(tmp_path / "odd.zip", root, parts), KEY.public)
    assert "没有写明" in "".join(found.faults)


@pytest.mark.parametrize("name", [MINISIG, SSHSIG, SM2])
def test_no_byte_of_a_signature_file_can_be_changed(
    package: Path, tmp_path: Path, name: str
) -> None:
    """Not even in a comment: nothing can be smuggled beside what is signed."""
    root, parts = parts_of(package)
    key = read_public(KEY.public.sm2_pem().encode(), "k") if name == SM2 else KEY.public
    files = {kind: parts[f"signatures/{TAG}.{kind}"] for kind in signing.KINDS}
    kind, original = name.rpartition(".")[2], parts[name]
    for at in range(0, len(original), 1 if name != SM2 else 8):
        data = bytearray(original)
        data[at] ^= 1
        with pytest.raises(signing.BadSignature):
            signing.check({**files, kind: bytes(data)}, parts[TAG], key)
    for other in (original + b"\n", original[:-1], b"", b"\xff" * 300):
        with pytest.raises(signing.BadSignature):
            signing.check({**files, kind: other}, parts[TAG], key)
    copy = repack(tmp_path / "x.zip", root, {**parts, name: original + b" "})
    assert not verify_package(copy, key).ok


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"no key", b"ssh-ed25519 AAAA", b"untrusted comment: x\nRWQ=\n",
     b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"],
)  # fmt: skip
def test_what_is_no_key_is_said(data: bytes) -> None:
    with pytest.raises(KeyUnreadable, match="“某公钥”不是公钥文件"):
        read_public(data, "某公钥")


def test_a_secret_key_comes_back_and_does_not_show_itself() -> None:
    assert SigningKey.from_secret(KEY.secret()) == KEY
    assert len(KEY.secret()) < 1200
    assert KEY.secret()[12:] not in f"{KEY!r}{KEY}"
    for text in ("", "mingce-key-1:AAAA", KEY.secret().replace("mingce", "other")):
        with pytest.raises(KeyUnreadable) as error:
            SigningKey.from_secret(text)
        assert error.value.__cause__ is None


# SM2


def test_sm2_gives_the_numbers_of_the_standard() -> None:
    """GB/T 32918.5-2017, annex A.2."""
    private = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
    nonce = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
    signature = sm2.sign(private, b"message digest", nonce=nonce)
    assert signature.hex() == (
        "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
        "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
    )
    assert sm2.verify(sm2.public_of(private), signature, b"message digest")


def test_sm2_never_uses_a_nonce_twice() -> None:
    signatures = {sm2.sign(KEY.sm2, b"the same") for _ in range(5)}
    assert len(signatures) == 5
    assert not sm2.verify(KEY.public.sm2, signatures.pop(), b"another")


def test_what_openssl_signs_is_verified(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(b"message")
    made = run(tmp_path, "openssl", "genpkey", "-algorithm", "SM2", "-out", "k.pem")
    if made.returncode:
        pytest.skip("this openssl has no SM2")
    run(tmp_path, "openssl", "pkey", "-in", "k.pem", "-pubout", "-out", "p.pem")
    run(tmp_path, "openssl", "dgst", "-sm3", "-sign", "k.pem", "-sigopt",
        f"distid:{sm2.IDENTITY.decode()}", "-out", "s", "m")  # fmt: skip
    public = sm2.from_pem((tmp_path / "p.pem").read_text())
    assert public
    assert sm2.verify(public, (tmp_path / "s").read_bytes(), b"message")
