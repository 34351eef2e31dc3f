"""Helpers to read report files back with independent libraries."""

import csv
import re
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from PIL import Image
from pypdf import PdfReader

Row = dict[str, str]


def pdf_of(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def pages_of(content: bytes) -> list[str]:
    """Text of every page, with whitespace collapsed."""
    return [collapse_whitespace(page.extract_text()) for page in pdf_of(content).pages]


def collapse_whitespace(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def book_of(content: bytes) -> Workbook:
    book: Workbook = load_workbook(BytesIO(content))
    return book


def rows_of(content: bytes, sheet: str) -> list[dict[str, Any]]:
    """Rows of a sheet as dicts by header."""
    head, *rows = book_of(content)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def cells_of(content: bytes) -> Iterator[Any]:
    for sheet in book_of(content).worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if cell.value is not None)


def png_texts(picture: bytes) -> dict[str, str]:
    """Text metadata of a PNG."""
    with Image.open(BytesIO(picture)) as image:
        return {str(name): str(words) for name, words in image.info.items()}


def csv_rows(content: bytes) -> list[Row]:
    """Rows of a CSV as dicts by column."""
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
