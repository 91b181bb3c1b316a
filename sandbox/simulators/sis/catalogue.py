"""Translates a course between the words of people and the resource of Ethos, both ways."""

from collections.abc import Mapping
from typing import Any

from sandbox.simulators.sis.holdings import Holdings, Resource
from sandbox.simulators.sis.wording import titles


def course_of(holdings: Holdings, code: str, fields: Mapping[str, Any]) -> Resource:
    """Return the properties of a course with a code such as "BIO-101"; when it is taught is not among them."""
    subject, _, number = code.rpartition("-")
    return {
        "titles": titles(holdings, "course-title-types", short=fields["title"], long=fields["longTitle"]),
        "description": fields["description"],
        "subject": {"id": holdings.id_of("subjects", subject)},
        "number": number,
        "credits": [
            {"measure": "credit", "minimum": fields["minCreditHours"], "maximum": fields["maxCreditHours"]},
        ],
        "status": {"category": fields["status"]},
        "departments": [{"id": holdings.id_of("educational-institution-units", one)} for one in fields["departments"]],
        "sites": [{"id": holdings.id_of("sites", one)} for one in fields["campuses"]],
    }


def course_fields_of(holdings: Holdings, course: Resource) -> dict[str, Any]:
    """Return a course in people's words."""
    named = {holdings.code_of(one["type"]["id"]): one["value"] for one in course["titles"]}
    (credit,) = course["credits"]
    return {
        "title": named["short"],
        "longTitle": named["long"],
        "description": course["description"],
        "status": course["status"]["category"],
        "minCreditHours": credit["minimum"],
        "maxCreditHours": credit["maximum"],
        "departments": [holdings.code_of(one["id"]) for one in course["departments"]],
        "campuses": [holdings.code_of(one["id"]) for one in course["sites"]],
    }
