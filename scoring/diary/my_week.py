"""A rep's week so far: the streak, and progress towards weekly targets; for the rep alone.

The week is a calendar week, Monday to Sunday, in the rep's time zone.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from scoring.diary.log import MAIN_INPUTS, OUTCOMES, model_targets
from scoring.diary.streaks import Logs, Streak, first_day_read, logs_of, streak_flags, streak_of
from teams.base.inputs import INPUTS
from teams.facts.weekly_targets import COUNT_INPUTS, targets_of
from teams.models import Rep

FIRST_INPUTS = (
    *MAIN_INPUTS,
    OUTCOMES[0],
)  # the first screen of the log: its six inputs, and meetings booked


@dataclass(frozen=True)
class WeekTarget:
    """An input of the week: the amount done (None: unknown), and its target.

    `own` is the rep's target, `model` the model's; either may be None.
    """

    name: str
    label: str
    done: int | None
    own: int | None
    model: int | None

    @property
    def target(self) -> int | None:
        """The target that counts: the rep's, else the model's."""
        return self.own if self.own is not None else self.model

    @property
    def is_reached(self) -> bool:
        return self.done is not None and self.target is not None and self.done >= self.target

    @property
    def words(self) -> str:
        """Progress in words: `8 of 20`, `21 of 20, reached`, `not known yet, of 20`."""
        done = "not known yet" if self.done is None else str(self.done)
        if self.target is None:
            return done
        of = f", of {self.target}" if self.done is None else f" of {self.target}"
        return f"{done}{of}{', reached' if self.is_reached else ''}"


@dataclass(frozen=True)
class MyWeekPage:
    """What the page of this week shows."""

    monday: date
    sunday: date
    streak: Streak
    known: int  # known working days of the week so far
    working: int
    first: tuple[WeekTarget, ...]
    more: tuple[WeekTarget, ...]

    @property
    def targets(self) -> tuple[WeekTarget, ...]:
        return (*self.first, *self.more)


def my_week_page(rep: Rep, *, today: date) -> MyWeekPage:
    """The rep's current week."""
    monday = today - timedelta(days=today.weekday())
    sunday = monday + timedelta(days=6)
    logs = logs_of(rep, first_day_read(today), sunday)
    flags = streak_flags(rep, logs, monday, today, today=today)
    week = {day: log for day, log in logs.items() if day >= monday}
    own, model = targets_of(rep), model_targets(rep, today)
    return MyWeekPage(
        monday=monday,
        sunday=sunday,
        streak=streak_of(rep, logs, today=today),
        known=flags.count(True),
        working=len(flags) - flags.count(None),
        first=tuple(_week_target(name, week, own, model) for name in FIRST_INPUTS),
        more=tuple(
            _week_target(name, week, own, model)
            for name in COUNT_INPUTS
            if name not in FIRST_INPUTS
        ),
    )


def _week_target(name: str, week: Logs, own: dict[str, int], model: dict[str, int]) -> WeekTarget:
    amounts = [getattr(log, name) for log in week.values()]
    known = [value for value in amounts if value is not None]
    return WeekTarget(
        name=name,
        label=INPUTS[name].label,
        done=sum(known) if known else None,
        own=own.get(name),
        model=model.get(name),
    )
