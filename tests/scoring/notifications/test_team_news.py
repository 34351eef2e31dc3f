"""Team activity feed, as shown to those who look after the team."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.utils.html import strip_tags

from scoring.daily.active_version import clear_timeline_cache
from scoring.notifications import team_news as feeds
from scoring.notifications.team_news import load_team_news
from teams.base.formatting import signed
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, create_rep, save_inputs, save_reading
from tests.scoring.versions.custom_versions import adopt_version, propose_version
from tests.world import FIRST_DAY, Person, World

CLOSE = 58  # Tuesday 3 March 2026


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{day(CLOSE + 1)}T12:00Z", tick=False):
        yield


def create_team_scores(world: World) -> None:
    """Reyes slipped below 70, Ann reached 60 by a LinkedIn score, Ben stopped logging."""
    save_reading(world.rep, day(20), 17.6, 17.6, 17.6, 17.6)
    ann, ben = (create_rep(world.north, name, since=FIRST_DAY) for name in ("Ann", "Ben"))
    save_reading(ann, day(20), 13, 13, 13, 13)
    save_reading(ben, day(20), 13, 13, 13, 13)
    quiet = {"posts": 0, "comments": 0, "leads_saved": 0, "conversations": 0}
    save_inputs(world.rep, {day(at): {"posts": at % 2, "comments": 2} for at in range(5, 40)})
    save_inputs(world.rep, {day(at): quiet for at in range(40, CLOSE + 1)})
    save_inputs(ann, {day(at): {"posts": 1, "comments": 3} for at in range(40, CLOSE + 1)})
    save_reading(ann, day(57), 17, 17, 16, 16)
    save_inputs(ben, {day(at): {"posts": 1} for at in range(20, 41)})
    close_through(world.organization, CLOSE)


def page(world: World, person: Person = "manager", query: str = "") -> str:
    response = world.signed_in(person).get(f"/teams/{world.north.pk}/feed/{query}")
    assert response.status_code == 200
    text = strip_tags(response.content.decode()).replace("&#x27;", "'")
    return re.sub(r"\s+", " ", text)


def test_events_are_sentences_with_their_cause(world: World) -> None:
    create_team_scores(world)
    text = page(world)
    assert re.search(
        r"Rep Reyes slipped below 70 \(−\d\.\d in a week\) "
        r"[A-Z][a-z ]+ [\d.]+ a week, was [\d.]+: −\d\.\d",
        text,
    )
    (reached,) = re.findall(
        r"Ann reached 60 \(\+\d+\.\d in a week\) "
        r"LinkedIn score of 2 Mar against our estimate: \+(\d+\.\d)",
        text,
    )
    assert f"Ann: LinkedIn score was {reached} above our estimate" in text


def test_every_event_links_to_the_reps_page(world: World) -> None:
    create_team_scores(world)
    html = world.signed_in("manager").get(f"/teams/{world.north.pk}/feed/").content.decode()
    sentences = html.split('<ol class="list news">')[1:]
    assert len(sentences) >= 2
    for each in sentences:
        lines = each.split("</ol>")[0].split("<li>")[1:]
        assert lines and all('<a href="/reps/' in line for line in lines)


def test_the_newest_events_come_first(world: World) -> None:
    create_team_scores(world)
    news = load_team_news(world.north, 30)
    assert news is not None
    days = [when for when, _ in news.days]
    assert days == sorted(days, reverse=True) and len(days) >= 2
    assert all(news.since < when <= news.close for when in days)


def test_a_change_of_model_version_is_listed_with_its_day(world: World) -> None:
    create_team_scores(world)
    assert "counts from" not in page(world)
    adopt_version(world, propose_version(world), day(50), recompute=True)
    close_through(world.organization, CLOSE)
    clear_timeline_cache()
    assert "Version 2.1 counts from 23 February on" in page(world)
    assert "counts from" not in page(world, query="?period=7")


def test_reps_waiting_for_data_are_listed_apart_from_movers(world: World) -> None:
    create_team_scores(world)
    news = load_team_news(world.north, 30)
    assert news is not None
    assert [(each.rep.name, each.words) for each in news.waiting] == [
        ("Ben", "no data since 16 February")
    ]
    assert "Ben" not in [each.rep.name for each in (*news.up, *news.down)]
    ben = [(each.event.kind, each.words) for _, some in news.days for each in some
           if each.rep.name == "Ben"]  # fmt: skip
    assert ben == [("waiting", "not ranked, no data since 16 February")]


def test_the_biggest_moves_name_their_largest_causes(world: World) -> None:
    create_team_scores(world)
    news = load_team_news(world.north, 7)
    assert news is not None
    up, down = news.up[0], news.down[0]
    assert up.rep.name == "Ann" and down.rep == world.rep
    assert up.why.startswith("LinkedIn score of 2 Mar against our estimate: +")
    assert down.reason is not None
    assert down.why == "; ".join(each.sentence for each in down.reason.activity[:2])
    assert "a week, was " in down.why and "LinkedIn" not in down.why


def test_reasons_link_to_the_period_they_explain(world: World) -> None:
    create_team_scores(world)
    news = load_team_news(world.north, 30)
    assert news is not None
    manager = world.signed_in("manager")
    html = unescape(manager.get(f"/teams/{world.north.pk}/feed/").content.decode())
    for move in (*news.up, *news.down):
        assert move.link.endswith("?from=2026-02-01&to=2026-03-03") and f'"{move.link}"' in html
        assert signed(move.points) in manager.get(move.link).content.decode()
    events = [each for _, items in news.days for each in items if each.reason]
    assert events
    for each in events:
        week = f"?from={each.event.day - timedelta(days=7)}&to={each.event.day}"
        assert each.link.endswith(week) and f'"{each.link}"' in html
        assert signed(each.event.points or 0) in manager.get(each.link).content.decode()


def test_building_reps_are_left_out(world: World) -> None:
    save_inputs(world.rep, {day(at): {"posts": at % 3} for at in range(50, CLOSE + 1)})
    close_through(world.organization, CLOSE)
    news = load_team_news(world.north, 30)
    assert news is not None
    assert (news.up, news.down, news.days, news.waiting) == ((), (), (), ())
    assert "Quiet: no one crossed a milestone" in page(world)


def test_the_feed_before_the_first_score_says_when_news_begins(world: World) -> None:
    assert "No score yet: news begin" in page(world)


def test_a_long_feed_is_paginated(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    create_team_scores(world)
    monkeypatch.setattr(feeds, "EVENTS_PER_PAGE", 1)
    whole = load_team_news(world.north, 30)
    assert whole is not None and whole.number >= 3 and whole.older == 1
    pages = [load_team_news(world.north, 30, start) for start in range(whole.number)]
    sentences = [each.words for page in pages if page for _, items in page.days for each in items]
    assert len(sentences) == len(set(sentences)) == whole.number
    assert pages[-1] is not None and pages[-1].older is None
    assert "Older" in page(world) and "Newest" in page(world, query="?start=1")


@pytest.mark.parametrize("person", ["rep", "coach", "outsider"])
def test_others_cannot_open_the_feed(world: World, person: Person) -> None:
    create_team_scores(world)
    path = f"/teams/{world.north.pk}/feed/"
    assert world.signed_in(person).get(path).status_code == 404
    board = world.signed_in("rep").get(f"/teams/{world.north.pk}/").content.decode()
    assert "What changed" not in board


def test_the_feed_uses_no_blaming_words(world: World) -> None:
    create_team_scores(world)
    for word in ("failed", "missing", "lost", "lazy", "only", "missed", "bad"):
        assert word not in page(world).lower().split()
