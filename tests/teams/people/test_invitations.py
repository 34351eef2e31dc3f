"""Invitations: the mail, accepting through its link, withdrawing, inviting many."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from teams.models import Action, AuditEntry, Invitation, Rep, Role, User
from tests.world import World

PASSWORD = "nine long words make it"
NEW = {"name": "Ada Osei", "password1": PASSWORD, "password2": PASSWORD}
Commits = Callable[..., Any]


@pytest.fixture
def send(world: World, django_capture_on_commit_callbacks: Commits) -> Callable[..., str]:
    """Function that sends an invitation as the admin and returns the link's path."""

    def sent(path: str = "", **said: object) -> str:
        said = {"email": "ada@x.example", "kind": "rep", "team": world.north.pk, "send": 1} | said
        with django_capture_on_commit_callbacks(execute=True):
            answer = world.signed_in("admin").post(f"/settings/people/invite/{path}", said)
        assert answer.status_code == 302, answer.content.decode()
        return mailed_link(len(mail.outbox) - 1)

    return sent


def mailed_link(number: int = -1) -> str:
    found = re.search(r"http://testserver(\S+)", str(mail.outbox[number].body))
    assert found
    return found[1]


def test_the_mail_names_inviter_role_and_what_others_see(
    world: World, send: Callable[..., str]
) -> None:
    send()
    said = mail.outbox[0]
    assert said.to == ["ada@x.example"]
    assert said.subject == "admin invites you to Seventy (Northwind)"
    for words in ("as rep, in the team North", "score from 0 to 100", "sees everybody’s score"):
        assert words in said.body


def test_a_new_user_sets_a_password_and_is_signed_in(
    world: World, send: Callable[..., str]
) -> None:
    client, path = Client(), send()
    assert client.get(path).status_code == 200
    answer = client.post(path, NEW, follow=True)
    assert answer.redirect_chain[-1] == ("/reading/", 302)
    with world.scope():
        rep = Rep.objects.of_team(world.north, world.organization.today()).get(name="Ada Osei")
    assert rep.user == User.objects.get(email="ada@x.example")
    assert rep.user.check_password(PASSWORD)


def test_the_rep_exists_before_the_invitation_is_accepted(
    world: World, send: Callable[..., str]
) -> None:
    send(name="Ada Osei", seat="navigator")
    with world.scope():
        rep = Rep.objects.of_team(world.north, world.organization.today()).get(name="Ada Osei")
        assert (rep.user, rep.seat) == (None, "navigator")
        assert not Role.objects.filter(user__email="ada@x.example").exists()


def test_the_session_key_changes_when_an_invitation_is_accepted(
    world: World, send: Callable[..., str]
) -> None:
    client = Client()
    client.session.save()
    before = client.session.session_key
    client.post(send(), NEW)
    assert client.session.session_key != before


def test_a_weak_password_is_refused_and_no_user_is_created(
    world: World, send: Callable[..., str]
) -> None:
    path = send()
    for weak in ("short", "password123", "ada@x.example"):
        answer = Client().post(path, NEW | {"password1": weak, "password2": weak})
        assert answer.status_code == 422
    assert Client().post(path, NEW | {"password2": "another long one"}).status_code == 422
    assert not User.objects.filter(email="ada@x.example").exists()


def test_wrong_used_withdrawn_and_expired_keys_look_alike(
    world: World, send: Callable[..., str]
) -> None:
    used, withdrawn = send(), send(email="bo@x.example")
    expired = send(email="cy@x.example")
    Client().post(used, NEW)
    now = timezone.now()
    with world.scope():
        Invitation.objects.filter(email="bo@x.example").update(withdrawn_at=now)
        Invitation.objects.filter(email="cy@x.example").update(expires_at=now - timedelta(1))
    answers = [Client().get(path) for path in (used, withdrawn, expired, "/invitations/wrong/")]
    answers += [Client().post(path, NEW) for path in (used, withdrawn, expired)]
    assert {answer.status_code for answer in answers} == {404}
    bodies = {
        re.sub(r'(name="next"|csrfmiddlewaretoken") value="[^"]*', "", answer.content.decode())
        for answer in answers
    }
    assert len(bodies) == 1 and "no longer good" in bodies.pop()


def test_only_a_digest_of_the_key_is_stored(world: World, send: Callable[..., str]) -> None:
    key = send().split("/")[2]
    with world.scope():
        kept = Invitation.objects.values().get()
        said = list(AuditEntry.objects.values_list("details", flat=True))
    assert key not in str(kept) + str(said)


def test_a_new_invitation_withdraws_the_earlier_one(world: World, send: Callable[..., str]) -> None:
    first, second = send(), send()
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200


def test_an_existing_user_signs_in_and_accepts_with_a_button(
    world: World, send: Callable[..., str]
) -> None:
    outsider = world.users["outsider"]
    path = send(email=outsider.email, kind="manager")
    assert f"/accounts/login/?next={quote_plus(path)}" in Client().get(path).content.decode()
    assert Client().post(path, NEW).status_code == 422
    client = world.signed_in("outsider")
    assert client.post(path).headers["Location"] == "/"
    assert client.get(f"/teams/{world.north.pk}/").status_code == 200
    outsider.refresh_from_db()
    assert outsider.name == "outsider" and not outsider.check_password(PASSWORD)


def test_another_signed_in_user_can_not_accept(world: World, send: Callable[..., str]) -> None:
    path = send(kind="admin", team="")
    rep = world.signed_in("rep")
    assert "for another address" in rep.get(path).content.decode()
    assert rep.post(path, NEW).status_code == 422
    assert rep.get("/settings/people/").status_code == 404


def test_the_form_does_not_reveal_whether_an_account_exists(world: World) -> None:
    said = {"kind": "manager", "team": world.north.pk}
    answers = []
    for email in (world.users["outsider"].email, "nobody@contoso.example"):
        answer = world.signed_in("admin").post("/settings/people/invite/", said | {"email": email})
        assert answer.status_code == 200
        body = answer.content.decode().replace(email, "X")
        body = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*', "", body)
        answers.append(re.sub(r"(?m)^.*X.*words.*$|Outsider|Nobody", "", body))
    assert answers[0] == answers[1]


def test_the_mail_is_previewed_before_anything_is_saved(world: World) -> None:
    said = {"email": "ada@x.example", "kind": "rep", "team": world.north.pk}
    page = world.signed_in("admin").post("/settings/people/invite/", said).content.decode()
    assert "admin invites you to Seventy (Northwind)" in page
    assert "in the team North" in page and "the link works once" in page
    with world.scope():
        assert not Invitation.objects.exists()
        assert not Rep.objects.filter(email="ada@x.example").exists()


@override_settings(
    EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
    EMAIL_HOST="127.0.0.1",
    EMAIL_PORT=9,
)
def test_an_invitation_can_be_resent_when_the_mail_server_was_down(
    world: World, django_capture_on_commit_callbacks: Commits
) -> None:
    admin = world.signed_in("admin")
    said = {"email": "ada@x.example", "kind": "rep", "team": world.north.pk, "send": 1}
    with django_capture_on_commit_callbacks(execute=True):
        assert admin.post("/settings/people/invite/", said).status_code == 302
    assert "mail not sent" in admin.get("/settings/people/").content.decode()
    with world.scope():
        waiting = Invitation.objects.get()
    up = override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
    with up, django_capture_on_commit_callbacks(execute=True):
        admin.post(f"/settings/people/invitations/{waiting.pk}/again/")
    assert "mail sent" in admin.get("/settings/people/").content.decode()
    assert Client().get(mailed_link()).status_code == 200


def test_a_withdrawn_invitation_no_longer_works(world: World, send: Callable[..., str]) -> None:
    path = send()
    with world.scope():
        pk = Invitation.objects.get().pk
    world.signed_in("admin").post(f"/settings/people/invitations/{pk}/withdraw/")
    assert Client().get(path).status_code == 404


def test_a_foreign_invitation_can_not_be_resent_or_withdrawn(
    world: World, send: Callable[..., str]
) -> None:
    path = send()
    with world.scope():
        pk = Invitation.objects.get().pk
    for what in ("again", "withdraw"):
        url = f"/settings/people/invitations/{pk}/{what}/"
        assert world.signed_in("outsider").post(url).status_code == 404
    assert Client().get(path).status_code == 200


def test_the_audit_log_records_the_invitation_and_the_role(
    world: World, send: Callable[..., str]
) -> None:
    Client().post(send(), NEW)
    with world.scope():
        entries = {each.action: each for each in AuditEntry.objects.all()}
    assert entries[Action.INVITED].details == {"email": "ada@x.example", "is": "rep"}
    assert entries[Action.INVITED].by == world.users["admin"]
    given = entries[Action.ROLE_GIVEN]
    assert given.details == {"how": "invitation accepted", "is": "rep"}
    assert given.user and given.user.email == "ada@x.example"


# Many at once -------------------------------------------------------------------------------------


def post_pasted_people(world: World, text: str, **said: object) -> Any:
    url = "/settings/people/invite/many/"
    return world.signed_in("admin").post(url, {"text": text} | said)


def test_sixty_pasted_lines_are_previewed_and_sent_together(
    world: World, django_capture_on_commit_callbacks: Commits
) -> None:
    text = "\n".join(f"Ann {n}, ann{n}@x.example, North, free" for n in range(60))
    assert "Invite 60" in post_pasted_people(world, text).content.decode()
    with world.scope():
        assert not Invitation.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert post_pasted_people(world, text, send=1).status_code == 302
    assert len(mail.outbox) == 60
    with world.scope():
        assert Rep.objects.of_team(world.north, world.organization.today()).count() == 61


def test_one_invalid_line_refuses_all_lines(world: World) -> None:
    text = "Ann, ann@x.example, North\nBo, bo@x.example, Nowhere\nCy, cy, North"
    answer = post_pasted_people(world, text, send=1)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "line 2, team: there is no team “Nowhere”" in said
    assert "line 3, e-mail: is not an e-mail address" in said
    with world.scope():
        assert not Rep.objects.filter(email="ann@x.example").exists()


def test_more_than_sixty_lines_are_refused(world: World) -> None:
    answer = post_pasted_people(world, "\n".join(f"a{n}@x.example" for n in range(61)))
    assert answer.status_code == 422
    assert "These are 61 lines; at most 60 at once" in answer.content.decode()


def test_existing_people_are_left_unchanged(world: World) -> None:
    text = f"{world.rep.email}\nnew@x.example"
    said = post_pasted_people(world, text, team=world.south.pk).content.decode()
    assert "already here; nothing is done" in said
    assert "new rep in South from today" in said and "Invite 1" in said


def test_reps_can_be_added_without_an_invitation(
    world: World, django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        post_pasted_people(world, "Ann, ann@x.example, North", quiet="on", send=1)
    assert mail.outbox == []
    with world.scope():
        assert Rep.objects.get(email="ann@x.example").user is None
        assert not Invitation.objects.exists()
