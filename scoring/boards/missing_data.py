"""Missing data of a team's reps, apart from their performance; for those who look after them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scoring.boards.display_name import DisplayName, shown_as
from scoring.boards.rows import Unranked
from scoring.scores.periods import PeriodScore
from teams.access.board_visibility import BoardVisibility
from teams.base.formatting import count_words
from teams.models import Rep

OLD = 30  # days after which a LinkedIn score says little


@dataclass(frozen=True)
class MissingData:
    """A rep whose data is missing; `asked` is the day on which a LinkedIn score was requested."""

    who: DisplayName
    sentence: str
    asked: date | None
    may_ask: bool  # the rep has an account to read it with


def gaps(
    unranked: Sequence[Unranked],
    ranked: Sequence[PeriodScore],
    sight: BoardVisibility,
    asked: Mapping[int, date],
) -> tuple[MissingData, ...]:
    """Reps without a rank, then those whose LinkedIn score is missing or old, oldest first."""
    first = [_gap(each.who, each.sentence, asked) for each in unranked]
    old = [each for each in ranked if _age(each) is None or (_age(each) or 0) > OLD]
    old.sort(key=lambda each: (-(_age(each) or 10_000), each.rep.name.casefold()))
    return (*first, *(_gap(shown_as(each.rep, sight), _words(_age(each)), asked) for each in old))


def _age(each: PeriodScore) -> int | None:
    last = each.now.last_reading
    return (each.now.day - last).days if last else None


def _words(age: int | None) -> str:
    if age is None:
        return "no LinkedIn number yet: the score is an estimate alone"
    return f"LinkedIn’s number is {count_words(age, 'day')} old"


def _gap(whose: DisplayName, sentence: str, asked: Mapping[int, date]) -> MissingData:
    rep: Rep | None = whose.rep
    when = asked.get(rep.pk) if rep else None
    return MissingData(whose, sentence, when, bool(rep and rep.user_id))
