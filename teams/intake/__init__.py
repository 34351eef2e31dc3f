"""Files on their way into the facts: they arrive, are read, looked at, applied, and can be undone.

teams.importers says what a file says; here it meets the database. One path for pages and commands.
"""
