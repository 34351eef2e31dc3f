"""LinkedIn scores of a rep: when the next is due, and what our estimate was before each.

The estimate a reading is compared with is the total at the close of the day before: what we showed
when the LinkedIn score was looked up. It includes every earlier reading and not this one, and the
days that LinkedIn's page includes, which is updated once a day. So no reading has to be undone to
judge the estimate by it, and all estimates are read with the closes of one period.
A reading on a rep's first day has none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean
from zoneinfo import ZoneInfo

from scoring.core.uncertainty import Trust
from scoring.explain.rep_score import DayScore, closes_between, trend_of
from scoring.scores.series import ScoreSeries
from scoring.scores.signal_names import LINKEDIN_SCORE_LABEL, gap_words
from teams.base.formatting import day_words, one_decimal, whole
from teams.models import OfficialReading, Rep, User

NUDGE_AFTER_DAYS = 7  # days after which the rep is asked for a new LinkedIn score
LEAD_IN_DAYS = 14  # days of the estimate drawn before the first reading
ENTRY_METHOD_WORDS = {
    OfficialReading.How.PASTED: "pasted",
    OfficialReading.How.JSON: "pasted as JSON",
    OfficialReading.How.HTML: "pasted as a saved page",
    OfficialReading.How.TYPED: "typed",
    OfficialReading.How.CSV: "from a CSV file",
    OfficialReading.How.API: "by API",
    OfficialReading.How.NAVIGATOR: "from a Sales Navigator report",
    OfficialReading.How.DEMO: "loaded with the demo",
}


def nudge(latest: date | None, today: date) -> str:
    """Prompt for a rep whose last LinkedIn score is over a week old or missing; else empty."""
    if latest is None:
        return "No LinkedIn score yet: paste one, one minute, and your score starts from it."
    if (today - latest).days <= NUDGE_AFTER_DAYS:
        return ""
    seen = day_words(latest, today.year)
    return f"Your last LinkedIn score is from {seen}: paste a new one, one minute."


@dataclass(frozen=True)
class ReadingEntry:
    """A reading, the close of the day before it (if there was one), and how it was entered."""

    reading: OfficialReading
    before: DayScore | None
    entered: str
    entered_at: datetime

    @property
    def gap(self) -> float | None:
        """Points the LinkedIn score was above our estimate; None without an estimate."""
        return self.reading.total - self.before.total if self.before else None

    @property
    def building(self) -> bool:
        """Whether the estimate was still building, with too little data to judge it by."""
        return self.before is not None and self.before.trust == Trust.BUILDING

    @property
    def benchmarks(self) -> list[str]:
        """Industry and network figures that LinkedIn's page showed that day, in words."""
        reading = self.reading
        groups = (
            ("Industry", reading.industry_rank, reading.industry_average),
            ("Network", reading.network_rank, reading.network_average),
        )
        return [_benchmark_words(*group) for group in groups if group[1:] != (None, None)]

    @property
    def gap_text(self) -> str:
        """The gap in words; empty without an estimate."""
        return "" if self.gap is None else gap_words(self.gap)


def _benchmark_words(name: str, rank: float | None, average: float | None) -> str:
    parts = [f"top\u00a0{whole(rank)}\u00a0%"] if rank is not None else []
    parts += [f"average\u00a0{whole(average)}"] if average is not None else []
    return f"{name} {', '.join(parts)}"


@dataclass(frozen=True)
class ReadingHistory:
    """A rep's readings of a period, newest first, and the estimate around them."""

    entries: tuple[ReadingEntry, ...]
    trend: ScoreSeries

    @property
    def last(self) -> ReadingEntry:
        """The newest reading."""
        return self.entries[0]

    @property
    def comparable(self) -> list[ReadingEntry]:
        """Readings that can be compared: the estimate before them exists and was not building."""
        return [each for each in self.entries if each.gap is not None and not each.building]

    @property
    def apart(self) -> float | None:
        """Mean absolute gap in points; None without a reading that can be compared."""
        gaps = [abs(each.gap) for each in self.comparable if each.gap is not None]
        return fmean(gaps) if gaps else None

    @property
    def summary(self) -> str:
        """The gap in one sentence or two."""
        if self.apart is None:
            return "There was no estimate to compare these with."
        last, number = self.comparable[0], len(self.comparable)
        sentence = (
            f"The {LINKEDIN_SCORE_LABEL} of {day_words(last.reading.day)} was {last.gap_text}."
        )
        if number == 1:
            return sentence
        average = f"{one_decimal(self.apart)} apart on average"
        return f"{sentence} Over {number} LinkedIn scores the two were {average}."


def load_reading_history(
    rep: Rep, *, first: date, today: date, viewer: User
) -> ReadingHistory | None:
    """The rep's readings from a day on; None without any."""
    stored = OfficialReading.objects.of(rep).between(first, today).select_related("entered_by")
    readings = list(stored)
    if not readings:
        return None
    start = max(first, readings[0].day - timedelta(days=LEAD_IN_DAYS)) - timedelta(days=1)
    closes, _ = closes_between(rep, start, today, provisional=True)
    return ReadingHistory(
        entries=tuple(_entries(readings, closes, ZoneInfo(rep.zone), viewer))[::-1],
        trend=trend_of(rep.organization, closes, readings, by_day=True),
    )


def _entries(
    readings: Sequence[OfficialReading], closes: Sequence[DayScore], zone: ZoneInfo, viewer: User
) -> list[ReadingEntry]:
    by_day = {close.day: close for close in closes}
    return [
        ReadingEntry(
            reading=reading,
            before=by_day.get(reading.day - timedelta(days=1)),
            entered=_entry_words(reading, viewer),
            entered_at=reading.entered_at.astimezone(zone),
        )
        for reading in readings
    ]


def _entry_words(reading: OfficialReading, viewer: User) -> str:
    method = ENTRY_METHOD_WORDS[OfficialReading.How(reading.how)]
    if reading.entered_by is None:
        return method
    return f"{method} by {'you' if reading.entered_by == viewer else reading.entered_by}"
