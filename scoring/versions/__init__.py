"""Versions of the model: proposed, adopted, previewed, calibrated."""
