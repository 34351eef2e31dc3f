"""Colours and font for what has no style sheet: charts, mails, PDF, workbook.

Pages have them from static/css/tokens.css; a test compares the two.
"""

from typing import Literal

from scoring.core.signals import PILLARS

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")

COLOURS: dict[Theme, dict[str, str]] = {
    "light": {
        "paper": "#faf9f7",
        "card": "#ffffff",
        "ink": "#1d1c1a",
        "soft": "#67645e",
        "line": "#e5e2dc",
        "edge": "#8b867d",
        "track": "#efece6",
        "accent": "#2a4b9b",
        "accent-ink": "#ffffff",
        "tint": "#f3f5fb",
        "brand": "#e69f00",
        "people": "#56b4e9",
        "insights": "#cc79a7",
        "relationships": "#009e73",
        "brand-line": "#a87400",
        "people-line": "#2a82b8",
        "insights-line": "#b0548a",
        "relationships-line": "#00845f",
        "up": "#0a6b4f",
        "down": "#a3391b",
    },
    "dark": {
        "paper": "#16171a",
        "card": "#1e2024",
        "ink": "#ecebe8",
        "soft": "#a3a19b",
        "line": "#313339",
        "edge": "#7b7f88",
        "track": "#2f3238",
        "accent": "#9db4f5",
        "accent-ink": "#14161a",
        "tint": "#242833",
        "brand": "#f0b429",
        "people": "#6cc0ef",
        "insights": "#d98fb8",
        "relationships": "#1fb58a",
        "brand-line": "#f0b429",
        "people-line": "#6cc0ef",
        "insights-line": "#d98fb8",
        "relationships-line": "#1fb58a",
        "up": "#4cc9a0",
        "down": "#f08a6c",
    },
}
LIGHT_COLOURS = COLOURS["light"]  # of files, which are printed and put on slides
PILLAR_FILLS = tuple(LIGHT_COLOURS[pillar] for pillar in PILLARS)
PILLAR_LINES = tuple(f"{pillar}-line" for pillar in PILLARS)  # dark enough for thin lines on white
MAIL_TRACK = "#d9d6d0"  # mail programs show no hairlines, so the track is darker there
FIRST_READING_COLOUR = "#b9b4aa"  # columns of a workbook's first reading
FONT = "Segoe UI, Roboto, Helvetica Neue, Noto Sans, Liberation Sans, Arial, sans-serif"
