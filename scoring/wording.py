"""Numbers and days as words: every figure a page, file or chart shows goes through here.

Plain Python. Rounding is half up, as people do it, and a negative number has a real minus sign.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

MINUS = "−"
PILLARS = ("Brand", "People", "Insights", "Relationships")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _rounded(value: float, step: str) -> Decimal:
    # Through text, so that 69.45 is the number people read and not its binary neighbour; to nine
    # places, so that four pillars that make 69.5 make it in floats too.
    return Decimal(str(round(float(value), 9))).quantize(Decimal(step), ROUND_HALF_UP)


def whole(value: float) -> int:
    """The nearest whole number, halves up: 69.5 is 70."""
    return int(_rounded(value, "1"))


def one_decimal(value: float) -> str:
    """`16.9`, `−3.0`; never a minus before a zero."""
    rounded = _rounded(value, "0.1")
    return f"{MINUS if rounded < 0 else ''}{abs(rounded)}"


def figure(value: float) -> float:
    """The number that `one_decimal` shows, as a number: for files."""
    return float(_rounded(value, "0.1"))


def signed(value: float) -> str:
    """`+3.9`, `−3.0`; a change that rounds to nothing has no sign."""
    rounded = _rounded(value, "0.1")
    return f"{MINUS if rounded < 0 else '+' if rounded > 0 else ''}{abs(rounded)}"


def direction(value: float) -> str:
    """`up`, `down` or `soft`, after rounding: what shows as 0.0 moved nowhere."""
    rounded = _rounded(value, "0.1")
    return "up" if rounded > 0 else "down" if rounded < 0 else "soft"


def day_words(day: date, shown_year: int | None = None) -> str:
    """`20 November`; with its year if that is not the year the page is about."""
    words = f"{day.day} {MONTHS[day.month - 1]}"
    return words if shown_year in (None, day.year) else f"{words} {day.year}"


def short_day(day: date) -> str:
    """`21 Oct`, for table heads and axes."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def weekday_words(day: date) -> str:
    """`Friday 20 November`."""
    return f"{WEEKDAYS[day.weekday()]} {day_words(day)}"


def short_weekday(day: date) -> str:
    """`Fri 20 Nov`, for the rows of a table."""
    return f"{WEEKDAYS[day.weekday()][:3]} {short_day(day)}"


def days_ago(days: int) -> str:
    """`today`, `3 d ago`."""
    return "today" if days <= 0 else f"{days} d ago"


def span(time: timedelta) -> str:
    """`12 s`, `4 min`, `3 h 20 min`, `2 d 4 h`: whole units that have passed, two at most."""
    seconds = max(int(time.total_seconds()), 0)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if not minutes:
        return f"{seconds} s"
    if not hours:
        return f"{minutes} min"
    larger, smaller = (days, hours % 24) if days else (hours, minutes % 60)
    units = ("d", "h") if days else ("h", "min")
    return f"{larger} {units[0]}" + (f" {smaller} {units[1]}" if smaller else "")


def places(moved: int) -> str:
    """`up 2 places`, for whoever hears the arrow instead of seeing it."""
    if not moved:
        return "same place"
    return f"{'up' if moved > 0 else 'down'} {counted(abs(moved), 'place')}"


def counted(count: int, noun: str) -> str:
    """`1 day`, `30 days`, `1,000 days`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def pillar_words(pillars: Sequence[float]) -> str:
    """`Brand 16.9, People 8.4, Insights 10.2, Relationships 16.5`."""
    named = zip(PILLARS, pillars, strict=True)
    return ", ".join(f"{name} {one_decimal(value)}" for name, value in named)
