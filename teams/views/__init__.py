"""Pages about people and organisations, and what every page's view is made with."""
