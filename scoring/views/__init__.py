"""HTML pages: each view fetches its object through teams.access, calls a presenter, renders."""
