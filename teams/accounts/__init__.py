"""Sign-in, sessions, tokens and two-step verification."""
