"""The lists and single records that 360Learning shows: each with the size of its pages and its filters."""

from collections.abc import Mapping

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.learning360.answers import not_found
from sandbox.simulators.learning360.fields import object_id
from sandbox.simulators.learning360.filters import BETWEEN, Filter, equal
from sandbox.simulators.learning360.importing import KINDS, OTHER_TYPES
from sandbox.simulators.learning360.operations import OVER, STATUSES, Operation, OperationBook
from sandbox.simulators.learning360.paging import show
from sandbox.simulators.learning360.platform import Course, Integration, Platform, Tag
from sandbox.simulators.refusals import RefusalError, answered
from sandbox.simulators.shapes import flag, one_of

_USER_FILTERS: Mapping[str, Filter] = {
    "mail": equal(unequal=True),
    "status": equal(one_of("active", "invited", "deleted"), unequal=True),
}
_COURSE_FILTERS: Mapping[str, Filter] = {
    "status": equal(one_of("archived", "deleted", "published")),
    "type": equal(one_of("elearning standard", "external", "native")),
    "authorId": equal(object_id),
    "groupId": equal(object_id),
    "createdAt": BETWEEN,
    "modifiedAt": BETWEEN,
}
_ATTEMPT_FILTERS: Mapping[str, Filter] = {
    "courseId": equal(object_id),
    "userId": equal(object_id),
    "completedAt": BETWEEN,
}
_TAG_FILTERS: Mapping[str, Filter] = {"isMain": equal(lambda value: flag({"true": True, "false": False}.get(value)))}
_OPERATION_FILTERS: Mapping[str, Filter] = {
    "createdAt": BETWEEN,
    "status": equal(one_of(*STATUSES)),
    "type": equal(one_of(*KINDS, *OTHER_TYPES)),
}


def list_users(call: Call, platform: Platform) -> Response:
    """Show users, deleted ones too."""
    return show(call, [one.as_json() for one in platform.users.values()], 500, _USER_FILTERS)


def show_group(call: Call, platform: Platform) -> Response:
    """Show one group."""
    if call.arguments["group"] not in platform.groups:
        raise not_found("group")
    return answered(platform.groups[call.arguments["group"]].as_json())


def list_roles(call: Call, platform: Platform) -> Response:
    """Show who has which role in a group."""
    if call.arguments["group"] not in platform.groups:
        raise not_found("group")
    roles = platform.groups[call.arguments["group"]].roles
    return show(call, [{"userId": user, "role": role} for user, role in roles.items()], 500)


def list_integrations(call: Call, platform: Platform) -> Response:
    """Show integrations."""
    filters = {"externalPlatform": equal(unequal=True)}
    return show(call, [one.as_json() for one in platform.active_integrations()], 100, filters)


def show_external_course(call: Call, platform: Platform) -> Response:
    """Show one course of an integration by its external id, archived or not; an unknown id is not the integration's."""
    integration = the_integration(call, platform)
    course = platform.course_of(integration.id, call.arguments["external_id"])
    if course is None:
        raise RefusalError(400, "courseNotBelongToIntegration", "The integration has no course with this external id.")
    return answered(course.as_external())


def list_courses(call: Call, platform: Platform) -> Response:
    """Show courses, archived ones too."""
    return show(call, [shown(platform, one) for one in platform.courses.values()], 500, _COURSE_FILTERS)


def show_course(call: Call, platform: Platform) -> Response:
    """Show one course."""
    return answered(shown(platform, the_course(call, platform)))


def list_attempts(call: Call, platform: Platform) -> Response:
    """Show attempts at courses; those of one user at one course are found without looking at all others."""
    asked = call.request.args
    pair = (asked.get("courseId[eq]", ""), asked.get("userId[eq]", ""))
    attempts = platform.attempts_of(*pair) if all(pair) else platform.attempts.values()
    return show(call, [one.as_json() for one in attempts], 500, _ATTEMPT_FILTERS)


def list_tags(call: Call, platform: Platform) -> Response:
    """Show tags."""
    return show(call, [{**one.as_json(), "source": "native"} for one in platform.tags.values()], 5_000, _TAG_FILTERS)


def list_course_tags(call: Call, platform: Platform) -> Response:
    """Show the ids of a course's tags."""
    return show(call, [{"tagId": one, "source": "native"} for one in the_course(call, platform).tags], 500)


def list_operations(call: Call, book: OperationBook) -> Response:
    """Show bulk operations, the newest first."""
    newest_first = reversed(list(book.operations.values()))
    return show(call, [one.as_json() for one in newest_first], 20, _OPERATION_FILTERS)


def show_operation(call: Call, book: OperationBook) -> Response:
    """Show one bulk operation."""
    return answered(_the_operation(call, book).as_json())


def list_results(call: Call, book: OperationBook, size: int) -> Response:
    """Show what became of each object of a bulk operation that is over."""
    operation = _the_operation(call, book)
    if operation.status not in OVER:
        raise RefusalError(400, "bulkOperationNotRun", "The operation has not run yet.")
    return show(call, operation.results, size)


def shown(platform: Platform, course: Course) -> dict[str, object]:
    """Return a course as every course is shown."""
    return course.as_json(platform.integrations[course.integration].fields["externalPlatform"])


def the_integration(call: Call, platform: Platform) -> Integration:
    """Return the integration that a call is about; a `RefusalError` (404) for none."""
    found = platform.integrations.get(call.arguments["integration"])
    if found is None or not found.active:
        raise not_found("integration")
    return found


def the_course(call: Call, platform: Platform) -> Course:
    """Return the course that a call is about; a `RefusalError` (404) for none."""
    found = platform.courses.get(call.arguments["course"])
    if found is None:
        raise not_found("course")
    return found


def the_tag(call: Call, platform: Platform) -> Tag:
    """Return the tag that a call is about; a `RefusalError` (404) for none."""
    found = platform.tags.get(call.arguments["tag"])
    if found is None:
        raise not_found("tag")
    return found


def _the_operation(call: Call, book: OperationBook) -> Operation:
    found = book.operations.get(call.arguments["operation"])
    if found is None:
        raise RefusalError(404, "bulkOperationNotFound", "There is no bulk operation with this id.")
    return found
