"""A made-up sales organisation: to look at the product with, and to measure it with.

Everything but `people` (who signs in) and `loading` (saving) is a pure function of a seed, sizes
and the last day, made in blocks of reps so that a hundred thousand of them fit in memory.
"""
