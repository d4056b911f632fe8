"""The line: certificates of both sides, the proxy, the token, and what never gets into a log."""

from __future__ import annotations

import datetime as dt
import ipaddress
import logging
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from desktop.exchange.keyring import SessionStore
from desktop.exchange.line import Access, Line, LineWrong
from desktop.exchange.portal import LineLost, Portal
from desktop.usecases.tokens import Tokens, TokenWrong
from tests.portal.app import ROOT, Receive, Scope, Send, StandIn
from tests.portal.book import Book
from tests.portal.conftest import QUICK, House, access_at, right
from tests.portal.serve import serving


@dataclass(frozen=True)
class Papers:
    """An authority, and a certificate by it, as PEM files."""

    authority: Path
    certificate: Path
    key: Path


def papers(folder: Path) -> Papers:
    """An authority of its own and a certificate for 127.0.0.1, for server and client alike."""
    folder.mkdir()
    above, below = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = certificate("Example Root", "Example Root", above, above, authority=True)
    leaf = certificate("127.0.0.1", "Example Root", below, above, authority=False)
    made = Papers(folder / "ca.pem", folder / "leaf.pem", folder / "leaf.key")
    made.authority.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    made.certificate.write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    made.key.write_bytes(
        below.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )  # fmt: skip
    return made


def certificate(
    name: str, issuer: str, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey,
    *, authority: bool,
) -> x509.Certificate:  # fmt: skip
    now = dt.datetime.now(dt.UTC)
    number = x509.SubjectKeyIdentifier.from_public_key(signer.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(number), critical=False
        )
    )
    if not authority:
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        builder = builder.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return builder.sign(signer, hashes.SHA256())


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """The papers of the portal and of this computer."""
    return papers(tmp_path_factory.mktemp("tls") / "ours")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Book(tmp_path_factory.mktemp("tls") / "portal")


@pytest.fixture(scope="module")
def safe(ours: Papers, book: Book) -> Iterator[Access]:
    """A portal behind TLS with a certificate of its own authority."""
    with serving(StandIn(book), certificate=ours.certificate, key=ours.key) as port:
        yield Access(f"https://127.0.0.1:{port}{ROOT}", proxy=False)


def asked(access: Access) -> str:
    """What a portal says its name is."""
    with Line(access, right) as line:
        return Portal(line, QUICK).greeting().portal


def test_a_portal_of_its_own_authority_is_trusted_when_that_is_named(
    safe: Access, ours: Papers, book: Book, tmp_path: Path
) -> None:
    assert asked(replace(safe, authority=ours.authority)) == book.name
    with pytest.raises(LineLost, match="证书不受信任"):
        asked(safe)
    with pytest.raises(LineLost, match="证书不受信任"):
        asked(replace(safe, authority=papers(tmp_path / "other").authority))


def test_a_portal_that_demands_a_certificate_gets_ours(ours: Papers, book: Book) -> None:
    with serving(
        StandIn(book), certificate=ours.certificate, key=ours.key,
        ssl_ca_certs=str(ours.authority), ssl_cert_reqs=ssl.CERT_REQUIRED,
    ) as port:  # fmt: skip
        way = Access(f"https://127.0.0.1:{port}{ROOT}", ours.authority, proxy=False)
        with pytest.raises(LineLost, match="客户端证书"):
            asked(way)
        shown = replace(way, certificate=ours.certificate, certificate_key=ours.key)
        assert asked(shown) == book.name


def test_files_that_are_no_certificates_are_named(tmp_path: Path) -> None:
    bad = tmp_path / "不是证书.pem"
    bad.write_text("no")
    way = Access("https://a.example")
    for wrong in (
        replace(way, authority=bad),
        replace(way, certificate=bad),
        replace(way, authority=tmp_path / "没有.pem"),
    ):
        with pytest.raises(LineWrong, match="证书"):
            Line(wrong)


def test_the_systems_proxy_is_used_unless_it_shall_not_be(
    portal: StandIn, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts: list[str] = []

    async def proxy(scope: Scope, receive: Receive, send: Send) -> None:
        """A proxy is asked for whole addresses; this one has the portal behind it."""
        whole = urlsplit(scope["path"])
        hosts.append(whole.netloc)
        await portal({**scope, "path": whole.path}, receive, send)

    house.app = proxy
    access = access_at(house.port)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{house.port}")
    monkeypatch.setenv("NO_PROXY", "")
    far = replace(access, url=f"http://portal.invalid{ROOT}", plain=True, proxy=True)
    assert asked(far) == portal.book.name
    assert hosts == ["portal.invalid"]
    with pytest.raises(LineLost, match="连接不上门户"):
        asked(replace(far, proxy=False))


def test_what_is_no_portal_is_said(access: Access) -> None:
    from desktop.exchange.line import PortalRefused

    with pytest.raises(PortalRefused, match="404"):
        asked(replace(access, url=access.url.removesuffix("/v1")))


def test_the_token_is_in_no_log_and_in_no_representation(
    access: Access, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    kept = Tokens(SessionStore())
    kept.keep(access.url, "right")
    source = kept.source(access.url)
    with Line(access, source) as line:
        Portal(line, QUICK).greeting()
        assert "right" not in repr(source) + repr(kept) + repr(line)
    assert "right" not in caplog.text
    assert access.url not in caplog.text


def test_a_token_is_asked_for_when_there_is_none_or_it_is_refused() -> None:
    kept, answers = Tokens(SessionStore()), ["first", "second"]
    source = kept.source("https://a.example", lambda: answers.pop(0))
    assert [source(False), source(False), source(True), source(False)] == [
        "first", "first", "second", "second",
    ]  # fmt: skip
    assert kept.source("https://a.example")(False) == "second"
    questions: list[str] = []

    def nobody() -> str:
        questions.append("asked")
        return ""

    nothing = kept.source("https://b.example", nobody)
    assert [nothing(False), nothing(False), len(questions)] == ["", "", 1]
    assert [nothing(True), len(questions)] == ["", 2]
    kept.keep("https://a.example", "third")  # renewed by hand meanwhile
    assert source(True) == "third"
    kept.keep("https://a.example", "")
    assert not kept.has("https://a.example")
    with pytest.raises(TokenWrong):
        kept.keep("https://a.example", "two words")
