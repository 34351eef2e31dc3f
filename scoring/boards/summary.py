"""Team figures: average, milestones, top mover, whom to talk to; and who may see which."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from scoring.boards.display_name import display_name_for
from scoring.core.signals import MILESTONES
from scoring.explain.main_reasons import main_reasons
from scoring.scores.periods import PeriodScore
from teams.access.board_visibility import BoardVisibility
from teams.base.formatting import whole
from teams.models import Organization

FALL_THRESHOLD = -0.05  # points; a smaller fall is displayed as 0.0


@dataclass(frozen=True)
class Mover:
    """A rep whose change is worth mentioning."""

    period_score: PeriodScore
    name: str
    cause: str = ""

    @property
    def change(self) -> float:
        """Points the total moved."""
        return self.period_score.change or 0.0


@dataclass(frozen=True)
class BoardSummary:
    """A team in four figures; averages are of ranked reps, None without any.

    They are also None where too few reps are ranked to show them; `shown_from` says how many it
    takes.
    """

    average: float | None
    average_change: float | None
    counted: int
    compared: int
    not_counted: int
    milestones: tuple[tuple[int, int], ...]
    up_most: Mover | None
    talk_to: Mover | None
    shown_from: int | None = None
    earlier_change: float | None = None  # of the period before, for reps compared over both
    earlier_compared: int = 0

    @property
    def people(self) -> int:
        """Number of reps, ranked or not."""
        return self.counted + self.not_counted


def summarize_reps(
    ranked: Sequence[PeriodScore], people: int, named: Collection[int] | None = None
) -> BoardSummary:
    """Figures of the ranked reps among `people` reps; only `named` reps (by id) can be movers."""
    totals = [each.now.total for each in ranked]
    changes = [each.change for each in ranked if each.change is not None]
    earlier = [each.earlier_change for each in ranked if each.earlier_change is not None]
    compared = [
        each
        for each in ranked
        if each.change is not None and (named is None or each.rep.pk in named)
    ]
    up = max(compared, key=lambda each: each.change or 0, default=None)
    down = min(compared, key=lambda each: each.change or 0, default=None)
    return BoardSummary(
        average=sum(totals) / len(totals) if totals else None,
        average_change=sum(changes) / len(changes) if changes else None,
        counted=len(ranked),
        compared=len(changes),
        not_counted=people - len(ranked),
        milestones=tuple(
            (mark, sum(whole(total) >= mark for total in totals))
            for mark in sorted(MILESTONES, reverse=True)[:4]
        ),
        up_most=Mover(up, up.rep.name) if up and (up.change or 0) > -FALL_THRESHOLD else None,
        talk_to=Mover(down, down.rep.name)
        if down and (down.change or 0) < FALL_THRESHOLD
        else None,
        earlier_change=sum(earlier) / len(earlier) if earlier else None,
        earlier_compared=len(earlier),
    )


def add_causes(organization: Organization, summaries: Sequence[BoardSummary]) -> list[BoardSummary]:
    """Returns the figures with the causes of their movers, loaded all at once."""
    movers = [mover for each in summaries for mover in (each.up_most, each.talk_to) if mover]
    causes = main_reasons(organization, [mover.period_score for mover in movers])

    def with_cause(mover: Mover | None) -> Mover | None:
        return mover and replace(mover, cause=causes.get(mover.period_score.rep.pk, ""))

    return [
        replace(each, up_most=with_cause(each.up_most), talk_to=with_cause(each.talk_to))
        for each in summaries
    ]


def limit_to_sight(
    summary: BoardSummary, sight: BoardVisibility, unlisted: int = 0
) -> BoardSummary:
    """Returns the figures as far as a viewer with that sight may see them.

    Viewers who do not look after the team get no average of few reps, no causes and not whom to
    talk to; those who see only their own row do not get the top mover either. `unlisted` counts
    ranked reps who have no row any more.
    """
    if sight.oversees:
        return summary
    enough = sight.averages(summary.counted, unlisted)
    up = summary.up_most if sight.everybody else None
    return replace(
        summary,
        average=summary.average if enough else None,
        average_change=_figure_if(
            sight.averages(summary.compared, unlisted), summary.average_change
        ),
        earlier_change=_figure_if(
            sight.averages(summary.earlier_compared, unlisted), summary.earlier_change
        ),
        milestones=summary.milestones if enough else (),
        up_most=up and Mover(up.period_score, display_name_for(up.period_score.rep, sight).name),
        talk_to=None,
        shown_from=None if enough else sight.smallest_group,
    )


def _figure_if(shown: bool, figure: float | None) -> float | None:
    return figure if shown else None
