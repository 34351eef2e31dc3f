"""Streaming CSV reader for files from any spreadsheet: records of cells.

UTF-8 or UTF-16, with or without a byte order mark; comma, semicolon or tab, whichever is most
frequent in the header; any line endings. table.py states the guarantees.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import IO, Final

from teams.importers.table import FileError, Records

MAX_BYTES: Final = 200_000_000  # five years of 300 reps with every input
MAX_LINES: Final = 2_000_000  # bounds run time for short lines
MAX_LINE: Final = 10_000  # characters; legitimate lines have at most some 40 cells
CHUNK: Final = 1 << 17  # bytes read at a time
UTF16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

SIGNATURES_BY_TYPE: Final = {
    "a PDF": (b"%PDF",),
    "a ZIP archive or an Excel workbook": (b"PK", b"\xd0\xcf\x11\xe0"),
    "an image": (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"),
    "a compressed file": (b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf"),
    "a web page": (b"<",),
    "a JSON file": (b"{",),
}


def records_of(content: bytes | Records) -> Records:
    """Records of CSV bytes; records are returned unchanged."""
    return csv_records(io.BytesIO(content)) if isinstance(content, bytes) else content


def csv_records(source: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """Line number and stripped cells of each non-empty record. Raises FileError."""
    _refuse_other_files(source)
    lines = _lines(source)
    before, header = _skip_blank_lines(lines)
    mark, line = max(",;\t", key=header.count), before + 1  # the delimiter
    rest = chain([header], lines)
    reader = csv.reader(rest, delimiter=mark, strict=True, skipinitialspace=True)
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if any(cells):
                yield line, cells
            line = before + reader.line_num + 1
    except csv.Error:
        reason = "a quotation mark is opened or closed in the wrong place; write one inside a cell"
        raise FileError(reason + " twice, and put one at both ends of that cell", line) from None


def _refuse_other_files(source: IO[bytes]) -> None:
    if source.seek(0, 2) > MAX_BYTES:
        limit = f"{MAX_BYTES // 1_000_000} MB"
        raise FileError(f"The file is larger than {limit}; split it and upload the parts.")
    source.seek(0)
    start = source.read(64).removeprefix(codecs.BOM_UTF8).lstrip()
    for kind, magic in SIGNATURES_BY_TYPE.items():
        if start.startswith(magic):
            sentence = f"This is not a CSV file (it looks like {kind}); "
            raise FileError(sentence + "save the table as “CSV UTF-8” and upload that.")


def _skip_blank_lines(lines: Iterator[str]) -> tuple[int, str]:
    """Number of leading blank lines, and the first line after them."""
    for before, line in enumerate(lines):
        if line.strip():
            return before, line
    return 0, ""


def _lines(source: IO[bytes]) -> Iterator[str]:
    """Yields lines with their endings. Raises FileError at the first that is not plain text."""
    source.seek(0)
    mark = source.read(2)
    encoding = UTF16.get(mark, "utf-8")
    source.seek(len(mark) if mark in UTF16 else 0)
    decoder, count, rest = codecs.getincrementaldecoder(encoding)(), 0, ""
    while chunk := source.read(CHUNK):
        text = rest + _decode_chunk(decoder, chunk, encoding, count, rest)
        # The last line may continue in the next chunk, and a CR at its end be half of a CRLF.
        complete = io.StringIO(text, newline="").readlines()
        rest = complete.pop() if text and not text.endswith("\n") else ""
        for line in complete:
            count += 1
            yield _check_line(line.lstrip("\ufeff") if count == 1 else line, count)
        if len(rest) > MAX_LINE:
            _check_line(rest, count + 1)
    text = rest + _decode_chunk(decoder, b"", encoding, count, rest, final=True)
    if text:
        yield _check_line(text.lstrip("\ufeff") if not count else text, count + 1)


def _decode_chunk(
    decoder: codecs.IncrementalDecoder,
    chunk: bytes,
    encoding: str,
    count: int,
    rest: str,
    *,
    final: bool = False,
) -> str:
    try:
        return decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        before = rest + error.object[: error.start].decode(encoding, "ignore")
        line = count + len(re.findall(r"\r\n|\r|\n", before)) + 1
        reason = "the text is not UTF-8; save the file as “CSV UTF-8” and upload that"
        raise FileError(reason, line) from None


def _check_line(line: str, number: int) -> str:
    if number > MAX_LINES:
        raise FileError(f"The file is longer than {MAX_LINES:,} lines; upload it in parts.")
    if "\0" in line:
        reason = "there is a NUL character, so this is not plain text; save it as “CSV UTF-8”"
        raise FileError(reason, number)
    if len(line) > MAX_LINE:  # before csv makes a million cells of it
        reason = f"the line has more than {MAX_LINE:,} characters; start from the template"
        raise FileError(reason, number)
    return line
