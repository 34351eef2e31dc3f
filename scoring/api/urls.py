"""URL patterns of the API, version 1."""

from django.urls import path

from scoring.api import guide, reports, scores
from teams.api import facts, tokens

urlpatterns = [
    path("reps/", facts.Reps.as_view()),
    path("reps/<int:pk>/", facts.OneRep.as_view()),
    path("reps/<int:pk>/days/", facts.Days.as_view()),
    path("reps/<int:pk>/readings/", facts.Readings.as_view()),
    path("reps/<int:pk>/snapshots/", scores.Snapshots.as_view()),
    path("reps/<int:pk>/why/", guide.RepBreakdown.as_view()),
    path("reps/<int:pk>/changes/", guide.ScoreChanges.as_view()),
    path("reps/<int:pk>/forecast/", guide.RepForecast.as_view()),
    path("days/", facts.ManyDays.as_view()),
    path("teams/", facts.Teams.as_view()),
    path("teams/<int:pk>/leaderboard/", scores.Leaderboard.as_view()),
    path("reports/", reports.Reports.as_view()),
    path("tokens/", tokens.Tokens.as_view()),
]
