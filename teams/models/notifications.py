"""Subscriptions to alerts and digests of a team, by mail or chat webhook, and messages sent."""

from django.core.validators import MaxValueValidator
from django.db import models
from django_scopes import ScopedManager

from teams.models.organization import Organization, Team
from teams.models.users import User

MAX_FAILURES = 5  # consecutive failures until a webhook is given up


class Hook(models.Model):
    """A Slack or Microsoft Teams webhook of a team. Its URL is a secret and never shown."""

    class Kind(models.TextChoices):
        SLACK = "slack", "Slack"
        TEAMS = "teams", "Microsoft Teams"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="hooks")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=5, choices=Kind)
    url = models.CharField(max_length=2000)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    failed = models.PositiveSmallIntegerField(default=0)  # consecutive failures

    objects = ScopedManager(organization="organization")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """Host name of the URL, the only part that is ever shown."""
        return self.url.removeprefix("https://").partition("/")[0].removesuffix(":443")

    @property
    def given_up(self) -> bool:
        """Whether nothing is sent there any more, after too many failures in a row."""
        return self.failed >= MAX_FAILURES


class Watch(models.Model):
    """A user's alert subscription for a team they oversee."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="watches")
    milestone = models.BooleanField(default=False)  # a rep crossed a milestone, up or down
    drop = models.BooleanField(default=False)  # five points down within a week
    waiting = models.BooleanField(default=False)  # no data for more than ten working days
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
    """A weekly mail about the teams a user oversees, at their chosen hour. No row: no mail."""

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
    """A message sent; the row is written before sending, so that nothing goes out twice."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    to = models.CharField(max_length=60)  # "user-12" or "hook-3"
    what = models.CharField(max_length=20)  # "digest", "milestone", "drop", "waiting"
    about = models.CharField(max_length=80)  # the week, or the rep, day and milestone
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(organization="organization")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "to", "what", "about"], name="told_once"
            )
        ]
