"""URL patterns of the API, version 1."""

from django.urls import path

from scoring import api, guide_api, report_api
from teams.api import facts, tokens

urlpatterns = [
    path("reps/", facts.Reps.as_view()),
    path("reps/<int:pk>/", facts.OneRep.as_view()),
    path("reps/<int:pk>/days/", facts.Days.as_view()),
    path("reps/<int:pk>/readings/", facts.Readings.as_view()),
    path("reps/<int:pk>/snapshots/", api.Snapshots.as_view()),
    path("reps/<int:pk>/why/", guide_api.WhySo.as_view()),
    path("reps/<int:pk>/changes/", guide_api.Changed.as_view()),
    path("reps/<int:pk>/forecast/", guide_api.Ahead.as_view()),
    path("days/", facts.ManyDays.as_view()),
    path("teams/", facts.Teams.as_view()),
    path("teams/<int:pk>/leaderboard/", api.Leaderboard.as_view()),
    path("reports/", report_api.Reports.as_view()),
    path("tokens/", tokens.Tokens.as_view()),
]
