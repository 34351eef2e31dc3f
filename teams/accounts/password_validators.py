"""Password validator: rejects words that are easy to guess for this site."""

import re

from django.core.exceptions import ValidationError
from django_scopes import scopes_disabled

from teams.models import Role, User

# docs/security.md lists these words, too; a test compares the two.
PRODUCT_WORDS = (
    "seventy", "linkedin", "social", "selling", "ssi", "score", "sales", "navigator", "leaderboard",
    "rep", "manager", "coach", "admin", "viewer", "team", "welcome", "password", "change",
)  # fmt: skip
MIN_NAME_PART_LENGTH = 3  # shorter parts of a name occur in many words by chance
MIN_REMAINING_CHARACTERS = 8  # characters left without these words
EASY_TO_GUESS_MESSAGE = (
    "This password is little more than words that belong to this place. Add others that do not."
)


class NotOfThisPlace:
    """Rejects a password that is little more than words of the product and the company."""

    def validate(self, password: str, user: User | None = None) -> None:
        words = {*PRODUCT_WORDS, *(_company_words(user) if user and user.pk else ())}
        longest_first = sorted(words, key=lambda word: (-len(word), word))
        remaining = re.sub("|".join(map(re.escape, longest_first)), "", password.casefold())
        if len(remaining) < MIN_REMAINING_CHARACTERS and remaining != password.casefold():
            raise ValidationError(EASY_TO_GUESS_MESSAGE, code="password_of_this_place")

    def get_help_text(self) -> str:
        return "Words such as the name of your company or team are not enough by themselves."


def _company_words(user: User) -> set[str]:
    """Returns the words in the names of the user's organisations and teams."""
    with scopes_disabled():
        roles = Role.objects.of(user).select_related("organization", "team")
        names = [name for role in roles for name in (role.organization.name, str(role.team or ""))]
    return {
        part
        for name in names
        for part in re.findall(rf"\w{{{MIN_NAME_PART_LENGTH},}}", name.casefold())
    }
