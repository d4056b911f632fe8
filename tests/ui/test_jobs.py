"""The door to the background: results, errors and cancelling arrive on the window's thread."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desktop.ui.jobs import JobRunner
from desktop.ui.task import TaskBar
from exports.progress import Progress
from tests.ui.helpers import settle


def test_the_result_arrives_on_the_windows_thread(qtbot: QtBot, runner: JobRunner) -> None:
    seen: list[tuple[object, bool]] = []
    work_thread: list[int] = []

    def work(_: Progress) -> int:
        work_thread.append(threading.get_ident())
        return 7

    runner.start(
        runner, "算", work,
        done=lambda value: seen.append((value, threading.current_thread() is threading.main_thread())),
    )  # fmt: skip
    settle(qtbot, runner)
    assert seen == [(7, True)]
    assert work_thread != [threading.get_ident()]


def test_an_error_arrives_as_it_was_raised(qtbot: QtBot, runner: JobRunner) -> None:
    seen: list[Exception] = []

    def work(_: Progress) -> None:
        raise ValueError("第3行写错了。")

    runner.start(runner, "坏", work, failed=seen.append)
    settle(qtbot, runner)
    assert [str(error) for error in seen] == ["第3行写错了。"]


def test_an_error_that_nobody_takes_is_not_lost(qtbot: QtBot, runner: JobRunner) -> None:
    def work(_: Progress) -> None:
        raise KeyError("x")

    with qtbot.waitSignal(runner.unhandled) as blocker:
        runner.start(runner, "坏", work)
    assert isinstance(blocker.args[0], KeyError)


def test_a_page_that_was_deleted_meanwhile_is_told_nothing(qtbot: QtBot, runner: JobRunner) -> None:
    page, go = QObject(), threading.Event()
    told: list[object] = []
    runner.start(page, "查", lambda _: go.wait(5), done=told.append)
    delete(page)
    go.set()
    settle(qtbot, runner)
    assert told == []


def test_an_error_of_work_whose_page_was_deleted_is_not_lost(
    qtbot: QtBot, runner: JobRunner
) -> None:
    page, go = QObject(), threading.Event()
    told: list[object] = []

    def work(_: Progress) -> None:
        go.wait(5)
        raise ValueError("第3行写错了。")

    runner.start(page, "查", work, failed=told.append)
    delete(page)
    with qtbot.waitSignal(runner.unhandled) as blocker:
        go.set()
    assert str(blocker.args[0]) == "第3行写错了。"
    assert told == []


def test_work_stops_at_the_step_after_it_was_cancelled(qtbot: QtBot, runner: JobRunner) -> None:
    going = threading.Event()
    steps: list[int] = []
    ended: list[str] = []

    def work(progress: Progress) -> None:
        for number in range(1_000_000):
            steps.append(number)
            going.set()
            progress.step(number, 1_000_000, "写")

    job = runner.start(runner, "长", work, done=lambda _: ended.append("done"),
                       cancelled=lambda: ended.append("cancelled"))  # fmt: skip
    assert going.wait(5)
    job.cancel()
    settle(qtbot, runner)
    assert ended == ["cancelled"]
    assert len(steps) < 1_000_000


def test_shutting_down_waits_for_what_is_under_way(qtbot: QtBot) -> None:
    runner = JobRunner()
    started, finished = threading.Event(), []

    def work(progress: Progress) -> None:
        started.set()
        try:
            while True:
                progress.step(0, 0, "")
        finally:
            finished.append(True)

    runner.start(runner, "长", work)
    assert started.wait(5)
    runner.shutdown()
    assert finished == [True]


@pytest.mark.parametrize("count", [50])
def test_no_signal_of_many_short_jobs_is_lost(count: int, qtbot: QtBot, runner: JobRunner) -> None:
    seen: list[int] = []
    for number in range(count):
        runner.start(runner, "短", lambda _, n=number: n, done=seen.append)  # type: ignore[misc]
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: len(seen) == count)
    assert sorted(seen) == list(range(count))


def test_a_job_that_is_over_keeps_nothing(qtbot: QtBot, runner: JobRunner) -> None:
    page, result = QObject(), threading.Event()
    held: list[weakref.ref[object]] = [weakref.ref(page), weakref.ref(result)]
    runner.start(page, "短", lambda _, kept=result: kept, done=lambda _, kept=page: None)  # type: ignore[misc]
    settle(qtbot, runner)
    del page, result

    def gone() -> bool:
        gc.collect()
        return all(one() is None for one in held)

    qtbot.waitUntil(gone)


def test_the_cancel_button_stops_the_work_and_the_bar_goes(qtbot: QtBot, runner: JobRunner) -> None:
    bar = TaskBar(runner)
    qtbot.addWidget(bar)
    ended: list[str] = []
    steps: list[int] = []

    def work(progress: Progress) -> None:
        for number in range(1_000_000):
            steps.append(number)
            progress.step(number, 1_000_000, "写")

    bar.start(
        "导出", work, lambda _: ended.append("done"), lambda _: ended.append("failed"),
        lambda: ended.append("cancelled"),
    )  # fmt: skip
    qtbot.waitUntil(lambda: bar.bar.maximum() == 1_000_000)
    bar.cancel_button.click()
    qtbot.waitUntil(lambda: ended == ["cancelled"])
    assert bar.isHidden()
    assert len(steps) < 1_000_000


def test_work_waits_at_its_next_step_while_a_key_is_answered(
    qtbot: QtBot, runner: JobRunner
) -> None:
    begun, go, passed = threading.Event(), threading.Event(), threading.Event()

    def work(progress: Progress) -> None:
        begun.set()
        go.wait(5)
        progress.step(1, 3, "")
        passed.set()

    runner.start(runner, "查", work)
    assert begun.wait(5)
    runner.hush(3600)
    go.set()
    assert not passed.wait(0.05)

    runner.hush(0)
    assert passed.wait(5)
    settle(qtbot, runner)


def test_what_is_hushed_can_still_be_stopped(qtbot: QtBot, runner: JobRunner) -> None:
    ended: list[str] = []
    runner.hush(3600)
    job = runner.start(runner, "查", lambda _: None, cancelled=lambda: ended.append("停"))
    job.cancel()
    settle(qtbot, runner)
    assert ended == ["停"]
