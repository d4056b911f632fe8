"""Any sequence of acts by anybody keeps to the road: no step skipped, no own work judged."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from desktop.store import FinalizedError
from desktop.usecases import compiling, remarking, reviewing
from desktop.usecases.people import find_person
from desktop.usecases.remarking import NewRemark
from desktop.usecases.review_guards import ReviewRefused
from desktop.usecases.review_queue import queue
from desktop.usecases.review_rounds import Stage
from desktop.usecases.workspace import Workspace
from tests.usecases.review_samples import (
    BOSS,
    CENSOR,
    OTHER_WRITER,
    REVIEWER,
    WRITER,
    office,
    proof,
)

_PEOPLE = st.sampled_from([WRITER, OTHER_WRITER, REVIEWER, BOSS, CENSOR])
_REVIEWERS, _CENSORS = {WRITER, REVIEWER, BOSS}, {WRITER, BOSS, CENSOR}


class ReviewMachine(RuleBasedStateMachine):
    """One record, its library, and beside them what the road says should be."""

    template: ClassVar[Path]

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "review.mingce"
        shutil.copy(self.template, path)
        self.workspace = office(Workspace.open(path))
        self.uuid = proof(self.workspace).uuid
        self.stage = Stage.EDITING
        self.submitter = ""
        self.before = (Stage.EDITING, "")  # where a withdrawn submission goes back to
        self.at_return: tuple[Stage, str] = (Stage.REVIEW, "")
        self.touched = False  # edited since it was returned
        self.edits = 0
        self.frozen: list[str] = []
        self.returns = 0

    def attempt(self, allowed: bool, act: Callable[[], object]) -> bool:
        if allowed:
            act()
        else:
            with pytest.raises(ReviewRefused):
                act()
        return allowed

    def own(self, by: str) -> bool:
        return by in (WRITER, self.submitter)  # the compiler is always WRITER

    @rule(by=_PEOPLE)
    def submit(self, by: str) -> None:
        allowed = by in (WRITER, OTHER_WRITER) and self.stage in (Stage.EDITING, Stage.RETURNED)
        report = reviewing.submit(self.workspace, [self.uuid], by)
        assert (len(report.accepted), len(report.refused)) == ((1, 0) if allowed else (0, 1))
        if allowed:
            self.before = (self.stage, self.submitter)
            self.stage, self.submitter = Stage.REVIEW, by

    @rule()
    def go_on(self) -> None:
        """What the road asks for next, so that the end is reached often."""
        if self.stage in (Stage.EDITING, Stage.RETURNED):
            self.submit(WRITER)
        elif self.stage is Stage.REVIEW:
            self.approve(REVIEWER)
        elif self.stage is Stage.DISCLOSURE:
            self.disclose(CENSOR, "public")
        elif self.stage is Stage.FINAL:
            self.finalize(BOSS)
        else:
            self.new_version()

    @rule(by=_PEOPLE)
    def withdraw(self, by: str) -> None:
        act = lambda: reviewing.withdraw(self.workspace, self.uuid, by)  # noqa: E731
        if self.attempt(self.stage is Stage.REVIEW, act):
            self.stage, self.submitter = self.before  # as if it had never been submitted
            self.touched = True  # whether it is, nobody remembers: not undone in this model

    @rule(by=_PEOPLE)
    def approve(self, by: str) -> None:
        allowed = self.stage is Stage.REVIEW and by in _REVIEWERS and not self.own(by)
        if self.attempt(allowed, lambda: reviewing.approve(self.workspace, self.uuid, by)):
            self.stage = Stage.DISCLOSURE

    @rule(by=_PEOPLE)
    def withdraw_approval(self, by: str) -> None:
        allowed = self.stage is Stage.DISCLOSURE and by in _REVIEWERS
        act = lambda: reviewing.withdraw_approval(self.workspace, self.uuid, by)  # noqa: E731
        if self.attempt(allowed, act):
            self.stage = Stage.REVIEW

    @rule(by=_PEOPLE, result=st.sampled_from(["public", "pending"]))
    def disclose(self, by: str, result: str) -> None:
        allowed = self.stage is Stage.DISCLOSURE and by in _CENSORS and not self.own(by)
        act = lambda: reviewing.disclose(self.workspace, self.uuid, by, result)  # noqa: E731
        if self.attempt(allowed, act) and result == "public":
            self.stage = Stage.FINAL

    @rule(by=_PEOPLE)
    def withdraw_disclosure(self, by: str) -> None:
        judged = self.workspace.library.get(self.uuid).get("secrecy_result")
        there = self.stage in (Stage.DISCLOSURE, Stage.FINAL) and bool(judged)
        act = lambda: reviewing.withdraw_disclosure(self.workspace, self.uuid, by)  # noqa: E731
        if self.attempt(there and by in _CENSORS, act):
            self.stage = Stage.DISCLOSURE

    @rule(by=_PEOPLE)
    def send_back(self, by: str) -> None:
        there = self.stage in (Stage.REVIEW, Stage.DISCLOSURE, Stage.FINAL)
        allowed = there and by in _REVIEWERS | _CENSORS and not self.own(by)
        remark = [NewRemark("请核对", "issuer")]
        act = lambda: reviewing.send_back(self.workspace, self.uuid, remark, by)  # noqa: E731
        if self.attempt(allowed, act):
            self.at_return, self.stage, self.touched = (self.stage, by), Stage.RETURNED, False
            self.returns += 1

    @rule(by=_PEOPLE)
    def withdraw_return(self, by: str) -> None:
        stage, returner = self.at_return
        if self.stage is Stage.RETURNED and by == returner and self.touched:
            return  # allowed or not, depending on whether the text is the same again
        allowed = self.stage is Stage.RETURNED and by == returner
        act = lambda: reviewing.withdraw_return(self.workspace, self.uuid, by)  # noqa: E731
        if self.attempt(allowed, act):
            self.stage = stage
            self.returns -= 1

    @rule(by=_PEOPLE)
    def finalize(self, by: str) -> None:
        allowed = self.stage is Stage.FINAL and by in _REVIEWERS and not self.own(by)
        if self.attempt(allowed, lambda: reviewing.finalize(self.workspace, self.uuid, by)):
            self.stage = Stage.DONE
            self.frozen.append(self.workspace.library.get(self.uuid).content_hash())

    @rule()
    def edit(self) -> None:
        if self.stage in (Stage.REVIEW, Stage.DISCLOSURE, Stage.FINAL):
            return  # the window does not let anybody; test_reviewing tells what happens if
        self.edits += 1
        record = self.workspace.library.get(self.uuid)
        changed = record.with_values(issuer=f"岚川县第{self.edits}局")
        if self.stage is Stage.DONE:
            with pytest.raises(FinalizedError):
                compiling.save(self.workspace, changed)
        else:
            compiling.save(self.workspace, changed)
            self.touched = True

    @precondition(lambda self: self.stage is Stage.DONE)
    @rule()
    def new_version(self) -> None:
        record = compiling.new_version(self.workspace, self.uuid)
        note = {"change_type": "change", "change_note": "机构改革"}
        compiling.save(self.workspace, record.with_values(**note))
        self.stage, self.submitter = Stage.EDITING, ""

    @invariant()
    def the_log_tells_the_stage(self) -> None:
        assert reviewing.round_of(self.workspace, self.uuid).stage is self.stage

    @invariant()
    def everybody_sees_it_whose_turn_it_is(self) -> None:
        for by in (WRITER, OTHER_WRITER, REVIEWER, BOSS, CENSOR):
            turn = {
                Stage.REVIEW: by in _REVIEWERS and not self.own(by),
                Stage.DISCLOSURE: by in _CENSORS and not self.own(by),
                Stage.FINAL: by in _REVIEWERS and not self.own(by),
                Stage.RETURNED: self.own(by),
            }.get(self.stage, False)
            assert queue(self.workspace, find_person(self.workspace, by)).mine == turn

    @invariant()
    def revisions_and_remarks_stay(self) -> None:
        revisions = self.workspace.library.revisions(self.uuid)
        assert [revision.content_hash for revision in revisions] == self.frozen
        assert len(remarking.remarks(self.workspace, self.uuid)) == self.returns
        for revision in revisions:
            record = self.workspace.library.revision(self.uuid, revision.n)
            names = {record.get("compiler_name"), record.get("reviewer_name")}
            assert len(names) == 2  # nobody approved their own work
            assert record.get("secrecy_reviewer") != record.get("compiler_name")

    def teardown(self) -> None:
        if hasattr(self, "workspace"):
            self.workspace.close()
            self.folder.cleanup()


def test_any_sequence_of_acts_keeps_to_the_road(empty_library: Path) -> None:
    ReviewMachine.template = empty_library
    run_state_machine_as_test(
        ReviewMachine, settings=settings(max_examples=15, stateful_step_count=25)
    )
