"""Model pages: who views, proposes, adopts and withdraws versions, and the effect shown first."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine

from scoring.core.versions import VERSION_2
from scoring.daily.active_version import load_timeline
from scoring.models import Adoption, ModelVersion, Snapshot, version_of
from scoring.versions.adoption_preview import preview_adoption
from scoring.versions.forms import VersionForm
from teams.models import Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, create_random_reps, save_inputs, save_reading
from tests.scoring.versions.custom_versions import (
    BASE_PARAMETERS,
    POSTS_PARAMETERS,
    QUICK_PARAMETERS,
    adopt_version,
    propose_version,
)
from tests.world import Person, World

TODAY = 31


@pytest.fixture(autouse=True)
def _today(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def version_form(**changed: str) -> dict[str, str]:
    """Form data of version 2, with these values changed."""
    form = VersionForm(base=VERSION_2)
    values = {name: str(field.initial) for name, field in form.fields.items()}
    return values | {"why": "Posts count more here"} | changed


MORE_POSTS = {"weight_posts": "8", "weight_new_followers": "2"}


def test_only_coaches_and_admins_see_the_model_pages(world: World) -> None:
    for person in ("coach", "admin"):
        page = world.signed_in(person).get("/model/").content.decode()
        assert "Version 2 counts" in page and "3 a week" in page
    strangers: tuple[Person, ...] = ("rep", "manager")
    for person in strangers:
        client = world.signed_in(person)
        assert client.get("/model/").status_code == 404
        assert client.get("/model/versions/new/").status_code == 404
        assert client.get("/model/versions/2/").status_code == 404
        assert 'href="/model/"' not in client.get("/teams/", follow=True).content.decode()


def test_a_coach_proposes_a_version_and_sees_its_effect(world: World) -> None:
    save_reading(world.rep_other, day(20), 14, 9, 9, 14)
    save_inputs(world.rep_other, {day(n): {"posts": 0 if n < 21 else 2} for n in range(1, 30)})
    close_through(world.organization, 30)
    coach = world.signed_in("coach")
    response = coach.post("/model/versions/new/", version_form(**MORE_POSTS), follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [("/model/versions/2.1/", 302)]
    assert "Posts count more here" in page and "was 6, 3 a week" in page
    assert "If it had counted since 5 January" in page and world.rep_other.name in page
    assert "Adopt version 2.1" not in page
    assert coach.post("/model/versions/2.1/adopt/", {"since": "2026-03-03"}).status_code == 404
    assert not Adoption.objects.exists()


def test_out_of_bounds_values_show_errors_and_nothing_is_saved(world: World) -> None:
    coach = world.signed_in("coach")
    wrong = version_form(weight_posts="9", target_comments="900", half_life="1", why="")
    response = coach.post("/model/versions/new/", wrong)
    assert response.status_code == 422
    assert "This field is required" in response.content.decode()
    page = coach.post("/model/versions/new/", wrong | {"why": "More"}).content.decode()
    for sentence in (
        "The weights of brand add up to 25, not 28.",
        "The target of comments is from 5 to 80, not 900.",
        "The half-life is from 7 to 120 days, not 1.",
    ):
        assert sentence in page
    assert "Nothing differs from version 2." in (
        coach.post("/model/versions/new/", version_form()).content.decode()
    )
    for value in ("nan", "1e400", "-3", "x"):
        assert (
            coach.post("/model/versions/new/", version_form(weight_posts=value)).status_code == 422
        )
    assert not ModelVersion.objects.exists()
    assert coach.get("/model/versions/new/?from=9.9").status_code == 404
    assert coach.get("/model/versions/9.9/").status_code == 404


def test_an_admin_adopts_and_withdraws_a_version(world: World) -> None:
    save_inputs(world.rep, {day(n): {"posts": 4} for n in range(1, 30)})
    close_through(world.organization, 30)
    identifier, admin = propose_version(world, POSTS_PARAMETERS), world.signed_in("admin")
    address = f"/model/versions/{identifier}/adopt/"
    closed = admin.post(address, {"since": f"{day(10)}"})
    assert closed.status_code == 422
    assert "Days before 4 February are closed" in closed.content.decode()
    page = admin.post(address, {"since": f"{day(31)}"}, follow=True).content.decode()
    assert "Version 2.1 counts from 4 February on." in page
    assert load_timeline(world.organization).on(day(31).toordinal()).identifier == "2.1"
    back = f"/model/adoptions/{day(31)}/withdraw/"
    assert "Version 2.1 is taken back." in admin.post(back, follow=True).content.decode()
    assert "Nothing takes over" in admin.post(back, follow=True).content.decode()
    assert load_timeline(world.organization).switches == ()


def test_the_past_is_recomputed_only_on_request(world: World) -> None:
    save_inputs(world.rep, {day(n): {"posts": 4} for n in range(1, 30)})
    close_through(world.organization, 30)
    identifier, admin = propose_version(world), world.signed_in("admin")
    send = {"since": f"{day(10)}", "recompute": "on"}
    assert admin.post(f"/model/versions/{identifier}/adopt/", send).status_code == 302
    close_through(world.organization, 30)
    made = set(Snapshot.objects.of(world.rep).values_list("day", "version"))
    assert made == {(day(n), "2" if n < 10 else "2.1") for n in range(1, 31)}
    assert "past recomputed" in admin.get("/model/").content.decode()


def test_the_effect_is_what_would_be_different_had_it_counted_for_a_month(world: World) -> None:
    for rep in create_random_reps(world.north, 6, 29):
        save_reading(Rep.objects.select_related("organization").get(pk=rep), day(9), 12, 8, 7, 12)
    close_through(world.organization, 29)
    then = version_of(world.organization.pk, propose_version(world, QUICK_PARAMETERS))
    reps = Rep.objects.filter(organization=world.organization)
    preview = preview_adoption(world.organization, reps, then)
    ranked = [each for each in Snapshot.objects.at(day(29)) if each.is_ranked]
    assert preview and preview.counted == len(ranked) > 0
    assert preview.counted == sum(now for _, now, _ in preview.bands)
    assert preview.counted == sum(after for _, _, after in preview.bands)
    assert preview.before == pytest.approx(sum(each.total for each in ranked) / preview.counted)
    adopt_version(world, then.identifier, preview.since, recompute=True)
    close_through(world.organization, 29)
    restated = [each.total for each in Snapshot.objects.at(day(29)) if each.is_ranked]
    assert preview.after == pytest.approx(sum(restated) / len(restated)) != preview.before
    assert preview_adoption(world.organization, reps.none(), then) is None


def test_the_model_page_marks_what_was_learned(world: World) -> None:
    learned = replace(BASE_PARAMETERS, gains=(0.75, 1.0, 1.0, 1.0), variance=1.5)
    adopt_version(world, propose_version(world, learned), day(TODAY))
    page = world.signed_in("coach").get("/model/").content.decode()
    assert "gain 0.75, learned" in page and "gain 1.00<" in page
    assert "± 2.6 points 30 days after a LinkedIn score (V 1.50, learned)" in page
    assert "Activity counts half after 30 days." in page


def test_people_keep_the_learned_gains_of_the_version_they_start_from(world: World) -> None:
    learned = replace(BASE_PARAMETERS, gains=(0.75, 1.0, 1.0, 1.0), variance=1.5)
    first = propose_version(world, learned)
    form = version_form(**MORE_POSTS)
    world.signed_in("coach").post(f"/model/versions/new/?from={first}", form)
    second = version_of(world.organization.pk, "2.2")
    assert (second.gains, second.variance) == (learned.gains, learned.variance)
    assert second.signals[1].weight == 8


def test_a_trend_marks_a_change_of_version(world: World) -> None:
    save_inputs(world.rep, {day(n): {"posts": 4} for n in range(1, 30)})
    close_through(world.organization, 20)
    adopt_version(world, propose_version(world, QUICK_PARAMETERS), day(25))
    close_through(world.organization, 30)
    page = world.signed_in("manager").get(f"/reps/{world.rep.pk}/").content.decode()
    assert "Model version 2.1" in page
