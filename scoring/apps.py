"""Django app of derived data: scores, the ledger of the daily job, and the pages that show them."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"
