"""A rep's own day: what is asked, what this week adds up to, what a save did to the score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scoring import computed
from scoring.core.history import Scores
from scoring.core.signals import PILLARS, Flow
from scoring.core.versions import CURRENT
from scoring.models import Snapshot
from scoring.wording import PILLARS as PILLAR_NAMES
from scoring.wording import signed, whole
from teams.importers.table import DECIMAL
from teams.inputs import INPUTS, MOST, Kind, fault
from teams.models import DailyLog, Rep
from teams.sources import Value

ASKED = ("posts", "leads_saved", "comments", "shares", "conversations", "invitations_sent")
OUTCOMES = ("meetings", "opportunities")
TARGETS = {s.name: int(s.target) for s in CURRENT.signals if isinstance(s, Flow)}


@dataclass(frozen=True)
class Field:
    """One input of the day; an empty value is not known. `step` is HTML's."""

    name: str
    label: str
    value: int | float | None
    note: str
    done: int
    target: int | None
    max: int
    step: str


@dataclass(frozen=True)
class Group:
    """The inputs of a pillar."""

    pillar: str
    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class DayPage:
    """What the page of a day shows."""

    day: date
    today: date
    off: bool
    groups: tuple[Group, ...]
    outcomes: tuple[Field, ...]
    more: tuple[Field, ...]

    @property
    def notes(self) -> str:
        """The notes a save may change, as htmx wants to be told."""
        fields = [*(each for group in self.groups for each in group.fields), *self.outcomes]
        return ",".join(f"#log-{each.name}-note" for each in [*fields, *self.more] if each.note)

    @property
    def before(self) -> date:
        """The day before."""
        return self.day - timedelta(days=1)

    @property
    def after(self) -> date | None:
        """The day after, unless it has not come yet."""
        return self.day + timedelta(days=1) if self.day < self.today else None


def day_page(rep: Rep, day: date, *, today: date) -> DayPage:
    """The day as it is known, with this week's sums."""
    monday = day - timedelta(days=day.weekday())
    week = list(DailyLog.objects.of(rep).between(monday, monday + timedelta(days=6)))
    log = next((each for each in week if each.day == day), None)

    def field(name: str) -> Field:
        return _field(name, log, week)

    asked = _by_pillar()
    return DayPage(
        day=day,
        today=today,
        off=bool(log and log.off),
        groups=tuple(
            Group(pillar, PILLAR_NAMES[at], tuple(field(name) for name in asked[pillar]))
            for at, pillar in enumerate(PILLARS)
        ),
        outcomes=tuple(field(name) for name in OUTCOMES),
        more=tuple(field(name) for name in _rest()),
    )


def _by_pillar() -> dict[str, list[str]]:
    asked: dict[str, list[str]] = {pillar: [] for pillar in PILLARS}
    for name in ASKED:
        signal = next(s for s in CURRENT.signals if name in s.inputs and s.name != "active")
        asked[signal.pillar].append(name)
    return asked


def _rest() -> list[str]:
    return [name for name in INPUTS if name not in (*ASKED, *OUTCOMES, "off")]


def _field(name: str, log: DailyLog | None, week: list[DailyLog]) -> Field:
    kind = INPUTS[name].kind
    done = sum(getattr(each, name) or 0 for each in week) if kind is Kind.COUNT else 0
    target = TARGETS.get(name)
    return Field(
        name=name,
        label=INPUTS[name].label,
        value=getattr(log, name) if log else None,
        note=_note(kind, int(done), target),
        done=int(done),
        target=target,
        max=100 if kind is Kind.PERCENT else MOST,
        step="any" if kind in (Kind.PERCENT, Kind.HOURS) else "1",
    )


def _note(kind: Kind, done: int, target: int | None) -> str:
    if kind is not Kind.COUNT:
        return ""
    return f"{done} of {target} this week" if target else f"{done} this week"


def read(form: Mapping[str, str]) -> tuple[dict[str, Value], dict[str, str]]:
    """What a form says, by input (None: not known), and what can't be understood."""
    values: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for name in INPUTS:
        if name in form and name != "off":
            value, error = _number(name, form[name].strip())
            if error:
                errors[name] = error
            else:
                values[name] = value
    return values, errors


def _number(name: str, text: str) -> tuple[Value, str]:
    if not text:
        return None, ""
    # Where people write decimals with a comma, a page takes them so too.
    written = text.replace(",", ".")
    if not DECIMAL.fullmatch(written):
        return None, f"{INPUTS[name].label}: “{text[:20]}” is not a number."
    value = float(written) if "." in written else int(written)
    wrong = fault(name, value)
    return value, f"{INPUTS[name].label}: {text[:20]} {wrong}." if wrong else ""


def _yesterday(rep: Rep, scores: Sequence[Scores], today: date) -> float | None:
    if len(scores) > 1:
        return float(scores[-2].totals[0])
    stored = Snapshot.objects.of(rep).at(today - timedelta(days=1)).first()
    return stored.total if stored else None


def score_words(rep: Rep, today: date) -> str:
    """Today's provisional score and what today did to it; empty before the first fact."""
    scores = computed.live(rep, today)
    if not scores:
        return ""
    total, before = float(scores[-1].totals[0]), _yesterday(rep, scores, today)
    moved = f" ({signed(total - before)} today)" if before is not None else ""
    return f"Estimated SSI {whole(total)}{moved}."
