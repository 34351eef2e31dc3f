"""Views of accounts, people, teams, settings and imports, and helpers shared by all views."""
