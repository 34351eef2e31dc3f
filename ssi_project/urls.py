"""The site map."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from ssi_project import probes
from teams.views import theme

urlpatterns = [
    *probes.urlpatterns,
    path("", include("scoring.urls")),
    path("accounts/", include("teams.account_urls")),
    path("theme/", theme, name="theme"),
    path("api/v1/", include("scoring.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
]
