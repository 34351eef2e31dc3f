"""Workbooks: creator analytics, our own tables, and malformed files."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from teams.importers.archive.bundle import Upload
from teams.importers.file_kinds import FileKind
from tests.teams.importers.corpus.seeds import Seed, seed
from tests.teams.importers.corpus.zips import content, patch_bytes
from tests.teams.importers.workbooks import (
    FIRST_DAY,
    analytics,
    european_date,
    german_date,
    parts,
    replace_in_part,
    workbook,
    zip_parts,
)

TRANSLATED = ("ENTDECKUNG", "INTERAKTION", "BESTE BEITRÄGE", "FOLLOWER", "DEMOGRAFIE")
SHEET = "xl/worksheets/sheet1.xml"
HEAD = ["date", "email", "posts", "off"]
ROW: list[Any] = [date(2026, 2, 3), "mona@example.com", 3, True]
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def analytics_books() -> Iterator[Seed]:
    """LinkedIn's creator analytics."""
    good = {
        "of 2025, numbers": analytics(name="Content_2026-02-01_2026-02-16_AdaOsei.xlsx"),
        "of 2026, texts": analytics(["1,234", "5", "7"], ["1", "2", "3"]),
        "translated, day first": analytics(titles=TRANSLATED, spell=european_date),
        "German": analytics(["1.234", "5", "7"], titles=TRANSLATED, spell=german_date),
        "ISO days": analytics(spell=date.isoformat),
        "real days": analytics(spell=lambda day: day),
        "less than nothing": analytics([5, -3, "−7", 2]),
        "days without a row": analytics([5, None, None, 2]),
        "a year and a month": analytics([n % 9 for n in range(395)], first=date(2025, 1, 20)),
        "without followers": analytics(leave_out=["FOLLOWERS"]),
        "without a period": analytics(leave_out=["DISCOVERY"]),
        "sheets in another order": _turned(analytics()),
    }
    spoilt = {
        "a number that is none": (analytics([1, "many", 2]), "sheet 2, row 3: is not a whole"),
        "less than one per cent": (analytics([1, "< 1%", 2]), "sheet 2, row 3: is not a whole"),
        "a decimal comma": (analytics([1, "1,5", 2]), "sheet 2, row 3: is not a whole"),
        "a number past any": (analytics([1, 10**15, 2]), "sheet 2, row 3: is out of range"),
        "a number as text past any": (analytics([1, "1e400", 2]), "sheet 2, row 3: is not a whole"),
        "a formula": (analytics([1, 2, 3], ["=1+1", 1, 1]), "sheet 4, row 4: is not a whole"),
        "days that can be either": (analytics([1], first=date(2026, 2, 3)), "month/day"),
        "days outside its period": (_moved(), "is not between"),
        "days to come": (analytics(first=date(2026, 3, 10)), "is not between"),
        "six thousand days": (workbook({"a": [["x", "2006-01-01 - 2026-02-01"]], "b": [
            [date(2006, 1, 1) + timedelta(n), 1, 1] for n in range(6_000)]}), "sheet 2 has more"),
        "nothing a day": (analytics(leave_out=["ENGAGEMENT", "FOLLOWERS"]), "none that Seventy"),
    }  # fmt: skip
    for name, upload in good.items():
        yield seed(f"creator, {name}", FileKind.CREATOR, upload)
    for name, (upload, said) in spoilt.items():
        yield seed(f"creator, {name}", FileKind.CREATOR, upload, said)


def _turned(upload: Upload) -> Upload:
    book = parts(upload)
    one, four = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet4.xml"
    return zip_parts(book | {one: book[four], four: book[one]}, upload.name)


def _moved() -> Upload:
    days = [FIRST_DAY + timedelta(n) for n in range(5)]
    rows = [[day.isoformat(), 1, 2] for day in (*days, date(2025, 12, 1))]
    return workbook({"D": [["x", "2026-02-01 - 2026-02-05"]], "E": rows})


def tables_of_ours() -> Iterator[Seed]:
    """Activity and readings as XLSX."""
    pillars = ["date", "email", "brand", "people", "insights", "relationships"]
    good: dict[str, tuple[FileKind, Upload]] = {
        "activity": (FileKind.ACTIVITY, _book(ROW)),
        "days as texts": (FileKind.ACTIVITY, _book(["2026-02-03", "m@e.co", "3", "0"])),
        "marks as words": (FileKind.ACTIVITY, _book([date(2026, 2, 3), "m@e.co", 3, "false"])),
        "empty rows above and between": (FileKind.ACTIVITY, workbook({"a": [[], [], HEAD, [], ROW]})),
        "further sheets": (FileKind.ACTIVITY, workbook({"a": [HEAD, ROW], "b": [["x"]], "c": []})),
        "a thousand rows": (FileKind.ACTIVITY, workbook({"a": [HEAD, *(
            [date(2026, 2, 3), f"rep{n}@example.com", n, None] for n in range(1_000))]})),
        "readings": (FileKind.READINGS, workbook({"a": [pillars, [
            date(2026, 2, 3), "m@e.co", 13.118, 4.5, 2, 15]]})),
        "a usage report": (FileKind.NAVIGATOR, workbook({"Report": [
            ["Name", "Searches", "Leads saved"], ["Mona", 40, 3]]})),
        "no size": (FileKind.ACTIVITY, replace_in_part(
            _book(ROW), SHEET, b'<dimension ref="A1:D2"/>', b"")),
        "a lie about its size": (FileKind.ACTIVITY, replace_in_part(
            _book(ROW), SHEET, b"A1:D2", b"A1:XFD1048576")),
        "a prefix before every tag": (FileKind.ACTIVITY, _prefixed()),
        "no styles": (FileKind.READINGS, zip_parts({name: part for name, part in parts(workbook(
            {"a": [pillars, ["2026-02-03", "m@e.co", 1, 2, 3, 4]]})).items()
            if "styles" not in name})),
    }  # fmt: skip
    spoilt: dict[str, tuple[Upload, str]] = {
        "a formula": (replace_in_part(_book(ROW), SHEET, b'"C2"><v>', b'"C2"><f>1+1</f><v>'),
                      "line 2, posts: is a formula"),
        "an error for a value": (_book([date(2026, 2, 3), "m@e.co", "#N/A", 0]), "line 2, posts: #N"),
        "a moment": (_cell(b"A2", b"<c r=\"A2\" s=\"1\"><v>46056.5</v></c>"), "line 2, date: 2026-02"),
        "a day past any": (_cell(b"A2", b"<c r=\"A2\" s=\"1\"><v>99999999999</v></c>"), "line 2, date"),
        "a number past any": (_cell(b"C2", b'<c r="C2"><v>1e400</v></c>'), "line 2, posts: Infinity"),
        "a number that is none": (_cell(b"C2", b'<c r="C2"><v>nan</v></c>'), "sheet 1, row"),
        "a number of many figures": (_cell(b"C2", b'<c r="C2"><v>%s</v></c>' % (b"9" * 4000)), "line 2"),
        "a row that is too long": (_book([*ROW, "x"]), "line 2: has 5 cells where"),
        "a column nobody knows": (workbook({"a": [[*HEAD, "mood"], ROW]}), "line 1, mood"),
        "the same day twice": (workbook({"a": [HEAD, ROW, ROW]}), "line 3: the same date"),
        "a day written otherwise": (_book(["3.2.2026", "m@e.co", 3, 0]), "line 2, date: 3.2.2026"),
        "an empty sheet": (workbook({"a": []}), "none that Seventy knows"),
    }  # fmt: skip
    for name, (kind, upload) in good.items():
        yield seed(f"our workbook, {name}", kind, upload)
    for name, (upload, said) in spoilt.items():
        yield seed(f"our workbook, {name}", FileKind.ACTIVITY, upload, said)


def _book(row: Sequence[Any]) -> Upload:
    return workbook({"a": [HEAD, row]})


def _cell(at: bytes, xml: bytes) -> Upload:
    book = _book(ROW)
    sheet = parts(book)[SHEET]
    start = sheet.index(b'<c r="%s"' % at)
    return zip_parts(
        parts(book) | {SHEET: sheet[:start] + xml + sheet[sheet.index(b"</c>", start) + 4 :]}
    )


def _prefixed() -> Upload:
    book = parts(_book(ROW))
    sheet = book[SHEET].replace(b"</", b"\0").replace(b"<?", b"\1")
    sheet = sheet.replace(b"<", b"<x:").replace(b"\0", b"</x:").replace(b"\1", b"<?")
    return zip_parts(book | {SHEET: sheet.replace(b"xmlns=", b"xmlns:x=")})


def book_with_rows(rows: bytes) -> Upload:
    """One of our tables with these rows as raw XML in its first sheet."""
    start = b'<worksheet xmlns="' + MAIN + b'"><sheetData>'
    return replace_part(SHEET, start + rows + b"</sheetData></worksheet>")


def replace_part(part: str, xml: bytes) -> Upload:
    """One of our tables with one part replaced."""
    return zip_parts(parts(_book(ROW)) | {part: xml})


FIRST_ROW = b'<row r="1">%s</row>' % b"".join(
    b'<c t="inlineStr"><is><t>%s</t></is></c>' % name.encode() for name in HEAD
)
ENTITY_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lollollol">'
    + b"".join(b'<!ENTITY %c "%s">' % (n, b"&%c;" % (n - 1) * 10) for n in range(98, 108))
    + b"]><x>&k;</x>"
)
EXTERNAL_ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">'
    b'<!ENTITY %% d SYSTEM "http://127.0.0.1:9/x"> %%d;]><x>&f;</x>'
)


def damaged_books() -> Iterator[Seed]:
    """Workbooks that no spreadsheet would write."""
    for name, (upload, said) in (_broken() | _endless()).items():
        yield seed(f"workbook, {name}", FileKind.ACTIVITY, upload, said)
    for part in ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", SHEET,
                 "[Content_Types].xml", "xl/_rels/workbook.xml.rels"):  # fmt: skip
        for name, xml in (("a billion laughs", ENTITY_BOMB), ("a file from outside", EXTERNAL_ENTITY),
                          ("nothing", b""), ("noise", b"\xff\xfe<\0x" * 99)):  # fmt: skip
            said = "sheet 1" if part == SHEET else "damaged"
            yield seed(
                f"workbook, {name} in {part}", FileKind.ACTIVITY, replace_part(part, xml), said
            )


def _broken() -> dict[str, tuple[Upload, str]]:
    good = content(_book(ROW))
    listed = good.index(b"PK\x01\x02")
    return {
        "macros": (replace_part("xl/vbaProject.bin", b"x"), "macros"),
        "encrypted": (_named(patch_bytes(good, listed + 8, b"\1")), "without a password"),
        "its first half": (_named(good[: len(good) // 2]), "no"),
        "without its end": (_named(good[:-30]), "no"),
        "a wrong check sum": (_named(patch_bytes(good, listed + 16, b"\0\0\0\0")), "damaged"),
        "nothing but a list of types": (zip_parts({"[Content_Types].xml": b"<Types/>"}), "damaged"),
        "a hundred and one parts": (zip_parts(parts(_book(ROW)) | {
            f"xl/media/{n}.png": b"" for n in range(101)}), "parts in the workbook"),
        "a binary workbook": (zip_parts({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"x"}),
                              "damaged"),
        "a document": (zip_parts({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}),
                       "damaged"),
        "a sheet that is not there": (zip_parts({n: p for n, p in parts(_book(ROW)).items()
                                                if n != SHEET}), "no sheet"),
        "a sheet that breaks off": (replace_part(SHEET, parts(_book(ROW))[SHEET][:-60]), "sheet 1, row"),
        "text that is nowhere": (book_with_rows(FIRST_ROW + b'<row><c t="s"><v>999</v></c></row>'),
                                 "sheet 1, row 2"),
        "text before all others": (book_with_rows(b'<row><c t="s"><v>-9</v></c></row>'), "sheet 1, row 1"),
        "a mark that is none": (book_with_rows(FIRST_ROW + b'<row><c t="b"><v>x</v></c></row>'), "row 2"),
        "a day that is none": (book_with_rows(FIRST_ROW + b'<row><c t="d"><v>x</v></c></row>'), "row 2"),
        "a style that is none": (book_with_rows(b'<row><c s="x"><v>1</v></c></row>'), "sheet 1, row 1"),
        "rows in another order": (book_with_rows(b'<row r="5"/><row r="2"><c><v>1</v></c></row>'), "order"),
        "a row below the first": (book_with_rows(b'<row r="-5"><c><v>1</v></c></row>'), "not in order"),
        "UTF-16 in a sheet": (replace_part(SHEET, parts(_book(ROW))[SHEET].decode().replace(
            "UTF-8", "UTF-16").encode("utf-16")), ""),
    }  # fmt: skip


def _named(raw: bytes) -> Upload:
    upload = workbook({"a": []})
    upload.content.seek(0)
    upload.content.truncate()
    upload.content.write(raw)
    return upload


def _endless() -> dict[str, tuple[Upload, str]]:
    noise = [n * n % 99_991 for n in range(200_000)]
    cells = b"".join(b'<c r="A1" s="0"><v>%d</v></c>' % n for n in noise)
    return {
        "a cell in the last column": (book_with_rows(FIRST_ROW + b'<row><c r="XFD2"><v>1</v></c></row>'),
                                      "sheet 1, row 2: a cell stands beyond column 500"),
        "a cell beyond any column": (book_with_rows(FIRST_ROW + b'<row><c r="ZZZZZ2"><v>1</v></c></row>'),
                                     "sheet 1, row 2"),
        "a cell in the last row": (book_with_rows(FIRST_ROW + b'<row r="1048576"><c><v>1</v></c></row>'),
                                   "sheet 1 has more than"),
        "a cell beyond any row": (book_with_rows(b'<row r="99999999999999"><c><v>1</v></c></row>'),
                                  "sheet 1 has more than"),
        "a row too many": (book_with_rows(b"".join(b"<row><c><v>%d</v></c></row>" % (n * n % 99_991)
            for n in range(300_001))), "sheet 1: there are more than 300,000 rows"),
        "a million columns": (book_with_rows(b"<row>" + cells + b"</row>"), "more in the workbook"),
        "rows inside rows": (book_with_rows((b"<row>" + cells[: cells.index(b"</c>", 3_000) + 4]) * 900), "more in the workbook"),
        "tags in tags": (book_with_rows(b"".join(b"<a%d>" % n for n in noise)), "more in the workbook"),
        "a text without end": (book_with_rows(b'<row><c t="str"><v>%s' % b" ".join(
            b"%d" % (n * n) for n in noise * 4)), "more in the workbook"),
        "a bomb": (replace_part("xl/media/a.png", bytes(30_000_000)), "packed tighter"),
        "texts without end": (replace_part("xl/sharedStrings.xml", b'<sst xmlns="%s">' % MAIN + b"".join(
            b"<si><t>%d</t></si>" % n for n in noise) + b"</sst>"), "more in the workbook"),
        "one text of many pieces": (replace_part("xl/sharedStrings.xml", b'<sst xmlns="%s"><si>' % MAIN
            + b"".join(b"<r><t>%d</t></r>" % n for n in noise) + b"</si></sst>"), "more in the"),
        "styles without end": (replace_part("xl/styles.xml", b'<styleSheet xmlns="%s"><cellXfs>' % MAIN
            + b"".join(b'<xf numFmtId="%d"/>' % n for n in noise)), "more in the workbook"),
        "sheets without end": (replace_part("xl/workbook.xml", b'<workbook xmlns="%s"><sheets>' % MAIN
            + b"".join(b'<sheet name="%d"/>' % n for n in noise)), "more in the workbook"),
        "merged cells without end": (replace_part(SHEET, b'<worksheet xmlns="%s"><sheetData>%s</sheetData>'
            b"<mergeCells>%s" % (MAIN, FIRST_ROW, b"".join(
                b'<mergeCell ref="A1:B%d"/>' % n for n in noise))), "more in the workbook"),
    }  # fmt: skip
