"""Progress reports: what was asked for, what there is to say, and the files that say it.

`gathering.gather` makes a Report of an Order; page, API, command and every format read nothing but
the Report, so all of them say the same.
"""
