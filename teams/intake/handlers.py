"""Files in a form: refused before they are read, but where a view says otherwise."""

from typing import Any, Never

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Of every page that takes in none: answered 400, with a sentence."""

    def new_file(self, *args: Any, **options: Any) -> Never:
        raise TooManyFilesSent

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Nothing gets here."""

    def file_complete(self, file_size: int) -> None:
        """Nothing gets here."""
