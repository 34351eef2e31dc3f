"""Stored scores read for pages: period changes, series, goals, CSV."""
