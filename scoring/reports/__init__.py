"""Progress reports: the request (Order), its content (Report), and the file formats.

`gathering.gather` turns an Order into a Report; the page, the API, the command and every format
read only the Report, so they all show the same.
"""
