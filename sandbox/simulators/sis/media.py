"""The versions in which each resource is offered, and the media types that name them."""

from collections.abc import Mapping

from werkzeug.wrappers import Request

from sandbox.simulators.sis.errors import refusal

VERSIONS: Mapping[str, str] = {
    "academic-periods": "16.1.0",
    "sites": "6.0.0",
    "buildings": "6.0.0",
    "rooms": "10.0.0",
    "subjects": "6.0.0",
    "educational-institution-units": "7.0.0",
    "instructional-methods": "6.0.0",
    "instructional-delivery-methods": "1.0.0",
    "grade-schemes": "6.0.0",
    "section-title-types": "1.0.0",
    "course-title-types": "1.0.0",
    "persons": "12.3.0",
    "courses": "16.0.0",
    "sections": "16.1.0",
    "instructional-events": "11.1.0",
    "section-instructors": "10.1.0",
    "section-crosslists": "6.0.0",
}
"""By resource; whatever is not here is not offered."""


def media_type(resource: str) -> str:
    """Return the media type that names the version in full."""
    return _named(VERSIONS[resource])


def check_media(resource: str, request: Request, *, has_body: bool) -> None:
    """Let a call pass that asks for the offered version, and sends it; an `EthosError` (406) otherwise."""
    version = VERSIONS[resource]
    accepted = {_named(version), _named(version.partition(".")[0])}
    for header in ("Accept", "Content-Type") if has_body else ("Accept",):
        given = request.headers.get(header, "").partition(";")[0].strip()
        if given not in accepted:
            raise refusal(406, "Version.NotSupported", f"{header} must be {_named(version)} for {resource}.")


def _named(version: str) -> str:
    return f"application/vnd.hedtech.integration.v{version}+json"
