"""Content of a report: equal to the pages, permitted reps only, in few queries."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.explain.rep_score import rep_score
from scoring.reports.build import gather
from scoring.reports.content import Report, anonymous_report
from scoring.reports.spec import (
    ALL_SECTIONS,
    ReportSpec,
    ReportSpecError,
    Section,
    SubjectKind,
    parse_report_spec,
)
from teams.base.formatting import day_words, round_one_decimal
from teams.models import ActionItem, Programme, ProgrammeMember, Rep
from teams.people.groups import save_group
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, create_random_reps, save_inputs, save_reading
from tests.world import World, add_rep

FIRST, CLOSE, TODAY = day(28), 58, day(59)
LAST = day(CLOSE)


def create_team_scores(world: World) -> None:
    """Reyes logs and has two readings; Ann logs and has one; nothing is known of Ben."""
    ann, _ = add_rep(world.north, "Ann Ames"), add_rep(world.north, "Ben Bell")
    save_inputs(world.rep, {day(at): {"posts": 2, "comments": 3} for at in range(10, CLOSE, 3)})
    save_inputs(world.rep, {day(40): {"meetings": 2}})
    save_reading(world.rep, day(24), 8, 8, 8, 8)
    save_reading(world.rep, day(55), 11, 11, 11, 12)
    save_inputs(ann, {day(at): {"conversations": 1} for at in range(5, CLOSE)})
    save_reading(ann, day(50), 10, 10, 10, 10)
    close_through(world.organization, CLOSE)


def build_spec(world: World, **changed: object) -> ReportSpec:
    defaults = ReportSpec(SubjectKind.TEAM, world.north.pk, FIRST, LAST)
    return replace(defaults, **changed)  # type: ignore[arg-type]


def report(world: World, asked: ReportSpec, among: object = None) -> Report:
    seen = Rep.objects.all() if among is None else among
    return gather(asked, world.organization, seen, today=TODAY)  # type: ignore[arg-type]


def test_change_and_causes_equal_those_on_the_reps_page(world: World) -> None:
    with world.scope():
        create_team_scores(world)
        content = report(world, build_spec(world, kind=SubjectKind.REP, pk=world.rep.pk))
        page = rep_score(world.rep, through=LAST, period=(LAST - FIRST).days, provisional=False)
    [person] = content.persons
    assert page and person.figures.after and person.figures.before
    assert person.figures.after.total == round_one_decimal(page.close.total)
    assert page.change is not None and page.reason is not None
    assert person.figures.change == round_one_decimal(page.change) == page.reason.change
    assert [each.points for each in person.causes] == [
        *(line.points for line in page.reason.lines),
        *(cause.points for cause in page.reason.linkedin),
    ]
    assert sum(each.points for each in person.causes) == pytest.approx(person.figures.change)
    assert person.figures.trend and person.figures.trend.totals[-1] == page.close.total
    assert content.sentences == person.sentences and content.title == "Rep Reyes"


def test_linkedin_scores_come_first_and_count_from_a_week_before_the_period(world: World) -> None:
    with world.scope():
        create_team_scores(world)
        content = report(world, build_spec(world))
    assert content.sentences[0] == (
        "LinkedIn’s own scores: 1 of 3 reps has two in this period; on average they moved +13.0."
    )
    words = {each.name: each.sentences[0] for each in content.persons}
    assert words["Rep Reyes"] == (
        f"LinkedIn’s own score went from 32.0 on {day_words(day(24))} "
        f"to 45.0 on {day_words(day(55))} (+13.0)."
    )
    assert words["Ann Ames"].startswith("LinkedIn’s own score is known once: 40.0")
    assert "not known" in words["Ben Bell"]


def test_activities_are_sums_with_the_current_models_targets(world: World) -> None:
    with world.scope():
        create_team_scores(world)
        content = report(world, build_spec(world, kind=SubjectKind.REP, pk=world.rep.pk))
    done = {each.name: each for each in content.persons[0].figures.activities}
    assert (done["posts"].done, done["posts"].before, done["posts"].weeks) == (18, 14, 30 / 7)
    assert done["posts"].target == 3
    assert (done["meetings"].done, done["meetings"].target) == (2, None)
    assert "shares" not in done
    covered = content.persons[0].figures.coverage
    assert (covered.known, covered.typed, covered.imported, covered.readings) == (9, 0, 9, 1)


def test_averages_are_of_comparable_reps(world: World) -> None:
    with world.scope():
        create_random_reps(world.north, 6, CLOSE)
        close_through(world.organization, CLOSE)
        content = report(world, build_spec(world))
    moved = [each.figures.change for each in content.persons if each.figures.change is not None]
    assert len(moved) >= 2
    assert content.figures.change == pytest.approx(sum(moved) / len(moved), abs=0.1)
    for each in content.persons:
        if each.figures.change is None:
            assert each.state or each.figures.before is None
        assert sum(c.points for c in each.causes) == pytest.approx(each.figures.change or 0)
    assert content.good[1] <= content.ranked[1] <= len(content.persons)


@pytest.mark.parametrize("asked", ["team", "organization", "group", "programme"])
def test_only_reps_the_requester_may_see_are_named(world: World, asked: str) -> None:
    with world.scope():
        reps = [world.rep, world.rep_other]
        group = save_group(
            organization=world.organization, by=world.users["admin"], name="Both", reps=reps
        )
        spring = Programme.objects.create(
            organization=world.organization, name="Spring", starts_on=FIRST, ends_on=LAST
        )
        for rep in reps:
            ProgrammeMember.objects.create(
                organization=world.organization, programme=spring, rep=rep
            )
        places = {
            "team": world.south.pk, "organization": world.organization.pk,
            "group": group.pk, "programme": spring.pk,
        }  # fmt: skip
        south = Rep.objects.of_team(world.south, LAST)
        content = report(world, build_spec(world, kind=SubjectKind(asked), pk=places[asked]), south)
        north = Rep.objects.of_team(world.north, LAST)
        if asked == "team":
            with pytest.raises(ReportSpecError, match="There is nobody to report on in South"):
                report(world, build_spec(world, pk=world.south.pk), north)
    assert [each.name for each in content.persons] == ["Ora Other"]
    assert content.without == (() if asked == "team" else ("1 rep not looked after by you.",))
    assert "Reyes" not in repr(asdict(content))


def test_erased_reps_and_other_organisations_reps_are_in_no_report(world: World) -> None:
    with world.scope():
        Rep.objects.filter(pk=world.rep.pk).update(erased_on=LAST)
        for pk in (world.rep.pk, world.elsewhere.pk):
            with pytest.raises(ReportSpecError, match="a person who is not here"):
                report(world, build_spec(world, kind=SubjectKind.REP, pk=pk))
        with pytest.raises(ReportSpecError, match="This team is not there any more"):
            report(world, build_spec(world, pk=world.east.pk))


def test_an_anonymised_report_reveals_no_one(world: World) -> None:
    with world.scope():
        create_team_scores(world)
        ActionItem.objects.create(
            organization=world.organization, rep=world.rep, text="Ask Reyes’ boss",
            agreed_on=day(30), due_on=day(57),
        )  # fmt: skip
        named = report(world, build_spec(world))
        alone = report(world, build_spec(world, kind=SubjectKind.REP, pk=world.rep.pk))
    assert named.persons[-1].agreed[0].text == "Ask Reyes’ boss"
    for each in (named, alone):
        text = repr(asdict(anonymous_report(each)))
        assert not any(word in text for word in ("Reyes", "Ann", "Bell", "example.com", "boss"))
    assert anonymous_report(named).figures == named.figures


def test_fifty_reps_take_no_more_queries_than_five(world: World) -> None:
    counts = []
    with world.scope():
        for number in (5, 45):
            for at in range(number):
                save_inputs(add_rep(world.north, f"{number} {at}"), {day(30): {"posts": 1}})
            close_through(world.organization, CLOSE)
            report(world, build_spec(world))
            with CaptureQueriesContext(connection) as queries:
                content = report(world, build_spec(world))
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 25
    assert len(content.persons) == 51


def test_sections_that_were_not_ordered_are_not_loaded(world: World) -> None:
    with world.scope():
        create_team_scores(world)
        content = report(world, build_spec(world, sections=(Section.SCORES,)))
    assert not any(p.next_actions or p.outlooks or p.figures.activities for p in content.persons)
    assert {each.sentences[2] for each in content.persons} >= {
        "The score begins with a logged day or a LinkedIn score."
    }


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (LAST, LAST, "ends before it begins"),
        (LAST - timedelta(days=6), LAST, "seven days or more"),
        (FIRST, TODAY, "is not over yet"),
        (LAST - timedelta(days=2000), LAST, "three years at most"),
    ],
)
def test_invalid_periods_are_refused_with_a_sentence(
    world: World, first: object, last: object, sentence: str
) -> None:
    with pytest.raises(ReportSpecError, match=sentence):
        build_spec(world, first=first, last=last).checked(LAST)


def test_an_order_survives_json(world: World) -> None:
    asked = build_spec(world, sections=(Section.TREND, Section.NEXT)).checked(LAST)
    assert parse_report_spec(asked.as_json()) == asked
    assert parse_report_spec(build_spec(world).as_json()).sections == ALL_SECTIONS
