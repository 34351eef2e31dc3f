"""Where each role starts, and a coach's clients."""
