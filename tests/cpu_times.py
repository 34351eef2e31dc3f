"""Adds up the processor seconds of tests by folder: `pytest -p tests.cpu_times`, or `make times`.

Processor seconds hardly depend on what else the machine does, so figures of two days can be
compared. Those of programs a test starts are counted when the test waits for their end.
"""

import os
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

NAME = "cpu"
MAX_LISTED = int(os.environ.get("TIMES_LISTED", "20"))


class Times:
    """What was spent in each folder; and in this process, up to each report."""

    def __init__(self) -> None:
        self.by_folder: dict[str, float] = defaultdict(float)
        self.by_file: dict[str, float] = defaultdict(float)
        self.by_test: dict[str, float] = defaultdict(float)
        self.so_far = _cpu_seconds()

    def since_last(self) -> float:
        """Processor seconds since the last call."""
        before, self.so_far = self.so_far, _cpu_seconds()
        return self.so_far - before


def _cpu_seconds() -> float:
    return sum(os.times()[:4])


def pytest_configure(config: pytest.Config) -> None:
    """Each process of pytest-xdist measures itself; the first one adds up."""
    config.stash[TIMES] = Times()


TIMES = pytest.StashKey[Times]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: Any
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Notes in the report what that phase cost."""
    report = yield
    report.user_properties.append((NAME, item.config.stash[TIMES].since_last()))
    return report


class _TimesCollector:
    def __init__(self, times: Times) -> None:
        self.times = times

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        spent = sum(float(str(value)) for name, value in report.user_properties if name == NAME)
        path = report.nodeid.partition("::")[0]
        self.times.by_folder[str(Path(path).parent)] += spent
        self.times.by_file[path] += spent
        self.times.by_test[report.nodeid] += spent


def pytest_sessionstart(session: pytest.Session) -> None:
    """Listens to reports, those of other processes too."""
    session.config.pluginmanager.register(_TimesCollector(session.config.stash[TIMES]))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Prints the folders, and what took longest."""
    times = config.stash[TIMES]
    terminalreporter.section("processor seconds by folder")
    for folder, spent in sorted(times.by_folder.items()):
        terminalreporter.line(f"{spent:8.1f}  {folder}")
    terminalreporter.line(f"{sum(times.by_folder.values()):8.1f}  in all")
    for title, spent_by in (("files", times.by_file), ("tests", times.by_test)):
        longest = sorted(spent_by.items(), key=lambda each: -each[1])[:MAX_LISTED]
        terminalreporter.section(f"processor seconds of the longest {title}")
        for name, spent in longest:
            terminalreporter.line(f"{spent:8.1f}  {name}")
