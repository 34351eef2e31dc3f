"""Derived numbers: scores, the ledger of days done, and the pages that show them."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"
