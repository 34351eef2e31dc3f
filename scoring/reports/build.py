"""Gathers a report's content from an order, in few queries, however many reps there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scoring.daily.active_version import cached_timeline
from scoring.reports import load_activity
from scoring.reports.content import Coverage, Report, ReportedAction, ReportNumbers, ReportPerson
from scoring.reports.load_causes import RepCauses, load_rep_causes
from scoring.reports.load_outlook import NO_OUTLOOK, RepOutlook, load_outlooks
from scoring.reports.load_scores import (
    RepScores,
    load_rep_scores,
    mean_score,
    mean_trend,
    score_of,
    trend_of,
)
from scoring.reports.spec import ReportSpec, Section, SubjectKind
from scoring.reports.subjects import Subject, subject_of
from scoring.reports.summary_sentences import (
    all_estimates_words,
    all_official_words,
    estimate_words,
    good_words,
    official_words,
)
from scoring.scores.csv_export import STATES
from scoring.scores.periods import PeriodScore
from scoring.scores.signal_names import SIGNAL_NAMES
from teams.base.formatting import whole
from teams.models import ActionItem, Organization, Rep
from teams.models.people import RepQuerySet

NO_CAUSES = RepCauses((), "")
NO_KNOWN_DAYS = (0, 0, 0)


@dataclass(frozen=True)
class ReportData:
    """Data of a report's reps, by rep id; sections that were not ordered are empty."""

    order: ReportSpec
    lines: RepScores
    done: load_activity.Sums
    before: load_activity.Sums
    known: dict[int, tuple[int, int, int]]
    targets: dict[str, float]
    workdays: int
    moves: dict[int, RepCauses]
    looks: dict[int, RepOutlook]
    agreed: dict[int, tuple[ReportedAction, ...]]


def gather(
    order: ReportSpec, organization: Organization, among: RepQuerySet, *, today: date
) -> Report:
    """The report on the order's reps that are in `among`, as of the closes of its days.

    Raises OrderError with a sentence where there are none, or too many.
    """
    subject = subject_of(order, organization, among)
    loaded = _load(order, organization, subject.reps)
    persons = tuple(_person(rep, loaded) for rep in subject.reps)
    return _assemble_report(order, organization, subject, loaded, persons, today)


def _load(order: ReportSpec, organization: Organization, reps: Sequence[Rep]) -> ReportData:
    lines = load_rep_scores(reps, order)
    wants = set(order.sections)
    ahead = wants & {Section.NEXT, Section.FORECAST}
    done = Section.ACTIVITY in wants
    return ReportData(
        order=order,
        lines=lines,
        done=load_activity.load_sums(reps, order.first, order.last) if done else {},
        before=load_activity.load_sums(reps, order.before, order.first) if done else {},
        known=load_activity.load_known_days(reps, order.first, order.last),
        targets=load_activity.targets(cached_timeline(organization).on(order.last.toordinal())),
        workdays=load_activity.workdays(organization, order),
        moves=load_rep_causes(organization, list(lines.standings.values()), order),
        looks=load_outlooks(organization, reps, order.last) if ahead else {},
        agreed=_load_action_items(reps, order) if Section.AGREED in wants else {},
    )


def _load_action_items(
    reps: Sequence[Rep], order: ReportSpec
) -> dict[int, tuple[ReportedAction, ...]]:
    found: dict[int, list[ReportedAction]] = {rep.pk: [] for rep in reps}
    items = ActionItem.objects.filter(rep__in=reps).between(order.first, order.last)
    for each in items.order_by("due_on", "pk"):
        done = each.done_on if each.done_on and each.done_on <= order.last else None
        signal = SIGNAL_NAMES.get(each.signal, "")
        found[each.rep_id].append(ReportedAction(each.text, signal, each.due_on, done))
    return {rep: tuple(each) for rep, each in found.items()}


# One rep ------------------------------------------------------------------------------------------


def _person(rep: Rep, loaded: ReportData) -> ReportPerson:
    standing = loaded.lines.standings.get(rep.pk)
    official = loaded.lines.official.get(rep.pk, ())
    moved, look = loaded.moves.get(rep.pk, NO_CAUSES), loaded.looks.get(rep.pk, NO_OUTLOOK)
    figures, state = _figures_of(rep, standing, loaded), _state_of(standing)
    return ReportPerson(
        pk=rep.pk,
        name=rep.name,
        email=rep.email,
        state=state,
        known_lately=standing.now.known_days if standing else 0,
        figures=figures,
        official=official,
        causes=moved.causes,
        agreed=loaded.agreed.get(rep.pk, ()),
        next_actions=look.actions,
        forecast=look.sentence,
        outlooks=look.outlooks,
        sentences=(
            official_words(official),
            estimate_words(figures.before, figures.after, state, moved.mostly),
            look.sentence if rep.pk in loaded.looks else _distance_sentence(figures),
        ),
    )


def _state_of(standing: PeriodScore | None) -> str:
    if standing is None:
        return "no score yet"
    return "" if standing.ranked else STATES[standing.now.state]


def _distance_sentence(figures: ReportNumbers) -> str:
    """Points missing to 70, for reports without a forecast."""
    if figures.after is None:
        return "The score begins with a logged day or one number of LinkedIn’s."
    left = 70 - whole(figures.after.total)
    return "70 is reached." if left <= 0 else f"{left} to 70."


def _figures_of(rep: Rep, standing: PeriodScore | None, loaded: ReportData) -> ReportNumbers:
    lines, order = loaded.lines, loaded.order
    official = lines.official.get(rep.pk, ())
    known, typed, imported = loaded.known.get(rep.pk, NO_KNOWN_DAYS)
    return ReportNumbers(
        before=score_of(standing.compared if standing else None),
        after=score_of(standing.now if standing else None),
        change=standing.change if standing else None,
        pillar_changes=standing.pillar_changes if standing else None,
        earlier_change=standing.earlier_change if standing else None,
        trend=trend_of(lines.days.get(rep.pk, ()), official, order.first),
        activities=load_activity.activities(
            [loaded.done.get(rep.pk, {})], [loaded.before.get(rep.pk, {})],
            loaded.targets, order, 1,
        ),
        coverage=Coverage(
            loaded.workdays, known, typed, imported,
            sum(each.day > order.first for each in official),
        ),
    )  # fmt: skip


# All reps together --------------------------------------------------------------------------------


def _assemble_report(
    order: ReportSpec,
    organization: Organization,
    subject: Subject,
    loaded: ReportData,
    persons: tuple[ReportPerson, ...],
    today: date,
) -> Report:
    found = [each for each in loaded.lines.standings.values() if each.ranked]
    began = [each.before for each in loaded.lines.standings.values() if _was_ranked(each)]
    good = (
        sum(whole(each.total) >= 70 for each in began if each),
        sum(whole(each.now.total) >= 70 for each in found),
    )
    ranked = (len(began), len(found))
    alone = order.kind == SubjectKind.REP
    figures = persons[0].figures if alone else _combined_numbers(loaded, persons)
    changes = [each.figures.change for each in persons if each.figures.change is not None]
    return Report(
        order=order,
        title=subject.title,
        organization=organization.name,
        made_on=today,
        versions=loaded.lines.versions,
        sentences=persons[0].sentences
        if alone
        else (
            all_official_words(persons),
            all_estimates_words(figures.before, figures.after, changes),
            good_words(good, ranked),
        ),
        figures=figures,
        good=good,
        ranked=ranked,
        persons=persons,
        without=subject.without,
    )


def _was_ranked(standing: PeriodScore) -> bool:
    """Whether the score counted at the start."""
    return standing.before is not None and standing.before.is_ranked


def _combined_numbers(loaded: ReportData, persons: Sequence[ReportPerson]) -> ReportNumbers:
    compared = [each for each in loaded.lines.standings.values() if each.compared]
    before = mean_score([each.compared for each in compared if each.compared])
    after = mean_score([each.now for each in compared])
    earlier = [e.earlier_change for e in compared if e.earlier_change is not None]
    changes = (
        tuple(b - a for a, b in zip(before.pillars, after.pillars, strict=True))
        if before and after
        else None
    )
    return ReportNumbers(
        before=before,
        after=after,
        change=after.total - before.total if before and after else None,
        pillar_changes=changes,  # type: ignore[arg-type]
        earlier_change=sum(earlier) / len(earlier) if earlier else None,
        trend=mean_trend(loaded.lines),
        activities=load_activity.activities(
            list(loaded.done.values()), list(loaded.before.values()),
            loaded.targets, loaded.order, len(persons),
        ),
        coverage=load_activity.sum_coverage([each.figures.coverage for each in persons]),
    )  # fmt: skip
