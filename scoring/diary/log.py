"""The daily log page: the day's inputs, this week's sums, and the score after a save."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scoring.core.signals import PILLARS, Flow
from scoring.core.versions import CURRENT_VERSION
from scoring.daily.active_version import cached_timeline
from scoring.diary import weekly_card
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.base.formatting import WEEKDAYS, day_words
from teams.base.inputs import INPUTS, MAX_INPUT_VALUE, InputKind
from teams.base.sources import SPREAD_SOURCES, Value
from teams.facts.weekly_targets import targets_of
from teams.models import DailyLog, Rep

MAIN_INPUTS = ("posts", "leads_saved", "comments", "shares", "conversations", "invitations_sent")
OUTCOMES = ("meetings",)
LOOK_BACK_DAYS = 31  # days back in which an earlier day to copy from is looked for


@dataclass(frozen=True)
class LogField:
    """One input field of the day; an empty value is unknown. `step` is HTML's.

    `sent` says that the last save had a value for it, `differs` that another value counts.
    """

    name: str
    label: str
    value: Value | str
    note: str
    done: int
    target: int | None
    max: int
    step: str
    sent: bool = False
    differs: bool = False


@dataclass(frozen=True)
class InputGroup:
    """The input fields of one pillar."""

    pillar: str
    name: str
    fields: tuple[LogField, ...]


@dataclass(frozen=True)
class EarlierDay:
    """An earlier working day whose values can be filled in; they are saved only if confirmed."""

    day: date
    label: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class DayPage:
    """What the page of a day shows; `filled` if the fields hold values not saved yet."""

    day: date
    today: date
    off: bool
    groups: tuple[InputGroup, ...]
    outcomes: tuple[LogField, ...]
    more: tuple[LogField, ...]
    earlier_day: EarlierDay | None
    filled: bool
    card_notice: str

    @property
    def when(self) -> str:
        """`today` or `that day`, for the buttons."""
        return "today" if self.day == self.today else "that day"

    @property
    def main_fields(self) -> list[LogField]:
        """The fields of the first screen, in order."""
        return [*(each for group in self.groups for each in group.fields), *self.outcomes]

    @property
    def start(self) -> str:
        """What gets the keyboard focus: copying the earlier day, else the first empty field."""
        if self.filled:
            return self.main_fields[0].name
        if self.earlier_day and all(each.value is None for each in self.main_fields):
            return "like"
        return next((each.name for each in self.main_fields if each.value is None), "")

    @property
    def before(self) -> date:
        """The day before."""
        return self.day - timedelta(days=1)

    @property
    def after(self) -> date | None:
        """The day after; None if it has not come yet."""
        return self.day + timedelta(days=1) if self.day < self.today else None


def model_targets(rep: Rep, day: date) -> dict[str, int]:
    """Weekly target of each flow in the version in force on that day, in whole numbers."""
    signals = cached_timeline(rep.organization).on(day.toordinal()).signals
    return {s.name: max(1, round(s.target)) for s in signals if isinstance(s, Flow)}


def day_page(
    rep: Rep,
    day: date,
    *,
    today: date,
    copy_from: date | None = None,
    sent: Mapping[str, Value] | None = None,
    typed: Mapping[str, str] | None = None,
) -> DayPage:
    """The log page of a day, with this week's sums; `copy_from` is an earlier day to fill in.

    `sent` are the values just saved, `typed` the text of an invalid form.
    """
    monday, main_inputs = day - timedelta(days=day.weekday()), _by_pillar()
    days = DailyLog.objects.of(rep).between(day - timedelta(LOOK_BACK_DAYS), monday + timedelta(6))
    logs = list(days)
    known = {log.day: log for log in logs}
    is_off = bool(day in known and known[day].off)
    earlier = None if is_off else _find_earlier_day(rep, day, known, copy_from)
    filled = bool(earlier and copy_from)
    builder = _DayFields(
        log=known.get(day),
        week=[log for log in known.values() if log.day >= monday],
        targets=model_targets(rep, today) | targets_of(rep),
        tracked=_tracked(rep, logs, sent or {}),
        filled=earlier.values if earlier and copy_from else {},
        sent=sent or {},
        typed=typed or {},
    )
    return DayPage(
        day=day,
        today=today,
        off=is_off,
        groups=tuple(
            InputGroup(pillar, PILLAR_NAMES[at], builder.fields(main_inputs[pillar]))
            for at, pillar in enumerate(PILLARS)
        ),
        outcomes=builder.fields(OUTCOMES),
        more=builder.fields(_other_inputs()),
        earlier_day=earlier,
        filled=filled,
        card_notice=weekly_card.card_due_notice(rep, today) if day == today and not sent else "",
    )


def _tracked(rep: Rep, logs: Iterable[DailyLog], sent: Mapping[str, Value]) -> Container[str]:
    """The inputs that were ever known; recent logs are enough if they cover all that was sent."""
    recent = {name for log in logs for name in log.known()}
    return recent if sent and recent >= sent.keys() else DailyLog.objects.of(rep).ever_known()


def _find_earlier_day(
    rep: Rep, day: date, known: Mapping[date, DailyLog], copy_from: date | None
) -> EarlierDay | None:
    """The last working day before with a main input known, or the day to copy from."""
    logs_before = (known[at] for at in sorted(known, reverse=True) if at < day)
    for log in logs_before:
        values = _copyable_values(log)
        fits = (
            log.day == copy_from
            if copy_from
            else not log.off and rep.organization.works_on(log.day)
        )
        if values and fits:
            return EarlierDay(log.day, _copy_label(log.day, day), values)
    return None


def _copyable_values(log: DailyLog) -> dict[str, Value]:
    """Known values of the main inputs, without shares of a week's sum."""
    sources = log.sources()
    known = {name: value for name, value in log.known().items() if name in MAIN_INPUTS}
    return {name: value for name, value in known.items() if sources[name] not in SPREAD_SOURCES}


def _copy_label(earlier: date, day: date) -> str:
    days = (day - earlier).days
    if days == 1:
        return "As yesterday"
    return f"As {WEEKDAYS[earlier.weekday()] if days < 7 else day_words(earlier)}"


def _by_pillar() -> dict[str, list[str]]:
    inputs: dict[str, list[str]] = {pillar: [] for pillar in PILLARS}
    for name in MAIN_INPUTS:
        signal = next(s for s in CURRENT_VERSION.signals if name in s.inputs and s.name != "active")
        inputs[signal.pillar].append(name)
    return inputs


def _other_inputs() -> list[str]:
    return [name for name in INPUTS if name not in (*MAIN_INPUTS, *OUTCOMES, "off")]


@dataclass(frozen=True)
class _DayFields:
    """Builds the fields from the day's log, the week and the form."""

    log: DailyLog | None
    week: Sequence[DailyLog]
    targets: Mapping[str, int]
    tracked: Container[str]
    filled: Mapping[str, Value]
    sent: Mapping[str, Value]
    typed: Mapping[str, str]

    def fields(self, names: Sequence[str]) -> tuple[LogField, ...]:
        return tuple(self._field(name) for name in names)

    def _field(self, name: str) -> LogField:
        kind = INPUTS[name].kind
        done = sum(getattr(each, name) or 0 for each in self.week) if kind is InputKind.COUNT else 0
        value = getattr(self.log, name) if self.log else None
        target = self.targets.get(name)
        return LogField(
            name=name,
            label=INPUTS[name].label,
            value=self.typed.get(name, self.filled.get(name) if value is None else value),
            note=self._note(name, int(done)),
            done=int(done),
            target=target,
            max=100 if kind is InputKind.PERCENT else MAX_INPUT_VALUE,
            step="any" if kind in (InputKind.PERCENT, InputKind.HOURS) else "1",
            sent=name in self.sent,
            differs=name in self.sent and self.sent[name] != value,
        )

    def _note(self, name: str, done: int) -> str:
        target = self.targets.get(name)
        if INPUTS[name].scored and name not in self.tracked:
            return f"Not tracked, target {target}" if target else "Not tracked"
        if INPUTS[name].kind is not InputKind.COUNT:
            return ""
        return f"{done} of {target} this week" if target else f"{done} this week"
