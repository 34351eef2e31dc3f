"""Who is told what: alerts and digests of a team, by mail and into a chat, and what was sent."""

from django.core.validators import MaxValueValidator
from django.db import models
from django_scopes import ScopedManager

from teams.models.organization import Organization, Team
from teams.models.users import User

MOST_FAILURES = 5  # in a row


class Hook(models.Model):
    """An address of Slack or Teams that messages of a team go to. A secret: never shown."""

    class Kind(models.TextChoices):
        SLACK = "slack", "Slack"
        TEAMS = "teams", "Microsoft Teams"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="hooks")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=5, choices=Kind)
    url = models.CharField(max_length=2000)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    failed = models.PositiveSmallIntegerField(default=0)  # times in a row; given up after some

    objects = ScopedManager(organization="organization")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """All of the address that is ever shown."""
        return self.url.removeprefix("https://").partition("/")[0].removesuffix(":443")

    @property
    def given_up(self) -> bool:
        """Whether nothing is sent there any more."""
        return self.failed >= MOST_FAILURES


class Watch(models.Model):
    """What somebody who looks after a team is told of it."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="watches")
    milestone = models.BooleanField(default=False)  # somebody crossed one, up or down
    drop = models.BooleanField(default=False)  # five points down within a week
    waiting = models.BooleanField(default=False)  # nothing known for more than ten working days
    by_mail = models.BooleanField(default=True)
    hook = models.ForeignKey(
        Hook, on_delete=models.SET_NULL, null=True, blank=True, related_name="watches"
    )

    objects = ScopedManager(organization="organization")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "team"], name="one_watch_a_user_and_team")
        ]


class Digest(models.Model):
    """A weekly mail about the teams somebody looks after, in their morning. No row: none."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(6)])
    hour = models.PositiveSmallIntegerField(default=7, validators=[MaxValueValidator(23)])

    objects = ScopedManager(organization="organization")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"], name="one_digest_a_user_in_an_organization"
            )
        ]


class Sent(models.Model):
    """The ledger of what was told to whom: written before it leaves, so that nothing goes twice."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    to = models.CharField(max_length=60)  # "user-12" or "hook-3"
    what = models.CharField(max_length=20)  # "digest", "milestone", "drop", "waiting"
    about = models.CharField(max_length=80)  # week, or rep, day and mark
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(organization="organization")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "to", "what", "about"], name="told_once"
            )
        ]
