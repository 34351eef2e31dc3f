"""Calendar of a rep's year: visible to the rep only, and accessible to screen readers."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client

from scoring.diary.log import MAIN_INPUTS
from scoring.diary.year_calendar import DayState, YearCell, YearPage, first_day, year_page
from teams.models import Rep
from teams.people.working_days import set_time_zone_of
from tests.scoring.core.histories import day
from tests.scoring.facts import save_inputs
from tests.world import World

TODAY = 59  # Wednesday 4 March 2026
ASKED_ZEROS = dict.fromkeys(MAIN_INPUTS, 0)


@pytest.fixture(autouse=True)
def _today(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def page_of(rep: Rep, year: int = 2026) -> YearPage:
    return year_page(rep, year, first=first_day(rep), today=rep.today())


def cell_of(rep: Rep, when: date) -> YearCell:
    cells = (c for m in page_of(rep, when.year).months for w in m.weeks for c in w.cells)
    return next(cell for cell in cells if cell and cell.day == when)


def test_every_kind_of_day_has_its_mark(world: World) -> None:
    save_inputs(world.rep, {day(2): ASKED_ZEROS, day(3): {"posts": 1}, day(4): {"connections": 9}})
    save_inputs(world.rep, {day(5): {"off": True}, day(13): {"posts": 2}})
    cells = {n: (cell_of(world.rep, day(n)).state, cell_of(world.rep, day(n)).short)
            for n in (1, 2, 3, 4, 5, 6, 8, 13, TODAY, TODAY + 1)}  # fmt: skip
    assert cells == {
        1: (DayState.BEFORE, ""),
        2: (DayState.KNOWN, "6/6"),
        3: (DayState.KNOWN, "1/6"),
        4: (DayState.KNOWN, "other"),
        5: (DayState.OFF, "off"),
        6: (DayState.FREE, ""),
        8: (DayState.HELD, "held"),
        13: (DayState.KNOWN, "1/6"),  # a Saturday
        TODAY: (DayState.OPEN, "open"),
        TODAY + 1: (DayState.AHEAD, ""),
    }


def test_the_sentence_counts_working_days_since_the_first_entry(world: World) -> None:
    save_inputs(world.rep, {day(n): ASKED_ZEROS for n in (45, 46, 47, 48, 51, 52, 54)})
    save_inputs(world.rep, {day(53): {"off": True}})
    # From Wednesday 18 February: 45 to 47, 50 to 52, 54, 57, 58; 48 and 49 are a weekend.
    page = page_of(world.rep)
    assert (page.known, page.working) == (6, 9)
    assert page.sentence == "6 of 9 working days known, longest streak 3."
    assert [(month.name, month.known, month.working) for month in page.months[:3]] == [
        ("February", 6, 7),
        ("March", 0, 2),
        ("April", 0, 0),
    ]


def test_a_rep_without_entries_has_no_held_days(world: World) -> None:
    page = page_of(world.rep)
    assert page.sentence == "No working day to look back on yet."
    assert "held" not in {c.state for m in page.months for w in m.weeks for c in w.cells if c}


def test_every_day_of_the_year_is_shown_once_under_its_weekday(world: World) -> None:
    save_inputs(world.rep, {date(2024, 1, 2): ASKED_ZEROS})
    for year in (2024, 2025, 2026):
        weeks = [week for month in page_of(world.rep, year).months for week in month.weeks]
        days = [cell.day for week in weeks for cell in week.cells if cell]
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        assert days == [date.fromordinal(n) for n in range(first, last + 1)]
        for week in weeks:
            for weekday, cell in enumerate(week.cells):
                assert cell is None or cell.day.weekday() == weekday
                assert cell is None or cell.day.isocalendar().week == week.number


def test_years_link_from_the_first_to_the_current_one(world: World) -> None:
    save_inputs(world.rep, {date(2024, 5, 6): ASKED_ZEROS})
    steps = [(p.before, p.after) for p in (page_of(world.rep, y) for y in (2024, 2025, 2026))]
    assert steps == [(None, 2025), (2024, 2026), (2025, None)]


def get_year(client: Client, query: str = "") -> str:
    answer = client.get(f"/me/year/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_past_days_link_to_their_log(world: World) -> None:
    save_inputs(world.rep, {day(1): ASKED_ZEROS})
    page = get_year(world.signed_in("rep"))
    assert f'href="/log/{day(2)}/"' in page and f'href="/log/{day(TODAY)}/"' in page
    assert f"/log/{day(TODAY + 1)}/" not in page
    assert re.search(r'aria-current="date">4<span class="hidden"> March, today', page)


def test_days_before_the_retention_limit_have_no_link(world: World) -> None:
    save_inputs(world.rep, {day(1): ASKED_ZEROS})
    Rep.objects.filter(pk=world.rep.pk).update(facts_from=day(30))
    page = get_year(world.signed_in("rep"))
    assert f"/log/{day(29)}/" not in page and f"/log/{day(30)}/" in page


def test_a_month_is_a_table_with_caption_and_headers(world: World) -> None:
    save_inputs(world.rep, {day(1): ASKED_ZEROS})
    page = get_year(world.signed_in("rep"))
    assert page.count("<table") == page.count("<caption>") == 12
    assert page.count('<th scope="col" abbr="Monday">') == 12
    assert '<th scope="row"><span class="hidden">Week </span>10</th>' in page
    assert "known, 6 of 6" in page


@pytest.mark.parametrize("query", ["?year=2031", "?year=1999", "?year=x", "?year="])
def test_an_invalid_year_shows_the_current_one(world: World, query: str) -> None:
    assert "Your year 2026" in get_year(world.signed_in("rep"), query)


def test_only_the_rep_sees_their_year(world: World) -> None:
    save_inputs(world.rep, {day(1): ASKED_ZEROS})
    for person in ("manager", "coach", "admin", "outsider"):
        for path in ("/me/year/", "/me/week/"):
            assert world.signed_in(person).get(path).status_code == 404
    assert "known, 6 of 6" not in get_year(world.signed_in("rep_other"))


def test_today_is_in_the_reps_time_zone(world: World) -> None:
    set_time_zone_of(world.rep, "Pacific/Kiritimati")
    assert f"/log/{day(TODAY + 1)}/" in get_year(world.signed_in("rep"))
