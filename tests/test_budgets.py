"""What styles and scripts of our own may weigh, and that no page goes without a rule it needs."""

import gzip
import re
from pathlib import Path

from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
MOST_STYLES, MOST_SCRIPTS = 12 * 1024, 15 * 1024  # bytes, compressed
IN_DEBUG_ONLY = {"styleguide.css"}
# Written by Django, htmx and Plotly.
OTHERS = re.compile(r"errorlist|htmx-request|js-plotly-plot|main-svg|draglayer|crisp|cursor-|user-")
LEVELS = re.compile(r"k\d")  # of the year's calendar: put together of a letter and a number


def compressed(files: list[Path]) -> int:
    """Bytes of all of them, as a browser gets them."""
    return len(gzip.compress(b"".join(each.read_bytes() for each in files), 9))


def styles() -> list[Path]:
    """Those of the product."""
    return [each for each in sorted(STATIC.glob("css/*.css")) if each.name not in IN_DEBUG_ONLY]


def test_all_styles_weigh_12_kilobytes_at_most() -> None:
    assert compressed(styles()) <= MOST_STYLES


def test_all_scripts_of_our_own_weigh_15_kilobytes_at_most() -> None:
    assert compressed(sorted(STATIC.glob("js/*.js"))) <= MOST_SCRIPTS


def test_no_picture_of_the_documents_weighs_more_than_150_kilobytes() -> None:
    pictures = list((Path(settings.BASE_DIR) / "docs").glob("*.png"))
    assert [each.name for each in pictures if each.stat().st_size > 150 * 1024] == []
    assert len(pictures) >= 8


def classes(style: Path) -> set[str]:
    """The classes a stylesheet has rules for."""
    text = re.sub(r"/\*.*?\*/", "", style.read_text(), flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", " ", text)))


def test_no_rule_is_left_of_a_class_that_nothing_has_any_more() -> None:
    root = Path(settings.BASE_DIR)
    code = [path for folder in ("scoring", "teams") for path in (root / folder).rglob("*.py")]
    pages = [*(root / "templates").rglob("*.html"), *STATIC.rglob("*.js")]
    texts = [each.read_text() for each in code + pages]
    words = set(re.findall(r"[\w-]+", " ".join(texts)))
    left = {
        f"{style.name}: .{name}"
        for style in STATIC.glob("css/*.css")
        for name in classes(style) - words
        if not OTHERS.match(name) and not LEVELS.fullmatch(name)
    }
    assert left == set()
