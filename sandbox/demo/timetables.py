"""Whether Coursedog and the SIS hold the same schedule of a term, as the books of both simulators say."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.demo.control import Simulator

TERM = "202710"
"""The term that was rolled, and that the sample settings let flow."""

SCHOOL = "state_banner_ethos"
_TOLD = ("status", "maxEnrollment", "maxWaitlist", "campus", "partOfTerm", "startDate", "endDate")
_OUT = ("cancelled", "inactive")
_TIME = ("days", "startTime", "endTime", "startDate", "endDate")

Section = dict[str, Any]


def in_coursedog(systems: Mapping[str, Simulator], school: str = SCHOOL) -> dict[str, Section]:
    """Return the sections of the term in Coursedog, by key, in people's words."""
    rows = systems["coursedog"].state()["schools"][school]["sections"]
    return {
        f"{row['termCode']}/{row['courseCode']}/{row['sectionNumber']}": _of_coursedog(row)
        for row in rows
        if row["termCode"] == TERM
    }


def in_sis(systems: Mapping[str, Simulator]) -> dict[str, Section]:
    """Return the sections of the term in the SIS, by key, in people's words."""
    rows = systems["sis"].state()["sections"]
    return {key: _of_sis(row) for key, row in rows.items() if key.startswith(f"{TERM}/")}


def differences(systems: Mapping[str, Simulator], school: str = SCHOOL, *, apart: tuple[str, ...] = ()) -> list[str]:
    """Return in which sections and crosslists the two are not alike, those `apart` left out.

    A section that was taken out of one side need not be on the other.
    """
    here, there = in_coursedog(systems, school), in_sis(systems)
    return [
        *_differing("section", here, there, apart),
        *_differing("crosslist", *_crosslists(systems, school), apart),
    ]


def _differing(
    what: str, here: Mapping[str, Section], there: Mapping[str, Section], apart: tuple[str, ...]
) -> Iterator[str]:
    for key in sorted({*here, *there} - set(apart)):
        one, other = here.get(key), there.get(key)
        if one is None or other is None:
            if (one or other or {}).get("status") not in _OUT:
                yield f"{what} {key} is only in {'the SIS' if one is None else 'Coursedog'}"
        elif one != other:
            fields = ", ".join(name for name in one if one[name] != other.get(name))
            yield f"{what} {key} differs in {fields}"


def _of_coursedog(row: Section) -> Section:
    times = [{**time, "room": time["classroom"], "type": time["meetingType"]} for time in row["times"]]
    people = [{**one, "id": one["instructorId"]} for one in row["professorsMeta"]]
    return _alike({**row, "title": row["sectionName"]}, times, people)


def _of_sis(row: Section) -> Section:
    return _alike(row, row["times"], row["professors"])


def _alike(row: Section, times: list[Section], people: list[Section]) -> Section:
    return {
        "title": row["title"],
        **{name: row[name] for name in _TOLD},
        "times": sorted([str(time.get(name) or "") for name in (*_TIME, "room", "type")] for time in times),
        "professors": sorted((one["id"], one["role"]) for one in people),
    }


def _crosslists(systems: Mapping[str, Simulator], school: str) -> tuple[dict[str, Section], dict[str, Section]]:
    rows = systems["coursedog"].state()["schools"][school]["relationships"]
    here = {
        f"{row['termCode']}/{row['groupId']}": {
            "sections": sorted(row["sections"]),
            "primary": row["primarySection"],
            "maxEnrollment": row["combinedMaxEnrollment"],
        }
        for row in rows
        if row["type"] == "crosslist"
    }
    there = {
        key: {"sections": sorted(row["sections"]), "primary": row["primary"], "maxEnrollment": row["maxEnrollment"]}
        for key, row in systems["sis"].state()["crosslists"].items()
        if key.startswith(f"{TERM}/")
    }
    return here, there
