"""The wiring: settings, the site map and what runs when."""

from ssi_project.celery import app as celery_app

__all__ = ["celery_app"]
