"""The model: pure functions of what is known. No Django, no clock, no I/O."""
