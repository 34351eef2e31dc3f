"""Shared vocabulary: inputs, sources, clock, formatting, leases, bulk upsert."""
