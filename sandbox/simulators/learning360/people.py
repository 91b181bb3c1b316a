"""What people do on the platform by hand: in its pages, not through the API."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sandbox.simulators.learning360.platform import ARCHIVED, PUBLISHED, Attempt, Course, Platform, Tag, User


class People:
    """Authors, administrators and learners of one platform, at a moment; courses are named by their external ids."""

    def __init__(self, platform: Platform, now: datetime) -> None:
        self._platform = platform
        self._now = now

    def edit_course(self, external_id: str, **fields: Any) -> dict[str, Any]:
        """Set fields of a course, null takes one away; return it as its integration sees it."""
        course = self._course(external_id)
        changed = {**course.fields, **fields}
        course.fields = {name: value for name, value in changed.items() if value is not None}
        course.modified_at = self._now
        return course.as_external()

    def archive_course(self, external_id: str, archived: bool = True) -> None:
        """Archive a course, or restore it."""
        self._course(external_id).status = ARCHIVED if archived else PUBLISHED

    def tag_course(self, external_id: str, names: Sequence[str]) -> list[str]:
        """Put tags on a course beside those that it has, made where there are none of these names; return all."""
        course = self._course(external_id)
        ids = [self._tag(name).id for name in names]
        course.tags = list(dict.fromkeys([*course.tags, *ids]))
        return [self._platform.tags[one].name for one in course.tags]

    def untag_course(self, external_id: str) -> None:
        """Take all tags off a course."""
        self._course(external_id).tags = []

    def rename_tag(self, name: str, new_name: str) -> None:
        """Give a tag another name."""
        self._tag(name).name = new_name

    def set_status(self, mail: str, status: str) -> None:
        """Let everybody with a mail address be active, invited or deleted."""
        if status not in {"active", "invited", "deleted"}:
            raise ValueError(f"Nobody can be {status!r}.")
        for user in self._users(mail):
            user.status = status

    def rename_user(self, mail: str, new_mail: str) -> None:
        """Give everybody with a mail address another one."""
        for user in self._users(mail):
            user.mail = new_mail

    def set_role(self, mail: str, role: str = "") -> None:
        """Give everybody with a mail address a role in every group, or take it away."""
        for user in self._users(mail):
            for group in self._platform.groups.values():
                group.roles.pop(user.id, None)
                group.roles |= {user.id: role} if role else {}

    def play(self, external_id: str, mail: str, minutes: float = 10, progress: float = 100) -> dict[str, Any]:
        """Let a learner play a course on the platform itself until now; return the attempt."""
        course, user = self._course(external_id), self._users(mail)[0]
        begun = self._now - timedelta(minutes=minutes)
        completed = self._now if progress == 100 else None  # noqa: PLR2004 - per cent
        ids = (self._platform.new_id(), course.id, user.id)
        attempt = Attempt(*ids, user.lang, begun, self._now, minutes * 60_000, progress, completed)
        return self._platform.add_attempt(attempt).as_json()

    def _course(self, external_id: str) -> Course:
        found = [one for one in self._platform.courses.values() if one.fields["externalId"] == external_id]
        if not found:
            raise ValueError(f"There is no course with the external id {external_id!r}.")
        return found[0]

    def _tag(self, name: str) -> Tag:
        found = next((one for one in self._platform.tags.values() if one.name == name), None)
        if found is None:
            found = Tag(self._platform.new_id(), name, is_main=False)
            self._platform.tags[found.id] = found
        return found

    def _users(self, mail: str) -> list[User]:
        found = [one for one in self._platform.users.values() if one.mail.casefold() == mail.casefold()]
        if not found:
            raise ValueError("There is nobody with this mail address.")
        return found
