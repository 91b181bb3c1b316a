"""The way into 360Learning: a token for a while, lists by their links, bulk operations, and single objects."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import SecretStr

from rollbook.connectors.answers import Answer, Refused, Vendor, refusal
from rollbook.connectors.calls import Call
from rollbook.connectors.kept_token import KeptToken
from rollbook.connectors.learning360 import wire
from rollbook.connectors.learning360.listing import Query, rows
from rollbook.connectors.learning360.settings import NAME, Credentials, Settings, limits_of
from rollbook.connectors.transport import Transport
from rollbook.connectors.unproven import Unproven
from rollbook.model.descriptors import Pace
from rollbook.model.errors import ContractError, RollbookError
from rollbook.model.records import Json

T = TypeVar("T")

_API = "/api/v2"
_VERSION = {"360-api-version": "v2.0"}
_TOO_MANY = 429
_WHOLE = frozenset({"integrationNotFound", "reservedPlatformName"})
"""Codes of a bulk call that are about no record that it carries."""

_NOT_THERE = frozenset({"courseNotBelongToIntegration", "courseNotFound", "integrationNotFound"})


class Door:
    """Makes the calls of one client, whose token is fetched with the first of them."""

    def __init__(self, credentials: Credentials, settings: Settings, pace: Pace) -> None:
        limits = limits_of(settings)
        self._vendor = Vendor(NAME, credentials.base_url, wire.words_of)
        # Who asks for a token with a wrong id may be told so with a 400.
        desk = Vendor(NAME, credentials.base_url, wire.words_of, denials=frozenset({400, 401, 403}))
        self._credentials = credentials
        self._desk = Transport(desk, Unproven(), settings, pace, limits)
        self._transport = Transport(self._vendor, KeptToken(self._fetch_token), settings, pace, limits)

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed and those for tokens included."""
        return self._desk.calls + self._transport.calls

    def integrations(self) -> Iterator[wire.Integration]:
        """Yield the integrations of the company."""
        return self._rows("/integrations", wire.read_integrations)

    def users(self, query: Query | None = None) -> Iterator[wire.User]:
        """Yield the accounts, deleted ones too."""
        return self._rows("/users", wire.read_users, query)

    def group(self, group: str) -> wire.Group | None:
        """Return a group, None where there is none."""
        answer = self._transport.look(_call("GET", "/groups/{group}", at={"group": group}))
        return answer.parse(wire.Group.model_validate_json) if answer else None

    def roles(self, group: str) -> Iterator[wire.Role]:
        """Yield who may do what in a group."""
        return self._rows("/groups/{group}/roles", wire.read_roles, at={"group": group})

    def external_course(self, integration: str, external_id: str) -> wire.ExternalCourse | None:
        """Return a course as its integration sees it, None where it has none of this id."""
        at = {"integration": integration, "course": external_id}
        call = _call("GET", "/integrations/{integration}/courses/{course}", at=at)
        answer = self._transport.submit(call)
        if isinstance(answer, Answer):
            return answer.parse(wire.read_external_course)
        if wire.code_of(answer.content) in _NOT_THERE:
            return None
        raise self._refusal(call, answer)

    def archived_courses(self) -> Iterator[wire.Course]:
        """Yield the external courses that are archived."""
        return self._rows("/courses", wire.read_courses, {"type[eq]": "external", "status[eq]": "archived"})

    def attempts(self, course: str, user: str) -> Iterator[wire.Attempt]:
        """Yield what a user has attempted at a course."""
        return self._rows("/courses/stats", wire.read_attempts, {"courseId[eq]": course, "userId[eq]": user})

    def tags(self) -> Iterator[wire.Tag]:
        """Yield all tags of the company."""
        return self._rows("/tags", wire.read_tags)

    def course_tags(self, course: str) -> list[str] | None:
        """Return the ids of a course's tags, which fit on a page; None where there is no such course."""
        answer = self._transport.look(_call("GET", "/courses/{course}/tags", at={"course": course}))
        return [one.tag_id for one in answer.parse(wire.read_course_tags)] if answer else None

    def operation(self, operation: str) -> wire.BulkOperation | None:
        """Return a bulk operation, None where there is none any more."""
        answer = self._transport.look(_call("GET", "/bulk/operations/{operation}", at={"operation": operation}))
        return answer.parse(wire.BulkOperation.model_validate_json) if answer else None

    def operations(self, kind: str, since: datetime) -> Iterator[wire.BulkOperation]:
        """Yield the bulk operations of a type that were created since a moment."""
        moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        return self._rows("/bulk/operations", wire.read_operations, {"type[eq]": kind, "createdAt[gte]": moment})

    def results(self, operation: str) -> Iterator[wire.Result]:
        """Yield what became of the objects of a bulk operation that is over."""
        return self._rows("/bulk/operations/{operation}/results", wire.read_results, at={"operation": operation})

    def bulk(self, method: str, path: str, integration: str, items: Sequence[Json]) -> Answer | None:
        """Start a bulk operation, once; None where too much goes on for it to begin now.

        Raises BatchRefusedError for what it carries, OutcomeUnknownError when nobody knows whether it began.
        """
        path, at = f"/bulk/integrations/{{integration}}{path}", {"integration": integration}
        call = _call(method, path, at=at, body={"input": list(items)}, waits=False)
        answer = self._transport.submit(call)
        if isinstance(answer, Answer):
            return answer
        if answer.status == _TOO_MANY:
            return None
        code = wire.code_of(answer.content)
        if code in _WHOLE:
            raise ContractError(
                f"{NAME} does not take {call.name} for this integration ({code}). Look after the integration in "
                f"{NAME}, and after platform in the settings; then run again."
            )
        raise self._refusal(call, answer)

    def make_integration(self, body: Json) -> wire.Integration | None:
        """Make an integration, once; None where there is one of this platform."""
        call = _call("POST", "/integrations", body=body)
        answer = self._transport.submit(call)
        if isinstance(answer, Answer):
            return answer.parse(wire.Integration.model_validate_json)
        if wire.code_of(answer.content) == "duplicateExternalPlatform":
            return None
        raise ContractError(f"{self._refusal(call, answer)} So there is no integration to write to.")

    def give_author(self, integration: str, author: str) -> None:
        """Give an integration another author; raises ContractError when it does not take it."""
        at, body = {"integration": integration}, {"authorId": author}
        call = _call("PATCH", "/integrations/{integration}", at=at, body=body, idempotent=True)
        answer = self._transport.submit(call)
        if not isinstance(answer, Answer):
            raise ContractError(f"{self._refusal(call, answer)} So the integration keeps its author.")

    def make_tag(self, body: Json) -> Answer | Refused:
        """Make a tag, once."""
        return self._transport.submit(_call("POST", "/tags", body=body))

    def change_tag(self, tag: str, body: Json) -> Answer | Refused:
        """Change a tag."""
        return self._transport.submit(_call("PUT", "/tags/{tag}", at={"tag": tag}, body=body, idempotent=True))

    def put_course_tags(self, course: str, tags: Sequence[str]) -> Answer | Refused:
        """Give a course these tags and no others."""
        path, body = "/courses/{course}/tags", {"tagIds": list(tags)}
        return self._transport.submit(_call("PUT", path, at={"course": course}, body=body, idempotent=True))

    def _refusal(self, call: Call, refused: Refused) -> RollbookError:
        return refusal(self._vendor, call, refused.status, refused.content)

    def _rows(
        self, path: str, read: Callable[[bytes], list[T]], query: Query | None = None, **more: Any
    ) -> Iterator[T]:
        def fetch(asked: Query) -> Answer:
            return self._transport.ask(_call("GET", path, query=asked, **more))

        return rows(query or {}, fetch, read)

    def _fetch_token(self) -> SecretStr:
        body = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.client_id,
            "client_secret": self._credentials.client_secret.get_secret_value(),
        }
        return self._desk.ask(_call("POST", "/oauth2/token", body=body, harmless=True)).parse(wire.read_token)


def _call(method: str, path: str, **more: Any) -> Call:
    return Call(method, f"{_API}{path}", headers=_VERSION, **more)
