"""What the control door shows of the platform: more than any API call does, and in one piece."""

from typing import Any

from sandbox.simulators.learning360.operations import OperationBook
from sandbox.simulators.learning360.platform import Course, Platform


def read_out(platform: Platform, book: OperationBook) -> dict[str, Any]:
    """Return everything: users, groups, integrations, courses by external id, attempts, tags and operations."""
    attempts = [
        {**one.as_json(), "externalId": _external_id(platform, one.course)} for one in platform.attempts.values()
    ]
    return {
        "users": [one.as_json() for one in platform.users.values()],
        "groups": [{**one.as_json(), "roles": one.roles} for one in platform.groups.values()],
        "integrations": [{**one.as_json(), "active": one.active} for one in platform.integrations.values()],
        "courses": {one.fields["externalId"]: _course(platform, one) for one in platform.courses.values()},
        "attempts": attempts,
        "tags": [one.as_json() for one in platform.tags.values()],
        "operations": book.summary(),
        "most_at_once": book.most_at_once,
        "turned_away": book.turned_away,
    }


def _course(platform: Platform, course: Course) -> dict[str, Any]:
    return {
        "id": course.id,
        "integration": course.integration,
        "status": course.status,
        "author": course.author,
        "fields": course.fields,
        "tags": [platform.tags[one].name for one in course.tags],
    }


def _external_id(platform: Platform, course: str) -> str:
    external_id: str = platform.courses[course].fields["externalId"]
    return external_id
