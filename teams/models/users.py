"""Users who sign in, and the keys their scripts sign in with."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from knox.models import AbstractAuthToken, AuthTokenManager

from teams.models.organization import Organization


class UserManager(BaseUserManager["User"]):
    """Makes users; an address is kept in lower case, so it is the same however it is typed."""

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
    """Somebody who signs in; the e-mail address is the name."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    # Until when an admin may go on without two-step sign-in; set when first seen without it.
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
    """Tokens, found without a scope: they say which one to open."""

    def of(self, user: User, organization: Organization) -> "models.QuerySet[ApiToken]":
        """The user's own, good for that organisation."""
        found: models.QuerySet[ApiToken] = self.filter(user=user, organization=organization)
        return found


class ApiToken(AbstractAuthToken):  # type: ignore[misc]
    """A key for scripts, good for one organisation; only its digest is kept."""

    # Tokens from before they named one are good for none.
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, related_name="+"
    )
    name = models.CharField(max_length=60, blank=True, db_default="")
    read_only = models.BooleanField(default=False, db_default=False)

    objects = ApiTokenManager()
