"""Which courses CourseKey should hold, and which classes of them (CK2, CK4, CK8)."""

from collections.abc import Iterable, Iterator

from rollbook.flows.coursekey.rostering.obstacles import last_day, title, told
from rollbook.flows.coursekey.rostering.standing import Standing, flowing, standing
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, LeftOut, Reference, Refusal


def courses(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal | LeftOut]:
    """Yield the courses that are sent now, and of every other one why it is not.

    A person has to act where a course should go and something of it is missing; nobody has to where it is not wanted,
    or not now, and then everything is said that keeps it.
    """
    for course in records:
        found = standing(course, context)
        if found.place and not found.obstacles:
            yield _course(course, found, found.place.school)
        elif found.must_be_mended:
            yield Refusal(found.key, told(found.obstacles))
        else:
            yield LeftOut(found.key, told(found.obstacles))


def classes(records: Iterable[Json], context: Context) -> Iterator[Desired]:
    """Yield the classes of the courses that go, those that are over and those that were cancelled among them.

    Dates and times are sent as the campus tells them, with its time zone. A class that ends at or before its start ends
    on the next day; CourseKey is told no more of this than GEGI says.
    """
    places = flowing(context)
    for meeting in records:
        place = places.get(meeting["courseId"])
        if place is None:
            continue
        instructor = meeting["instructorId"]
        data = {
            "school": place.school,
            "externalId": meeting["id"],
            "course": meeting["courseId"],
            "date": meeting["date"],
            "startTime": meeting["startTime"],
            "endTime": meeting["endTime"],
            "timeZone": place.time_zone,
            "room": meeting["room"] or None,
            "instructor": instructor,
            "status": meeting["status"],
        }
        people = [Reference("instructors", f"{place.school}/{instructor}")] if instructor else []
        needs = (Reference("courses", f"{place.school}/{meeting['courseId']}"), *people)
        yield Desired(f"{place.school}/{meeting['id']}", data, place.school, needs)


def _course(course: Json, found: Standing, school: str) -> Desired:
    instructors = sorted(set(course["instructorIds"]))
    data = {
        "school": school,
        "externalId": course["id"],
        "title": title(course),
        "startDate": course["startDate"],
        "endDate": last_day(course).isoformat(),
        "instructors": instructors,
        "attendanceMode": "log" if course["hoursType"] == "Attendance Log" else "status",
    }
    needs = tuple(Reference("instructors", f"{school}/{instructor}") for instructor in instructors)
    return Desired(found.key, data, school, needs, notice=found.notice)
