"""The daily job: what is due, load facts, replay, save snapshots; live scores."""
