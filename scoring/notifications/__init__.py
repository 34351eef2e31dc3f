"""Events, team news, alerts and digests."""
