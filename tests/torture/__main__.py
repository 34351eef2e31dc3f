"""The torture: `python -m tests.torture`, and with --short one of each, as `make test` does it.

Prints a table and, as its last line, the sum; exits with 0 only if all of it is zero and was whole
again soon enough. With --results each scenario's result is left in that folder when it is there.
"""

import shutil
import signal
import sys
import time
import traceback
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from types import FrameType
from typing import NoReturn

from tests.servers import ServerUnavailableError
from tests.torture.hosts import create_two_hosts
from tests.torture.processes import INTERRUPTED
from tests.torture.report import ENDED_FILE, Result, table
from tests.torture.scenarios import Hosts, Scenario, long_scenarios, short_scenarios
from tests.torture.situations import LONG_FORM, SHORT_FORM
from tests.torture.theatre import theatre

MAX_CONCURRENT = 3  # scenarios at a time: most of each is waiting for a lease to run out
SHORT_MAX_CONCURRENT = 9
START_GAP_SECONDS = 3.0  # seconds between starts, so that they do not all start workers at once


def main() -> int:
    """Runs all scenarios; a file in the results folder marks the end and any reason to skip."""
    options = _options()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _handle_signal)
    why = ""
    try:
        return _run_scenarios(options)
    except ServerUnavailableError as missing:
        why = str(missing)
        _print_line(f"torture: skipped, {why}")
        return 1
    finally:
        if options.results:
            (options.results / ENDED_FILE).write_text(why)


def _run_scenarios(options: Namespace) -> int:
    """Runs the scenarios in a temporary folder, which is kept if any of them fails."""
    folder = Path(mkdtemp(prefix="seventy-torture-"))
    folder.chmod(0o755)  # for root, PostgreSQL runs as an unprivileged user
    results: dict[str, Result] = {}
    try:
        for name, result in _all_results(options, folder / "around"):
            results[name] = result
            _report_result(options, name, result)
    finally:
        fine = all(result.is_fine for result in results.values())
        if fine:
            shutil.rmtree(folder, ignore_errors=True)
    if not fine:
        _print_line(f"What everybody said is in {folder}.")
    for line in table(results):
        _print_line(line)
    return 0 if fine else 1


def _all_results(options: Namespace, folder: Path) -> Iterator[tuple[str, Result]]:
    situations = SHORT_FORM if options.short else LONG_FORM
    lanes = options.lanes or (SHORT_MAX_CONCURRENT if options.short else MAX_CONCURRENT)
    with _create_hosts() as hosts, theatre(folder, situations, *_addresses(hosts)) as around:
        programme = (short_scenarios if options.short else long_scenarios)(around, hosts)
        yield from _results(programme, lanes)


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--short", action="store_true", help="one of each")
    parser.add_argument("--lanes", type=int, metavar="N", help="scenarios at a time")
    parser.add_argument("--results", type=Path, metavar="FOLDER", help="where to leave results")
    return parser.parse_args()


def _handle_signal(signal_number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + signal_number)


@contextmanager
def _create_hosts() -> Iterator[Hosts]:
    """Two hosts, or the error that says why there are none."""
    with ExitStack() as stack:
        try:
            hosts: Hosts = stack.enter_context(create_two_hosts())
        except ServerUnavailableError as missing:
            hosts = missing
        yield hosts


def _addresses(hosts: Hosts) -> list[str]:
    return [] if isinstance(hosts, ServerUnavailableError) else [host.here for host in hosts]


def _results(programme: Mapping[str, Scenario], lanes: int) -> Iterator[tuple[str, Result]]:
    """Yields each scenario's result as soon as it is there; closing the generator ends them all."""
    with ThreadPoolExecutor(lanes) as executor:
        jobs = {}
        try:
            for name, scenario in programme.items():
                jobs[executor.submit(_run_scenario, scenario)] = name
                time.sleep(START_GAP_SECONDS)
            for job in as_completed(jobs):
                yield jobs[job], job.result()
        finally:
            INTERRUPTED.set()
            executor.shutdown(cancel_futures=True)


def _run_scenario(scenario: Scenario) -> Result:
    try:
        came = scenario()
    except ServerUnavailableError as missing:
        return Result(skipped=str(missing))
    except Exception as error:  # noqa: BLE001  the other scenarios go on, and the error is reported
        return Result(failed="".join(traceback.format_exception(error)))
    return Result(kills=tuple(came)) if isinstance(came, list) else Result(outage=came)


def _report_result(options: Namespace, name: str, result: Result) -> None:
    """Saves and prints a result at once, for waiting tests and for people watching."""
    if options.results:
        result.save(options.results / name)
    how = "fine" if result.is_fine else "NOT FINE"
    _print_line(f"{time.strftime('%H:%M:%S')} {name}: {'skipped' if result.skipped else how}")


def _print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
