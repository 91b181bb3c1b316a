"""The rules by which sections are written: their number, dates and seats, and what the profile allows."""

from collections.abc import Iterator

from sandbox.simulators.sis.errors import Problem, schema_error
from sandbox.simulators.sis.holdings import Holdings, Resource
from sandbox.simulators.sis.meetings import occupancy
from sandbox.simulators.sis.profiles import Profile
from sandbox.simulators.sis.wording import room_of

CANCELLED = "cancelled"
_DEFAULTS: Resource = {"status": {"category": "open"}, "instructionalMethods": [], "gradeSchemes": []}
_FIXED = ("academicPeriod", "course")


def completed(holdings: Holdings, section: Resource) -> Resource:
    """Return a new section with what the system itself gives it."""
    return {**_DEFAULTS, **section, "code": holdings.new_call_number(), "enrollment": 0}


def problems(holdings: Holdings, profile: Profile, old: Resource | None, new: Resource) -> Iterator[Problem]:
    """Yield what speaks against a section as it would be; an `EthosError` for one that leaves its course or term."""
    if old is not None:
        for name in _FIXED:
            if new[name] != old[name]:
                raise schema_error(f"A section keeps its {name}.")
    yield from _duplicate(holdings, new)
    yield from _dates(holdings, old, new)
    if old is None or new.get("maxEnrollment") != old.get("maxEnrollment"):
        yield from _seats(holdings, new)
    yield from _status(holdings, profile, old, new)
    if old is not None and new.get("partOfTerm") != old.get("partOfTerm"):
        yield from _part(holdings, profile, new)


def removal_problems(profile: Profile, section: Resource) -> Iterator[Problem]:
    """Yield what speaks against the removal of a section."""
    if not profile.deletes_sections:
        yield Problem("Section.Delete.NotAllowed", f"{profile.name} deletes no section.")
    elif section["enrollment"]:
        yield Problem("Section.Delete.StudentsRegistered", f"{section['enrollment']} students are registered.")


def _duplicate(holdings: Holdings, new: Resource) -> Iterator[Problem]:
    place = ("academicPeriod", "course", "number")
    for other in holdings.tables["sections"].values():
        if other["id"] != new.get("id") and all(other[name] == new[name] for name in place):
            yield Problem("Section.Duplicate", f"Section {new['number']} of the course exists in this academic period.")


def _dates(holdings: Holdings, old: Resource | None, new: Resource) -> Iterator[Problem]:
    """Judge the dates where they change; a term that was shortened must not lock the other fields of its sections."""
    start, end = new["startOn"], new.get("endOn") or new["startOn"]
    if old is not None and (old["startOn"], old.get("endOn")) == (new["startOn"], new.get("endOn")):
        return
    period = holdings.tables["academic-periods"][new["academicPeriod"]["id"]]
    if not period["startOn"][:10] <= start <= end <= period["endOn"][:10]:
        words = f"startOn and endOn must be in this order from {period['startOn'][:10]} to {period['endOn'][:10]}."
        yield Problem("Section.StartDate.OutOfRange", words)


def _seats(holdings: Holdings, new: Resource) -> Iterator[Problem]:
    for event in holdings.of_section("instructional-events", new.get("id", "")):
        room = room_of(event)
        if room and (new.get("maxEnrollment") or 0) > occupancy(holdings, room["id"]):
            words = f"maxEnrollment {new['maxEnrollment']} is over the {occupancy(holdings, room['id'])} seats of"
            yield Problem("InsufficientRoomCapacity", f"{words} room {holdings.code_of(room['id'])}.")


def _status(holdings: Holdings, profile: Profile, old: Resource | None, new: Resource) -> Iterator[Problem]:
    if new["status"]["category"] != CANCELLED or (old and old["status"]["category"] == CANCELLED):
        return
    if not profile.cancels_sections:
        yield Problem("Section.Status.NotAllowed", f"status.category cannot be cancelled in {profile.name}.")
    elif not profile.cancels_with_meetings and any(holdings.of_section("instructional-events", new.get("id", ""))):
        yield Problem("Section.Status.MeetingsExist", "status.category cannot be cancelled while there is a meeting.")


def _part(holdings: Holdings, profile: Profile, new: Resource) -> Iterator[Problem]:
    if not profile.changes_part_with_instructors and any(holdings.of_section("section-instructors", new["id"])):
        words = "partOfTerm cannot change while an instructor is assigned."
        yield Problem("Section.PartOfTerm.InstructorAssigned", words)
