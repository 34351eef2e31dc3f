"""Size limits for our CSS and JavaScript, and no unused CSS rules."""

import gzip
import re
from pathlib import Path

from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
MOST_STYLES, MOST_SCRIPTS = 12 * 1024, 15 * 1024  # bytes, gzipped
DEBUG_STYLES = {"styleguide.css"}
# Classes written by Django, htmx and Plotly.
FOREIGN_CLASSES = re.compile(
    r"errorlist|htmx-request|js-plotly-plot|main-svg|draglayer|crisp|cursor-|user-"
)
LEVELS = re.compile(r"k\d")  # levels of the year calendar, built from a letter and a number


def compressed_bytes(files: list[Path]) -> int:
    """Bytes of all files together, gzipped."""
    return len(gzip.compress(b"".join(each.read_bytes() for each in files), 9))


def styles() -> list[Path]:
    """The product's stylesheets."""
    return [each for each in sorted(STATIC.glob("css/*.css")) if each.name not in DEBUG_STYLES]


def test_css_is_at_most_12_kilobytes() -> None:
    assert compressed_bytes(styles()) <= MOST_STYLES


def test_our_javascript_is_at_most_15_kilobytes() -> None:
    assert compressed_bytes(sorted(STATIC.glob("js/*.js"))) <= MOST_SCRIPTS


def test_each_picture_in_the_documents_is_at_most_150_kilobytes() -> None:
    pictures = list((Path(settings.BASE_DIR) / "docs").glob("*.png"))
    assert [each.name for each in pictures if each.stat().st_size > 150 * 1024] == []
    assert len(pictures) >= 8


def classes(style: Path) -> set[str]:
    """The classes that a stylesheet has rules for."""
    text = re.sub(r"/\*.*?\*/", "", style.read_text(), flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", " ", text)))


def test_no_css_rule_is_left_for_an_unused_class() -> None:
    root = Path(settings.BASE_DIR)
    code = [path for folder in ("scoring", "teams") for path in (root / folder).rglob("*.py")]
    pages = [*(root / "templates").rglob("*.html"), *STATIC.rglob("*.js")]
    texts = [each.read_text() for each in code + pages]
    words = set(re.findall(r"[\w-]+", " ".join(texts)))
    left = {
        f"{style.name}: .{name}"
        for style in STATIC.glob("css/*.css")
        for name in classes(style) - words
        if not FOREIGN_CLASSES.match(name) and not LEVELS.fullmatch(name)
    }
    assert left == set()
