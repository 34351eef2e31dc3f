"""Static files finder for files shipped in installed packages."""

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


class PlotlyFinder(BaseFinder):
    """Serves exactly one file of the plotly wheel, as `plotly/plotly.min.js`."""

    prefix, name = "plotly", "plotly.min.js"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        spec = find_spec("plotly")  # located without the slow import
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError("plotly is not installed: run `make install`")
        self.folder = Path(spec.origin).parent / "package_data"
        super().__init__(*args, **kwargs)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Returns the file's path on disk, or an empty list for every other path."""
        if path != f"{self.prefix}/{self.name}":
            return []
        file_path = str(self.folder / self.name)
        return [file_path] if find_all else file_path

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        """Yields the one file with a storage that has the prefix collectstatic expects."""
        storage = FileSystemStorage(location=self.folder)
        storage.prefix = self.prefix  # type: ignore[attr-defined]
        yield self.name, storage
