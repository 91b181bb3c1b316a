"""The odd corners of the sample college, each put in on purpose; nobody who was in a class yesterday is touched."""

from datetime import timedelta

from sandbox.institution.college.records import College, Record

_STOPPED = 6
_FINISHED = 4
_WITHOUT_A_COURSE = 3
_CANCELLED = 6
_SUBSTITUTE = "ins-30"


def add_odd_corners(college: College) -> None:
    """Bend a college out of its regular shape, in place."""
    people = _agreements_of(college, "mas-a", "med-a", "med-b")
    for agreement in people[:_STOPPED]:
        agreement["status"] = "stopped"
    for agreement in people[_STOPPED : _STOPPED + _FINISHED]:
        agreement["status"] = "completed"
    for agreement in people[-_WITHOUT_A_COURSE:]:
        agreement["courseIds"] = agreement["courseIds"][1:]
    _take_an_email_away(college)
    _take_a_second_course(college)
    _change_some_classes(college)


def _agreements_of(college: College, *groups: str) -> list[Record]:
    """Return the agreements of groups, in turns: the first of each, the second of each, and so on."""
    agreements = college.collections["agreements"].values()
    of_group = [[one for one in agreements if one["groupId"] == group] for group in groups]
    return [one for turn in zip(*of_group, strict=True) for one in turn]


def _take_an_email_away(college: College) -> None:
    student = _agreements_of(college, "aut-a")[0]["studentId"]
    college.get("students", student)["email"] = None


def _take_a_second_course(college: College) -> None:
    """Let one student take a course of another group, by an agreement of its own."""
    agreement = _agreements_of(college, "aut-a")[1]
    other = next(one for one in college.collections["courses"].values() if one["groupId"] == "med-b")
    more = {**agreement, "id": f"{agreement['id']}-2", "groupId": "med-b", "courseIds": [other["id"]]}
    college.add("agreements", more)


def _change_some_classes(college: College) -> None:
    """Cancel a few classes of the coming days, and let one be held by somebody who is not of its course."""
    soon = (college.today + timedelta(days=3)).isoformat()
    chosen = [
        one
        for one in college.collections["classes"].values()
        if one["date"] == soon and one["courseId"] in college.sent
    ]
    for one in chosen[:_CANCELLED]:
        one["status"] = "cancelled"
    chosen[-1]["instructorId"] = _SUBSTITUTE
