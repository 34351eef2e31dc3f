"""Parsing LinkedIn's SSI page from JSON and saved HTML."""

import json
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.importers.file_kinds import FileKind
from teams.importers.ssi import parse_ssi
from teams.importers.ssi_files import parse_ssi_html, parse_ssi_json
from teams.importers.ssi_page import SsiPage, SsiPageError
from tests.teams.importers.test_ssi_page import PAGE as PASTED

SCORES = {
    "STRONG_RELATIONSHIP": 14.5,
    "PROFESSIONAL_BRAND": 13.118002,
    "INSIGHT_ENGAGEMENT": 9,
    "FIND_RIGHT_PEOPLE": 11.25,
}
GROUP = {"groupType": "INDUSTRY", "rank": 65, "score": {"overall": 31.2, "subScores": []}}
BARS = "".join(
    f'<progress id="{name}__sub-score-bar" value="{value}" max="25"></progress>'
    for name, value in (("find-people", 11.25), ("establish-brand", 13.118002),
                        ("engage-with-insights", 9), ("build-relationships", 14.5),
                        ("find-people", 3))
)  # fmt: skip


def page(**more: Any) -> dict[str, Any]:
    subs = [{"pillar": pillar, "score": score} for pillar, score in SCORES.items()]
    return {"memberScore": {"overall": 47.868, "subScores": subs}} | more


PILLARS = {"brand": 13.118002, "people": 11.25, "insights": 9, "relationships": 14.5}


@pytest.mark.parametrize("wrapped", [page(groupScore=[GROUP]), {"data": page(groupScore=[GROUP])}])
def test_json_gives_pillars_in_any_order_with_ranks_and_averages(wrapped: dict[str, Any]) -> None:
    found = parse_ssi_json(json.dumps(wrapped))
    beside = {"total": 47.868, "industry_rank": 65, "industry_average": 31.2}
    assert found == SsiPage(**PILLARS, **beside)


def test_json_without_groups_is_read() -> None:
    assert parse_ssi_json(json.dumps(page())).industry_rank is None


def test_saved_html_gives_the_members_own_bars_unrounded() -> None:
    assert parse_ssi_html(f"<html><body>{BARS}</body></html>") == SsiPage(**PILLARS)


@pytest.mark.parametrize("text", ["{", "[]", "null", "{}", '{"data": 3}', '{"memberScore": []}'])
def test_json_without_a_score_is_explained(text: str) -> None:
    with pytest.raises(SsiPageError, match="copy it and paste"):
        parse_ssi_json(text)


@pytest.mark.parametrize("value", [-1, 26, "9", True, None, float("nan")])
def test_an_invalid_pillar_is_reported_as_missing(value: Any) -> None:
    found = page()
    found["memberScore"]["subScores"][0]["score"] = value
    with pytest.raises(SsiPageError, match="relationships"):
        parse_ssi_json(json.dumps(found))


@given(st.text(max_size=200))
def test_arbitrary_text_raises_only_page_errors(text: str) -> None:
    for read, start in ((parse_ssi_json, '{"memberScore":'), (parse_ssi_html, BARS[:100])):
        with pytest.raises(SsiPageError):
            read(start + text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (json.dumps(page(groupScore=[GROUP])), FileKind.SSI_JSON),
        ("\ufeff\n " + json.dumps({"data": page()}, indent=1), FileKind.SSI_JSON),
        (f"<!DOCTYPE html><html><body>{BARS}</body></html>", FileKind.SSI_HTML),
        (BARS, FileKind.SSI_HTML),
        (PASTED, FileKind.SSI_TEXT),
    ],
)
def test_the_format_is_recognised_by_content(text: str, kind: FileKind) -> None:
    told, found = parse_ssi(text)
    assert (told, found.relationships) == (kind, 23.7 if kind == FileKind.SSI_TEXT else 14.5)


@pytest.mark.parametrize("text", ["{}", "<html>Sign in</html>", "", "Hello"])
def test_any_format_without_the_numbers_is_explained(text: str) -> None:
    with pytest.raises(SsiPageError, match="copy it and paste"):
        parse_ssi(text)


def test_json_that_does_not_add_up_is_refused() -> None:
    found = page()
    found["memberScore"]["overall"] = 70
    with pytest.raises(SsiPageError, match=r"add up to 47\.9, but the page says 70"):
        parse_ssi_json(json.dumps(found))


@pytest.mark.parametrize("group", [{"groupType": "TEAM", "rank": 3}, {}, None, 7, "INDUSTRY"])
def test_other_groups_are_skipped(group: Any) -> None:
    found = parse_ssi_json(json.dumps(page(groupScore=[group, GROUP])))
    assert (found.industry_rank, found.network_rank) == (65, None)


@pytest.mark.parametrize(
    "written",
    [
        BARS.replace('"', "'"),
        BARS.replace('"', ""),
        BARS.replace("progress id", "PROGRESS ID").replace("value", "Value"),
        BARS.replace(" max", ' class="a" aria-label="9 of 25"\n max'),
        "<![<![ <!-- <a b='" + BARS + "</html",
    ],
)
def test_bars_are_found_in_any_style_of_markup(written: str) -> None:
    assert parse_ssi_html(written) == SsiPage(**PILLARS)


@pytest.mark.parametrize(
    "piece", ["<![", "<a ", "<progress ", "<progress id='a", "<!--", "&#", '"']
)
def test_endless_broken_markup_is_refused_quickly(piece: str) -> None:
    text = BARS[:60] + piece * (2_000_000 // len(piece))
    began = process_time()
    with pytest.raises(SsiPageError):
        parse_ssi(text)
    assert process_time() - began < 2
