"""What people are told about class schedules; no sentence holds the name or the number of a person (PL19)."""

from collections.abc import Sequence

from rollbook.flows.coursedog.scheduling.fields import COURSES, named, noun
from rollbook.model.records import Detail, Reason

_PULL = "coursedog.pull.yaml"
_POST = "coursedog.post.yaml"


def unknown_term(code: str, entity: str, selectable: Sequence[str]) -> Reason:
    """Return what is said of a term that neither side knows."""
    choice = f"Those that can be chosen: {', '.join(selectable)}." if selectable else "No other term can be chosen now."
    return Reason(
        sentence=f"Neither the SIS nor Coursedog has a term {code}, so no {entity} of it come or go.",
        remedy=f"Correct terms.{entity} in {_PULL}, or roll the term in the SIS. {choice}",
    )


def term_is_over(code: str, entity: str, ended: str) -> Reason:
    """Return what is said of a term that has ended."""
    return Reason(
        sentence=f"Term {code} ended on {ended}, so its {entity} do not flow any more.",
        remedy=f"Take {code} out of terms.{entity} in {_PULL}.",
    )


def term_is_missing(code: str, entity: str, side: str) -> Reason:
    """Return what is said of a term that one side does not have."""
    return Reason(
        sentence=f"Term {code} is not in {side}, so its {entity} do not flow.",
        remedy=(
            f"Have term {code} made in {side}; the next run brings its {entity} then. "
            f"Or take it out of terms.{entity} in {_PULL}."
        ),
    )


def term_not_chosen(code: str, entity: str) -> Reason:
    """Return what is said of a term that a person asked for and that is not in the settings."""
    return Reason(
        sentence=f"Term {code} is not among the terms whose {entity} flow.",
        remedy=f"Add {code} to terms.{entity} in {_PULL}, and run again.",
    )


def doubled(entity: str) -> Reason:
    """Return what is said of a key that several records of one side have."""
    one = noun(entity)
    return Reason(
        sentence=f"The SIS or Coursedog has more than one {one} with this key, so nobody can tell which is meant.",
        remedy=f"Give each {one} its own number, or delete the one too many, where there are two of them.",
    )


def renumbered(entity: str, key: str, other: str) -> Reason:
    """Return what is said of a record that has another key on the other side."""
    one = noun(entity)
    return Reason(
        sentence=f"The same {one} is {key} on one side and {other} on the other: Coursedog and the SIS do not agree on "
        f"which {one} it is.",
        remedy=f"Give it the same number in Coursedog and in the SIS; until then nothing is sent of {key} and {other}.",
    )


def not_a_crosslist() -> Reason:
    """Return what is said of a relationship that the SIS has nothing for."""
    return Reason(
        sentence="Only crosslists go to the SIS, and this is a relationship of another type.",
        remedy="Nothing has to be done. If the SIS should know it, make it a crosslist in Coursedog.",
    )


def conflict(entity: str, paths: Sequence[str], details: tuple[Detail, ...], *, known: bool) -> Reason:
    """Return what is said of a record that was changed on both sides."""
    what = named(entity, paths)
    how = (
        f"Both Coursedog and the SIS have changed {what}, each to something else"
        if known
        else f"Coursedog and the SIS do not hold the same {what}, and never did since Rollbook looks at them"
    )
    return Reason(
        sentence=f"{how}; so nothing of this {noun(entity)} is sent.",
        remedy=f"Enter the same for {what} in Coursedog and in the SIS, or choose under merge.{entity} in {_PULL} "
        "which side counts.",
        details=details,
    )


def deleted_and_changed(entity: str, *, only_sis: bool) -> Reason:
    """Return what is said of a record that one side has deleted and the other has changed."""
    here, there = ("the SIS", "Coursedog") if only_sis else ("Coursedog", "the SIS")
    return Reason(
        sentence=f"This {noun(entity)} was deleted in {there} and changed in {here} since.",
        remedy=f"Delete it in {here}, too, or enter it in {there} again; or choose under merge.{entity} in {_PULL} "
        "which side counts.",
    )


def deleted(entity: str, *, only_sis: bool) -> Reason:
    """Return what is said of a record that one side has deleted, and that the other flow takes out of the other."""
    here, there = ("the SIS", "Coursedog") if only_sis else ("Coursedog", "the SIS")
    if entity == COURSES:
        return Reason(
            sentence=f"This course was deleted in {there}; the one in {here} stays as it is.",
            remedy=f"Nothing has to be done. If nobody needs it any more, delete it in {here}, too.",
        )
    flow = "coursedog.post" if only_sis else "coursedog.pull"
    return Reason(
        sentence=f"This {noun(entity)} was deleted in {there}, so it does not come back: {flow} takes it out of "
        f"{here}.",
        remedy=f"Nothing has to be done. If it was deleted by mistake, enter it in {there} again.",
    )


def withdrawn(entity: str, *, only_sis: bool) -> Reason:
    """Return what is said of a record that is not active and that only one side has."""
    here, there = ("the SIS", "Coursedog") if only_sis else ("Coursedog", "the SIS")
    return Reason(
        sentence=f"This {noun(entity)} is cancelled or inactive in {here}, and {there} does not have it.",
        remedy=f"Nothing has to be done. Once it is active in {here}, it goes to {there}.",
    )


def only_a_part_was_read(entity: str) -> Reason:
    """Return what is said of a record that the other side may hold where this run did not look."""
    return Reason(
        sentence=f"Only a part of the schedule was read, and the other side may hold this {noun(entity)} elsewhere.",
        remedy="Nothing has to be done: the next run over all terms decides about it.",
    )


def no_section(course_terms: Sequence[str]) -> Reason:
    """Return what is said of a course that has to wait for its first section."""
    return Reason(
        sentence="Coursedog takes a course of PeopleSoft only after a section of it, and it has none in the terms "
        f"{', '.join(course_terms)}.",
        remedy="Nothing has to be done: it goes after its first section.",
    )


def kept(entity: str, paths: Sequence[str]) -> Reason:
    """Return what is said of fields that were kept from being wiped."""
    what = named(entity, paths)
    return Reason(
        sentence=f"One side has emptied {what}, and an empty value does not wipe one that is there: it stays.",
        remedy=f"If it should be empty, empty it on both sides, or list the field under merge.{entity}.empties in "
        f"{_PULL}.",
    )


def locked(entity: str, paths: Sequence[str], phases: Sequence[str]) -> Reason:
    """Return what is said of changes that no phase lets through; `phases` are descriptions of them."""
    return Reason(
        sentence=f"The change of {named(entity, paths)} does not go to the SIS now: {'; '.join(phases)}.",
        remedy=f"Wait until the phase is over, or change phases in {_POST}; the change goes with the next run then. Or "
        "take it back in Coursedog.",
    )


def locked_whole(entity: str, phases: Sequence[str], *, enters: bool) -> Reason:
    """Return what is said of a record that no phase lets enter the SIS, or leave it."""
    what = "entered in" if enters else "taken out of"
    return Reason(
        sentence=f"This {noun(entity)} cannot be {what} the SIS now: {'; '.join(phases)}.",
        remedy=f"Wait until the phase is over, or change phases in {_POST}; it goes with the next run then.",
    )


def joined(reasons: Sequence[Reason]) -> Reason | None:
    """Return several reasons as one, None where there is none."""
    if not reasons:
        return None
    return Reason(
        sentence=" ".join(reason.sentence for reason in reasons),
        remedy=" ".join(reason.remedy for reason in reasons),
        details=tuple(detail for reason in reasons for detail in reason.details),
    )
