"""Formatting numbers and days: every figure a page, file or chart shows goes through here.

Plain Python. Rounding is half up, as people do it, and a negative number has a real minus sign.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

MINUS = "−"
PILLARS = ("Brand", "People", "Insights", "Relationships")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _rounded(value: float, step: str) -> Decimal:
    # Through text, so that 69.45 is the number people read and not its binary neighbour; to nine
    # places, so that four pillars that add up to 69.5 do so in floats too.
    return Decimal(str(round(float(value), 9))).quantize(Decimal(step), ROUND_HALF_UP)


def whole(value: float) -> int:
    """Rounds to the nearest whole number, halves up: 69.5 is 70."""
    return int(_rounded(value, "1"))


def one_decimal(value: float) -> str:
    """Formats to one decimal: `16.9`, `−3.0`; never a minus before a zero."""
    rounded = _rounded(value, "0.1")
    return f"{MINUS if rounded < 0 else ''}{abs(rounded)}"


def round_one_decimal(value: float) -> float:
    """Rounds to one decimal as `one_decimal` does, but returns a number: for files."""
    return float(_rounded(value, "0.1"))


def signed(value: float) -> str:
    """Formats a change with its sign: `+3.9`, `−3.0`; one that rounds to 0.0 has none."""
    rounded = _rounded(value, "0.1")
    return f"{MINUS if rounded < 0 else '+' if rounded > 0 else ''}{abs(rounded)}"


def rounded_parts(parts: Sequence[float], total: float) -> tuple[float, ...]:
    """Rounds parts to one decimal so that they add up to the total as shown: largest remainder.

    Each part is rounded down, and the tenths that are then missing go to those that lost most by
    it. A part is at most 0.1 from its value if the parts add up to the total. The sum of the
    results is `round_one_decimal(total)`, as far as floats can say it.

    >>> rounded_parts([0.34, 0.34, 0.32], 1.0)
    (0.4, 0.3, 0.3)
    """
    tenths = [Decimal(str(round(float(part), 9))) * 10 for part in parts]
    whole_tenths = [int(each.to_integral_value(ROUND_FLOOR)) for each in tenths]
    missing = int(_rounded(total, "0.1") * 10) - sum(whole_tenths)
    order = sorted(range(len(tenths)), key=lambda at: whole_tenths[at] - tenths[at])
    for place in range(abs(missing) if tenths else 0):
        at = order[place % len(order)] if missing > 0 else order[-1 - place % len(order)]
        whole_tenths[at] += 1 if missing > 0 else -1
    return tuple(each / 10 for each in whole_tenths)


def rounded_total(total: float) -> float:
    """Rounds a total to one decimal, but never to 69.5 what is shown as 69 elsewhere.

    >>> rounded_total(69.46), rounded_total(69.44), rounded_total(69.5)
    (69.4, 69.4, 69.5)
    """
    shown = round_one_decimal(total)
    return shown if whole(shown) == whole(total) else round_one_decimal(shown - 0.1)


def rounded_pillars(pillars: Sequence[float]) -> tuple[float, ...]:
    """Rounds pillars to one decimal so that they add up to their total, as `rounded_total` has it.

    >>> rounded_pillars([20.14, 16.14, 16.14, 17.04])  # 69.46, shown as 69 and not as 70
    (20.2, 16.1, 16.1, 17.0)
    """
    return rounded_parts(pillars, rounded_total(sum(pillars)))


def plus_minus(half: float | None) -> str:
    """Formats the half width of a likely range: `± 1.8`; empty for None, where there is none."""
    return "" if half is None else f"± {one_decimal(half)}"


def plain_number(value: float) -> str:
    """Formats a number without needless decimals, two at most: `62`, `58.5`."""
    return f"{round(value, 2):g}"


def coverage_words(coverage: float) -> str:
    """How much of a score is tracked: `tracks 79 of 100 points`."""
    return f"tracks {plain_number(coverage)} of 100 points"


def direction(value: float) -> str:
    """Direction of a change after rounding: `up`, `down`, or `soft` if it shows as 0.0."""
    rounded = _rounded(value, "0.1")
    return "up" if rounded > 0 else "down" if rounded < 0 else "soft"


def day_words(day: date, shown_year: int | None = None) -> str:
    """Formats a day: `20 November`; with its year if that is not `shown_year`."""
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return text if shown_year in (None, day.year) else f"{text} {day.year}"


def hour_words(hour: int) -> str:
    """Formats a full hour: `09:00`."""
    return f"{hour:02}:00"


def every_words(day: str, hour: int) -> str:
    """Formats a weekly time: `every Friday at 09:00`."""
    return f"every {day} at {hour_words(hour)}"


def short_day(day: date) -> str:
    """Formats a day in short: `21 Oct`, for table heads and axes."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def weekday_words(day: date) -> str:
    """Formats a day with its weekday: `Friday 20 November`."""
    return f"{WEEKDAYS[day.weekday()]} {day_words(day)}"


def short_weekday(day: date) -> str:
    """Formats a day with its weekday in short: `Fri 20 Nov`, for the rows of a table."""
    return f"{WEEKDAYS[day.weekday()][:3]} {short_day(day)}"


def days_ago(days: int) -> str:
    """Formats a number of days ago: `today`, `3 d ago`."""
    return "today" if days <= 0 else f"{days} d ago"


def duration_words(time: timedelta) -> str:
    """Formats a time span: `12 s`, `4 min`, `3 h 20 min`, `2 d 4 h`; whole units, two at most."""
    seconds = max(int(time.total_seconds()), 0)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if not minutes:
        return f"{seconds} s"
    if not hours:
        return f"{minutes} min"
    larger, smaller = (days, hours % 24) if days else (hours, minutes % 60)
    units = ("d", "h") if days else ("h", "min")
    return f"{larger} {units[0]}" + (f" {smaller} {units[1]}" if smaller else "")


def places_words(places: int) -> str:
    """Places moved in words, such as `up 2 places`, for screen readers."""
    if not places:
        return "same place"
    return f"{'up' if places > 0 else 'down'} {count_words(abs(places), 'place')}"


def count_words(count: int, noun: str) -> str:
    """A number with its noun: `1 day`, `30 days`, `1,000 days`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def pillar_words(pillars: Sequence[float]) -> str:
    """All pillars: `Brand 16.9, People 8.4, Insights 10.2, Relationships 16.5`."""
    labelled = zip(PILLARS, rounded_pillars(pillars), strict=True)
    return ", ".join(f"{name} {one_decimal(value)}" for name, value in labelled)
