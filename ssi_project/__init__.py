"""Django project: settings, URL configuration and the Celery schedule."""

from ssi_project.celery import app as celery_app

__all__ = ["celery_app"]
