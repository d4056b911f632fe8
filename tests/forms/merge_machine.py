"""Three colleagues and a portal, packages and receipts lost, doubled and late: a model of the whole
exchange around the merging that the program uses (`forms.merging`).

Every value that somebody types is a token. In the end everything is in agreement, and each token
is there or was replaced by somebody who saw it.
"""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from forms import merging
from forms.merging import Choice, Known, Pick, Relation, Side, relation
from forms.model import Field, Form, Section, Table
from forms.record import canonical_json

TABLE = Table(
    "rows",
    "明细",
    (
        Field("name", "名称", "text"),
        Field("copies", "份数", "integer"),
        Field("note", "注", "text"),
    ),
    "name",
    ("name",),
)
FORM = Form(
    kind="guide",
    title="指南",
    list_title="指南",
    title_field="title",
    sections=(
        Section(
            "basic",
            "基本",
            (
                Field("title", "名称", "text"),
                Field("note", "备注", "text"),
                Field("tags", "标签", "multi_enum"),
                Field("rows", "明细", "table", table=TABLE),
            ),
        ),
    ),
)
FIELDS = ("title", "note")


def named(uuid: str, content: str, parents: tuple[str, ...]) -> str:
    return hashlib.sha256(canonical_json([uuid, content, sorted(parents)]).encode()).hexdigest()


name_of = named


def merged_parents(mine: Version, theirs: Version) -> list[Version]:
    return [mine, theirs]


def is_answered(vid: str, now: str) -> bool:
    """Whether an answer is about what the client has now."""
    return vid == now


def is_news(rev: int, known: int) -> bool:
    return rev > known


def has_seen(current: Version, new: Version) -> bool:
    return current.vid in new.ancestors


@dataclass(frozen=True)
class Version:
    vid: str
    side: Side
    ancestors: frozenset[str]


def version(uuid: str, side: Side, parents: list[Version]) -> Version:
    names = tuple(parent.vid for parent in parents)
    ancestors = frozenset(names).union(*(parent.ancestors for parent in parents))
    content = canonical_json([dict(side.values), side.gone])
    return Version(name_of(uuid, content, names), side, ancestors)


@dataclass
class Held:
    work: Version
    rev: int = 0
    accepted: str = ""
    theirs: tuple[Version, int] | None = None

    @property
    def clean(self) -> bool:
        return self.theirs is None and self.accepted == self.work.vid


Answer = tuple[str, str, int, Version]  # uuid, vid asked about, rev, what the portal has


@dataclass
class Portal:
    current: dict[str, tuple[int, Version]] = field(default_factory=dict)
    steps: list[tuple[Version | None, Version]] = field(default_factory=list)

    def receive(self, package: list[tuple[str, Version]]) -> list[Answer]:
        return [self._one(uuid, new) for uuid, new in package]

    def _one(self, uuid: str, new: Version) -> Answer:
        rev, now = self.current.get(uuid, (0, None))
        if now is None or (
            now.vid != new.vid and new.vid not in now.ancestors and has_seen(now, new)
        ):
            self.current[uuid] = (rev + 1, new)
            self.steps.append((now, new))
        return (uuid, new.vid, *self.current[uuid])


@dataclass
class Client:
    records: dict[str, Held] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)

    def keep(self, found: Version) -> Version:
        self.known[found.vid] = Known(found.side, found.ancestors)
        return found

    def edit(self, uuid: str, side: Side) -> None:
        held = self.records[uuid]
        if side != held.work.side:
            held.work = self.keep(version(uuid, side, [held.work]))

    def export(self) -> list[tuple[str, Version]]:
        return [
            (u, h.work) for u, h in sorted(self.records.items()) if not h.clean and not h.theirs
        ]

    def apply(self, answers: list[Answer]) -> None:
        for uuid, asked, rev, now in answers:
            held = self.records.get(uuid)
            if held and now.vid == asked and is_answered(asked, held.work.vid):
                if is_news(rev, held.rev):
                    held.rev, held.accepted = rev, held.work.vid
            else:
                self.take(uuid, now, rev)

    def take(self, uuid: str, theirs: Version, rev: int = 0) -> None:
        """The only way in for versions of others; ``rev`` is the portal's number, 0 for a
        colleague's.
        """
        self.keep(theirs)
        held = self.records.get(uuid)
        if held is None:
            self.records[uuid] = Held(theirs, rev, theirs.vid if rev else "")
            return
        if held.theirs is not None or (rev and not is_news(rev, held.rev)):
            return
        mine = held.work
        stands = relation(mine.vid, mine.ancestors, theirs.vid, theirs.ancestors)
        if stands is Relation.AHEAD:
            held.work = theirs
        elif stands is Relation.APART:
            merged = self._merged(held, theirs, {})
            if merged.open:
                held.theirs = (theirs, rev)
                return
            held.work = self.keep(version(uuid, merged.side, merged_parents(mine, theirs)))
        if rev:
            held.rev, held.accepted = rev, theirs.vid

    def _merged(self, held: Held, theirs: Version, choices: dict[str, Choice]) -> merging.Merged:
        mine = held.work
        base = merging.common_base(
            (mine.vid, *mine.ancestors), (theirs.vid, *theirs.ancestors), self.known
        )
        return merging.merge(FORM, base, mine.side, theirs.side, choices)

    def resolve(self, uuid: str, pick: Pick) -> merging.Merged:
        held = self.records[uuid]
        assert held.theirs is not None
        theirs, rev = held.theirs
        asked = self._merged(held, theirs, {})
        merged = self._merged(held, theirs, {c.key: Choice(pick) for c in asked.conflicts})
        held.theirs = None
        held.work = self.keep(version(uuid, merged.side, merged_parents(held.work, theirs)))
        if rev:
            held.rev, held.accepted = rev, theirs.vid
        return asked


class Exchange(RuleBasedStateMachine):
    """Who types, exports, delivers, merges, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.portal = Portal()
        self.clients = [Client() for _ in range(3)]
        self.packages: list[list[tuple[str, Version]]] = []
        self.receipts: list[list[Answer]] = []
        self.tokens = itertools.count(1)
        self.replaced: dict[str, set[str]] = {}
        self.typed: dict[str, tuple[str, str]] = {}
        self.revs: dict[tuple[int, str], int] = {}
        for uuid in ("u1", "u2"):
            values = {name: self._token(uuid, name, None) for name in FIELDS}
            first = version(uuid, Side(values), [])
            self.clients[0].records[uuid] = Held(self.clients[0].keep(first))

    def _token(self, uuid: str, name: str, old: Any) -> str:
        token = str(next(self.tokens))
        self.typed[token] = (uuid, name)
        self.replaced[token] = {old} if old else set()
        return token

    def _pick(self, who: int, number: int, *, asked: bool) -> tuple[Client, str]:
        client = self.clients[who]
        names = [u for u, h in sorted(client.records.items()) if (h.theirs is not None) is asked]
        return client, names[number % len(names)] if names else ""

    @rule(who=st.integers(0, 2), number=st.integers(0, 1), name=st.sampled_from(FIELDS))
    def edit(self, who: int, number: int, name: str) -> None:
        client, uuid = self._pick(who, number, asked=False)
        if uuid and not client.records[uuid].work.side.gone:
            values = client.records[uuid].work.side.values
            token = self._token(uuid, name, values.get(name))
            client.edit(uuid, Side({**values, name: token}))

    @rule(who=st.integers(0, 2), number=st.integers(0, 1), name=st.sampled_from(FIELDS))
    def type_an_old_value_again(self, who: int, number: int, name: str) -> None:
        client, uuid = self._pick(who, number, asked=False)
        if uuid and not client.records[uuid].work.side.gone:
            values = client.records[uuid].work.side.values
            old = sorted(self.replaced[values[name]])
            if old:
                self.replaced[old[0]].add(values[name])
                client.edit(uuid, Side({**values, name: old[0]}))

    @rule(who=st.integers(0, 2), number=st.integers(0, 1), really=st.integers(0, 3))
    def delete(self, who: int, number: int, really: int) -> None:
        client, uuid = self._pick(who, number, asked=False)
        if uuid and not really and not client.records[uuid].work.side.gone:
            values = client.records[uuid].work.side.values
            token = self._token(uuid, "gone", None)
            self.replaced[token] |= set(values.values())
            client.edit(uuid, Side({**values, "deleted_by": token}, True))

    @rule(
        who=st.integers(0, 2),
        number=st.integers(0, 1),
        pick=st.sampled_from([Pick.MINE, Pick.THEIRS]),
    )
    def resolve(self, who: int, number: int, pick: Pick) -> None:
        client, uuid = self._pick(who, number, asked=True)
        if uuid:
            self._resolve(client, uuid, pick)

    def _resolve(self, client: Client, uuid: str, pick: Pick) -> None:
        held = client.records[uuid]
        assert held.theirs is not None
        mine, theirs = held.work.side, held.theirs[0].side
        for conflict in client.resolve(uuid, pick).conflicts:
            winner, loser = (mine, theirs) if pick is Pick.MINE else (theirs, mine)
            if conflict.about == "gone":
                for token in winner.values.values():
                    self.replaced[token] |= set(loser.values.values()) - set(winner.values.values())
            elif conflict.field is not None:
                name = conflict.field.id
                won, lost = winner.values.get(name), loser.values.get(name)
                if won and lost:
                    self.replaced[won].add(lost)

    @rule(who=st.integers(0, 2))
    def export(self, who: int) -> None:
        package = self.clients[who].export()
        if package:
            self.packages.append(package)

    @precondition(lambda self: self.packages)
    @rule(number=st.integers(0, 30))
    def deliver(self, number: int) -> None:
        self.receipts.append(self.portal.receive(self.packages[number % len(self.packages)]))

    @precondition(lambda self: self.receipts)
    @rule(who=st.integers(0, 2), number=st.integers(0, 30))
    def receipt(self, who: int, number: int) -> None:
        self.clients[who].apply(self.receipts[number % len(self.receipts)])

    @precondition(lambda self: self.packages)
    @rule(who=st.integers(0, 2), number=st.integers(0, 30))
    def colleague(self, who: int, number: int) -> None:
        for uuid, theirs in self.packages[number % len(self.packages)]:
            self.clients[who].take(uuid, theirs)

    @rule(one=st.integers(0, 2), other=st.integers(0, 2))
    def hand_over(self, one: int, other: int) -> None:
        package = self.clients[one].export()
        self.packages.append(package) if package else None
        for uuid, theirs in package if one != other else ():
            self.clients[other].take(uuid, theirs)

    @invariant()
    def the_portal_only_takes_what_had_seen_what_it_replaces(self) -> None:
        for before, after in self.portal.steps:
            assert before is None or before.vid in after.ancestors

    @invariant()
    def no_client_goes_back(self) -> None:
        accepted = {(u, v.vid) for u, v in self._steps()}
        for number, client in enumerate(self.clients):
            for uuid, held in client.records.items():
                assert held.rev >= self.revs.get((number, uuid), 0)
                self.revs[number, uuid] = held.rev
                if held.accepted:
                    assert (uuid, held.accepted) in accepted, "never accepted"

    def _steps(self) -> list[tuple[str, Version]]:
        names = {v.vid: u for c in self.clients for u, h in c.records.items() for v in [h.work]}
        known = {vid: u for p in self.packages for u, v in p for vid in [v.vid]}
        return [({**names, **known}[v.vid], v) for _, v in self.portal.steps]

    @invariant()
    def delivering_again_changes_nothing(self) -> None:
        before = dict(self.portal.current)
        for uuid, (_, now) in before.items():
            self.portal.receive([(uuid, now)])
        assert self.portal.current == before

    def teardown(self) -> None:
        """Everybody exchanges until nothing is left to say; then nothing was lost."""
        for _ in range(12):
            for client in self.clients:
                self._catch_up(client)
                package = client.export()
                if package:
                    self.packages.append(package)
                    client.apply(self.portal.receive(package))
        for client in self.clients:
            self._catch_up(client)
        final = {uuid: now.side for uuid, (_, now) in self.portal.current.items()}
        for client in self.clients:
            assert {u: h.work.side for u, h in client.records.items()} == final, "diverged"
            assert all(held.clean for held in client.records.values()), "not acknowledged"
        for uuid, side in final.items():
            self._nothing_lost(uuid, side)

    def _catch_up(self, client: Client) -> None:
        for uuid, (rev, now) in self.portal.current.items():
            for _ in range(4):
                client.take(uuid, now, rev)
                if client.records[uuid].theirs is None:
                    break
                self._resolve(client, uuid, Pick.MINE)

    def _nothing_lost(self, uuid: str, side: Side) -> None:
        reached: set[str] = set()
        todo = list(side.values.values())
        while todo:
            token = todo.pop()
            if token not in reached:
                reached.add(token)
                todo += self.replaced.get(token, ())
        lost = {token for token, (of, _) in self.typed.items() if of == uuid} - reached
        assert not lost, f"typed and lost: {lost}"
