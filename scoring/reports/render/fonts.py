"""Text that the available fonts can show: a missing character becomes a box with its code point.

A PDF/UA document may have no character that its fonts lack, but a name may contain any. The engine
itself is tried once per character to find out which ones it can show.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from scoring.reports.render.typst_engine import TypesettingError, typeset

MISSING_BOX = "▯"
SHOWABLE_CHARACTERS = {"\n": True, "\t": True}  # by character, as far as tried
MAX_REMEMBERED = 50_000
ERROR_LINE = re.compile(r"main\.typ:(\d+):")
# They reorder or hide the text around them and have no place in a name.
INVISIBLE_CHARACTERS = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0x61C, 0xFEFF, 0xAD]
)
LONG_WORD = re.compile(r"\S{16,}")
PIECE_LENGTH = 12
LATIN_CHARACTERS = re.compile(
    "[ -~\u00a1-\u017f‘’“”–−·…▯]"
)  # Latin characters that all our fonts have


def make_printable(value: Any, *, plain: bool = False, broken: bool = True) -> Any:
    """Copies nested lists and dicts, with every text in characters that can be shown.

    `plain`: in Latin characters only, for text that fails anyway, such as stacked combining marks.
    `broken`: with places to break lines in long words; False for drawings, which would not parse.
    """
    texts = {text: _strip_invisible(text) for text in _texts(value)}
    if not plain:
        _probe_fonts({character for text in texts.values() for character in text})
    printable = {text: _box_missing(stripped, plain) for text, stripped in texts.items()}
    if broken:
        printable = {text: _add_break_points(words) for text, words in printable.items()}
    return _replace_texts(value, printable)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _replace_texts(value: Any, printable: dict[str, str]) -> Any:
    if isinstance(value, str):
        return printable[value]
    if isinstance(value, dict):
        return {key: _replace_texts(each, printable) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_replace_texts(each, printable) for each in value]
    return value


def _strip_invisible(text: str) -> str:
    """Removes characters that reorder or hide text; control characters become spaces; NFC."""
    if text.isascii() and text.isprintable():
        return text
    normalized = unicodedata.normalize("NFC", text).translate(INVISIBLE_CHARACTERS)
    return "".join(" " if unicodedata.category(c) == "Cc" else c for c in normalized)


def _box_missing(text: str, plain: bool) -> str:
    if text.isascii():
        return text
    return "".join(
        c if _is_shown(c, plain) else f"{MISSING_BOX}U+{ord(c):04X} " for c in text
    ).rstrip()


def _is_shown(character: str, plain: bool) -> bool:
    if plain:
        return bool(LATIN_CHARACTERS.fullmatch(character))
    return character.isascii() or SHOWABLE_CHARACTERS.get(character, False)


def _add_break_points(text: str) -> str:
    """Adds places to break a line in words wider than a column."""
    return LONG_WORD.sub(lambda word: "\u200b".join(_pieces(word[0])), text)


def _pieces(word: str) -> Iterator[str]:
    start = 0
    for at in range(PIECE_LENGTH, len(word)):
        if at - start >= PIECE_LENGTH and not unicodedata.combining(word[at]):
            yield word[start:at]
            start = at
    yield word[start:]


def _probe_fonts(characters: Iterable[str]) -> None:
    """Finds out which of the characters not tried before the fonts can show."""
    if len(SHOWABLE_CHARACTERS) > MAX_REMEMBERED:
        SHOWABLE_CHARACTERS.clear()
    untried = sorted(c for c in characters if not c.isascii() and c not in SHOWABLE_CHARACTERS)
    missing = {c for c in untried if unicodedata.category(c) in ("Cs", "Co", "Cn")}
    while candidates := [c for c in untried if c not in missing]:
        refused = _missing_characters(candidates)
        if not refused:
            break
        missing |= refused
    SHOWABLE_CHARACTERS.update((c, c not in missing) for c in untried)


def _missing_characters(characters: list[str]) -> set[str]:
    """Characters the engine refuses, by the line numbers in its error; all of them if unclear."""
    lines = (f'#"{_base_letter(c)}\\u{{{ord(c):x}}}"\\' for c in characters)
    head = '#set document(title: "-"); #set text(lang: "en")'
    try:
        typeset({"main.typ": "\n".join([head, *lines]).encode()})
    except TypesettingError as error:
        at = {int(line) - 2 for line in ERROR_LINE.findall(error.diagnostic)}
        return {c for number, c in enumerate(characters) if number in at} or set(characters)
    return set()


def _base_letter(character: str) -> str:
    """Base letter for a combining mark; empty for other characters."""
    return "a" if unicodedata.category(character).startswith("M") else ""
