"""User accounts, and the API tokens of their scripts."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from knox.models import AbstractAuthToken, AuthTokenManager

from teams.models.organization import Organization


class UserManager(BaseUserManager["User"]):
    """Creates users; e-mail addresses are stored in lower case, so sign-in ignores case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with their e-mail address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    # Deadline for an admin to set up two-step sign-in; set when first seen without it.
    two_step_by = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_an_address")]

    def __str__(self) -> str:
        return self.name or self.email


class ApiTokenManager(AuthTokenManager):  # type: ignore[misc]
    """Queries on API tokens, unscoped because the token determines the organisation scope."""

    def of(self, user: User, organization: Organization) -> "models.QuerySet[ApiToken]":
        """Returns the user's tokens for an organisation."""
        tokens: models.QuerySet[ApiToken] = self.filter(user=user, organization=organization)
        return tokens


class ApiToken(AbstractAuthToken):  # type: ignore[misc]
    """An API token, valid for one organisation; only its digest is stored."""

    # Tokens created before this column existed have none and are not valid anywhere.
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, related_name="+"
    )
    name = models.CharField(max_length=60, blank=True, db_default="")
    read_only = models.BooleanField(default=False, db_default=False)

    objects = ApiTokenManager()
