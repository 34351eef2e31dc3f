"""Days and readings: saved, corrected, undone, expired."""
