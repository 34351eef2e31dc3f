"""`manage.py serve` end to end: it starts everything, restarts dead programs, stops on Ctrl-C."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ssi_project.management.commands.serve import clear_broker, programs
from tests.commands import ROOT, program_environment, run_manage
from tests.servers import free_port, wait_for

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs Linux's /proc")


class RunningServer:
    """A running `serve` on a free port, with its output in a file."""

    def __init__(self, data: Path) -> None:
        self.data, self.port, self.output = data, free_port(), data / "output"
        data.mkdir()
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port)],
                env=program_environment(data),
                cwd=ROOT,
                stdout=output,
                stderr=output,
            )

    def text(self) -> str:
        return self.output.read_text()

    def says(self, words: str) -> bool:
        assert self.process.poll() is None, self.text()
        return words in self.text()

    def pids(self, *words: str) -> set[int]:
        """Processes with our data folder whose command contains all these words."""
        folders = Path("/proc").glob("[0-9]*")
        return {int(folder.name) for folder in folders if self._is_ours(folder, words)}

    def _is_ours(self, process: Path, words: tuple[str, ...]) -> bool:
        try:
            command = (process / "cmdline").read_text().split("\0")
            variables = (process / "environ").read_text(errors="replace").split("\0")
        except OSError:  # the process has ended, or belongs to another user
            return False
        return f"DATA_DIR={self.data}" in variables and {*words} <= {*command}

    def worker(self) -> set[int]:
        """The main process of the worker, a child of `serve`."""
        ours = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return self.pids("celery", "worker") & {int(pid) for pid in ours.split()}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[RunningServer]:
    served = RunningServer(tmp_path / "data")
    yield served
    for pid in served.pids():
        os.kill(pid, signal.SIGKILL)
    served.process.wait()


@pytest.mark.slow
def test_serve_runs_everything_restarts_a_dead_worker_and_stops_cleanly(
    served: RunningServer,
) -> None:
    wait_for(lambda: served.says(f"Seventy is at http://127.0.0.1:{served.port}"), 60)
    page = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    page.request("GET", "/accounts/login/")
    assert page.getresponse().status == 200
    page.close()

    second = run_manage(served.data, "serve", "--port", str(free_port()))
    assert (second.returncode, second.stdout) == (1, "")
    assert "Another serve already runs" in second.stderr

    wait_for(lambda: len(served.pids("celery", "beat")) == 1)
    (first,) = served.worker()
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: served.says("worker ended (killed by SIGKILL); starting it again in 1 s."))
    wait_for(lambda: served.worker() - {first})

    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(30) == 0, served.text()
    wait_for(lambda: not served.pids(), 5)
    assert "Traceback" not in served.text()


@pytest.mark.slow
def test_a_port_in_use_is_reported_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = run_manage(tmp_path, "serve", "--port", port)
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert len(refused.stderr.strip().splitlines()) == 1
    assert f"127.0.0.1:{port}" in refused.stderr
    assert not list(tmp_path.glob("*.sqlite3"))


def test_old_messages_are_deleted_at_start(tmp_path: Path) -> None:
    for name in ("messages/1_old.celery.msg", "control/celery.exchange"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    clear_broker(tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["control", "messages"]


def test_links_in_mails_lead_to_the_served_address_unless_site_url_is_set(settings: object) -> None:
    told = {program.environment["SITE_URL"] for program in programs("127.0.0.1", 8104, 1)}
    assert told == {"http://127.0.0.1:8104"}
    settings.SITE_URL, settings.SITE_URL_IN_ENVIRONMENT = "https://s.example", True  # type: ignore[attr-defined]
    told = {program.environment["SITE_URL"] for program in programs("127.0.0.1", 8104, 1)}
    assert told == {"https://s.example"}
