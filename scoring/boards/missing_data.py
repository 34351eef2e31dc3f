"""Missing data of a team's reps, apart from their performance; for those who look after them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scoring.boards.display_name import DisplayName, display_name_for
from scoring.boards.rows import UnrankedRep
from scoring.scores.periods import PeriodScore
from teams.access.board_visibility import BoardVisibility
from teams.base.formatting import count_words
from teams.models import Rep

OLD_READING_DAYS = 30  # days after which a LinkedIn score says little


@dataclass(frozen=True)
class MissingData:
    """A rep whose data is missing; `asked` is the day on which a LinkedIn score was requested."""

    who: DisplayName
    sentence: str
    asked: date | None
    may_ask: bool  # the rep has an account to read it with


def find_missing_data(
    unranked: Sequence[UnrankedRep],
    ranked: Sequence[PeriodScore],
    sight: BoardVisibility,
    requests: Mapping[int, date],
) -> tuple[MissingData, ...]:
    """Reps without a rank, then those whose LinkedIn score is missing or old, oldest first."""
    without_rank = [_missing_data_of(each.who, each.sentence, requests) for each in unranked]
    old = [each for each in ranked if _age(each) is None or (_age(each) or 0) > OLD_READING_DAYS]
    old.sort(key=lambda each: (-(_age(each) or 10_000), each.rep.name.casefold()))
    return (
        *without_rank,
        *(
            _missing_data_of(display_name_for(each.rep, sight), _words(_age(each)), requests)
            for each in old
        ),
    )


def _age(score: PeriodScore) -> int | None:
    last = score.now.last_reading
    return (score.now.day - last).days if last else None


def _words(age: int | None) -> str:
    if age is None:
        return "no LinkedIn score yet: the estimate stands alone"
    return f"LinkedIn score {count_words(age, 'day')} old"


def _missing_data_of(who: DisplayName, sentence: str, requests: Mapping[int, date]) -> MissingData:
    rep: Rep | None = who.rep
    requested_on = requests.get(rep.pk) if rep else None
    return MissingData(who, sentence, requested_on, bool(rep and rep.user_id))
