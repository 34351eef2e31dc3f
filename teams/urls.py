"""Pages about people and organisations."""

from django.urls import path

from teams.views import theme

urlpatterns = [
    path("theme/", theme.theme, name="theme"),
]
