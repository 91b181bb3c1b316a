"""The university's terms: three a year without a gap, so that on any day one runs, one is over and one comes next.

Codes are such as Banner has them: a year, then 10 for spring, 20 for summer, 40 for fall. They follow one another from
the code of the running term, which is the same whatever day it is, because the sample settings name the one after it.
"""

from dataclasses import replace
from datetime import date, timedelta

from sandbox.institution.university.records import Term

RUNNING = "202640"
"""The code of the running term."""

_SEASONS = (("10", "Spring", 1), ("20", "Summer", 5), ("40", "Fall", 9))
_CODES = tuple(code for code, _, _ in _SEASONS)
_ONE_DAY = timedelta(days=1)


def terms_on(today: date) -> tuple[Term, Term, Term]:
    """Return the term that is over, the one that runs and the next one."""
    running = replace(_term_on(today), code=RUNNING)
    return replace(_term_on(running.start - _ONE_DAY), code=_neighbour(RUNNING, -1)), running, following_term(running)


def following_term(term: Term) -> Term:
    """Return the term after another one."""
    return replace(_term_on(term.end + _ONE_DAY), code=_neighbour(term.code, 1))


def _term_on(day: date) -> Term:
    """Return the term in which a day is, under no code yet."""
    place = (day.month - 1) // 4
    _, season, month = _SEASONS[place]
    after = date(day.year + 1, 1, 1) if place == len(_SEASONS) - 1 else date(day.year, _SEASONS[place + 1][2], 1)
    return Term("", f"{season} {day.year}", date(day.year, month, 1), after - _ONE_DAY)


def _neighbour(code: str, step: int) -> str:
    """Return the code so many terms later."""
    year, place = divmod(int(code[:4]) * len(_CODES) + _CODES.index(code[4:]) + step, len(_CODES))
    return f"{year}{_CODES[place]}"
