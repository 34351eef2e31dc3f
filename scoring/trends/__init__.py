"""A team over time, comparison of up to five, notes on charts."""
