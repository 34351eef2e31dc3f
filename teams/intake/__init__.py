"""The import pipeline: upload, read, preview, apply and undo files.

teams.importers parses files; this package saves the results. Pages and commands use the same steps.
"""
