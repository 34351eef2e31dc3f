"""The weekly card: its form, earlier cards, and when it is due."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.http import QueryDict

from scoring.diary.number_fields import parse_number
from teams.base.formatting import day_words
from teams.base.inputs import INPUTS
from teams.facts.weekly_card import ITEMS, SUMS, TOTALS, Card, Cards, read_card, total_before
from teams.importers.file_kinds import FileKind
from teams.models import DailyLog, Import, OfficialReading, Rep, WeeklyCard

WEEK, MONTH = timedelta(7), timedelta(30)
LEVELS: Final = ("endorsements", "recommendations", "relevant_connections")
LABELS: Final = {
    "connections": "Connections, in all",
    "followers": "Followers, in all",
    "inbound_views": "Profile viewers",
    "invitations_accepted": "Invitations accepted",
    "endorsements": "Endorsements",
    "recommendations": "Recommendations",
    "relevant_connections": "Connections in companies or industries you sell to",
}
ITEM_LABELS: Final = {
    "photo": "Photo",
    "cover": "Cover picture",
    "headline": "Headline",
    "summary": "About",
    "industry": "Industry",
    "location": "Location",
    "featured": "Featured",
    "positions": "Experience",
    "education": "Education",
    "certifications": "Licences and certifications",
    "skills": "Five skills or more",
    "languages": "Languages",
    "projects": "Projects",
    "publications": "Publications",
}


@dataclass(frozen=True)
class CardField:
    """A number field of the card, as text; `note` says what is new, or which days it covers."""

    name: str
    label: str
    text: str
    note: str


@dataclass(frozen=True)
class ChecklistItem:
    """An item of the profile's checklist."""

    name: str
    label: str
    is_present: bool


@dataclass(frozen=True)
class WeeklyCardPage:
    """What the page of a card shows; `looked` if the checklist was filled in."""

    day: date
    today: date
    fields: tuple[CardField, ...]
    levels: tuple[CardField, ...]
    items: tuple[ChecklistItem, ...]
    looked: bool
    monthly_due: bool
    saved: bool
    earlier: tuple[date, ...]
    reading: OfficialReading | None

    @property
    def before(self) -> date:
        """The day before."""
        return self.day - timedelta(days=1)

    @property
    def after(self) -> date | None:
        """The day after; None if it has not come yet."""
        return self.day + timedelta(days=1) if self.day < self.today else None


def card_due_notice(rep: Rep, today: date) -> str:
    """Reminder that the card is due; empty if there is one of the last seven days."""
    last = WeeklyCard.objects.of(rep).until(today).last()
    if last and last.day > today - WEEK:
        return ""
    last_one = f", the last is of {day_words(last.day, today.year)}" if last else ""
    return f"Weekly card due{last_one}: paste your LinkedIn SSI, one minute."


def parse_card(form: QueryDict) -> tuple[Card, dict[str, int | None], dict[str, str]]:
    """Parses a form; returns the card, the levels, and errors by field."""
    values: dict[str, int | None] = {}
    errors: dict[str, str] = {}
    for name, label in LABELS.items():
        # Followers are not a daily input, but are checked as connections are.
        kind = name if name in INPUTS else "connections"
        value, error = parse_number(kind, _strip_separators(form.get(name, "")), label)
        if error:
            errors[name] = error
        values[name] = None if value is None else int(value)
    levels = {name: values.pop(name) for name in LEVELS}
    ticked = frozenset(form.getlist("item")) & frozenset(ITEMS) if form.get("looked") else None
    return Card(**values, checklist=ticked), levels, errors


def _strip_separators(text: str) -> str:
    """A total as LinkedIn writes it, without separators: 1,024 and 1.024 are 1024."""
    text = text.strip()
    return (
        re.sub(r"\D", "", text)
        if re.fullmatch(r"\d{1,3}([.,\u00a0\u202f ’']\d{3})+", text)
        else text
    )


def weekly_card_page(
    rep: Rep, day: date, *, today: date, typed: QueryDict | None = None
) -> WeeklyCardPage:
    """The page of a day's card; `typed` is a form that failed validation."""
    cards = Cards.of(rep)
    card = read_card(rep, day, cards)
    last = cards.before(day + timedelta(1), "checklist")
    builder = _CardFields(_known_values(rep, day, card), _notes(rep, cards, day, card), typed)
    ticked = _items_present(rep, last) if typed is None else frozenset(typed.getlist("item"))
    return WeeklyCardPage(
        day=day,
        today=today,
        fields=builder.fields([name for name in LABELS if name not in LEVELS]),
        levels=builder.fields(LEVELS),
        items=tuple(
            ChecklistItem(name, label, name in ticked) for name, label in ITEM_LABELS.items()
        ),
        looked=card.checklist is not None if typed is None else "looked" in typed,
        monthly_due=last is None or last.day < day - MONTH,
        saved=cards.at(day) is not None,
        earlier=tuple(each.day for each in cards.all[:-6:-1] if each.day != day),
        reading=OfficialReading.objects.of(rep).last(),
    )


def _known_values(rep: Rep, day: date, card: Card) -> dict[str, int | None]:
    """The card's values, else the known values of the day."""
    entered = {name: getattr(card, name) for name in LABELS if name not in LEVELS}
    log = DailyLog.objects.of(rep).filter(day=day).first()
    known = {name: getattr(log, name) for name in ("connections", *LEVELS) if log}
    return known | {name: value for name, value in entered.items() if value is not None}


def _notes(rep: Rep, cards: Cards, day: date, card: Card) -> dict[str, str]:
    earlier = cards.before(day)
    counted_from = f"since {day_words(cards.since(day))}"
    if earlier is None or earlier.day < day - WEEK:
        counted_from = "in the last 7 days"
    notes = dict.fromkeys(SUMS, counted_from)
    for total in TOTALS:
        notes[total] = _total_note(total_before(rep, cards, day, total), getattr(card, total))
    return notes


def _total_note(before: tuple[date, int] | None, current: int | None) -> str:
    """The difference between a total and the one before it, in words."""
    if before is None:
        return "how many are new follows from your next card"
    day, earlier = before
    if current is None:
        return f"{earlier:,} on {day_words(day)}"
    if current < earlier:
        return f"{earlier - current:,} fewer than on {day_words(day)}: counted as none new"
    return f"{current - earlier:,} new since {day_words(day)}"


def _items_present(rep: Rep, last: WeeklyCard | None) -> frozenset[str]:
    """Checklist items the profile had when last checked, or in the last archive."""
    if last:
        return frozenset(last.checklist or ())
    archives = Import.objects.of(rep).applied().filter(kind=FileKind.ARCHIVE)
    parsed = archives.values_list("found", flat=True).first() or {}
    return frozenset(name for name, is_present in parsed.get("profile", {}).items() if is_present)


@dataclass(frozen=True)
class _CardFields:
    values: Mapping[str, int | None]
    notes: Mapping[str, str]
    typed: QueryDict | None

    def fields(self, names: Iterable[str]) -> tuple[CardField, ...]:
        return tuple(
            CardField(name, LABELS[name], self._text(name), self.notes.get(name, ""))
            for name in names
        )

    def _text(self, name: str) -> str:
        if self.typed is not None:
            return self.typed.get(name, "")
        value = self.values.get(name)
        return "" if value is None else str(value)
