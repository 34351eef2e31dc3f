"""Erase and merge a person's facts."""
