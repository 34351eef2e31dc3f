"""Leaderboards, the teams page, TV boards and saved groups."""
