"""docs/portal-api.yaml is sound, and the stand-in answers as it says."""

from __future__ import annotations

import base64
import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
import yaml

from desktop.exchange.line import Access
from desktop.usecases.packing import pack
from desktop.usecases.workspace import Workspace
from exports.package import SigningKey
from exports.package.upper_item import UpperItem
from tests.portal.app import ROOT, StandIn
from tests.portal.book import Book
from tests.portal.judge import PackageRefused, examine
from tests.usecases.exchange_samples import finished
from tests.usecases.review_samples import office

CONTRACT: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "docs" / "portal-api.yaml").read_text("utf-8")
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signed package of one record."""
    folder = tmp_path_factory.mktemp("contract")
    with Workspace.open(folder / "库.mingce") as desk:
        finished(office(desk), "甲证明")
        key = SigningKey.new()
        (folder / "office.pub").write_text(key.public.minisign())
        return pack(desk, folder, key=key).package.path


def holds(name: str, body: Any) -> None:
    """Whether a body is what the contract says of that schema."""
    document = {"$ref": f"#/components/schemas/{name}", "components": CONTRACT["components"]}
    jsonschema_rs.validate(document, body, validate_formats=True)


def test_the_contract_is_sound_openapi() -> None:
    from openapi_spec_validator import validate  # brings the grammar of web addresses

    validate(CONTRACT)
    assert CONTRACT["openapi"].startswith("3.1")


def test_a_body_that_breaks_the_contract_is_found() -> None:
    with pytest.raises(jsonschema_rs.ValidationError):
        holds("PackageState", {"package": "a" * 64, "state": "gone"})


def test_answers_are_what_the_contract_says(portal: StandIn, access: Access, package: Path) -> None:
    identifier, _ = examine(package)
    portal.book.take(package, identifier)
    headers = {"Authorization": "Bearer right"}
    with httpx.Client(base_url=access.url, headers=headers, trust_env=False) as client:
        catalogue = client.get("/catalogue")
        holds("Catalogue", catalogue.json())
        again = client.get("/catalogue", headers={"If-None-Match": catalogue.headers["etag"]})
        assert again.status_code == 304
        changes = client.get("/changes", params={"since": 0, "epoch": portal.book.epoch})
        holds("Changes", changes.json())
        assert [item["rev"] for item in changes.json()["items"]] == [1]
        holds("PackageState", client.get(f"/packages/{identifier}").json())
        receipt = client.get(f"/packages/{identifier}/receipt")
        holds("Receipt", receipt.json())
        missing = client.get(f"/packages/{'0' * 64}")
        holds("Problem", missing.json())
        assert client.get("/nowhere").status_code == 404
        portal.book.publish(UpperItem("1" * 8 + "-1111-4111-8111-" + "1" * 12, "power_item", 0))
        page = client.get("/catalogue/items", params={"since": 0, "epoch": portal.book.epoch})
        holds("CataloguePage", page.json())
        assert client.get("/definitions").status_code == 404
        portal.book.issue_definitions(3, {"vocabularies/CL01.toml": b""})
        issued = client.get("/definitions")
        with zipfile.ZipFile(io.BytesIO(issued.content)) as bundle:
            holds("Issue", json.loads(bundle.read("definitions-3/issue.json")))
        fresh = client.get("/definitions", headers={"If-None-Match": issued.headers["etag"]})
        assert fresh.status_code == 304
        portal.book.restored()
        stale = client.get("/changes", params={"since": 0, "epoch": catalogue.json()["epoch"]})
        assert stale.status_code == 409
    holds("Problem", httpx.get(f"{access.url}/catalogue", trust_env=False).json())
    assert base64.b64decode(receipt.headers["receipt-signature"]).startswith(b"untrusted comment")


def test_tus_answers_are_what_the_contract_says(portal: StandIn, access: Access) -> None:
    paths = CONTRACT["paths"]
    headers = {"Authorization": "Bearer right", "Tus-Resumable": "1.0.0"}
    metadata = "sha256 " + base64.b64encode(b"a" * 64).decode()
    with httpx.Client(base_url=access.url, headers=headers, trust_env=False) as client:
        options = client.options("/uploads")
        assert set(paths["/uploads"]["options"]["responses"]["204"]["headers"]) <= {
            name.title() for name in options.headers
        }
        sized = {"Upload-Length": "5", "Upload-Metadata": metadata}
        made = client.post("/uploads", headers=sized)
        place = made.headers["location"]
        assert (made.status_code, place.startswith(f"{ROOT}/uploads/")) == (201, True)
        place = place.removeprefix(ROOT)
        stream = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        assert client.patch(place, headers=stream, content=b"abc").status_code == 204
        assert client.head(place).headers["upload-offset"] == "3"
        assert client.patch(place, headers=stream, content=b"abc").status_code == 409
        rest = {**stream, "Upload-Offset": "3"}
        assert client.patch(place, headers=rest, content=b"de").status_code == 460
        assert client.head(place).status_code == 404  # dropped
        again = client.post("/uploads", headers=sized).headers["location"].removeprefix(ROOT)
        assert client.delete(again).status_code == 204
        portal.uploads.most_bytes = 4
        assert client.post("/uploads", headers=sized).status_code == 413


def test_the_receipt_is_signed_so_that_minisign_says_so(tmp_path: Path, package: Path) -> None:
    if shutil.which("minisign") is None:
        pytest.skip("minisign is not installed")
    book = Book(tmp_path)
    identifier, _ = examine(package)
    book.take(package, identifier)
    found = book.receipt(identifier)
    assert found is not None
    receipt, signature = tmp_path / "r.json", tmp_path / "r.json.minisig"
    receipt.write_bytes(found[0])
    signature.write_bytes(found[1])
    command: list[str | Path] = ["minisign", "-Vm", receipt, "-x", signature, "-p", book.public]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    receipt.write_bytes(found[0].replace(b"accepted", b"rejected"))
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_a_package_is_refused_that_is_damaged_unsigned_or_a_draft(
    tmp_path: Path, package: Path
) -> None:
    office_key = package.parent / "office.pub"
    assert len(examine(package, [office_key])[1]) == 1
    stranger = tmp_path / "other.pub"
    stranger.write_text(SigningKey.new().public.minisign())
    with pytest.raises(PackageRefused, match="签名"):
        examine(package, [stranger])
    data = bytearray(package.read_bytes())
    data[len(data) // 3] ^= 255
    bad = tmp_path / "bad.zip"
    bad.write_bytes(data)
    with pytest.raises(PackageRefused):
        examine(bad)
    with Workspace.open(package.parent / "库.mingce") as desk:
        draft = pack(desk, tmp_path / "draft", draft=True).package.path
    with pytest.raises(PackageRefused, match="草稿"):
        examine(draft)
    book = Book(tmp_path / "book")
    book.take(bad, "f" * 64)
    found = book.receipt("f" * 64)
    assert found is not None
    assert json.loads(found[0])["refused"]["code"] == "damaged"
