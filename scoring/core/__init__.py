"""The scoring model: pure functions on NumPy arrays. No Django, no clock, no I/O."""
