"""Coverage of the forecast's 80 % band in backtests: prints the figures of docs/model.md.

.venv/bin/python benchmarks/backtest.py
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scoring.core.forecast import HORIZONS
from tests.scoring.core.backtests import Outcome, backtest, characters, simulate_demo

FORECAST_EVERY_DAYS = 21  # days between forecasts


def row(name: str, outcome: Outcome) -> str:
    """A table row: for each horizon the coverage, the median half width and the mean error."""
    half, error = np.median(outcome.half, axis=0), np.abs(outcome.off_by).mean(axis=0)
    cells = [
        f"{held:.0%} (±{width:.1f}, off by {off:.1f})"
        for held, width, off in zip(outcome.held, half, error, strict=True)
    ]
    return " | ".join(["", name, str(len(outcome.off_by)), *cells, ""]).strip()


def main() -> None:
    """Backtests characters with three levels of weekly variation, and two demo organisations."""
    print(" | ".join(["", "who", "forecasts", *(f"{days} days" for days in HORIZONS), ""]).strip())
    for differ in (0.25, 0.5, 0.8):
        made = characters(20, days=420, weeks_differ=differ, seed=1)
        print(
            row(
                f"characters whose weeks differ by {differ:.0%}",
                backtest(made, FORECAST_EVERY_DAYS),
            )
        )
    for seed in (70, 3):
        print(
            row(
                f"demo, seed {seed}",
                backtest(simulate_demo(96, days=520, seed=seed), FORECAST_EVERY_DAYS),
            )
        )


if __name__ == "__main__":
    main()
