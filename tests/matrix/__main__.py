"""The matrix alone: `python -m tests.matrix`; whatever follows goes to pytest.

Names every wrong cell and ends with their number; exits with 0 only if there is none, every route
has a rule, and nobody tells somebody else's object from none, by its answer or its time.
"""

import sys

import pytest


class Tally:
    """Adds up what the tests of the routes say of themselves, in whatever process they run."""

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
    """Runs all of it, timing included."""
    tally = Tally()
    given = ["tests/matrix", "-q", "--show-capture=no", "-m", "not browser", *arguments]
    code = int(pytest.main(given, plugins=[tally]))
    sys.stdout.write(f"foreign ids: {tally.pairs} in fields, tried\n{tally}\n")
    return code or int(tally.wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
