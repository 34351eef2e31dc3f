"""The two hand-checked tables of docs/model.md: diaries, pillars shown and coverage by day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tests.scoring.core.reference.replay import Day
from tests.scoring.core.reference.tables import MODEL, Model

Pillars = tuple[float, float, float, float]

MONDAY, THURSDAY = date(2026, 1, 5), date(2026, 1, 8)


@dataclass(frozen=True)
class Table:
    """A diary from its first day on; what is shown on some days, with the coverage."""

    first: date  # day 1
    days: Mapping[date, Day]
    rows: Mapping[int, tuple[Pillars, float]]
    model: Model = MODEL

    @property
    def through(self) -> date:
        return self.day(max(self.rows))

    def day(self, number: int) -> date:
        """The date of a numbered day."""
        return self.first + timedelta(number - 1)


def _first_days() -> dict[int, Day]:
    working = [n for n in range(1, 27) if (n - 1) % 7 < 5 and n not in (9, 10)]
    days = {
        n: {
            "posts": 1.0 if (n - 1) % 7 == 0 else 0.0,
            "comments": 3.0,
            "invitations_sent": 2.0,
            "invitations_accepted": 1.0 if (n - 1) % 7 == 4 else 0.0,
        }
        for n in working
    }
    days[1] |= {"profile_completeness": 80.0, "connections": 400.0}
    days[22] |= {"leads_saved": 2.0}
    days[24] |= {"comments": 12.0}
    facts = {n: Day(said) for n, said in days.items()}
    return facts | {
        10: Day({}, off=True),
        16: replace(facts[16], reading=(15, 4, 2, 12)),
        29: Day({}, reading=(14.5, 4.2, 2.6, 12.4)),
    }


def _second_days() -> dict[int, Day]:
    facts = {}
    for d in range(1, 51):
        if d in (13, 14):
            facts[d] = Day({}, off=True)
            continue
        said = {"invitations_sent": 0.0 if d % 3 else 3.0}
        said["invitations_accepted"] = 0.0 if d % 5 else 1.0
        if d <= 40 and (THURSDAY + timedelta(d - 1)).weekday() < 5:
            said["posts"] = 0.0 if d % 4 else 1.0
        if d % 6 == 0:
            said["response_hours"] = 6.0
        facts[d] = Day(said)
    facts[3].inputs["posts"] = 1.0
    facts[19].inputs["posts"] = 3.0
    facts[45].inputs["invitations_accepted"] = 9.0
    del facts[47].inputs["invitations_accepted"]
    facts[1].inputs.update(connections=400.0, profile_completeness=80.0)
    facts[22].inputs["recommendations"] = 4.0
    facts[20] = replace(facts[20], reading=(20, 5, 3, 11))
    return facts | {55: Day({}, reading=(12.5, 5.5, 3.5, 12))}


def _table(first: date, days: dict[int, Day], rows: dict[int, tuple[Pillars, float]]) -> Table:
    return Table(first, {first + timedelta(n - 1): day for n, day in days.items()}, rows)


FIRST = _table(
    MONDAY,
    _first_days(),
    {
        **dict.fromkeys(range(1, 16), ((14.88, 5.0, 2.25, 16.2076), 14)),
        16: ((15, 4, 2, 12), 29),
        17: ((14.9497, 4.0069, 2.0119, 12.0), 29),
        20: ((14.7979, 4.0001, 2.0001, 12.0), 29),
        22: ((14.9412, 3.9873, 1.9784, 12.0), 29),
        24: ((14.84, 4.0019, 2.0763, 12.0), 29),
        26: ((14.7384, 4.0154, 2.0943, 12.0), 29),
        28: ((14.6365, 3.9745, 2.0276, 12.0), 29),
        29: ((14.5, 4.2, 2.6, 12.4), 29),
    },
)
SECOND = replace(
    _table(
        THURSDAY,
        _second_days(),
        {
            1: ((15.456, 5.0, 2.25, 16.8113), 14),
            12: ((15.456, 6.6921, 2.25, 16.8113), 18),
            19: ((17.6642, 6.8048, 2.25, 16.8113), 24),
            20: ((20, 5, 3, 11), 24),
            22: ((19.8923, 5.0035, 3.0, 11.0), 27),
            30: ((19.6544, 5.0216, 3.0, 11.0), 29),
            32: ((19.5389, 4.9718, 3.0, 11.0), 35),
            34: ((19.4216, 4.9768, 3.0, 10.6919), 35),
            45: ((19.5402, 4.9811, 3.0164, 13.3568), 35),
            47: ((19.5285, 4.9304, 3.0164, 13.2588), 35),
            48: ((19.5285, 4.9629, 3.0218, 13.1656), 35),
            54: ((19.5285, 4.8705, 3.0218, 13.217), 35),
            55: ((12.5, 5.5, 3.5, 12), 35),
            60: ((12.5, 5.5, 3.5, 12), 35),
        },
    ),
    model=replace(MODEL, gains=(1.2, 0.8, 0.5, 1.5)),
)
TABLES = {"first": FIRST, "second": SECOND}
