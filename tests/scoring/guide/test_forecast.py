"""Forecast page: when the next milestone comes, or where the score is in 90 days."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from scoring.core.forecast import display_threshold
from scoring.daily.runs import close_days_through
from scoring.guide.forecast import (
    NO_LEVEL,
    NOT_LOGGED,
    NOTHING_KNOWN,
    ForecastPage,
    load_forecast,
)
from teams.base.formatting import day_words, whole
from teams.base.sources import Source
from teams.facts.readings import Reading, save_readings
from teams.facts.save_days import DayEntry, save_days
from teams.models import Goal, OfficialReading, Rep
from tests.scoring.facts import save_reading
from tests.world import World

DAILY = {"posts": 1, "comments": 6, "leads_saved": 5, "conversations": 6, "invitations_sent": 2}


def save_daily_logs(world: World, days: int = 56, *, read: bool = True, **more: int) -> None:
    """Logs that many days up to yesterday; with a LinkedIn score on the first of them."""
    today = world.rep.today()
    dates = [today - timedelta(days=back) for back in range(days, 0, -1)]
    entries = [DayEntry(world.rep.pk, day, DAILY | more) for day in dates if day.weekday() < 5]
    save_days(organization=world.organization, source=Source.TYPED, entries=entries)
    if read:
        readings = [Reading(world.rep.pk, dates[0], 10, 6, 4, 9)]
        how = OfficialReading.How.API
        save_readings(organization=world.organization, readings=readings, how=how)
    close_days_through(world.organization, today - timedelta(days=1))


def load_forecast_page(world: World) -> ForecastPage | str:
    rep = Rep.objects.get(pk=world.rep.pk)
    return load_forecast(rep, today=rep.today())


def test_a_climb_names_the_day_of_the_next_milestone_within_90_days(world: World) -> None:
    with world.scope():
        save_daily_logs(world, comments=1, posts=0, leads_saved=1)
        save_daily_logs(world, 9, read=False, comments=8, posts=2, leads_saved=8)
        save_reading(world.rep, world.rep.today(), 10, 7, 4, 8.2)
        page = load_forecast_page(world)
    assert isinstance(page, ForecastPage)
    match = re.fullmatch(r"At this pace: (\d0) around \d+ \w+\.", page.sentence)
    assert match, page.sentence
    first = next(each for each in page.line if each.total >= display_threshold(int(match[1])))
    assert day_words(first.day) in page.sentence


def test_a_steady_rep_is_about_where_they_are_in_90_days(world: World) -> None:
    with world.scope():
        save_daily_logs(world)
        page = load_forecast_page(world)
    assert isinstance(page, ForecastPage)
    last = page.named[-1]
    about = f"about {whole(last.total)} by {day_words(last.day)}"
    assert page.sentence == f"At this pace: {about}."
    assert page.further.startswith("30 is not in sight within a year: about ")


def test_the_range_goes_from_todays_to_the_one_at_90_days(world: World) -> None:
    with world.scope():
        save_daily_logs(world)
        page = load_forecast_page(world)
    assert isinstance(page, ForecastPage)
    widths = [(each.high - each.low) / 2 for each in page.named]
    assert widths == pytest.approx([2.5, 4.0, 6.0])
    first = page.line[0]
    assert first.high - first.total == pytest.approx(page.half_range + (2.5 - page.half_range) / 30)
    assert len(page.line) == 90 and page.judged == 0


def test_a_forecast_from_a_reading_of_today_has_no_range_today(world: World) -> None:
    with world.scope():
        save_daily_logs(world)
        save_reading(world.rep, world.rep.today(), 12, 8, 6, 11)
        page = load_forecast_page(world)
    assert isinstance(page, ForecastPage)
    assert (page.close, page.total, page.half_range) == (world.rep.today(), 37.0, 0.0)


def test_the_goal_has_the_total_of_its_day(world: World) -> None:
    with world.scope():
        save_daily_logs(world)
        by_day = world.rep.today() + timedelta(days=60)
        Goal.objects.create(
            organization=world.organization, rep=world.rep, target=99.0,
            by_day=by_day, set_on=world.rep.today(),
        )  # fmt: skip
        page = load_forecast_page(world)
    assert isinstance(page, ForecastPage)
    then = next(each.total for each in page.line if each.day == by_day)
    assert page.aim.startswith("Goal 99 by ")
    assert page.aim.endswith(f": about {whole(then)} by then.")


def test_without_enough_logged_there_are_words_and_no_numbers(world: World) -> None:
    with world.scope():
        assert load_forecast_page(world) == NOTHING_KNOWN
        save_daily_logs(world, 5, read=False)
        assert load_forecast_page(world) == NOT_LOGGED
        save_reading(world.rep, world.rep.today(), 12, 8, 6, 11)
        assert load_forecast_page(world) == NOT_LOGGED
    answer = world.signed_in("rep").get(f"/reps/{world.rep.pk}/forecast/")
    assert "Not enough logged to look ahead" in answer.content.decode()


def test_without_a_reading_a_little_known_score_is_not_looked_ahead_from(world: World) -> None:
    with world.scope():
        save_daily_logs(world, 28, read=False)
        assert load_forecast_page(world) == NO_LEVEL


def test_only_the_rep_and_those_who_look_after_them_open_the_page(
    world: World, client: Client
) -> None:
    with world.scope():
        save_daily_logs(world)
    address = f"/reps/{world.rep.pk}/forecast/"
    statuses = {}
    for person in ("rep", "manager", "outsider"):
        if person in world.users:
            client.force_login(world.users[person])
            statuses[person] = client.get(address).status_code
    assert statuses.pop("rep") == statuses.pop("manager") == 200
    assert set(statuses.values()) <= {404}


def test_a_reps_page_loads_the_forecast_and_what_to_do_next(world: World) -> None:
    with world.scope():
        save_daily_logs(world)
        forecast = load_forecast_page(world)
    assert isinstance(forecast, ForecastPage)
    for person in ("rep", "manager"):
        client = world.signed_in(person)
        assert (
            f'hx-get="/reps/{world.rep.pk}/ahead/"'
            in client.get(f"/reps/{world.rep.pk}/").content.decode()
        )
        part = client.get(f"/reps/{world.rep.pk}/ahead/").content.decode()
        assert forecast.sentence in part and part.count("Do this next") == 1
