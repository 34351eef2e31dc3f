"""The report PDF: tagged, titled, one page per rep, on its paper size, with the page's charts."""

from base64 import b64encode
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from scoring.reports.content import ReportedAction, ReportedCause
from scoring.reports.render.design import Design, design_of
from scoring.reports.render.pdf import build_combined_pdf, build_pdf
from scoring.reports.spec import Section
from teams.models import ReportTemplate
from tests.scoring.reports import sample_reports
from tests.scoring.reports.read_files import pages_of, pdf_of

MILLIMETRE = 72 / 25.4
PAPERS = {"a4": (210, 297), "us-letter": (215.9, 279.4)}


def png(size: tuple[int, int] = (40, 20)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#1f6f8b").save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def team() -> PdfReader:
    design = Design(coach_name="Uwe Brandt", client_name="Fabrikam", client_logo=png())
    return pdf_of(build_pdf(sample_reports.report(3), design))


def tags_of(reader: PdfReader) -> list[Any]:
    """Every element of the structure tree, in reading order."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append(node)
            walk(node.get("/K"))

    root: Any = reader.trailer["/Root"]
    walk(root["/StructTreeRoot"]["/K"])
    return found


def test_it_is_tagged_with_title_language_and_author(team: PdfReader) -> None:
    root: Any = team.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert team.metadata and team.metadata.title == "North, autumn programme: progress report"
    assert team.metadata.author == "Uwe Brandt"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_every_figure_has_a_text_alternative_and_tables_have_headers(team: PdfReader) -> None:
    tags = tags_of(team)
    kinds = [tag["/S"] for tag in tags]
    figures = [tag for tag in tags if tag["/S"] == "/Figure"]
    assert len(figures) > 8 and all(tag.get("/Alt") for tag in figures)
    alts = " ".join(str(tag["/Alt"]) for tag in figures)
    assert "Total over 86 days, from 51 to 56; good is 70" in alts and "Logo Fabrikam" in alts
    assert "Score bar on 24 November: Brand 14.2" in alts
    assert kinds.count("/Table") > 10 and kinds.count("/TH") >= 3 * kinds.count("/Table") - 10


def test_heading_levels_are_not_skipped(team: PdfReader) -> None:
    levels = [int(str(tag["/S"])[2:]) for tag in tags_of(team) if str(tag["/S"])[1:2] == "H"]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_each_rep_has_a_page_and_pages_are_numbered(team: PdfReader) -> None:
    pages = [page.extract_text() for page in team.pages]
    assert len(pages) == 4
    for at, page in enumerate(pages, start=1):
        assert f"Page {at} of 4" in page and "estimated SSI" in page
    for number, page in enumerate(pages[1:]):
        assert page.count(sample_reports.person(number).name) >= 1 and "Why it moved" in page
    assert pages[0].startswith("Fabrikam") or "Fabrikam" in pages[0]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("alone", [True, False])
def test_it_fits_its_paper(paper: str, alone: bool) -> None:
    report = sample_reports.rep_report() if alone else sample_reports.report(1)
    reader = pdf_of(build_pdf(report, Design(paper=paper)))
    assert len(reader.pages) == (1 if alone else 2)
    for page in reader.pages:
        size = [float(side) / MILLIMETRE for side in (page.mediabox.width, page.mediabox.height)]
        assert size == pytest.approx(PAPERS[paper], abs=0.2)


def test_the_sentences_come_first() -> None:
    report = sample_reports.rep_report()
    [page] = pages_of(build_pdf(report, Design()))
    places = [page.index(sentence) for sentence in report.sentences]
    assert places == sorted(places) and places[-1] < page.index("Total and pillars")
    assert page.index(report.title) < places[0]


def test_only_ordered_sections_are_in_it() -> None:
    for section in Section:
        order = replace(sample_reports.SPEC, sections=(section,))
        page = pages_of(build_pdf(sample_reports.report(1, spec=order), Design()))[1]
        assert [each for each in Section if each.label in page] == [section]


def test_rows_beyond_a_page_are_summed_up_and_counted() -> None:
    causes = tuple(ReportedCause(f"cause {at}", at / 10) for at in range(12, 0, -1))
    agreed = tuple(ReportedAction(f"thing {at}", "", sample_reports.LAST, None) for at in range(9))
    person = replace(sample_reports.person(0), causes=causes, agreed=agreed)
    page = pages_of(build_pdf(sample_reports.report(persons=(person,)), Design()))[1]
    assert "5 other causes together +1.5" in page and "And 4 before these." in page
    assert "cause 6 " in page and "cause 5 " not in page


def test_several_reports_go_into_one_file_each_on_its_own_pages() -> None:
    reports = [sample_reports.rep_report(), sample_reports.report(1), sample_reports.rep_report()]
    pages = pages_of(build_combined_pdf(reports, Design()))
    assert len(pages) == 4 and "Page 4 of 4" in pages[3]
    assert ["Ada Amsel" in page for page in pages] == [True] * 4


def test_the_same_report_is_the_same_file() -> None:
    assert build_pdf(sample_reports.rep_report(), Design()) == build_pdf(
        sample_reports.rep_report(), Design()
    )


def test_an_invalid_logo_is_left_out() -> None:
    for logo in (b"", b"\x89PNG\r\n\x1a\n", b"<svg/>", png()[:60], png((3000, 1))):
        content = build_pdf(sample_reports.rep_report(), Design(coach_logo=logo))
        assert len(pdf_of(content).pages) == 1
        assert Design(coach_logo=logo).logos == []
    [(drawn, alt)] = Design(coach_logo=png(), coach_name="Uwe").logos
    assert alt == "Logo Uwe" and b64encode(png()).decode() in drawn


def test_a_template_sets_the_design_and_invalid_colours_are_ignored() -> None:
    template = ReportTemplate(
        paper="us-letter", coach_name="C", client_name="K", colour="#1F6f8b", coach_logo=png()
    )
    assert design_of(template) == Design("us-letter", "C", "K", "#1F6f8b", png())
    assert design_of(template).accent == "#1F6f8b"
    assert design_of(None) == Design()
    for colour in ("", "red", "#12", '#123456"]', "rgb(1,2,3)"):
        assert Design(colour=colour).accent == "#2a4b9b"
