"""HTTP API of scores, guide and reports."""
