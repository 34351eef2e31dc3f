"""Leaderboard query string: parses it, and builds the links that change one part of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from scoring.boards.leaderboard import Board
from scoring.boards.query import (
    BOARDS,
    MILESTONE_FILTERS,
    ORDERS,
    PERIODS,
    STATE_FILTERS,
    TENURES,
    BoardQuery,
)
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
COLUMNS = (("name", "Rep"), ("score", "Score"), ("change", "Change"), ("coverage", "Tracked"))
STATE_FILTER_LABELS = {
    "slipped": "Slipped below a milestone",
    "waiting": "Not ranked: no data lately",
    "building": "Not ranked yet: too little tracked",
}
TENURE_WORDS = {"new": "Newcomers", "settled": "Longer than 90 days"}
SEATS = {str(value): str(label) for value, label in Rep.Seat.choices if value}
MAX_PAGE = 10_000


def parse_board_query(query: QueryDict, sight: BoardVisibility) -> BoardQuery:
    """Parses the query string of a leaderboard.

    Invalid values fall back to the defaults, as do filters the viewer has no right to (seat).
    """
    return BoardQuery(
        board=choice_param(query, "board", BOARDS),
        period=number_param(query, "period", PERIODS, 30),
        sort=choice_param(query, "sort", ORDERS),
        search=query.get("q", "")[:80],
        day=parse_day(query),
        reach=number_param(query, "reach", MILESTONE_FILTERS, 0),
        only=choice_param(query, "only", STATE_FILTERS),
        tenure=choice_param(query, "tenure", TENURES),
        seat=choice_param(query, "seat", ("", *SEATS)) if sight.oversees else "",
        around=not sight.oversees and query.get("all") != "1",
        page=_page(query.get("page", "")),
    )


def parse_day(query: QueryDict) -> date | None:
    """Returns the day in the query string; None means the last daily close."""
    try:
        return date.fromisoformat(query.get("day", "")[:10])
    except ValueError:
        return None


def _page(text: str) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) < 6
    return min(max(int(text), 1), MAX_PAGE) if is_number else 1


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


def build_board_links(
    request: HttpRequest, board_query: BoardQuery, sight: BoardVisibility, board: Board | None
) -> BoardLinks:
    """Builds the links of the leaderboard page for this request."""
    path, query = request.path, _query(request, board_query)
    labels = [(name, LABELS.get(name, name.capitalize())) for name in BOARDS]
    columns = option_links(path, query, "sort", list(COLUMNS), board_query.sort)
    periods = [(str(days), f"{days} days") for days in PERIODS]
    choices = _choices(board_query, sight)
    filter_names = {each.name for each in choices}
    boards = option_links(path, _without(query, "page"), "board", labels, board_query.board)
    return BoardLinks(
        boards=tuple(boards[:2]),
        more_boards=tuple(boards[2:]),
        periods=tuple(
            option_links(path, _without(query, "page"), "period", periods, str(board_query.period))
        ),
        columns={name: link for (name, _), link in zip(COLUMNS, columns, strict=True)},
        choices=choices,
        chips=_chips(path, query, choices),
        kept_by_search=tuple(_without(query, "q", "page").items()),
        kept_by_filter=tuple(_without(query, "page", *filter_names).items()),
        csv=f"{path}csv/?{urlencode(_without(query, 'page'))}",
        whole=_href(path, query | {"all": "1"}),
        latest=_href(path, _without(query, "day", "page")),
        days=_days(path, query, board) if board else (),
        pages=_pages(path, query, board_query, board) if board else (),
    )


def _query(request: HttpRequest, board_query: BoardQuery) -> dict[str, str]:
    """Normalised query: board, period, sort and search always, the rest only where not default."""
    query = {
        "board": board_query.board,
        "period": str(board_query.period),
        "sort": board_query.sort,
    }
    query["q"] = board_query.search
    optional = {
        "day": board_query.day.isoformat() if board_query.day else "",
        "reach": str(board_query.reach or ""),
        "only": board_query.only,
        "tenure": board_query.tenure,
        "seat": board_query.seat,
        "all": "1" if request.GET.get("all") == "1" else "",
        "page": str(board_query.page) if board_query.page > 1 else "",
    }
    return query | {name: value for name, value in optional.items() if value}


def _without(query: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in query.items() if name not in names}


def _href(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}"


def _choices(board_query: BoardQuery, sight: BoardVisibility) -> tuple[FilterChoice, ...]:
    milestones = (
        ("", "Any score"),
        *((str(mark), f"{mark} or above") for mark in MILESTONE_FILTERS),
    )
    states = (("", "Everybody"), *STATE_FILTER_LABELS.items())
    tenures = (("", "New or not"), *TENURE_WORDS.items())
    choices = [
        FilterChoice("reach", "Milestone", milestones, str(board_query.reach or "")),
        FilterChoice("only", "Who", states, board_query.only),
        FilterChoice("tenure", "How long here", tenures, board_query.tenure),
    ]
    if sight.oversees:
        seats = (("", "Any"), *SEATS.items())
        choices.append(FilterChoice("seat", "LinkedIn seat", seats, board_query.seat))
    return tuple(choices)


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
    other_params = _without(query, "page")
    return tuple(
        (f"{words}, {short_day(day)}", _href(path, other_params | {"day": day.isoformat()}))
        for day, words in days
        if day <= board.last
    )


def _pages(
    path: str, query: dict[str, str], board_query: BoardQuery, board: Board
) -> tuple[tuple[str, str], ...]:
    if board.around:
        return ()
    links = []
    if board_query.page > 1:
        links.append(("Those before", _href(path, query | {"page": str(board_query.page - 1)})))
    if board_query.page < board.pages:
        links.append(("Those after", _href(path, query | {"page": str(board_query.page + 1)})))
    return tuple(links)
