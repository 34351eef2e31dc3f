"""HTTP API of facts, and its base classes."""
