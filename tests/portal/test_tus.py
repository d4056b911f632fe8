"""tus over bad lines and portals in trouble: in the end the bytes are the same, or it says why."""

from __future__ import annotations

import hashlib
import random
import tracemalloc
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from desktop.exchange.line import Line, PortalRefused, Timeouts
from desktop.exchange.tus import FileChanged, LineLost, Patience, Source, TusUpload
from exports.progress import Cancelled
from tests.portal.app import ROOT, StandIn
from tests.portal.conftest import QUICK, House, access_at
from tests.portal.faults import BadLine, InTrouble

SIZE = 3_000_017


@dataclass
class Way:
    """A file, a portal that may be in trouble, and a line that may be bad."""

    portal: StandIn
    file: Path
    trouble: InTrouble
    port: int
    location: str = ""
    offsets: list[int] = field(default_factory=list)
    tokens: list[bool] = field(default_factory=list)

    def token(self, refused: bool) -> str:
        self.tokens.append(refused)
        return "right"

    def send(self, port: int = 0, **more: object) -> str:
        """Send it; where it lies."""
        access = access_at(port or self.port)
        token = more.pop("token", self.token)
        timeouts = more.pop("timeouts", access.timeouts)
        with Line(replace(access, timeouts=timeouts), token) as line:  # type: ignore[arg-type]
            upload = TusUpload(
                line, f"{access.url}/uploads", Source.of(self.file), {"filename": "包.zip"},
                on_location=lambda at: setattr(self, "location", at),
                on_offset=self.offsets.append,
                **{"patience": QUICK, "chunk": 1 << 20, **more},  # type: ignore[arg-type]
            )  # fmt: skip
            return upload.run()

    def arrived(self) -> bool:
        """Whether exactly one file lies at the portal that is whole and the same."""
        wanted = hashlib.sha256(self.file.read_bytes()).hexdigest()
        found = [
            hashlib.sha256(path.read_bytes()).hexdigest() for path in self._stored()
        ]  # fmt: skip
        return found.count(wanted) == 1

    def _stored(self) -> Iterator[Path]:
        return (self.portal.book.folder / "uploads").glob("*.bytes")

    @property
    def count(self) -> dict[str, int]:
        methods = [method for method, *_ in self.trouble.seen]
        return {method: methods.count(method) for method in methods}


@pytest.fixture(scope="module")
def content() -> bytes:
    return random.Random(7).randbytes(SIZE)


@pytest.fixture
def way(portal: StandIn, house: House, content: bytes, tmp_path: Path) -> Way:
    file = tmp_path / "包.zip"
    file.write_bytes(content)
    house.app = trouble = InTrouble(portal)
    return Way(portal, file, trouble, house.port)


def test_a_file_goes_in_pieces_and_arrives_the_same(way: Way) -> None:
    way.send()
    assert way.arrived()
    assert way.count == {"POST": 1, "PATCH": 3}
    assert way.offsets == [0, 1 << 20, 2 << 20, SIZE]


def test_an_empty_file_needs_no_bytes(way: Way) -> None:
    way.file.write_bytes(b"")
    way.send()
    assert way.count == {"POST": 1}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_line_cut_again_and_again_costs_no_byte(way: Way, seed: int) -> None:
    bad = BadLine(way.port, least=2_000, most=700_000, seed=seed)
    with bad.open() as port:
        way.send(port)
    assert way.arrived()
    assert bad.cuts >= 3


def test_answers_that_are_lost_are_asked_for(way: Way) -> None:
    bad = BadLine(way.port, lost=2)
    with bad.open() as port:
        way.send(port)
    assert way.arrived()
    assert (bad.cuts, way.count["POST"], way.count["HEAD"]) == (2, 1, 2)


def test_a_peer_that_falls_silent_is_given_up_after_the_time_out(way: Way) -> None:
    bad = BadLine(way.port, least=300_000, most=300_000, silent=True)
    with bad.open() as port:
        way.send(port, timeouts=Timeouts(0.3, 0.3))
    assert way.arrived()


def test_a_line_that_never_stands_is_given_up_with_a_sentence(way: Way) -> None:
    bad = BadLine(way.port, least=1, most=1)
    with bad.open() as port, pytest.raises(LineLost, match="可以继续"):
        way.send(port, patience=replace(QUICK, tries=3))
    assert bad.connections == 4


@pytest.mark.parametrize("status", [500, 502, 503, 408, 425, 429, 423, 409])
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_what_passes_is_waited_for(way: Way, method: str, status: int) -> None:
    way.trouble.answers += [(method, status)] * 2
    way.send()
    assert way.arrived()


def test_the_pause_that_the_portal_asks_for_is_kept(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(Line, "wait", lambda _, seconds: waited.append(seconds))
    way.trouble.answers.append(("PATCH", 503))
    way.trouble.headers = {"Retry-After": "7"}
    way.send()
    assert sum(waited) == 7.0


def test_a_wait_can_be_stopped(way: Way) -> None:
    class Impatient:
        def step(self, done: int, total: int, text: str) -> None:
            if text == "等待线路恢复":
                raise Cancelled

    way.trouble.answers.append(("POST", 503))
    way.trouble.headers = {"Retry-After": "300"}
    with pytest.raises(Cancelled):
        way.send(progress=Impatient())


def test_pieces_grow_smaller_until_a_proxy_takes_them(way: Way) -> None:
    way.trouble.smaller_than = 200_000
    way.send()
    assert way.arrived()
    sizes = [length for method, _, _, length in way.trouble.seen if method == "PATCH"]
    assert sizes[:4] == [1 << 20, 1 << 19, 1 << 18, 1 << 17]
    assert max(sizes[4:]) < 200_000  # and are not tried larger again


def test_a_file_larger_than_the_portal_takes_is_refused_at_once(way: Way) -> None:
    way.portal.uploads.most_bytes = 1000
    with pytest.raises(PortalRefused, match="超过"):
        way.send()
    assert way.count == {"POST": 1}


def test_it_goes_on_where_an_earlier_try_ended(way: Way) -> None:
    stop = Stop(after=2 << 20)
    with pytest.raises(Cancelled):
        way.send(progress=stop)
    way.trouble.seen.clear()
    way.send(location=way.location)
    assert way.arrived()
    assert "POST" not in way.count
    assert sum(length for *_, length in way.trouble.seen) <= SIZE - (1 << 20)


def test_an_upload_that_expired_is_begun_anew(way: Way) -> None:
    with pytest.raises(Cancelled):
        way.send(progress=Stop(after=2 << 20))
    way.portal.uploads.expire()
    way.send(location=way.location)
    assert way.arrived()


def test_an_upload_of_another_file_is_not_gone_on_with(way: Way, content: bytes) -> None:
    with pytest.raises(Cancelled):
        way.send(progress=Stop(after=2 << 20))
    way.file.write_bytes(content[: 1 << 20] + bytes(SIZE - (1 << 20) + 5))
    way.send(location=way.location)  # the length differs: the portal's is another upload
    assert way.arrived()


def test_other_bytes_at_the_portal_are_found_by_the_hash(way: Way) -> None:
    with pytest.raises(Cancelled):
        way.send(progress=Stop(after=2 << 20))
    stored = next((way.portal.book.folder / "uploads").glob("*.bytes"))
    data = bytearray(stored.read_bytes())
    data[100] ^= 1
    stored.write_bytes(data)
    way.send(location=way.location)
    assert way.arrived()


def test_a_portal_that_always_loses_it_is_given_up(way: Way) -> None:
    way.trouble.answers += [("PATCH", 404), ("HEAD", 404)] * 9
    with pytest.raises(PortalRefused, match="一再丢失"):
        way.send(patience=replace(QUICK, tries=50))
    assert way.count["POST"] == 3


def test_a_refused_token_is_renewed_once_for_a_request(way: Way) -> None:
    asked: list[bool] = []

    def token(refused: bool) -> str:
        asked.append(refused)
        return "right" if True in asked else "old"

    way.send(token=token)
    assert way.arrived()
    assert asked.count(True) == 1
    with pytest.raises(PortalRefused, match="令牌"):
        way.send(token=lambda _: "wrong")


def test_a_file_that_changes_on_the_way_is_not_sent_on(way: Way) -> None:
    class Touch:
        def step(self, done: int, total: int, text: str) -> None:
            if done >= 1 << 20:
                way.file.write_bytes(b"other")

    with pytest.raises(FileChanged, match=r"改动|变短"):
        way.send(progress=Touch())


def test_other_bytes_of_the_same_length_are_not_sent_on(way: Way) -> None:
    class Touch:
        def step(self, done: int, total: int, text: str) -> None:
            if done == 1 << 20:
                way.file.write_bytes(bytes(SIZE))

    with pytest.raises(FileChanged, match="改动"):
        way.send(progress=Touch())


def test_tries_are_counted_anew_after_each_progress(way: Way) -> None:
    class Offsets(list[int]):
        def append(self, offset: int) -> None:
            if offset not in self:
                way.trouble.answers.append(("PATCH", 503))
            super().append(offset)

    way.offsets = Offsets()
    way.send(patience=replace(QUICK, tries=1))
    assert way.arrived()
    assert way.count["PATCH"] == 6


@pytest.mark.parametrize("elsewhere", ["http://evil.example/x", "//evil.example/x", "https://127.0.0.1/x"])  # fmt: skip
def test_an_upload_that_leads_to_another_place_is_refused(way: Way, elsewhere: str) -> None:
    way.trouble.answers.append(("POST", 201))
    way.trouble.headers = {"Location": elsewhere}
    with pytest.raises(PortalRefused, match="另一个地址"):
        way.send()
    assert way.count == {"POST": 1}


def test_an_address_that_makes_no_sense_is_refused(way: Way) -> None:
    way.trouble.answers.append(("POST", 201))
    way.trouble.headers = {"Location": f"http://127.0.0.1:{way.port}/a\x7fb"}
    with pytest.raises(PortalRefused, match="看不懂"):
        way.send()


def test_a_redirection_is_not_followed(way: Way) -> None:
    way.trouble.answers.append(("POST", 307))
    way.trouble.headers = {"Location": f"http://127.0.0.1:{way.port}{ROOT}/uploads"}
    with pytest.raises(PortalRefused, match="另一个地址"):
        way.send()


def test_memory_does_not_grow_with_the_file(way: Way) -> None:
    with way.file.open("r+b") as file:
        file.truncate(40 << 20)
    with ExitStack() as stack:
        tracemalloc.start()
        stack.callback(tracemalloc.stop)
        way.send(chunk=16 << 20)
        # The portal is in this process, too.
        assert tracemalloc.get_traced_memory()[1] < 10 << 20
    assert way.arrived()


@dataclass
class Stop:
    """Progress that stops the work after so many bytes."""

    after: int

    def step(self, done: int, total: int, text: str) -> None:
        if done >= self.after:
            raise Cancelled


def test_pauses_grow_and_have_an_end() -> None:
    patience = Patience(first_pause=1, longest_pause=10)
    assert [0.5 <= patience.pause(1) <= 1, 4 <= patience.pause(4) <= 8] == [True, True]
    assert patience.pause(40) <= 10
