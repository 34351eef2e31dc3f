"""Tables: activity, readings, usage reports, and files that only look like tables."""

import codecs
import random
from collections.abc import Iterator

from teams.base.inputs import INPUTS
from teams.importers.file_kinds import FileKind
from tests.teams.importers.corpus.seeds import Content, Seed, seed

HEAD = "date,email,posts,comments,off\n"
ROW = "2026-02-03,mona@example.com,1,0,0\n"
PILLARS = "date,email,brand,people,insights,relationships"
USAGE = "Name,Email,Days Active,Searches Performed,InMails sent,Connections,SSI\n"
SEAT = "Mona Lund,mona@example.com,12,40,7,812,55\n"


def activity() -> Iterator[Seed]:
    """Activity in every CSV variant, and in broken ones."""
    for name, content in GOOD.items():
        yield seed(f"activity, {name}", FileKind.ACTIVITY, content)
    for name, (content, said) in DAMAGED_TABLES.items():
        yield seed(f"activity, {name}", FileKind.ACTIVITY, content, said)


GOOD: dict[str, Content] = {
    "plain": HEAD + ROW,
    "a mark of UTF-8": codecs.BOM_UTF8 + (HEAD + ROW).encode(),
    "UTF-16, little end first": codecs.BOM_UTF16_LE + (HEAD + ROW).encode("utf-16-le"),
    "UTF-16, big end first": codecs.BOM_UTF16_BE + (HEAD + ROW).encode("utf-16-be"),
    "semicolons": (HEAD + ROW).replace(",", ";"),
    "tabs": (HEAD + ROW).replace(",", "\t"),
    "CRLF": (HEAD + ROW).replace("\n", "\r\n"),
    "CR": (HEAD + ROW).replace("\n", "\r"),
    "mixed ends of line": HEAD + ROW.replace("\n", "\r\n") + ROW.replace("03", "04", 1) + "\r",
    "no end of line at the end": (HEAD + ROW).rstrip(),
    "blank lines": f"\n\n{HEAD}\n,,,,\n{ROW}\n",
    "quoted cells": '"date","email","posts"\n"2026-02-03","mona@example.com","3"\n',
    "a header in capitals": HEAD.upper() + ROW,
    "columns in another order": "posts,email,date\n1,mona@example.com,2026-02-03\n",
    "every input": f"date,email,{','.join(INPUTS)}\n2026-02-03,m@e.co{',1' * len(INPUTS)}\n",
    "marks as words": HEAD + ROW.replace(",0\n", ",TRUE\n"),
    "numbers with a point": HEAD + ROW.replace(",1,", ",1.0,"),
    "an apostrophe before an address": "date,email,posts\n2026-02-03,'=m@e.co,1\n",
    "blanks around": HEAD.replace(",", " , ") + ROW.replace(",", "\t,  "),
    "many rows": HEAD + "".join(
        f"2026-02-03,rep{number}@example.com,{number},,\n" for number in range(3_000)
    ),
    "an address of another script": "date,email,posts\n2026-02-03,zoë@müller.example,1\n",
}  # fmt: skip

DAMAGED_TABLES: dict[str, tuple[Content, str]] = {
    "NUL in a cell": (HEAD + ROW.replace("1", "\0"), "line 2: there is a NUL"),
    "Latin-1": (HEAD.encode() + "2026-02-03,zoë@e.co,1,,\n".encode("latin-1"), "line 2: the text"),
    "UTF-16 without a mark": ((HEAD + ROW).encode("utf-16-le"), "no file Seventy knows"),
    "UTF-16 that breaks off": (("\ufeff" + HEAD + ROW).encode("utf-16-le")[:-1], "line 2: the text"),
    "half a character": (HEAD.encode() + b"2026-02-03,\xc3", "line 2: the text is not UTF-8"),
    "an overlong character": (HEAD.encode() + b"2026-02-03,\xc0\xaf,1", "line 2: the text"),
    "a surrogate": (HEAD.encode() + b"2026-02-03,\xed\xa0\x80,1", "line 2: the text"),
    "a column nobody knows": ("date,email,likes\n", "line 1, likes: there is no such column"),
    "a column twice": ("date,email,posts,Posts\n", "line 1, posts: the header has this column"),
    "a column without a name": ("date,email,,posts\n", "line 1: column 3 of the header"),
    "a column that can't be seen": ("date,email,\u200bposts\n", "line 1, "),
    "a million columns": ("date,email," + "posts," * 1_000_000, "line 1: the line has more than"),
    "a million cells in a row": (HEAD + ROW + "," * 1_000_000, "line 3: the line has more than"),
    "a cell of a million letters": (HEAD + "x" * 1_000_000, "line 2: the line has more than"),
    "two million lines": (HEAD + "\n" * 2_000_001, "longer than 2,000,000 lines"),
    "a row that is too short": (HEAD + "2026-02-03\n", "line 2: has 1 cells where"),
    "a row that is too long": (HEAD + ROW.replace("\n", ",7\n"), "line 2: has 6 cells where"),
    "a quotation mark never closed": (HEAD + ROW + '"2026-02-04,m@e.co\n' * 3, "line 3: a quota"),
    "a quotation mark inside": (HEAD + 'a"b"c",d"e\n"f"g,h\n', "line 3: a quotation mark"),
    "a cell over ten thousand lines": (HEAD + '"' + "x\n" * 10_000 + '"\n', "line 2: has 1 cells"),
    "a number below zero": (HEAD + ROW.replace(",1,", ",-3,"), "line 2, posts: -3 is negative"),
    "a number past any": (HEAD + ROW.replace(",1,", ",1e400,"), "line 2, posts: 1e400 is not"),
    "NaN": (HEAD + ROW.replace(",1,", ",NaN,"), "line 2, posts: NaN is not"),
    "Infinity": (HEAD + ROW.replace(",1,", ",-Infinity,"), "line 2, posts: -Infinity is not"),
    "a thousand figures": (HEAD + ROW.replace(",1,", f",{'9' * 1000},"), "line 2, posts: 999"),
    "figures of another script": (HEAD + ROW.replace(",1,", ",٣,"), "line 2, posts: ٣ is not"),
    "a decimal comma": (HEAD + ROW.replace(",1,", ',"1,5",'), "line 2, posts: 1,5 is not"),
    "half a post": (HEAD + ROW.replace(",1,", ",0.5,"), "line 2, posts: 0.5 is not a whole"),
    "a mark that is none": (HEAD + ROW.replace(",0\n", ",maybe\n"), "line 2, off: is neither"),
    "tomorrow": (HEAD + ROW.replace("2026", "2030"), "line 2, date: 2030-02-03 is in the future"),
    "before LinkedIn": (HEAD + ROW.replace("2026", "1999"), "line 2, date: 1999-02-03 is before"),
    "the 31st of February": (HEAD + ROW.replace("02-03", "02-31"), "line 2, date: 2026-02-31"),
    "a day as Americans write it": (HEAD + ROW.replace("2026-02-03", "2/3/2026"), "line 2, date"),
    "a day as Excel counts it": (HEAD + ROW.replace("2026-02-03", "46056"), "line 2, date"),
    "no address": (HEAD + ROW.replace("@", " at "), "line 2, email: is not an e-mail"),
    "nobody": (HEAD + ROW.replace("mona@example.com", ""), "line 2, email: is empty"),
    "the same day twice": (HEAD + ROW + ROW.upper(), "line 3: the same date and e-mail stand"),
    "a formula where a number belongs": (HEAD + ROW.replace(",1,", ",=1+1,"), "line 2, posts: =1+1"),
    "a program where a number belongs": (
        HEAD + ROW.replace(",1,", ",=cmd|'/C calc'!A0,"), "line 2, posts: =cmd"),
    "words that turn around": (HEAD + ROW.replace(",1,", ",\u202e1,"), "line 2, posts:  1 is not"),
    "every row wrong": (HEAD + "x,y,z,-,-\n" * 1_500, "errors more"),
    "no address at all": ("date,posts,e-mail\n" + "x,1,2\n" * 9, "no file Seventy knows"),
}  # fmt: skip


def readings() -> Iterator[Seed]:
    """Tables of official readings."""
    row = "2026-02-03,mona@example.com,13.118,4.5,2,15"
    good = {
        "four pillars": f"{PILLARS}\n{row}\n",
        "all that stands beside": f"{PILLARS},industry_rank,network_average\n{row},65,\n",
        "the most there is": f"{PILLARS}\n2026-02-03,m@e.co,25,25.000,25.0,25\n",
        "nothing at all": f"{PILLARS}\n2026-02-03,m@e.co,0,-0,0.0,0\n",
    }
    spoilt = {
        "a pillar missing": (f"{PILLARS}\n2026-02-03,m@e.co,1,2,,4\n", "line 2, insights: is empty"),
        "more than a pillar holds": (f"{PILLARS}\n2026-02-03,m@e.co,25.01,2,3,4\n", "line 2, brand"),
        "a pillar below zero": (f"{PILLARS}\n2026-02-03,m@e.co,1,-0.5,3,4\n", "line 2, people"),
        "a pillar that is no number": (f"{PILLARS}\n2026-02-03,m@e.co,1,2,3,nan\n", "line 2, relat"),
        "a pillar past any number": (f"{PILLARS}\n2026-02-03,m@e.co,1,2,1e999,3\n", "line 2, insi"),
        "a decimal comma": (f"{PILLARS}\n{row.replace('13.118', '`13,118`')}\n".replace("`", '"'),
                            "line 2, brand: 13,118 is not a plain number"),
        "a rank past a hundred": (f"{PILLARS},network_rank\n{row},101\n", "line 2, network_rank"),
        "the same day twice": (f"{PILLARS}\n{row}\n{row}\n", "line 3: the same date"),
        "tomorrow": (f"{PILLARS}\n{row.replace('2026', '2031')}\n", "line 2, date"),
    }  # fmt: skip
    for name, content in good.items():
        yield seed(f"readings, {name}", FileKind.READINGS, content)
    for name, (content, said) in spoilt.items():
        yield seed(f"readings, {name}", FileKind.READINGS, content, said)


def usage() -> Iterator[Seed]:
    """Sales Navigator's usage reports."""
    good = {
        "plain": USAGE + SEAT,
        "words before the header": f"Usage report\nContoso,,,\n\n{USAGE}{SEAT}",
        "semicolons and decimal commas": (
            "E-mail;Searches;Right people;Professional brand;Insights;Relationships\n"
            "mona@example.com;1.234;11,5;9,25;3;4\n"
        ),
        "nobody's address": "User,Searches,Leads saved\nMona Lund,40,3\nTotal,40,3\n",
        "empty cells": USAGE + "Mona,,,,,,\nOmar,,,7,,,\n",
        "the same header twice": "Name,Searches,Searches,Leads saved\nMona,1,2,3\n",
    }
    spoilt = {
        "a total below zero": (USAGE + SEAT.replace(",40,", ",-40,"), "line 2, Searches Performed"),
        "half a search": (USAGE + SEAT.replace(",40,", ",0.5,"), "line 2, Searches Performed"),
        "a total past any": (USAGE + SEAT.replace(",40,", ",9999999999999,"), "line 2, Searches"),
        "somebody twice": (USAGE + SEAT + SEAT, "line 3: the same person stands on line 2"),
        "nobody": (USAGE + SEAT.replace("Mona Lund,mona@example.com", ","), "line 2: has neither"),
        "a name of a thousand letters": (USAGE + SEAT.replace("Mona Lund,mona@example.com",
                                         f"{'x' * 1000},"), "line 2, Name: is no name"),
        "more cells than columns": (USAGE + SEAT.replace("\n", ",,,7\n"), "line 2: has 10 cells"),
        "a quotation mark never closed": (USAGE + SEAT + '"', "line 3: a quotation mark"),
    }  # fmt: skip
    for name, content in good.items():
        yield seed(f"usage, {name}", FileKind.NAVIGATOR, content)
    for name, (content, said) in spoilt.items():
        yield seed(f"usage, {name}", FileKind.NAVIGATOR, content, said)


def others() -> Iterator[Seed]:
    """Files that are neither tables nor LinkedIn files."""
    dice = random.Random(70)
    starts: dict[str, tuple[bytes, str]] = {
        "nothing": (b"", "no file Seventy knows"),
        "blanks": (b" \r\n\t\n" * 9, "no file Seventy knows"),
        "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "This is a PDF"),
        "a PNG": (b"\x89PNG\r\n\x1a\n" + bytes(99), "This is a picture"),
        "a JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "This is a picture"),
        "a GIF": (b"GIF89a" + bytes(20), "This is a picture"),
        "a WebP": (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "This is a picture"),
        "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel workbook"),
        "gzip": (b"\x1f\x8b\x08\x00" + bytes(20), "packed file"),
        "RAR": (b"Rar!\x1a\x07\x01\x00", "packed file"),
        "7-Zip": (b"7z\xbc\xaf\x27\x1c\x00\x04", "packed file"),
        "a program": (b"MZ\x90\x00\x03" + bytes(200), "no file Seventy knows"),
        "a database": (b"SQLite format 3\x00" + bytes(84), "no file Seventy knows"),
        "noise": (dice.randbytes(20_000), ""),
        "a letter": (b"Dear Mona,\n\nthank you.\n", "no file Seventy knows"),
    }
    for name, (content, said) in starts.items():
        yield seed(f"other, {name}", FileKind.ACTIVITY, content, said or "no ")
