"""Upload handlers: files are rejected unless a view allows them."""

from typing import Any, Never

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Rejects uploads with 400, on every page that does not accept files."""

    def new_file(self, *args: Any, **options: Any) -> Never:
        raise TooManyFilesSent

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called, as new_file raises."""

    def file_complete(self, file_size: int) -> None:
        """Never called, as new_file raises."""
