"""Importer for LinkedIn's "copy of your data": a ZIP of CSV files, read into values by day.

Read as a stream. Other people's names, addresses and messages are only counted: none of them is
stored, shown or repeated in an error.
"""
