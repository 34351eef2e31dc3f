"""Share links to reports: who creates them, what they open, for how long, and without names."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from teams.base.keys import key_digest
from teams.models import Action, AuditEntry, Membership, Programme, Rep, Role, ShareLink, User
from teams.people.groups import save_group
from teams.reports.share_links import TRIES
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.world import Person, World, add_rep

Moment = time_machine.Traveller
CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026
NOON = f"{day(TODAY)}T12:00Z"
PERIOD = f"first={day(28)}&last={day(CLOSE)}"
LINK_PASSWORD = "correct horse"
NAMES = ("Ann Ames", "Bob Burns", "ann.ames@example.com", "bob.burns@example.com")


@pytest.fixture(autouse=True)
def now() -> Iterator[Moment]:
    cache.clear()
    with time_machine.travel(NOON, tick=False) as moment:
        yield moment


@pytest.fixture
def coached(world: World) -> World:
    """South, whose coach shares reports: two reps with a score and one without."""
    with world.scope():
        for name, before, after in (("Ann Ames", 40, 48), ("Bob Burns", 72, 70)):
            rep = add_rep(world.south, name, since=day(1))
            save_reading(rep, day(28), *[before / 4] * 4)
            save_reading(rep, day(CLOSE), *[after / 4] * 4)
        close_through(world.organization, CLOSE)
    return world


def post_link_form(
    world: World, person: Person = "coach", about: str = "", **said: str
) -> HttpResponse:
    about = about or f"team-{world.south.pk}"
    client = world.signed_in(person)
    return client.post(f"/shares/?whom={about}&{PERIOD}", {"days": "14", **said})  # type: ignore[return-value]


def create_link(world: World, person: Person = "coach", about: str = "", **said: str) -> str:
    """Creates a link; returns its path."""
    response = post_link_form(world, person, about, **said)
    assert response.status_code == 200
    made = response.content.decode().split('readonly value="http://testserver')[1]
    return made.split('"')[0]


def open_link(path: str, status: int = 200, client: Client | None = None) -> str:
    response = (client or Client()).get(path)
    assert response.status_code == status
    return response.content.decode()


def open_dead_link(path: str) -> str:
    """The page of a link that opens nothing, without its address and CSRF token."""
    text = open_link(path, 404).replace(path, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def entries(world: World, action: Action) -> list[AuditEntry]:
    with world.scope():
        return list(AuditEntry.objects.filter(action=action).order_by("pk"))


# What a link opens --------------------------------------------------------------------------------


def test_anyone_with_the_link_reads_the_report_without_signing_in(coached: World) -> None:
    page = open_link(create_link(coached, names="on"))
    assert "on average they moved +3.0" in page
    assert "Ann Ames" in page and "Bob Burns" in page
    assert "open until 18 March 2026" in page
    assert "<nav" not in page and 'href="/' not in page.split("</head>")[1].replace('href="#', "")


@pytest.mark.parametrize("kind", ["team", "group", "programme", "rep", "organization"])
def test_a_report_without_names_contains_no_name_or_address(coached: World, kind: str) -> None:
    page = open_link(create_link(coached, about=about(coached, kind)))
    assert not [name for name in NAMES if name in page]
    assert not [word for name in NAMES[:2] for word in name.split() if word in page]
    assert "@" not in page
    assert "/reps/" not in page
    assert "Rep 1" in page or kind == "rep"


def about(world: World, kind: str) -> str:
    """Form value for a subject of this kind that contains Ann and Bob (a rep: Ann or Bob alone)."""
    with world.scope():
        coach, ours = world.users["coach"], world.organization
        reps = list(Rep.objects.filter(name__in=NAMES))
        group = save_group(organization=ours, by=coach, name="Ann Ames and Bob", reps=reps)
        programme = Programme.objects.create(
            organization=ours, name="Spring", starts_on=day(28), ends_on=day(80), by=coach
        )
        for rep in reps:
            programme.members.create(organization=ours, rep=rep)
    pks = {
        "team": world.south.pk, "group": group.pk, "programme": programme.pk,
        "rep": reps[0].pk, "organization": ours.pk,
    }  # fmt: skip
    return f"{kind}-{pks[kind]}"


@pytest.mark.parametrize("kind", ["team", "rep"])
def test_unnamed_reps_are_unnamed_in_reports_with_names(coached: World, kind: str) -> None:
    path = create_link(coached, names="on", about=about(coached, kind))
    with coached.scope():
        Rep.objects.filter(name="Ann Ames").update(unnamed=True)
    page = open_link(path)
    assert "Ann" not in page
    assert ("Bob Burns" in page) == (kind == "team")


def test_the_page_is_not_cached_indexed_or_sent_as_referrer(coached: World) -> None:
    response = Client().get(create_link(coached))
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_only_hashes_of_key_and_password_are_stored(coached: World) -> None:
    key = create_link(coached, password=LINK_PASSWORD).split("/")[2]
    with coached.scope():
        link = ShareLink.objects.get()
    assert link.digest == key_digest(key)
    assert LINK_PASSWORD not in link.password and link.password
    assert key not in str(vars(link))
    assert key not in get_link_list(coached)


def get_link_list(world: World) -> str:
    return world.signed_in("coach").get("/shares/").content.decode()


# Validity -----------------------------------------------------------------------------------------


def test_an_expired_link_looks_like_one_that_never_existed(coached: World, now: Moment) -> None:
    path = create_link(coached, days="7")
    now.shift(timedelta(days=7) - timedelta(minutes=1))
    open_link(path)
    now.shift(timedelta(minutes=1))
    assert open_dead_link(path) == open_dead_link("/shared/nothing/")


def test_a_link_can_be_withdrawn_for_good(coached: World) -> None:
    path = create_link(coached, names="on")
    with coached.scope():
        link = ShareLink.objects.get()
    for _ in range(2):
        assert coached.signed_in("coach").post(f"/shares/{link.pk}/withdraw/").status_code == 302
    assert open_dead_link(path) == open_dead_link("/shared/nothing/")
    assert len(entries(coached, Action.SHARE_WITHDRAWN)) == 1
    assert "withdrawn 4 March 2026" in get_link_list(coached)


@pytest.mark.parametrize("days", ["0", "91", "", "x"])
def test_a_link_is_valid_for_one_to_ninety_days(coached: World, days: str) -> None:
    assert post_link_form(coached, days=days).status_code == 422
    with coached.scope():
        assert not ShareLink.objects.exists()


# The password ------------------------------------------------------------------------------------


def test_a_browser_is_asked_for_the_password_every_twelve_hours(
    coached: World, now: Moment
) -> None:
    path, client = create_link(coached, password=LINK_PASSWORD, names="on"), Client()
    locked = open_link(path, client=client)
    assert "It has a password" in locked and "Ann Ames" not in locked and "South" not in locked
    assert client.post(path, {"password": LINK_PASSWORD}).status_code == 302
    assert "Ann Ames" in open_link(path, client=client)
    assert "It has a password" in open_link(path)  # in another browser
    other = create_link(coached, password=LINK_PASSWORD)
    assert "It has a password" in open_link(other, client=client)
    now.shift(timedelta(hours=12))
    assert "It has a password" in open_link(path, client=client)


def test_a_wrong_password_opens_nothing(coached: World) -> None:
    path = create_link(coached, password=LINK_PASSWORD, names="on")
    for wrong in ("", "correct hors", f" {LINK_PASSWORD}", "x" * 101):
        response = Client().post(path, {"password": wrong})
        assert response.status_code == 403
        assert "That is not the password." in response.content.decode()
    with coached.scope():
        assert ShareLink.objects.get().opened == 0


def test_after_five_wrong_passwords_an_address_has_to_wait(coached: World, now: Moment) -> None:
    path = create_link(coached, password=LINK_PASSWORD)
    assert [post_password(path, "wrong") for _ in range(6)] == [403] * 5 + [429]
    assert post_password(path, LINK_PASSWORD) == 429
    assert post_password(path, LINK_PASSWORD, address="192.0.2.9") == 302
    assert len(entries(coached, Action.DENIED)) == 1
    now.shift(timedelta(minutes=6))
    assert post_password(path, LINK_PASSWORD) == 302


def test_wrong_passwords_from_many_addresses_are_limited_in_total(coached: World) -> None:
    path = create_link(coached, password=LINK_PASSWORD)
    tried = [post_password(path, "wrong", address=f"192.0.2.{n}") for n in range(TRIES)]
    assert set(tried) == {403}
    assert post_password(path, LINK_PASSWORD, address="192.0.2.200") == 429


def test_correct_passwords_do_not_count(coached: World) -> None:
    path = create_link(coached, password=LINK_PASSWORD)
    assert {post_password(path, LINK_PASSWORD) for _ in range(8)} == {302}


def post_password(path: str, word: str, address: str = "192.0.2.1") -> int:
    return Client().post(path, {"password": word}, REMOTE_ADDR=address).status_code


def test_a_short_password_is_refused(coached: World) -> None:
    assert post_link_form(coached, password="1234567").status_code == 422


# Permissions are checked on every opening ---------------------------------------------------------


def test_reps_no_longer_looked_after_are_left_out(coached: World) -> None:
    path = create_link(coached, names="on", about=about(coached, "programme"))
    with coached.scope():
        mine = Membership.objects.filter(rep__name="Bob Burns")
        mine.update(team=coached.north)
    page = open_link(path)
    assert "Ann Ames" in page and "Bob Burns" not in page
    assert "is left out" in page and "by you" not in page


def test_a_link_without_remaining_reps_opens_nothing(coached: World) -> None:
    path = create_link(coached)
    with coached.scope():
        Role.objects.filter(user=coached.users["coach"]).update(team=coached.north)
    assert open_dead_link(path) == open_dead_link("/shared/nothing/")


@pytest.mark.parametrize("what", ["deactivated", "role over", "only a manager", "elsewhere"])
def test_links_of_users_who_may_no_longer_share_open_nothing(coached: World, what: str) -> None:
    path, coach = create_link(coached), coached.users["coach"]
    with coached.scope():
        roles = Role.objects.filter(user=coach)
        if what == "deactivated":
            User.objects.filter(pk=coach.pk).update(is_active=False)
        if what in ("role over", "elsewhere"):
            roles.update(until=day(TODAY))
        if what == "only a manager":
            roles.update(kind=Role.Kind.MANAGER)
    if what == "elsewhere":
        Role.objects.model(
            organization=coached.contoso, user=coach, kind="coach", team=coached.east,
            since=day(1),
        ).save()  # fmt: skip
    assert open_dead_link(path) == open_dead_link("/shared/nothing/")


def test_a_programme_now_led_by_another_coach_is_not_shared(coached: World) -> None:
    path = create_link(coached, about=about(coached, "programme"))
    open_link(path)
    with coached.scope():
        Programme.objects.update(by=None)
    open_link(path, 404)


def test_a_report_never_contains_another_organisation(coached: World) -> None:
    page = open_link(create_link(coached), client=coached.signed_in("outsider"))
    assert "Contoso" not in page and "Else Where" not in page


# Who shares, and the audit log --------------------------------------------------------------------


def test_only_coaches_and_admins_share_what_they_may_report_on(coached: World) -> None:
    statuses = {who: post_link_form(coached, who).status_code for who in coached.users}
    assert statuses == {
        "rep": 404, "rep_other": 404, "manager": 404, "coach": 200, "admin": 200, "outsider": 422,
    }  # fmt: skip
    assert post_link_form(coached, about=f"team-{coached.north.pk}").status_code == 422


def test_coaches_see_their_own_links_and_admins_all(coached: World) -> None:
    create_link(coached)
    create_link(coached, "admin", f"team-{coached.north.pk}")
    mine, all_of_them = get_link_list(coached), coached.signed_in("admin").get("/shares/")
    assert "South" in mine and "North" not in mine.split("<table")[1]
    assert all_of_them.content.decode().count("/withdraw/") == 2
    with coached.scope():
        of_admin = ShareLink.objects.get(by=coached.users["admin"])
    coach = coached.signed_in("coach")
    assert coach.post(f"/shares/{of_admin.pk}/withdraw/").status_code == 404


def test_sharing_is_audited_without_key_password_or_name(
    coached: World,
) -> None:
    path = create_link(coached, about=about(coached, "rep"), password=LINK_PASSWORD)
    (entry,) = entries(coached, Action.REPORT_SHARED)
    assert entry.by == coached.users["coach"] and entry.rep and entry.rep.name == "Ann Ames"
    text = str(entry.details)
    assert "Ann" not in text and LINK_PASSWORD not in text and path.split("/")[2] not in text
    assert entry.details["days"] == 14 and entry.details["names"] is False


def test_openings_are_counted_and_audited_once_a_day(coached: World, now: Moment) -> None:
    path = create_link(coached)
    for hours in (0, 1, 23, 1):
        now.shift(timedelta(hours=hours))
        open_link(path)
    with coached.scope():
        assert ShareLink.objects.get().opened == 4
    assert len(entries(coached, Action.SHARE_OPENED)) == 2
    assert "4 <span" in get_link_list(coached)


def test_the_report_has_a_share_button(coached: World) -> None:
    page = coached.signed_in("coach").get(f"/progress/?whom=team-{coached.south.pk}&{PERIOD}")
    assert f"/shares/?whom=team-{coached.south.pk}" in page.content.decode()
