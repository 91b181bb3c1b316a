"""What a refusal says of one record, and what a person can do about it.

OneRoster has one code for whatever is wrong with an object, so the remedy is told by the field that the refusal's words
name first. What eSchoolPLUS says is not public: words that name no field get the remedy for the whole object.
"""

import re
from dataclasses import dataclass

from rollbook.connectors.answers import Refused
from rollbook.connectors.eschoolplus.settings import NAME
from rollbook.connectors.eschoolplus.translate import KINDS, Kind, data_of
from rollbook.connectors.eschoolplus.wire import description, minor_code
from rollbook.connectors.redaction import redacted
from rollbook.model.changes import Change, Written
from rollbook.model.records import Reason

_ITEM_IS_GONE = (
    f"The item is not in {NAME} any more, as when it was deleted there by hand. Change it at the source, such as its "
    "title: then it is made again. Then run with --retry for the grades on it."
)
_REMEDIES = {
    "lineItems": (
        "Correct the item at the source: its title, due date, points and category. "
        f"An item stays in its class, so see also whether the class is still where it was in {NAME}."
    ),
    "results": "Correct the grade at the source.",
}
_REMEDIES_BY_CODE = {
    ("lineItems", "deletefailure"): (
        f"Something in {NAME} still needs the item, such as a grade that was given there meanwhile: run again, or "
        "delete the item there by hand."
    ),
    ("results", "unknownobject"): _ITEM_IS_GONE,
}


@dataclass(frozen=True, slots=True)
class _Complaint:
    """What the words of a refusal look like that minds one field, and what helps then."""

    field: str
    words: re.Pattern[str]
    remedy: str


def _complaint(field: str, words: str, remedy: str) -> _Complaint:
    return _Complaint(field, re.compile(words, re.IGNORECASE), remedy)


_COMPLAINTS = {
    "lineItems": (
        _complaint(
            "title",
            r"title\b.*\b(?:taken|already|duplicate|unique|same|exists)|(?:duplicate|same)\b.*\btitle",
            "Two items of one class may not have the same title: rename one of them.",
        ),
        _complaint("title", r"title", f"Shorten the item's title at the source: {NAME} takes 50 characters."),
        _complaint(
            "due date", r"due ?date", f"Give the item a due date within the terms that its class has in {NAME}."
        ),
        _complaint(
            "category",
            r"categor",
            f"Give the class this category in {NAME}, or choose one for the item that the class has there.",
        ),
    ),
    "results": (
        _complaint(
            "student", r"student\b(?!'s)", f"Who is no student of the class in {NAME} gets no grade: enroll them there."
        ),
        _complaint("item", r"line ?item", _ITEM_IS_GONE),
        _complaint("score", r"score", "Correct the score at the source; look also at how many points the item has."),
    ),
}


def refused(kind: Kind, change: Change, target: str, refusal: Refused) -> Written:
    """Return how a change ended that the system does not take, in words that name no person."""
    words, code = description(refusal.content), minor_code(refusal.content)
    complaint = _first_named(kind, words)
    because = f" because of its {complaint.field}" if complaint else ""
    told = ": ".join(part for part in (str(refusal.status), _quotable(kind, change, target, words) or code) if part)
    remedy = complaint.remedy if complaint else _REMEDIES[kind.collection]
    reason = Reason(
        sentence=f"{NAME} refused this {kind.word}{because} ({told})",
        remedy=_REMEDIES_BY_CODE.get((kind.collection, code), remedy),
    )
    return Written(digest=change.digest, target=target, reason=reason)


def _first_named(kind: Kind, words: str) -> _Complaint | None:
    """Return the complaint whose field the words name first; of two about one field the earlier in the list."""
    found = [(complaint, complaint.words.search(words)) for complaint in _COMPLAINTS[kind.collection]]
    places = [(match.start(), complaint) for complaint, match in found if match]
    return min(places, key=lambda place: place[0])[1] if places else None


def _quotable(kind: Kind, change: Change, target: str, words: str) -> str:
    """Return the system's own words; none about a result, whose student we know by an id and they may by name."""
    if kind is KINDS["results"]:
        return ""
    return redacted(words, [target, data_of(change), change.before])
