"""Report files, templates, schedules and share links."""
