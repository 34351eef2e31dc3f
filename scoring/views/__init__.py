"""Pages: each view gets its object through teams.access, asks a presenter and renders."""
