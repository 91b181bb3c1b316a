"""The rules by which events and instructors of sections are written: dates, rooms that are taken, who teaches."""

from collections.abc import Iterator

from sandbox.simulators.sis.errors import Problem, schema_error
from sandbox.simulators.sis.holdings import Holdings, Resource
from sandbox.simulators.sis.wording import room_of


def occupancy(holdings: Holdings, room: str) -> int:
    """Return how many a room holds."""
    seats: int = holdings.tables["rooms"][room]["occupancies"][0]["maxOccupancy"]
    return seats


def event_problems(holdings: Holdings, old: Resource | None, new: Resource) -> Iterator[Problem]:
    """Yield what speaks against an event as it would be; an `EthosError` for one that contradicts itself or moves."""
    _keep(old, new, "section")
    _agree(new)
    section = holdings.tables["sections"][new["section"]["id"]]
    period = holdings.tables["academic-periods"][section["academicPeriod"]["id"]]
    first, last = _dates(new)
    if not period["startOn"][:10] <= first <= last <= period["endOn"][:10]:
        words = f"timePeriod must be from {period['startOn'][:10]} to {period['endOn'][:10]}."
        yield Problem("InstructionalEvent.Date.OutOfRange", words)
    room = room_of(new)
    if room is None:
        return
    if (old is None or room_of(old) != room) and (section.get("maxEnrollment") or 0) > occupancy(holdings, room["id"]):
        words = f"Room {holdings.code_of(room['id'])} has {occupancy(holdings, room['id'])} seats, the section"
        yield Problem("InsufficientRoomCapacity", f"{words} {section['maxEnrollment']}.")
    if taken := next(_at_the_same_time(holdings, new, room), None):
        key = holdings.key_of(holdings.tables["sections"][taken["section"]["id"]])
        words = f"Room {holdings.code_of(room['id'])} is taken by section {key}."
        yield Problem("InstructionalEvent.Location.RoomScheduleConflict", words)


def teaching_problems(holdings: Holdings, old: Resource | None, new: Resource) -> Iterator[Problem]:
    """Yield what speaks against an assignment as it would be; an `EthosError` for one that goes to another section."""
    _keep(old, new, "section")
    for other in holdings.of_section("section-instructors", new["section"]["id"]):
        if other["id"] != new.get("id") and other["instructor"] == new["instructor"]:
            yield Problem("SectionInstructor.Duplicate", "The instructor is assigned to this section already.")


def _keep(old: Resource | None, new: Resource, name: str) -> None:
    if old is not None and new[name] != old[name]:
        raise schema_error(f"It keeps its {name}.")


def _agree(event: Resource) -> None:
    """Refuse an event whose times run backwards, or whose last day is said twice and differently."""
    period, rule = event["recurrence"]["timePeriod"], event["recurrence"]["repeatRule"]
    if period["startOn"][11:19] >= period["endOn"][11:19]:
        raise schema_error("The time of endOn must be after the one of startOn.")
    if rule.get("ends", {}).get("date", period["endOn"][:10]) != period["endOn"][:10]:
        raise schema_error("ends.date must be the date of timePeriod.endOn.")


def _at_the_same_time(holdings: Holdings, new: Resource, room: Resource) -> Iterator[Resource]:
    """Yield other events in a room that meet with this one at some time; those of cancelled sections do not count."""
    for other in holdings.tables["instructional-events"].values():
        if other["id"] == new.get("id") or room_of(other) != room:
            continue
        section = holdings.tables["sections"][other["section"]["id"]]
        if section["status"]["category"] != "cancelled" and _overlap(other, new):
            yield other


def _overlap(one: Resource, other: Resource) -> bool:
    days = [set(event["recurrence"]["repeatRule"]["daysOfWeek"]) for event in (one, other)]
    return bool(days[0] & days[1]) and _cross(_dates(one), _dates(other)) and _cross(_hours(one), _hours(other))


def _cross(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _dates(event: Resource) -> tuple[str, str]:
    period = event["recurrence"]["timePeriod"]
    return period["startOn"][:10], period["endOn"][:10]


def _hours(event: Resource) -> tuple[str, str]:
    period = event["recurrence"]["timePeriod"]
    return period["startOn"][11:16], period["endOn"][11:16]
