"""Randomly mutated files; a number always gives one file, on any machine."""

import io
import random
import zipfile
from collections.abc import Callable, Sequence

from tests.fuzz.trial import Files
from tests.teams.importers.corpus.seeds import Seed

MAX_FILE_BYTES = 3_000_000  # bytes of a mutated file, so that repeated doubling is limited


def mutate_seed(seeds: Sequence[Seed], number: int) -> tuple[Seed, list[tuple[str, bytes]]]:
    """Mutation `number`: its seed, and the seed's files with one of them mutated."""
    seed = seeds[number % len(seeds)]
    dice = random.Random(number)
    files = list(seed.files)
    at = dice.randrange(len(files))
    other = dice.choice(dice.choice(seeds).files)[1]
    name, content = files[at]
    if dice.random() < 0.6 and (inside := _mutate_inside_zip(content, other, dice)):
        files[at] = name, inside
    else:
        files[at] = name, _mutate_bytes(content, other, dice)[:MAX_FILE_BYTES]
    return seed, files


def _mutate_bytes(content: bytes, other: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        content = dice.choice(MUTATIONS)(content, other, dice)
    return content


def _flip(content: bytes, other: bytes, dice: random.Random) -> bytes:
    raw = bytearray(content or b"x")
    for _ in range(dice.randint(1, 8)):
        raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return bytes(raw)


def _truncate(content: bytes, other: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content) + 1)]


def _cut_out(content: bytes, other: bytes, dice: random.Random) -> bytes:
    start, end = _random_piece(content, dice)
    return content[:start] + content[end:]


def _duplicate_piece(content: bytes, other: bytes, dice: random.Random) -> bytes:
    start, end = _random_piece(content, dice)
    times = dice.choice((1, 1, 2, 50))
    return (
        content[:end]
        + content[start:end] * min(times, MAX_FILE_BYTES // (end - start + 1))
        + content[end:]
    )


def _splice(content: bytes, other: bytes, dice: random.Random) -> bytes:
    start, end = _random_piece(other, dice)
    at = dice.randrange(len(content) + 1)
    return content[:at] + other[start:end] + content[at:]


def _overwrite(content: bytes, other: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content) + 1)
    new = dice.choice(NASTY)
    return content[:at] + new + content[at + len(new) * dice.randint(0, 1) :]


def _swap(content: bytes, other: bytes, dice: random.Random) -> bytes:
    """Swaps two lines, or two halves."""
    lines = content.splitlines(keepends=True)[:5000]
    if len(lines) < 2:
        at = dice.randrange(len(content) + 1)
        return content[at:] + content[:at]
    one, two = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


def _random_piece(content: bytes, dice: random.Random) -> tuple[int, int]:
    start = dice.randrange(len(content) + 1)
    return start, min(len(content), start + int(2 ** dice.uniform(0, 14)))


NASTY: tuple[bytes, ...] = (
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"\\", b"\r", b"\n\n", b",,,,", b";", b"\t"),
    *(b"1e400", b"NaN", b"-1", b"99999999999999999999", b"0x10", b"2026-02-30", b"0000-00-00"),
    *("\u202e".encode(), "\u0661".encode(), b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"=1+1"),
    *(b"<", b"<!--", b"<![CDATA[", b"]]>", b"&amp;", b"&#0;", b"</row>", b"<c/>", b"{", b"[["),
    *(b"PK\x01\x02", b"PK\x05\x06", b"\xff\xff\xff\xff", b"\0\0\0\0"),
)
MUTATIONS: tuple[Callable[[bytes, bytes, random.Random], bytes], ...] = (
    *(_flip, _truncate, _cut_out, _duplicate_piece, _splice, _overwrite, _swap),
)


def _mutate_inside_zip(content: bytes, other: bytes, dice: random.Random) -> bytes:
    """A ZIP repacked with one mutated member, so that the ZIP itself stays valid."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            small = [each for each in archive.infolist() if each.file_size < MAX_FILE_BYTES][:101]
            entries = [(each.filename, archive.read(each)) for each in small]
    except Exception:  # noqa: BLE001  a ZIP that is damaged already
        return b""
    if not entries:
        return b""
    one, two = dice.randrange(len(entries)), dice.randrange(len(entries))
    if dice.random() < 0.2:  # swap two files
        (name, raw), (called, more) = entries[one], entries[two]
        entries[one], entries[two] = (name, more), (called, raw)
    else:
        name, raw = entries[one]
        entries[one] = name, _mutate_bytes(raw, other, dice)[:MAX_FILE_BYTES]
    return _pack_zip(entries, dice)


def _pack_zip(entries: Files, dice: random.Random) -> bytes:
    out = io.BytesIO()
    method = dice.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, raw in dict(entries).items():
            archive.writestr(zipfile.ZipInfo(name), raw, method, 1)
    return out.getvalue()
