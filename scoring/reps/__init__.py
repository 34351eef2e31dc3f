"""A rep's page."""
