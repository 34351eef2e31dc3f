"""LinkedIn scores: entry, requests, history, accuracy of our estimate."""
