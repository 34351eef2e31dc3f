"""Date parsing: LinkedIn's many date formats, as local days of the rep.

Days are ordinals. A time marked UTC becomes a day in the rep's time zone; without the mark the
printed day counts. Two-digit years are of this century.
"""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from teams.importers.table import LINKEDIN_LAUNCH

_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAMED: Final = re.compile(r"(?P<day>\d{1,2})[ -](?P<month>[A-Za-z]{3})[a-z]*[ -](?P<year>\d{2,4})")
_SLASHED: Final = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{2,4})(?:,.*)?")
_ISO: Final = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d\d)[-/](?P<day>\d\d)(?:[ T].*)?")
_SECONDS_BY_MINUTE: Final = {f"{at // 60:02}:{at % 60:02}": at for at in range(3600)}
_HOURS: Final = {f"{hour:02}": 3600 * hour for hour in range(24)}
EPOCH: Final = date(1970, 1, 1).toordinal()
DAY_SECONDS: Final = 86_400
MAX_CACHED_DATES: Final = 50_000  # dates: more than since LinkedIn's launch


class NoDateError(ValueError):
    """A text that is not a date in any of LinkedIn's formats."""


@lru_cache(maxsize=100_000)
def printed_day(text: str) -> int:
    """The printed day as an ordinal. Raises NoDateError if there is none."""
    text = text.strip()
    with suppress(ValueError):
        if match := _ISO.fullmatch(text) or _SLASHED.fullmatch(text):
            return _checked_ordinal(match, int(match["month"]))
        if match := _NAMED.fullmatch(text):
            return _checked_ordinal(match, _MONTHS.index(match["month"].lower()) + 1)
    raise NoDateError("no date")


def _checked_ordinal(match: re.Match[str], month: int) -> int:
    year = int(match["year"])
    day = date(year + 2000 if year < 100 else year, month, int(match["day"]))
    if not LINKEDIN_LAUNCH <= day <= date(2100, 1, 1):
        raise ValueError("LinkedIn was not there yet, or nobody is")
    return day.toordinal()


class Clock:
    """Converts timestamps to local days of a time zone, and to seconds since 1970."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        # By UTC date as written: its first second, the local day at that time, and after how many
        # seconds the next local day begins (0: compute, the clocks change).
        self._dates: dict[str, tuple[int, int, int]] = {}

    def day(self, text: str) -> int:
        """The local day. Raises LookupError or ValueError if the text is not a date."""
        if text[-3:] == "UTC":
            return self.moment(text)[1]
        return printed_day(text[:10] if len(text) == 19 else text)

    def moment(self, text: str) -> tuple[int, int]:
        """Seconds since 1970, and the local day, of "2026-01-01 10:00:00 UTC" or with slashes.

        Without UTC, the text is taken as local time, and the seconds are counted as if it were UTC.
        Raises LookupError or ValueError if the text is not such a moment.
        """
        date_text = text[:10]
        seconds_of_day = _HOURS[text[11:13]] + _SECONDS_BY_MINUTE[text[14:19]]
        if text[-3:] != "UTC":
            day = printed_day(date_text)
            return (day - EPOCH) * DAY_SECONDS + seconds_of_day, day
        first, day, changes = self._dates.get(date_text) or self._learn(date_text)
        if not changes:
            return first + seconds_of_day, self._local(first + seconds_of_day)
        return first + seconds_of_day, day if seconds_of_day < changes else day + 1

    def _learn(self, date_text: str) -> tuple[int, int, int]:
        first = (printed_day(date_text) - EPOCH) * DAY_SECONDS
        entry = first, self._local(first), self._turn(first)
        if len(self._dates) < MAX_CACHED_DATES:
            self._dates[date_text] = entry
        return entry

    def _turn(self, first: int) -> int:
        """Seconds into that UTC date until the next local day begins; 0 where the clocks change."""
        start, end = self._at(first), self._at(first + DAY_SECONDS)
        if start.utcoffset() != end.utcoffset():
            return 0
        return DAY_SECONDS - (start.hour * 3600 + start.minute * 60 + start.second) or DAY_SECONDS

    def _at(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, UTC).astimezone(self._zone)

    def _local(self, seconds: int) -> int:
        return self._at(seconds).toordinal()
