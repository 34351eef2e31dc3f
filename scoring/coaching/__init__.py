"""Coaching sessions, agreed actions, cohort, programmes and their effect."""
