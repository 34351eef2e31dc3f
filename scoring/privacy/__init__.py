"""Erase, merge, expire and export a person's facts and scores."""
