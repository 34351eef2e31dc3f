"""Facts: organisations, people, what reps did each day and what LinkedIn said."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"
