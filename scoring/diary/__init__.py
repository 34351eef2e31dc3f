"""What a rep fills in: day, week, last two weeks, days off, streaks, year."""
