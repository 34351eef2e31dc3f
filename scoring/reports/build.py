"""Builds a report's content from its spec, in few queries, however many reps there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scoring.daily.active_version import cached_timeline
from scoring.reports import load_activity
from scoring.reports.content import Coverage, Report, ReportedAction, ReportNumbers, ReportPerson
from scoring.reports.load_causes import RepCauses, load_rep_causes
from scoring.reports.load_outlook import NO_OUTLOOK, RepOutlook, load_rep_outlooks
from scoring.reports.load_readings import RepReadings, load_rep_readings
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
from scoring.scores.without_rank import not_ranked_words
from teams.base.formatting import whole
from teams.models import ActionItem, Organization, Rep
from teams.models.people import RepQuerySet

NO_CAUSES = RepCauses((), "")
NO_READINGS = RepReadings()
NO_KNOWN_DAYS = (0, 0, 0)


@dataclass(frozen=True)
class ReportData:
    """Data of a report's reps, by rep id; sections that were not requested are empty."""

    spec: ReportSpec
    scores: RepScores
    readings: dict[int, RepReadings]
    activity: load_activity.Sums
    earlier_activity: load_activity.Sums
    known_days: dict[int, tuple[int, int, int]]
    targets: dict[str, float]
    workdays: int
    causes: dict[int, RepCauses]
    outlooks: dict[int, RepOutlook]
    actions: dict[int, tuple[ReportedAction, ...]]


def gather(
    spec: ReportSpec, organization: Organization, visible_reps: RepQuerySet, *, today: date
) -> Report:
    """The report on the spec's reps that are in `visible_reps`, as of the closes of its days.

    Raises ReportSpecError with a sentence if there are none, or too many.
    """
    subject = subject_of(spec, organization, visible_reps)
    data = _load(spec, organization, subject.reps, today)
    persons = tuple(_person(rep, data) for rep in subject.reps)
    return _assemble_report(spec, organization, subject, data, persons, today)


def _load(
    spec: ReportSpec, organization: Organization, reps: Sequence[Rep], today: date
) -> ReportData:
    scores = load_rep_scores(reps, spec)
    sections = set(spec.sections)
    looks_ahead = sections & {Section.NEXT, Section.FORECAST}
    with_activity = Section.ACTIVITY in sections
    return ReportData(
        spec=spec,
        scores=scores,
        readings=load_rep_readings(reps, spec, today),
        activity=load_activity.load_sums(reps, spec.first, spec.last) if with_activity else {},
        earlier_activity=load_activity.load_sums(reps, spec.before, spec.first)
        if with_activity
        else {},
        known_days=load_activity.load_known_days(reps, spec.first, spec.last),
        targets=load_activity.targets(cached_timeline(organization).on(spec.last.toordinal())),
        workdays=load_activity.workdays(organization, spec),
        causes=load_rep_causes(organization, list(scores.period_scores.values()), spec),
        outlooks=load_rep_outlooks(organization, reps, spec.last) if looks_ahead else {},
        actions=_load_action_items(reps, spec) if Section.AGREED in sections else {},
    )


def _load_action_items(
    reps: Sequence[Rep], spec: ReportSpec
) -> dict[int, tuple[ReportedAction, ...]]:
    actions_by_rep: dict[int, list[ReportedAction]] = {rep.pk: [] for rep in reps}
    items = ActionItem.objects.filter(rep__in=reps).between(spec.first, spec.last)
    for each in items.order_by("due_on", "pk"):
        done = each.done_on if each.done_on and each.done_on <= spec.last else None
        signal = SIGNAL_NAMES.get(each.signal, "")
        actions_by_rep[each.rep_id].append(ReportedAction(each.text, signal, each.due_on, done))
    return {rep: tuple(each) for rep, each in actions_by_rep.items()}


# One rep ------------------------------------------------------------------------------------------


def _person(rep: Rep, data: ReportData) -> ReportPerson:
    period_score = data.scores.period_scores.get(rep.pk)
    readings = data.readings.get(rep.pk, NO_READINGS)
    causes, outlook = data.causes.get(rep.pk, NO_CAUSES), data.outlooks.get(rep.pk, NO_OUTLOOK)
    figures, state = _figures_of(rep, period_score, data), _state_of(period_score)
    why = (
        not_ranked_words(period_score.now.state, period_score.now.coverage) if period_score else ""
    )
    return ReportPerson(
        pk=rep.pk,
        name=rep.name,
        email=rep.email,
        state=state,
        known_lately=period_score.now.known_days if period_score else 0,
        figures=figures,
        official=readings.dots,
        official_start=readings.start,
        official_end=readings.end,
        causes=causes.causes,
        agreed=data.actions.get(rep.pk, ()),
        next_actions=outlook.actions,
        forecast=outlook.sentence,
        outlooks=outlook.outlooks,
        sentences=(
            official_words(readings.dots, readings.start, readings.end),
            estimate_words(figures.before, figures.after, why, causes.mostly),
            outlook.sentence if rep.pk in data.outlooks else _distance_sentence(figures),
        ),
    )


def _state_of(period_score: PeriodScore | None) -> str:
    if period_score is None:
        return "no score yet"
    return "" if period_score.ranked else STATES[period_score.now.state]


def _distance_sentence(figures: ReportNumbers) -> str:
    """Points missing to 70, for reports without a forecast."""
    if figures.after is None:
        return "The score begins with a logged day or a LinkedIn score."
    missing = 70 - figures.after.shown_whole
    return "70 is reached." if missing <= 0 else f"{missing} to 70."


def _figures_of(rep: Rep, period_score: PeriodScore | None, data: ReportData) -> ReportNumbers:
    scores, spec = data.scores, data.spec
    readings = data.readings.get(rep.pk, NO_READINGS)
    official = tuple(each for each in readings.dots if each.day <= spec.last)
    known, typed, imported = data.known_days.get(rep.pk, NO_KNOWN_DAYS)
    return ReportNumbers(
        before=score_of(period_score.compared if period_score else None),
        after=score_of(period_score.now if period_score else None),
        change=period_score.change if period_score else None,
        pillar_changes=period_score.pillar_changes if period_score else None,
        earlier_change=period_score.earlier_change if period_score else None,
        trend=trend_of(scores.days.get(rep.pk, ()), official, spec.first),
        activities=load_activity.activities(
            [data.activity.get(rep.pk, {})], [data.earlier_activity.get(rep.pk, {})],
            data.targets, spec, 1,
        ),
        coverage=Coverage(
            data.workdays, known, typed, imported,
            sum(each.day > spec.first for each in official),
        ),
    ).as_shown()  # fmt: skip


# All reps together --------------------------------------------------------------------------------


def _assemble_report(
    spec: ReportSpec,
    organization: Organization,
    subject: Subject,
    data: ReportData,
    persons: tuple[ReportPerson, ...],
    today: date,
) -> Report:
    ranked_scores = [each for each in data.scores.period_scores.values() if each.ranked]
    start_scores = [each.before for each in data.scores.period_scores.values() if _was_ranked(each)]
    good = (
        sum(whole(each.total) >= 70 for each in start_scores if each),
        sum(whole(each.now.total) >= 70 for each in ranked_scores),
    )
    ranked = (len(start_scores), len(ranked_scores))
    is_single = spec.kind == SubjectKind.REP
    figures = persons[0].figures if is_single else _combined_numbers(data, persons)
    changes = [each.figures.change for each in persons if each.figures.change is not None]
    return Report(
        spec=spec,
        title=subject.title,
        organization=organization.name,
        made_on=today,
        versions=data.scores.versions,
        sentences=persons[0].sentences
        if is_single
        else (
            all_official_words(persons, spec.kind),
            all_estimates_words(figures.before, figures.after, changes),
            good_words(good, ranked),
        ),
        figures=figures,
        good=good,
        ranked=ranked,
        persons=persons,
        without=subject.without,
    )


def _was_ranked(period_score: PeriodScore) -> bool:
    """Whether the score counted at the start."""
    return period_score.before is not None and period_score.before.is_ranked


def _combined_numbers(data: ReportData, persons: Sequence[ReportPerson]) -> ReportNumbers:
    compared = [each for each in data.scores.period_scores.values() if each.compared]
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
        trend=mean_trend(data.scores),
        activities=load_activity.activities(
            list(data.activity.values()), list(data.earlier_activity.values()),
            data.targets, data.spec, len(persons),
        ),
        coverage=load_activity.sum_coverage([each.figures.coverage for each in persons]),
    ).as_shown()  # fmt: skip
