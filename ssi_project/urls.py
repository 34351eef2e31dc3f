"""URL configuration of the whole site."""

from django.conf import settings
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from ssi_project import probes
from ssi_project.styleguide import styleguide

handler400 = "ssi_project.unreadable.bad_request"

urlpatterns = [
    *probes.urlpatterns,
    path("", include("scoring.urls")),
    path("accounts/", include("teams.accounts.urls")),
    path("", include("teams.urls")),
    path("api/v1/", include("scoring.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
