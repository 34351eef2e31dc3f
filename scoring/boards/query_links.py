"""Leaderboard query string: parses it, and builds the links that change one part of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from scoring.boards.leaderboard import Board
from scoring.boards.query import BOARDS, ONLY, ORDERS, PERIODS, REACHES, TENURES, BoardQuery
from teams.access.board_visibility import BoardVisibility
from teams.base.formatting import short_day
from teams.models import Rep
from teams.web.query_params import OptionLink, choice_param, number_param, option_links

LABELS = {
    "total": "Total",
    "improved": "Most improved",
    "goal": "Own goal",
    "newcomers": "Newcomers",
}
COLUMNS = (("name", "Rep"), ("score", "Score"), ("change", "Change"), ("known", "Known of 20"))
ONLY_WORDS = {
    "slipped": "Slipped below a milestone",
    "waiting": "Waiting for data",
    "building": "Building",
}
TENURE_WORDS = {"new": "Newcomers", "settled": "Longer than 90 days"}
SEATS = {str(value): str(label) for value, label in Rep.Seat.choices if value}
MOST_PAGES = 10_000


def asked_in(query: QueryDict, sight: BoardVisibility) -> BoardQuery:
    """Parses the query string of a leaderboard.

    Invalid values fall back to the defaults, as do filters the viewer has no right to (seat).
    """
    return BoardQuery(
        board=choice_param(query, "board", BOARDS),
        period=number_param(query, "period", PERIODS, 30),
        sort=choice_param(query, "sort", ORDERS),
        search=query.get("q", "")[:80],
        day=day_in(query),
        reach=number_param(query, "reach", REACHES, 0),
        only=choice_param(query, "only", ONLY),
        tenure=choice_param(query, "tenure", TENURES),
        seat=choice_param(query, "seat", ("", *SEATS)) if sight.oversees else "",
        around=not sight.oversees and query.get("all") != "1",
        page=_page(query.get("page", "")),
    )


def day_in(query: QueryDict) -> date | None:
    """Returns the day in the query string; None means the last daily close."""
    try:
        return date.fromisoformat(query.get("day", "")[:10])
    except ValueError:
        return None


def _page(text: str) -> int:
    known = text.isascii() and text.isdecimal() and len(text) < 6
    return min(max(int(text), 1), MOST_PAGES) if known else 1


@dataclass(frozen=True)
class FilterChoice:
    """A drop-down of the leaderboard filter."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class BoardLinks:
    """Every link on a leaderboard page: labels, addresses, and which one is selected."""

    boards: tuple[OptionLink, ...]
    more_boards: tuple[OptionLink, ...]
    periods: tuple[OptionLink, ...]
    columns: dict[str, OptionLink]
    choices: tuple[FilterChoice, ...]
    chips: tuple[tuple[str, str], ...]  # label of an active filter, and the address without it
    kept_by_search: tuple[tuple[str, str], ...]
    kept_by_filter: tuple[tuple[str, str], ...]
    csv: str
    whole: str
    latest: str
    days: tuple[tuple[str, str], ...]
    pages: tuple[tuple[str, str], ...]

    @property
    def chosen_more(self) -> str:
        """Label of the board selected in the "more" menu; empty when it is not in that menu."""
        return next((label for label, _, current in self.more_boards if current), "")


def address(
    request: HttpRequest, asked: BoardQuery, sight: BoardVisibility, board: Board | None
) -> BoardLinks:
    """Builds the links of the leaderboard page for this request."""
    path, query = request.path, _query(request, asked)
    labels = [(name, LABELS.get(name, name.capitalize())) for name in BOARDS]
    columns = option_links(path, query, "sort", list(COLUMNS), asked.sort)
    periods = [(str(days), f"{days} days") for days in PERIODS]
    choices = _choices(asked, sight)
    narrowing = {each.name for each in choices}
    boards = option_links(path, _without(query, "page"), "board", labels, asked.board)
    return BoardLinks(
        boards=tuple(boards[:2]),
        more_boards=tuple(boards[2:]),
        periods=tuple(
            option_links(path, _without(query, "page"), "period", periods, str(asked.period))
        ),
        columns={name: pick for (name, _), pick in zip(COLUMNS, columns, strict=True)},
        choices=choices,
        chips=_chips(path, query, choices),
        kept_by_search=tuple(_without(query, "q", "page").items()),
        kept_by_filter=tuple(_without(query, "page", *narrowing).items()),
        csv=f"{path}csv/?{urlencode(_without(query, 'page'))}",
        whole=_href(path, query | {"all": "1"}),
        latest=_href(path, _without(query, "day", "page")),
        days=_days(path, query, board) if board else (),
        pages=_pages(path, query, asked, board) if board else (),
    )


def _query(request: HttpRequest, asked: BoardQuery) -> dict[str, str]:
    """Normalised query: board, period, sort and search always, the rest only where not default."""
    said = {"board": asked.board, "period": str(asked.period), "sort": asked.sort}
    said["q"] = asked.search
    more = {
        "day": asked.day.isoformat() if asked.day else "",
        "reach": str(asked.reach or ""),
        "only": asked.only,
        "tenure": asked.tenure,
        "seat": asked.seat,
        "all": "1" if request.GET.get("all") == "1" else "",
        "page": str(asked.page) if asked.page > 1 else "",
    }
    return said | {name: value for name, value in more.items() if value}


def _without(query: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in query.items() if name not in names}


def _href(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}"


def _choices(asked: BoardQuery, sight: BoardVisibility) -> tuple[FilterChoice, ...]:
    reaches = (("", "Any score"), *((str(mark), f"{mark} or above") for mark in REACHES))
    only = (("", "Everybody"), *ONLY_WORDS.items())
    tenure = (("", "New or not"), *TENURE_WORDS.items())
    found = [
        FilterChoice("reach", "Milestone", reaches, str(asked.reach or "")),
        FilterChoice("only", "Who", only, asked.only),
        FilterChoice("tenure", "How long here", tenure, asked.tenure),
    ]
    if sight.oversees:
        seats = (("", "Any"), *SEATS.items())
        found.append(FilterChoice("seat", "LinkedIn seat", seats, asked.seat))
    return tuple(found)


def _chips(
    path: str, query: dict[str, str], choices: tuple[FilterChoice, ...]
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (dict(each.options)[each.chosen], _href(path, _without(query, each.name, "page")))
        for each in choices
        if each.chosen
    )


def _days(path: str, query: dict[str, str], board: Board) -> tuple[tuple[str, str], ...]:
    """Links to the day and the week before and after; none past the last close."""
    steps = [(timedelta(days=-7), "A week before"), (timedelta(days=-1), "The day before")]
    steps += [(timedelta(days=1), "The day after"), (timedelta(days=7), "A week after")]
    days = [(board.close + step, words) for step, words in steps]
    kept = _without(query, "page")
    return tuple(
        (f"{words}, {short_day(day)}", _href(path, kept | {"day": day.isoformat()}))
        for day, words in days
        if day <= board.last
    )


def _pages(
    path: str, query: dict[str, str], asked: BoardQuery, board: Board
) -> tuple[tuple[str, str], ...]:
    if board.around:
        return ()
    found = []
    if asked.page > 1:
        found.append(("Those before", _href(path, query | {"page": str(asked.page - 1)})))
    if asked.page < board.pages:
        found.append(("Those after", _href(path, query | {"page": str(asked.page + 1)})))
    return tuple(found)
