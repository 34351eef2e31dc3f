"""Uploaded files: read, previewed, applied and undone. One path for pages and commands."""
