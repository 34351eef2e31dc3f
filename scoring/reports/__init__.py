"""Progress reports: the request (ReportSpec), its content (Report), and the file formats.

`build.gather` turns a ReportSpec into a Report; the page, the API, the command and every format
read only the Report, so they all show the same numbers.
"""
