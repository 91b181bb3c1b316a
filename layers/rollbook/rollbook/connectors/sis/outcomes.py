"""Why the SIS has not taken a record, in plain words, and what a person can do about it (CD8)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rollbook.connectors.answers import Refused
from rollbook.connectors.dictionaries import as_text, shortened
from rollbook.connectors.sis.dictionary import MEETINGS_EXIST, SAVED_MEANWHILE, dictionary
from rollbook.connectors.sis.wire import Error, errors_of
from rollbook.model.changes import Change, Written
from rollbook.model.records import Detail

GONE: Final = Detail(code="GUID.Not.Found")
"""What is said of a record that the SIS does not hold any more."""

_SINGULAR = {"sections": "section", "relationships": "relationship"}
_IN_PART = "A part of it was taken already; the next run reads what the SIS holds then, and sends what is missing."
_FIELDS = {
    "InstructionalEvent.Date.OutOfRange": ("times.$.startDate",),
    "InstructionalEvent.Location.RoomScheduleConflict": ("times.$.room",),
    "InsufficientRoomCapacity": ("times.$.room", "maxEnrollment"),
    "Section.Duplicate": ("number",),
    "Section.PartOfTerm.InstructorAssigned": ("partOfTerm",),
    "Section.StartDate.OutOfRange": ("startDate", "endDate"),
    MEETINGS_EXIST: ("status",),
    "Section.Status.NotAllowed": ("status",),
    "SectionCrosslist.Duplicate": ("group",),
    "SectionCrosslist.Section.InUse": ("sections",),
    "SectionCrosslist.Terms.Differ": ("sections",),
    "SectionInstructor.Duplicate": ("professors.$.id",),
}
"""By code, the fields that it may be about."""

_PROPERTIES = {
    "academicPeriod": "term",
    "code": "group",
    "course": "course",
    "credits": "minCreditHours",
    "daysOfWeek": "days",
    "endOn": "endDate",
    "gradeSchemes": "gradeMode",
    "instructionalDeliveryMethod": "instructionMode",
    "instructionalMethod": "type",
    "instructionalMethods": "sectionType",
    "instructor": "id",
    "instructorRole": "role",
    "maxEnrollment": "maxEnrollment",
    "number": "number",
    "partOfTerm": "partOfTerm",
    "responsibilityPercentage": "percentage",
    "room": "room",
    "sections": "sections",
    "site": "campus",
    "startOn": "startDate",
    "status": "status",
    "titles": "title",
    "waitlist": "maxWaitlist",
}
"""By property of a body, the field that it was made of, of the record or of one of its items."""

_PLACES = ("", "times.$.", "professors.$.")

_WORD = re.compile(r"[A-Za-z]+")


def saved_meanwhile(names: Sequence[str]) -> tuple[Detail, ...]:
    """Return what is said of fields that somebody has changed in the SIS after they were read."""
    return tuple(Detail(field=name, code=SAVED_MEANWHILE) for name in names)


def details(refusal: Refused, words: Mapping[str, Any]) -> tuple[Detail, ...]:
    """Return what a refusal says of the values that were sent, which are given by their paths."""
    return tuple(_detail(error, words) for error in errors_of(refusal.content))


def not_taken(entity: str, change: Change, target: str | None, why: Sequence[Detail], *, in_part: bool) -> Written:
    """Return how a change ended that the SIS has not taken, or only in part."""
    reason = dictionary().reason(_SINGULAR[entity], why, _IN_PART if in_part else "")
    return Written(digest=change.digest, target=target, reason=reason)


def _detail(error: Error, words: Mapping[str, Any]) -> Detail:
    field = _field(error, words)
    said = shortened(error.description or error.title)
    return Detail(field=field, value=as_text(words.get(field)), code=error.code, said=said)


def _field(error: Error, words: Mapping[str, Any]) -> str:
    """Return which of the fields that were sent an error is about, empty where that cannot be told."""
    said = (_PROPERTIES[word] for word in _WORD.findall(error.description) if word in _PROPERTIES)
    named = (place + field for field in said for place in _PLACES)
    meant = (*_FIELDS.get(error.code, ()), *named)
    return next((field for field in meant if field in words), "")
