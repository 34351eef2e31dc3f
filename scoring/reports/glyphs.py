"""Words as the fonts at hand can show them: what they lack stands as a box with its code point.

A document for everybody's eyes and ears may have no character that its fonts do not know, and a
name may have any. The engine itself is asked, once for each character.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from scoring.reports.engine import TypesettingError, typeset

BOX = "▯"
SHOWN = {"\n": True, "\t": True}  # by character, as far as they were asked for
REMEMBERED = 50_000
LINE = re.compile(r"main\.typ:(\d+):")
# They turn or hide what stands around them; a name has no business there.
TURNING = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0x61C, 0xFEFF, 0xAD]
)
LONG = re.compile(r"\S{25,}")
PIECE = 20
PLAIN = re.compile("[ -~\u00a1-\u017f‘’“”–−·…▯]")  # Latin: what every font of ours has


def readable(value: Any, *, plain: bool = False, broken: bool = True) -> Any:
    """The same lists and dicts, their texts in characters that can be shown.

    `plain`: in those of Latin alone, for what fails all the same, such as marks upon marks.
    `broken`: with places to break a line in long words, which a drawing could not be read with.
    """
    texts = {text: _bare(text) for text in _texts(value)}
    if not plain:
        _ask({character for text in texts.values() for character in text})
    shown = {text: _boxed(bare, plain) for text, bare in texts.items()}
    if broken:
        shown = {text: _broken(words) for text, words in shown.items()}
    return _with(value, shown)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _with(value: Any, shown: dict[str, str]) -> Any:
    if isinstance(value, str):
        return shown[value]
    if isinstance(value, dict):
        return {key: _with(each, shown) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_with(each, shown) for each in value]
    return value


def _bare(text: str) -> str:
    """Without what turns or hides, control characters as spaces, letters and marks as one."""
    if text.isascii() and text.isprintable():
        return text
    kept = unicodedata.normalize("NFC", text).translate(TURNING)
    return "".join(" " if unicodedata.category(c) == "Cc" else c for c in kept)


def _boxed(text: str, plain: bool) -> str:
    if text.isascii():
        return text
    return "".join(c if _is_shown(c, plain) else f"{BOX}U+{ord(c):04X} " for c in text).rstrip()


def _is_shown(character: str, plain: bool) -> bool:
    if plain:
        return bool(PLAIN.fullmatch(character))
    return character.isascii() or SHOWN.get(character, False)


def _broken(text: str) -> str:
    """With places to break a line in a word longer than a column is wide."""
    return LONG.sub(lambda word: "\u200b".join(_pieces(word[0])), text)


def _pieces(word: str) -> Iterator[str]:
    start = 0
    for at in range(PIECE, len(word)):
        if at - start >= PIECE and not unicodedata.combining(word[at]):
            yield word[start:at]
            start = at
    yield word[start:]


def _ask(characters: Iterable[str]) -> None:
    """Finds out which of those never asked for the fonts can show."""
    if len(SHOWN) > REMEMBERED:
        SHOWN.clear()
    new = sorted(c for c in characters if not c.isascii() and c not in SHOWN)
    lacking = {c for c in new if unicodedata.category(c) in ("Cs", "Co", "Cn")}
    while asked := [c for c in new if c not in lacking]:
        found = _lacking(asked)
        if not found:
            break
        lacking |= found
    SHOWN.update((c, c not in lacking) for c in new)


def _lacking(characters: list[str]) -> set[str]:
    """Those the engine refuses: one a line, and it names the lines; else all, to be safe."""
    lines = (f'#"{_in_place(c)}\\u{{{ord(c):x}}}"\\' for c in characters)
    head = '#set document(title: "-"); #set text(lang: "en")'
    try:
        typeset({"main.typ": "\n".join([head, *lines]).encode()})
    except TypesettingError as error:
        at = {int(line) - 2 for line in LINE.findall(error.diagnostic)}
        return {c for number, c in enumerate(characters) if number in at} or set(characters)
    return set()


def _in_place(character: str) -> str:
    """What a mark stands on; a letter needs nothing."""
    return "a" if unicodedata.category(character).startswith("M") else ""
