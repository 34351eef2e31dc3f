"""Why a score is what it is, and why it changed."""
