"""Coaching sessions and programmes."""
