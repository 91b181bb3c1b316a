"""What is written to 360Learning at once: integrations, tags, the tags of a course, and whether it is archived."""

from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from sandbox.simulators.calls import Call
from sandbox.simulators.learning360.answers import body_of, invalid_request, not_found
from sandbox.simulators.learning360.fields import ARCHIVING, COURSE_TAGS, INTEGRATION, INTEGRATION_CHANGE, TAG, Form
from sandbox.simulators.learning360.knobs import Knobs
from sandbox.simulators.learning360.platform import ARCHIVED, PUBLISHED, Integration, Platform, Tag
from sandbox.simulators.learning360.reading import shown, the_course, the_integration, the_tag
from sandbox.simulators.refusals import RefusalError, answered


def create_integration(call: Call, platform: Platform, knobs: Knobs) -> Response:
    """Make an integration of an external platform with a group."""
    fields = _body(call.request, INTEGRATION)
    _check_integration(platform, knobs, fields, "")
    if len(platform.active_integrations()) >= knobs.most_integrations:
        raise RefusalError(400, "integrationsLimitReached", "There are as many integrations as there may be.")
    made = Integration(platform.new_id(), fields)
    platform.integrations[made.id] = made
    return answered(made.as_json(), 201)


def change_integration(call: Call, platform: Platform, knobs: Knobs) -> Response:
    """Change some fields of an integration."""
    integration = the_integration(call, platform)
    fields = {**integration.fields, **_body(call.request, INTEGRATION_CHANGE)}
    _check_integration(platform, knobs, fields, integration.id)
    integration.fields = fields
    return answered(fields)


def delete_integration(call: Call, platform: Platform) -> Response:
    """Make an integration inactive and archive its courses; nobody sees it from then on."""
    integration = the_integration(call, platform)
    integration.active = False
    for course in platform.courses.values():
        if course.integration == integration.id:
            course.status = ARCHIVED
    return Response(status=204)


def create_tag(call: Call, platform: Platform) -> Response:
    """Make a tag."""
    fields = _body(call.request, TAG)
    _check_tag_name(platform, fields["name"], "")
    tag = Tag(platform.new_id(), fields["name"], fields["isMain"], fields.get("externalId"))
    platform.tags[tag.id] = tag
    return answered(tag.as_json(), 201)


def change_tag(call: Call, platform: Platform) -> Response:
    """Change a tag; an external id that is not sent stays."""
    tag = the_tag(call, platform)
    fields = _body(call.request, TAG)
    _check_tag_name(platform, fields["name"], tag.id)
    tag.name, tag.is_main = fields["name"], fields["isMain"]
    tag.external_id = fields.get("externalId", tag.external_id)
    return answered(tag.as_json())


def delete_tag(call: Call, platform: Platform) -> Response:
    """Take a tag away, and off every course."""
    tag = the_tag(call, platform)
    del platform.tags[tag.id]
    for course in platform.courses.values():
        course.tags = [one for one in course.tags if one != tag.id]
    return Response(status=204)


def set_course_tags(call: Call, platform: Platform) -> Response:
    """Let a course have these tags and no others."""
    course = the_course(call, platform)
    ids: list[str] = _body(call.request, COURSE_TAGS)["tagIds"]
    if not platform.tags.keys() >= set(ids):
        raise not_found("tag")
    course.tags = list(dict.fromkeys(ids))
    return answered(course.tags)


def archive_course(call: Call, platform: Platform) -> Response:
    """Archive a course, or restore it while its integration is active."""
    course = the_course(call, platform)
    archived = _body(call.request, ARCHIVING)["archived"]
    if not platform.integrations[course.integration].active:
        raise RefusalError(400, "integrationInactive", "The integration of the course is no longer active.")
    course.status = ARCHIVED if archived else PUBLISHED
    return answered(shown(platform, course))


def _body(request: Request, form: Form) -> dict[str, Any]:
    body = body_of(request)
    if fault := form.fault(body):
        raise invalid_request(fault)
    return body


def _check_integration(platform: Platform, knobs: Knobs, fields: Mapping[str, Any], itself: str) -> None:
    """Refuse fields of an integration that cannot be; `itself` is the id of the one that they are for."""
    name = fields["externalPlatform"].casefold()
    if name in {one.casefold() for one in knobs.reserved_platforms}:
        raise RefusalError(400, "reservedPlatformName", "This name is kept for a connector of 360Learning's own.")
    if fields["groupId"] not in platform.groups:
        raise not_found("group")
    author = platform.users.get(fields["authorId"])
    if author is None or author.status == "deleted":
        raise not_found("user")
    for other in platform.active_integrations():
        same = other.fields["externalPlatform"].casefold() == name and other.fields["groupId"] == fields["groupId"]
        if same and other.id != itself:
            raise RefusalError(400, "duplicateExternalPlatform", "The group has an integration of this platform.")


def _check_tag_name(platform: Platform, name: str, itself: str) -> None:
    if any(one.name == name and one.id != itself for one in platform.tags.values()):
        raise RefusalError(400, "tagNameNotAvailable", "Another tag has this name.")
