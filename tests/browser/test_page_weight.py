"""Page weight of a first visit, before any chart is touched."""

import brotli  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Response

from tests.browser.conftest import OpenPage, Person, SignIn, Site

MAX_PAGE_BYTES = 100_000  # bytes
HEADER_BYTES = 400  # upper bound for response headers, in bytes
PAGES: dict[str, tuple[Person, str]] = {
    "leaderboard": ("manager", "/teams/{team}/"),
    "most improved": ("manager", "/teams/{team}/?board=improved&period=90"),
    "rep": ("manager", "/reps/{rep}/"),
    "me, a year": ("rep", "/reps/{rep}/?view=pillars&period=365"),
    "log": ("rep", "/log/"),
    "fortnight": ("rep", "/log/fortnight/"),
    "year": ("rep", "/me/year/"),
    "reading": ("rep", "/reading/"),
    "import": ("rep", "/imports/"),
    "progress": ("coach", "/progress/"),
    "teams": ("coach", "/teams/"),
}


def weight(answer: Response) -> int:
    """Bytes sent: static files compressed as by collectstatic, pages uncompressed."""
    body = answer.body()
    return HEADER_BYTES + len(brotli.compress(body) if "/static/" in answer.url else body)


@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_weighs_at_most_100_kilobytes(
    name: str, open_page: OpenPage, let_in: SignIn, site: Site
) -> None:
    person, path = PAGES[name]
    page, answers = let_in(open_page(), person), []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    page.goto(path.format(team=site.team().pk, rep=site.rep("rep").pk), wait_until="networkidle")
    sent = {each.url: weight(each) for each in answers}
    assert len(sent) > 4
    assert sum(sent.values()) <= MAX_PAGE_BYTES, sorted(sent.items(), key=lambda each: -each[1])[:4]
    assert not any("plotly" in url for url in sent)
