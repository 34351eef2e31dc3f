"""Hostile text: it stays text in every report format, and no report fails on it."""

import re
import unicodedata
from dataclasses import replace
from itertools import cycle

import pytest
from openpyxl.cell.cell import Cell

from scoring.reports.content import Report, ReportPerson
from scoring.reports.render import fonts
from scoring.reports.render.design import Design
from scoring.reports.render.fonts import make_printable
from scoring.reports.render.formats import FORMATS, file_name
from scoring.reports.render.pdf import build_combined_pdf, build_pdf
from teams.audit.exports import FORMULA, escape_formula
from tests.scoring.reports import sample_reports
from tests.scoring.reports.read_files import (
    cells_of,
    collapse_whitespace,
    csv_rows,
    pages_of,
    pdf_of,
    png_texts,
)
from tests.slow import slow_case

HOSTILE = {
    "formula": "=1+1",
    "command": '=cmd|" /C calc"!A0',
    "plus": "+1+1",
    "at": "@SUM(A1)",
    "wide": "＝1+1",
    "tab": "\t=1+1",
    "link": "https://example.com/?q=1",
    "sheet": "[x]'Summary'!A1:B2*?/\\",
    "escape": "_x0041_ and _x000D_",
    "typst": '#panic("out") $x$ *b* _i_ @ref <l> `r` \\u{41} #include "main.typ"',
    "typst-end": '"] #read("data.json") [',
    "html": "<script>alert(1)</script>&amp;<b>",
    "svg": "]]><image href='x'/><!--",
    "json": '"},"title":"x","y":{"\\u0000',
    "control": "a\x01b\x0bc\x1fd\x7fe",
    "lines": "one\ntwo\r\nthree\u2028four",
    "rtl": "דנה כהן",
    "arabic": "ليلى حسن",
    "turned": "a\u202eb\u2066c\u200fd",
    "emoji": "Zoë 😀 👩‍👩‍👧 🇩🇪 ok",
    "cjk": "山田 太郎",
    "marks": "Z\u0351\u036b\u0343\u036a\u0302a\u0334\u0328l\u0334g\u0348o",
    "keycap": "1\ufe0f\u20e3",
    "private": "\ue000\U000f0000\uffff",
    "alone": "\ud83d",
    "long": "W" * 300,
    "long-emoji": "😀" * 300,
    "spaces": " " * 50,
    "empty": "",
    "nothing-to-see": "\u202e\u200b",
}
Texts = tuple[str, ...]
# All in one report in every run; a report of each alone in slow runs.
ALL_TEXTS = pytest.param(tuple(HOSTILE.values()), id="all")
all_texts = pytest.mark.parametrize(
    "texts", [ALL_TEXTS, *(slow_case((text,), name=name) for name, text in HOSTILE.items())]
)
DESIGN = Design(paper="a4")


def fill_person(person: ReportPerson, text: str) -> ReportPerson:
    """A rep with the text in every field."""
    filled: ReportPerson = sample_reports.map_texts(person, lambda _: text)
    return filled


def fill_report(texts: Texts) -> tuple[Report, Design]:
    """A report and a design with the texts in every field: a rep per text, at least two reps."""
    of_reps = texts if len(texts) > 1 else texts * 2
    report = sample_reports.report(len(of_reps))
    persons = tuple(map(fill_person, report.persons, of_reps))
    supply = cycle(texts)
    rest = sample_reports.map_texts(replace(report, persons=()), lambda _: next(supply))
    design = replace(DESIGN, coach_name=next(supply), client_name=next(supply))
    return replace(rest, persons=persons), design


def sorted_characters(text: str) -> str:
    """Characters to compare, ignoring fonts, line breaks and reading order."""
    return "".join(sorted(re.sub(r"[\s\u200b\ufeff]", "", text)))


@all_texts
def test_every_format_can_be_made_with_it_in_every_field(texts: Texts) -> None:
    report, design = fill_report(texts)
    for form in FORMATS.values():
        assert len(form.write(report, design)) > 30
        assert re.fullmatch(r"[a-z0-9-]+\.(pdf|xlsx|csv|png)", file_name(report, form))


@all_texts
def test_a_workbook_has_the_text_unchanged_and_no_formulas_or_links(texts: Texts) -> None:
    content = FORMATS["xlsx"].write(*fill_report(texts))
    cells: list[Cell] = list(cells_of(content))
    assert not [cell for cell in cells if cell.data_type in ("f", "e") or cell.hyperlink]
    told = {cell.value for cell in cells if cell.data_type == "s"}
    kept = {"=1+1", "@SUM(A1)", "http://x", HOSTILE["typst"], HOSTILE["html"], "W" * 300}
    assert kept.intersection(texts) <= told


@all_texts
def test_a_csv_has_no_cell_that_begins_like_a_formula(texts: Texts) -> None:
    report, design = fill_report(texts)
    for name in ("csv", "csv-long"):
        rows = csv_rows(FORMATS[name].write(report, design))
        assert len(rows) >= len(report.persons)
        for row in rows:
            assert None not in row  # no cell too many or too few
            assert None not in row.values()
            words = [row["name"], row["email"]]
            assert not [word for word in words if word.lstrip(" ").startswith(FORMULA)]
    names = [row["name"] for row in csv_rows(FORMATS["csv"].write(report, design))]
    plain = [text for text in texts if text.isprintable() and text.isascii()]
    assert {escape_formula(text) for text in plain} <= set(names)


@pytest.mark.parametrize("name", ["formula", "typst", "typst-end", "html", "svg", "link", "long"])
def test_a_document_shows_it_unchanged(name: str) -> None:
    person = replace(sample_reports.person(0), name=HOSTILE[name])
    content = build_pdf(sample_reports.report(persons=(person,)), DESIGN)
    assert sorted_characters(HOSTILE[name]) in outline_titles(content)


def outline_titles(content: bytes) -> list[str]:
    """Entries of the document's outline."""
    reader = pdf_of(content)
    return [sorted_characters(str(entry.title)) for entry in flatten_outline(reader.outline)]


def flatten_outline(outline: list) -> list:
    return [
        each
        for part in outline
        for each in (flatten_outline(part) if isinstance(part, list) else [part])
    ]


def test_a_character_missing_in_all_fonts_is_a_box_with_its_code_point() -> None:
    assert make_printable("Zoë 😀 ok") == "Zoë ▯U+1F600  ok"
    assert make_printable("山田") == "▯U+5C71 ▯U+7530"
    assert make_printable("דנה") == "דנה"
    page = pages_of(build_pdf(sample_reports.report(title="Kim 😀"), DESIGN))[0]
    assert "Kim ▯U+1F600" in page


def test_bidirectional_control_characters_are_removed() -> None:
    assert make_printable("a\u202eb\u2066c\u200fd") == "abcd"
    assert make_printable("a\x00b\x1fc") == "a b c"


def test_letters_and_combining_marks_are_composed() -> None:
    assert make_printable("Zoe\u0308") == "Zoë"
    assert [unicodedata.name(c) for c in make_printable("é")] == ["LATIN SMALL LETTER E WITH ACUTE"]


def test_a_character_is_tried_once() -> None:
    fonts.SHOWABLE_CHARACTERS.clear()
    make_printable(["ž😀 山田", {"a": "ž"}])
    assert [fonts.SHOWABLE_CHARACTERS[c] for c in "ž😀山"] == [True, False, False]
    fonts.SHOWABLE_CHARACTERS["😀"] = True  # cached answers are used
    assert make_printable("😀") == "😀"
    fonts.SHOWABLE_CHARACTERS.clear()


def test_a_long_word_can_be_broken_between_characters() -> None:
    shown = make_printable("W" * 60)
    assert shown.replace("\u200b", "") == "W" * 60 and shown.count("\u200b") == 4
    assert make_printable("x" * 15) == "x" * 15


def test_a_rep_without_a_name_has_a_heading() -> None:
    for name in ("", "  ", "\u202e"):
        content = build_pdf(
            sample_reports.report(persons=(replace(sample_reports.person(0), name=name),)), DESIGN
        )
        assert "Without a name" in pages_of(content)[1]


def test_a_batch_with_a_hostile_name_is_complete() -> None:
    reports = [sample_reports.rep_report() for _ in range(3)]
    reports[1] = sample_reports.map_texts(reports[1], lambda _: "".join(HOSTILE.values()))
    assert len(pdf_of(build_combined_pdf(reports, DESIGN)).pages) >= 3


def test_a_picture_has_its_title_as_text() -> None:
    report = sample_reports.report(title="Zoë 😀 <b>")
    words = png_texts(FORMATS["png"].write(report, DESIGN))
    assert words["Title"] == "Zoë 😀 <b>: estimated SSI"


# Reports without data ----------------------------------------------------------------------------


def test_a_report_without_reps_says_so_in_every_format() -> None:
    nobody = sample_reports.empty_report()
    page = pages_of(build_pdf(nobody, DESIGN))
    assert len(page) == 1 and "There is nobody in this report." in page[0]
    assert "No estimate yet" in page[0]
    said = [cell.value for cell in cells_of(FORMATS["xlsx"].write(nobody, DESIGN))]
    assert "Nothing is known of these days." in said
    assert csv_rows(FORMATS["csv"].write(nobody, DESIGN))[0]["state"] == "nobody is in this report"
    [row] = csv_rows(FORMATS["csv-long"].write(nobody, DESIGN))
    assert row["kind"] == "nothing is known of these days"
    assert "no line yet" in png_texts(FORMATS["png"].write(nobody, DESIGN))["Description"]


def test_a_rep_without_data_has_a_page_that_says_so() -> None:
    report = sample_reports.report_without_data()
    pages = pages_of(build_pdf(report, DESIGN))
    assert len(pages) == 3
    for page in pages[1:]:
        for words in ("There is no estimate yet", "no line yet", "Nothing was agreed"):
            assert collapse_whitespace(words) in page
    rows = csv_rows(FORMATS["csv"].write(report, DESIGN))
    assert [row["total_to"] for row in rows] == ["", ""]
