"""Import page: what was found, per input and day, and what applying it changes."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from teams.base.inputs import INPUTS, InputKind
from teams.base.sources import Source
from teams.facts.readings import PILLARS
from teams.importers.file_kinds import FileKind
from teams.imports.actions import can_apply, is_half_applied, is_refused
from teams.models import Import, ImportedDay, Rep

MAX_ROWS: Final = 200  # rows shown of a month
S = Import.State
STATE_LABELS: Final = {
    S.ARRIVING: "On its way",
    S.READING: "Being read",
    S.ASKING: "Needs an answer",
    S.FOUND: "To be looked at",
    S.APPLYING: "Being applied",
    S.APPLIED: "Applied",
    S.UNDOING: "Being undone",
    S.UNDONE: "Undone",
    S.DISCARDED: "Discarded",
    S.FAILED: "Could not be used",
}


@dataclass(frozen=True)
class PreviewRow:
    """What was found of one input; counts are days."""

    label: str
    sum: str  # the total; empty where it has no meaning
    first: date
    last: date
    days: int
    new: int
    changed: int
    same: int
    kept: int
    why_kept: str

    @property
    def period(self) -> str:
        """The period in words: `1 May – 19 Nov 2026`, or one day."""
        last = f"{self.last:%-d %b %Y}"
        if self.first == self.last:
            return last
        year = "" if self.first.year == self.last.year else f" {self.first.year}"
        return f"{self.first:%-d %b}{year} – {last}"


@dataclass(frozen=True)
class Difference:
    """A value that differs from the stored one, and which of them is in force."""

    rep: str
    day: date
    label: str
    stored: str
    in_file: str
    words: str


@dataclass(frozen=True)
class DayRow:
    """The values found for one day, in the order of the columns."""

    rep: str
    day: date
    values: tuple[str, ...]


@dataclass(frozen=True)
class PreviewMonth:
    """The days of one month, at most MAX_ROWS of them."""

    first: date
    before: date | None
    after: date | None
    columns: tuple[str, ...]
    rows: tuple[DayRow, ...]
    more: int


@dataclass(frozen=True)
class ImportPage:
    """The page of one import."""

    imported: Import
    kind: str
    state_label: str
    rows: tuple[PreviewRow, ...]
    readings: int
    differences: tuple[Difference, ...]
    month: PreviewMonth | None
    can_apply: bool
    is_refused: bool
    is_half_applied: bool

    @property
    def names(self) -> str:
        """The original file names."""
        return ", ".join(file["name"] for file in self.imported.files)

    @property
    def progress(self) -> str:
        """Progress in words."""
        done, total = self.imported.done, self.imported.total
        if self.imported.token is None:
            return "waiting for a worker"
        if self.imported.state == S.READING:
            return f"{done / 1e6:,.1f} of {total / 1e6:,.1f} MB" if done else ""
        return f"{done:,} of {total:,} days"

    @property
    def summary(self) -> str:
        """What was found, in one sentence."""
        findings = self.found
        days = f"{findings['rows']:,} day{'s' * (findings['rows'] != 1)}"
        people = f" of {findings['reps']:,} reps" if findings["reps"] > 1 else ""
        new = sum(line.new for line in self.rows)
        changed, kept = (sum(getattr(line, n) for line in self.rows) for n in ("changed", "kept"))
        parts = [f"{new:,} values new", f"{changed:,} other than before"]
        parts += [f"{kept:,} kept as they were"] * bool(kept)
        return f"{days}{people}: {', '.join(parts)}." if self.rows else f"{days}{people}."

    @property
    def applied_before(self) -> date | None:
        """When an identical file was applied before, or None."""
        text = self.imported.found.get("again")
        return date.fromisoformat(text) if text else None

    @property
    def changed_words(self) -> str:
        """The effect of applying, in words."""
        changed = self.imported.changed
        if not changed:
            return "Nothing changed: all of it was known."
        return f"{changed:,} day{'s' * (changed != 1)} changed."

    @property
    def found(self) -> dict[str, Any]:
        """Other findings."""
        return dict(self.imported.found)


def import_page(imported: Import, month: str = "") -> ImportPage:
    """Builds the page; `month` (YYYY-MM) selects the days shown."""
    findings = imported.found
    return ImportPage(
        imported=imported,
        kind=kind_words(imported),
        state_label=STATE_LABELS[S(imported.state)],
        rows=tuple(_lines(findings.get("inputs", {}))),
        readings=findings.get("readings", 0),
        differences=tuple(map(_difference, findings.get("differences", []))),
        month=_month(imported, month),
        can_apply=can_apply(imported),
        is_refused=is_refused(imported),
        is_half_applied=is_half_applied(imported),
    )


def kind_words(imported: Import) -> str:
    """The kind of file in words; empty before it has been read."""
    return FileKind(imported.kind).label if imported.kind else ""


def _lines(inputs: Mapping[str, Any]) -> Iterator[PreviewRow]:
    for name in (name for name in INPUTS if name in inputs):
        totals, verdicts = inputs[name], inputs[name]["verdicts"]
        yield PreviewRow(
            label=INPUTS[name].label,
            sum=f"{totals['sum']:,.0f}" if INPUTS[name].kind is InputKind.COUNT else "",
            first=date.fromisoformat(totals["first"]),
            last=date.fromisoformat(totals["last"]),
            days=totals["days"],
            new=verdicts.get("new", 0),
            changed=verdicts.get("changed", 0),
            same=verdicts.get("same", 0),
            kept=verdicts.get("kept", 0),
            why_kept=", ".join(_source(key) for key in totals["kept_for"]),
        )


def _source(value: object) -> str:
    return Source(int(str(value))).label


def _difference(difference: Mapping[str, Any]) -> Difference:
    kept = difference["verdict"] == "kept"
    source = _source(difference["source"])
    return Difference(
        rep=difference["rep"],
        day=date.fromisoformat(difference["day"]),
        label=INPUTS[difference["input"]].label,
        stored=_format_value(difference["stood"]),
        in_file=_format_value(difference["says"]),
        words=f"stays: {source}" if kept else f"counts: {source}",
    )


def _month(imported: Import, month: str) -> PreviewMonth | None:
    findings = imported.found
    if not findings.get("last") or imported.state not in (S.FOUND, S.APPLYING, S.APPLIED):
        return None
    oldest, newest = (
        date.fromisoformat(findings[name]).replace(day=1) for name in ("first", "last")
    )
    first = min(max(_first_of_month(month) or newest, oldest), newest)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    rows = ImportedDay.objects.of(imported).between(first, last).select_related("rep")
    loaded = list(rows.order_by("day", "rep__name")[: MAX_ROWS + 1])
    names = [name for name in INPUTS if any(name in row.values for row in loaded)]
    has_reading = any(row.reading for row in loaded)
    return PreviewMonth(
        first=first,
        before=_month_before(first) if first > oldest else None,
        after=_month_after(first) if first < newest else None,
        columns=(*(INPUTS[name].label for name in names), *(["LinkedIn"] if has_reading else [])),
        rows=tuple(
            _row(row, row.rep, names, with_reading=has_reading) for row in loaded[:MAX_ROWS]
        ),
        more=max(0, len(loaded) - MAX_ROWS),
    )


def _row(row: ImportedDay, rep: Rep, names: list[str], *, with_reading: bool) -> DayRow:
    values = [row.values.get(name) for name in names]
    total = sum(row.reading[name] for name in PILLARS) if row.reading else None
    texts = map(_format_value, (*values, *([total] if with_reading else [])))
    return DayRow(rep.name, row.day, tuple(texts))


def _format_value(value: object) -> str:
    """Formats a value: a dash for unknown, yes or no for booleans, at most one decimal."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.1f}" if isinstance(value, float) and value % 1 else f"{value:,.0f}"


def _first_of_month(month: str) -> date | None:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        return None


def _month_before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def _month_after(first: date) -> date:
    return date(first.year + (first.month == 12), first.month % 12 + 1, 1)
