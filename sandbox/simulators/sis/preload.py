"""Fills the system with a university: its code lists, catalogue, people and schedules, as Ethos shapes them."""

from sandbox.institution.university import Crosslist, Instructor, Room, Section, Term, University
from sandbox.simulators.sis.catalogue import course_of
from sandbox.simulators.sis.holdings import Holdings, Resource
from sandbox.simulators.sis.profiles import Profile
from sandbox.simulators.sis.wording import crosslist_of, event_of, section_of, teaching_of


def filled(university: University, profile: Profile) -> Holdings:
    """Return the holdings of a university."""
    holdings = Holdings()
    _add_lists(holdings, university)
    for term in university.terms:
        add_term(holdings, term)
    for room in university.rooms:
        holdings.add("rooms", _room(holdings, room), room.code)
    for instructor in university.instructors:
        holdings.add("persons", _person(instructor, profile), instructor.id)
    for course in university.courses:
        dates = {"startOn": course.start.isoformat(), "endOn": None}
        holdings.add("courses", course_of(holdings, course.code, course.fields) | dates, course.code)
    for section in university.sections:
        _add_section(holdings, section)
    for crosslist in university.crosslists:
        _add_crosslist(holdings, crosslist)
    return holdings


def add_term(holdings: Holdings, term: Term) -> Resource:
    """Add an academic period, which is how a term that was rolled appears."""
    period = {
        "code": term.code,
        "title": term.title,
        "startOn": f"{term.start}T00:00:00+00:00",
        "endOn": f"{term.end}T00:00:00+00:00",
        "category": {"type": "term"},
    }
    return holdings.add("academic-periods", period, term.code)


def _add_lists(holdings: Holdings, university: University) -> None:
    for site in university.sites:
        holdings.add("sites", {"code": site.code, "title": site.title}, site.code)
    for building in dict.fromkeys(room.building for room in university.rooms):
        holdings.add("buildings", {"code": building, "title": f"{building} Building"}, building)
    for subject in university.subjects:
        holdings.add("subjects", {"abbreviation": subject.code, "title": subject.title}, subject.code)
        unit = {"code": subject.code, "title": f"Department of {subject.title}"}
        holdings.add("educational-institution-units", unit, subject.code)
    for code, title in university.codes["methods"].items():
        holdings.add("instructional-methods", {"abbreviation": code, "title": title}, code)
    for code, title in university.codes["modes"].items():
        holdings.add("instructional-delivery-methods", {"code": code, "title": title}, code)
    for code, title in university.codes["grades"].items():
        holdings.add("grade-schemes", {"code": code, "title": title}, code)
    for name in ("section-title-types", "course-title-types"):
        for code in ("short", "long"):
            holdings.add(name, {"code": code, "title": f"{code.title()} title"}, code)


def _room(holdings: Holdings, room: Room) -> Resource:
    return {
        "number": room.number,
        "title": f"{room.building} {room.number}",
        "building": {"id": holdings.id_of("buildings", room.building)},
        "site": {"id": holdings.id_of("sites", room.site)},
        "occupancies": [{"roomLayoutType": "default", "maxOccupancy": room.capacity}],
    }


def _person(instructor: Instructor, profile: Profile) -> Resource:
    full = f"{instructor.first_name} {instructor.last_name}"
    return {
        "names": [{"fullName": full, "firstName": instructor.first_name, "lastName": instructor.last_name}],
        "credentials": [{"type": profile.credential, "value": instructor.id}],
        "roles": [{"role": "instructor"}],
    }


def _add_section(holdings: Holdings, section: Section) -> None:
    place = {
        "code": section.call_number,
        "number": section.number,
        "academicPeriod": {"id": holdings.id_of("academic-periods", section.term)},
        "course": {"id": holdings.id_of("courses", section.course)},
        "enrollment": section.enrollment,
    }
    resource = holdings.add("sections", place | section_of(holdings, section.fields), section.key)
    for time in section.fields["times"]:
        holdings.add("instructional-events", event_of(holdings, resource["id"], time))
    for professor in section.fields["professors"]:
        holdings.add("section-instructors", teaching_of(holdings, resource["id"], professor))


def _add_crosslist(holdings: Holdings, crosslist: Crosslist) -> None:
    sections = {key: holdings.id_of("sections", key) for key in crosslist.sections}
    holdings.add("section-crosslists", crosslist_of(crosslist.group, sections, crosslist.fields))
