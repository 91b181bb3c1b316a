"""Whether a record of the source is one that the target holds already: a verdict on what points at what (SG7). Pure.

A verdict never guesses. Where anything contradicts it, a person decides: two records of the target that one of the
source points at, two of the source that point at one of the target, or one that already belongs to somebody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rollbook.model.descriptors import Criterion
from rollbook.model.ports import Match
from rollbook.model.records import Reason

KEY = 0
"""The place of the natural key among the criteria."""

REMEDY = "Decide in the mapping report: link, with the id of the one that it is, or create. Then import the decisions."


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record of the target that one of the source points at.

    `by` are the criteria that say so. `keyed` says that it has a natural key of its own. `rivals` counts the other
    records of the source that point at it, `owners` those of them that have its natural key.
    """

    id: str
    by: tuple[int, ...]
    keyed: bool
    rivals: int
    owners: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a record of the source is: one of the target (its id, and what found it), new, or a person's to decide."""

    match: Match
    target: str = ""
    matched_by: str = ""
    reason: Reason | None = None


def folded(value: str) -> str:
    """Return a value as it is compared: upper and lower case, and spaces around it, say nothing."""
    return value.strip().casefold()


def judge(candidates: Sequence[Candidate], criteria: Sequence[Criterion], target: str) -> Verdict:
    """Return the verdict on one record of the source; `target` is the name of the system that the candidates are of.

    The owner of a natural key keeps its record whoever else points at it by less: a bulk import finds it by that key in
    any case, and the others are a person's to decide.
    """
    if not candidates:
        return Verdict(Match.NEW)
    found = candidates[0]
    best = min(found.by)
    doubt = _several(candidates, criteria, target) if len(candidates) > 1 else _doubt(found, best, criteria, target)
    if doubt:
        return Verdict(Match.CONFLICT, reason=Reason(sentence=doubt, remedy=REMEDY))
    return Verdict(Match.CERTAIN if best == KEY else Match.LIKELY, found.id, criteria[best].name)


def _several(candidates: Sequence[Candidate], criteria: Sequence[Criterion], target: str) -> str:
    bests = sorted(min(candidate.by) for candidate in candidates)
    for first, other in pairwise(bests):
        if first != other:
            return (
                f"Its {criteria[first].name} points at one record of {target}, its {criteria[other].name} at another."
            )
    return f"{target} has several records with its {criteria[bests[0]].name}."


def _doubt(found: Candidate, best: int, criteria: Sequence[Criterion], target: str) -> str | None:
    """Return why the only candidate may be somebody else, or None."""
    key, name = criteria[KEY].name, criteria[best].name
    doubts = (
        (best == KEY and found.owners, f"Several records have the same {key}, and {target} has it once."),
        (best != KEY and found.keyed, f"The record of {target} with its {name} has another {key}."),
        (best != KEY and found.rivals, f"Other records point at the same record of {target} as its {name} does."),
        (not criteria[best].enough, f"{target} has a record with its {name}, which is not enough to tell that by."),
    )
    return next((sentence for there, sentence in doubts if there), None)
