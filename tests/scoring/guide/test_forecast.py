"""Forecast page: when the next milestone comes, or where the score levels off."""

from datetime import timedelta

from django.test import Client

from scoring.daily.runs import close_days_through
from scoring.guide.forecast import ForecastPage, load_forecast
from teams.base.sources import Source
from teams.facts.readings import Reading, save_readings
from teams.facts.save_days import DayEntry, save_days
from teams.models import Goal, OfficialReading, Rep
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


def test_a_steady_climb_forecasts_the_next_milestone(world: World) -> None:
    with world.scope():
        save_daily_logs(world)
        page = load_forecast_page(world)
    assert isinstance(page, ForecastPage)
    assert "if things go on like this" in page.sentence
    assert len(page.named) == 3
    last = page.named[-1]
    assert last.low is not None and last.high is not None
    assert last.low <= last.total <= last.high


def test_the_forecast_mentions_the_goal(world: World) -> None:
    with world.scope():
        save_daily_logs(world)
        today = world.rep.today()
        Goal.objects.create(
            organization=world.organization, rep=world.rep, target=99.0,
            by_day=today + timedelta(days=60), set_on=today,
        )  # fmt: skip
        page = load_forecast_page(world)
    assert isinstance(page, ForecastPage)
    assert page.aim.startswith("The goal, 99 by ")
    assert page.aim.endswith("is not reached like this.")


def test_a_missing_forecast_says_why(
    world: World,
) -> None:
    with world.scope():
        assert load_forecast_page(world) == "There is nothing to go by yet: log a first day."
        save_daily_logs(world, 5, read=False)
        assert str(load_forecast_page(world)).startswith("Still building")


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


def test_a_reps_page_loads_the_forecast_and_one_suggestion(world: World) -> None:
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
        assert forecast.sentence in part and part.count("With three minutes a working day") == 1
