"""Runs only the access matrix: `python -m tests.matrix`, with further arguments for pytest.

Names every wrong cell and prints their number. Exits with 0 only if there is none, every route has
a rule, and foreign objects look like missing ones, by response and by response time.
"""

import sys

import pytest


class Tally:
    """Pytest plugin that adds up the cells reported by the tests, from all worker processes."""

    def __init__(self) -> None:
        self.cells = self.wrong = self.pairs = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        said = dict(report.user_properties) if report.when == "call" else {}
        self.cells += int(str(said.get("cells", 0)))
        self.wrong += int(str(said.get("wrong", 0)))
        self.pairs += int(str(said.get("pairs", 0)))

    def __str__(self) -> str:
        return f"matrix: {self.cells} cells, {self.wrong} wrong"


def main(arguments: list[str]) -> int:
    """Runs the whole matrix, including timing."""
    tally = Tally()
    given = ["tests/matrix", "-q", "--show-capture=no", "-m", "not browser", *arguments]
    code = int(pytest.main(given, plugins=[tally]))
    sys.stdout.write(f"foreign ids: {tally.pairs} in fields, tried\n{tally}\n")
    return code or int(tally.wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
