"""The supervisor restarts its programs and never leaves one running; uses real short programs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ssi_project.supervisor import (
    Program,
    Supervisor,
    consecutive_deaths,
    describe_exit,
    restart_pause,
)
from tests.commands import ROOT
from tests.servers import wait_for

SLEEP_PROGRAM = "import time; time.sleep(600)"
STUBBORN_PROGRAM = f"""
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open({{ready!r}}, "w").close()
{SLEEP_PROGRAM}
"""
PARENT_PROGRAM = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {SLEEP_PROGRAM!r}])
{SLEEP_PROGRAM}
"""
SUPERVISE_FOREVER = f"""
import sys
from ssi_project.supervisor import Program, Supervisor
Supervisor([Program("child", (sys.executable, "-c", {SLEEP_PROGRAM!r}))], print).run()
"""


def python_program(name: str, code: str) -> Program:
    return Program(name, (sys.executable, "-c", code))


@contextmanager
def run_supervisor(
    *programs: Program, grace: float = 5.0
) -> Iterator[tuple[Supervisor, list[str]]]:
    lines: list[str] = []
    supervisor = Supervisor(programs, lines.append, grace)
    supervisor.start()
    try:
        yield supervisor, lines
    finally:
        supervisor.stop()


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def children_of(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")


def test_restart_pauses_double_up_to_30_seconds() -> None:
    assert [restart_pause(deaths) for deaths in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]


def test_a_minute_of_uptime_resets_the_count_of_deaths() -> None:
    assert consecutive_deaths(5, lifetime=59) == 6
    assert consecutive_deaths(5, lifetime=60) == 1


def test_the_end_of_a_program_is_described() -> None:
    assert describe_exit(3) == "exit code 3"
    assert describe_exit(-signal.SIGKILL) == "killed by SIGKILL"


def test_a_dead_program_is_reported_and_restarted() -> None:
    with run_supervisor(
        python_program("worker", SLEEP_PROGRAM), python_program("web", SLEEP_PROGRAM)
    ) as (supervisor, lines):
        worker, web = supervisor.children
        first = worker.process
        first.kill()
        first.wait()
        supervisor.poll(now := time.monotonic())
        assert lines == ["worker ended (killed by SIGKILL); starting it again in 1 s."]
        supervisor.poll(now + 0.9)
        assert worker.process is first
        supervisor.poll(now + 1.1)
        assert worker.process.pid != first.pid
        assert web.process.poll() is worker.process.poll() is None


def test_a_program_that_keeps_dying_waits_longer_each_time() -> None:
    with run_supervisor(python_program("beat", "raise SystemExit(3)")) as (supervisor, lines):
        now = time.monotonic()
        for _ in range(3):
            supervisor.children[0].process.wait()
            supervisor.poll(now)
            now += 10
            supervisor.poll(now)
    assert [line.split()[-2] for line in lines] == ["1", "2", "4"]
    assert lines[0].startswith("beat ended (exit code 3)")


def test_stopping_kills_a_program_that_ignores_sigterm(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    deaf = python_program("deaf", STUBBORN_PROGRAM.format(ready=str(ready)))
    with run_supervisor(deaf, grace=0.3) as (supervisor, _):
        process = supervisor.children[0].process
        wait_for(ready.exists)
    assert process.returncode == -signal.SIGKILL


@needs_proc
def test_stopping_ends_the_children_of_a_program() -> None:
    with run_supervisor(python_program("parent", PARENT_PROGRAM)) as (supervisor, _):
        pid = supervisor.children[0].process.pid
        wait_for(lambda: children_of(pid))
        (grandchild,) = children_of(pid)
    wait_for(lambda: not is_running(grandchild))


@needs_proc
def test_children_of_a_dead_program_are_ended_before_its_restart() -> None:
    with run_supervisor(python_program("parent", PARENT_PROGRAM)) as (supervisor, _):
        process = supervisor.children[0].process
        wait_for(lambda: children_of(process.pid))
        (grandchild,) = children_of(process.pid)
        process.kill()
        process.wait()
        supervisor.poll(time.monotonic())
        wait_for(lambda: not is_running(grandchild))


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_program_outlives_its_supervisor(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", SUPERVISE_FOREVER], cwd=ROOT) as supervisor:
        wait_for(lambda: children_of(supervisor.pid))
        (child,) = children_of(supervisor.pid)
        wait_for(lambda: b"time" in Path(f"/proc/{child}/cmdline").read_bytes())
        os.kill(supervisor.pid, number)
        code = supervisor.wait(60)
    wait_for(lambda: not is_running(child))
    assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
