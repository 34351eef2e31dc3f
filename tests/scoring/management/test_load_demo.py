"""`manage.py load_demo`: a plausible sales organisation, with users who can sign in."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db.models import Avg, Count, F
from django_scopes import scope, scopes_disabled

from scoring.coaching.action_effects import item_effects
from scoring.coaching.programmes import load_programme_page
from scoring.guide.next_actions import TimeBudget, next_actions_page
from scoring.models import TOTAL, Snapshot
from teams.access.viewer import current_viewer
from teams.base.sources import Source
from teams.demo.sign_ins import sign_in_lines
from teams.models import (
    ActionItem,
    DailyLog,
    OfficialReading,
    Organization,
    Programme,
    Rep,
    Role,
    SessionNote,
    Team,
    User,
)

ONE_DAY = timedelta(days=1)


@pytest.fixture
def data_dir(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def load_demo(**options: int) -> str:
    out = StringIO()
    call_command("load_demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def demo(db: None, data_dir: Path) -> Iterator[Organization]:
    """The demo loaded with default options, inside its scope."""
    load_demo()
    organization = Organization.objects.get(slug="demo")
    with scope(organization=organization):
        yield organization


def test_a_coaching_programme_is_sixty_days_in_and_uses_every_feature(demo: Organization) -> None:
    coach = User.objects.get(roles__kind=Role.Kind.COACH, roles__team__name="Team North")
    (programme,) = Programme.objects.led_by(coach)
    assert demo.last_closed_day() - programme.starts_on == timedelta(days=60)
    viewer = current_viewer(coach)
    assert viewer is not None
    page = load_programme_page(programme, viewer.reps_to_coach())
    assert len(page.members) == 8 and len(page.ready) == 6 and page.changes
    assert {note.audience for note in SessionNote.objects.all()} == {"private", "shared"}
    items = ActionItem.objects.select_related("rep")
    assert {bool(item.done_on) for item in items} == {True, False}
    effects = item_effects(demo, items, demo.last_closed_day())
    assert any(each.change is not None and each.points for each in effects.values())


def test_a_small_demo_has_no_programme(db: None, data_dir: Path) -> None:
    load_demo(reps=3, days=70)
    with scope(organization=Organization.objects.get(slug="demo")):
        assert not Programme.objects.exists()


def last_snapshots(organization: Organization):
    return Snapshot.objects.at(organization.last_closed_day())


def test_the_demo_is_scored_through_yesterday_when_loaded(demo: Organization) -> None:
    assert last_snapshots(demo).count() == 24
    assert not Rep.objects.changed().exists()


def test_one_rep_is_building_one_is_waiting_and_the_rest_are_current(demo: Organization) -> None:
    states = last_snapshots(demo).order_by("state").values_list("state", flat=True)

    assert list(states) == [Snapshot.State.BUILDING, Snapshot.State.WAITING] + 22 * [
        Snapshot.State.CURRENT
    ]


def test_one_rep_was_off_yesterday(demo: Organization) -> None:
    assert DailyLog.objects.filter(day=demo.last_closed_day(), off=True).count() == 1


def test_teams_of_eight_average_30_to_50(demo: Organization) -> None:
    ranked = last_snapshots(demo).filter(state=Snapshot.State.CURRENT)
    averages = ranked.values("team").annotate(average=Avg(TOTAL))

    assert list(
        last_snapshots(demo).values("team").annotate(n=Count("rep")).values_list("n", flat=True)
    ) == [
        8,
        8,
        8,
    ]
    assert all(30 <= row["average"] <= 50 for row in averages)


def test_few_reps_are_at_70_and_one_is_far_below(demo: Organization) -> None:
    totals = np.array(last_snapshots(demo).values_list(TOTAL, flat=True))

    assert 1 <= (np.floor(totals + 0.5) >= 70).sum() <= 4
    assert totals.min() < 25


def test_estimates_stay_close_to_linkedin_scores(demo: Organization) -> None:
    closes = Snapshot.objects.values_list("rep", "day", TOTAL)
    totals = {(rep, day): total for rep, day, total in closes}
    recent = OfficialReading.objects.filter(day__gte=demo.today() - timedelta(days=90))
    misses = [abs(totals[each.rep_id, each.day - ONE_DAY] - each.total) for each in recent]

    assert len(misses) > 20
    assert np.mean(misses) < 2


def test_no_first_action_is_first_for_more_than_a_third_of_the_reps(demo: Organization) -> None:
    first: Counter[str] = Counter()
    for rep in Rep.objects.order_by("pk"):
        page = next_actions_page(rep, minutes=TimeBudget(), today=demo.today(), own=True)
        assert page
        actions = [each.action for each in page.once]
        actions += [each.action for each in (*page.suggestions, *page.others)]
        first[actions[0] if actions else ""] += 1

    assert max(first.values()) <= 8, first


def test_all_facts_have_the_demo_source(demo: Organization) -> None:
    assert set(DailyLog.objects.values_list("source", flat=True)) == {Source.DEMO}
    assert set(OfficialReading.objects.values_list("how", flat=True)) == {"demo"}


def test_the_printed_sign_ins_work_with_their_roles(demo: Organization) -> None:
    people = [line.split(" ") for line in sign_in_lines()]

    assert [role for role, _, _ in people] == ["admin", "coach", "manager", "rep", "rep"]
    for role, email, password in people:
        user = authenticate(request=None, email=email, password=password)
        assert isinstance(user, User)
        viewer = current_viewer(user)
        assert viewer
        assert {each.kind for each in viewer.roles} == {role}
        assert (viewer.rep is not None) == (role == "rep")


def test_the_manager_sees_one_team_and_the_coach_all_three(demo: Organization) -> None:
    def teams_of(kind: Role.Kind) -> list[str]:
        viewer = current_viewer(User.objects.get(roles=Role.objects.filter(kind=kind).first()))
        assert viewer
        return [team.name for team in viewer.overseen_teams()]

    assert teams_of(Role.Kind.MANAGER) == ["Team North"]
    assert teams_of(Role.Kind.COACH) == ["Team North", "Team South", "Team West"]


def test_the_password_file_is_readable_by_its_owner_only(
    demo: Organization, data_dir: Path
) -> None:
    assert (data_dir / "demo_sign_in").stat().st_mode & 0o777 == 0o600


def test_loading_again_changes_nothing_and_prints_the_sign_ins(demo: Organization) -> None:
    before = list(DailyLog.objects.values_list("rep", "day", "saved_at"))
    lines = sign_in_lines()
    output = load_demo(seed=5, reps=30)

    assert output.splitlines() == [
        "The demo organisation is here already; nothing was changed.",
        *lines,
    ]
    assert list(DailyLog.objects.values_list("rep", "day", "saved_at")) == before
    assert Rep.objects.count() == 24


@pytest.mark.postgres
def test_the_demo_loads_on_postgresql(demo: Organization) -> None:
    assert last_snapshots(demo).count() == 24


def test_a_large_demo_is_not_scored_when_loaded(db: None, data_dir: Path) -> None:
    output = load_demo(reps=1100, days=20)

    assert "manage.py score --organization demo" in output
    with scopes_disabled():
        assert not Snapshot.objects.exists()
        assert Team.objects.count() == 55
        known = DailyLog.objects.values("rep").distinct().count()
        assert Rep.objects.count() == 1100
        assert Rep.objects.changed().count() >= known > 800


def test_reps_are_marked_changed_from_their_first_fact(db: None, data_dir: Path) -> None:
    load_demo(reps=1100, days=20)
    with scopes_disabled():
        first = dict(
            DailyLog.objects.order_by().values_list("rep").annotate(day=F("rep__changed_from"))
        )
        late = DailyLog.objects.filter(day__lt=F("rep__changed_from"))
        assert first
        assert not late.exists()
        assert not OfficialReading.objects.filter(day__lt=F("rep__changed_from")).exists()


def test_an_address_already_in_use_is_not_taken_over(db: None, data_dir: Path) -> None:
    load_demo(reps=1, days=1)
    admin = sign_in_lines()[0].split(" ")[1]
    Organization.objects.get(slug="demo").delete()
    other = Organization.objects.create(name="Contoso", slug="contoso")
    user = User.objects.get(email=admin)
    Role.objects.create(organization=other, user=user, kind=Role.Kind.ADMIN, since=other.today())
    password = user.password

    with pytest.raises(CommandError, match=f"{admin} signs in to something else"):
        load_demo(reps=1, days=1)
    assert User.objects.get(email=admin).password == password
    assert not Organization.objects.filter(slug="demo").exists()


@pytest.mark.parametrize("wrong", ["--reps=0", "--days=-1", "--seed=x", "--days=99999"])
def test_invalid_sizes_are_refused(wrong: str) -> None:
    with pytest.raises(CommandError, match="Error: argument"):
        call_command("load_demo", wrong)
