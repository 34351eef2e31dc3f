"""LinkedIn's "copy of your data": a ZIP of CSV files in, what is known of each day out.

Read as a stream. What other people wrote, and who they are, is counted and forgotten: of their
names, addresses and words nothing is kept, said in an error or shown.
"""
