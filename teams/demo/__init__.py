"""Synthetic demo data: a made-up sales organisation for demonstrations and benchmarks.

Everything except `sign_ins` (accounts) and `load` (saving) is a pure function of a seed, sizes and
the last day, computed in blocks of reps so that a hundred thousand fit in memory.
"""
