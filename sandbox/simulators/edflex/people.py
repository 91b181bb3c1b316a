"""What people do at the portal: editors change its contents, learners go on, and an administrator may lose a part."""

import dataclasses
import random
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from sandbox.institution.portal import Attempt, Category, Content, Learner, Portal

RecordT = TypeVar("RecordT")
_MOMENTS = ("first", "last", "completed")
_LISTS = ("categories", "authors")


class People:
    """Editors, learners and administrators of one portal, which they change in place; ids name its records."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def edit(self, content_id: str, **fields: Any) -> Content:
        """Set fields of a content, under the names that they have in the sample."""
        ready: dict[str, Any] = {name: tuple(value) if name in _LISTS else value for name, value in fields.items()}
        if unknown := sorted(set(ready.get("categories", ())) - self._portal.categories.keys()):
            raise ValueError(f"There is no category {', '.join(unknown)}.")
        changed = dataclasses.replace(_found(self._portal.contents, content_id), **ready)
        self._portal.contents[content_id] = changed
        return changed

    def remove(self, content_id: str) -> None:
        """Delete a content; what learners did with it stays."""
        _found(self._portal.contents, content_id)
        del self._portal.contents[content_id]

    def lose_contents(self, percent: int = 60, seed: int = 1) -> list[str]:
        """Delete that share of the contents; return their ids."""
        contents = self._portal.contents
        lost = random.Random(seed).sample(list(contents), round(len(contents) * percent / 100))
        for content_id in lost:
            del contents[content_id]
        return lost

    def rename_category(self, category_id: str, **titles: str) -> Category:
        """Set titles of a category by language, "default" among them."""
        category = _found(self._portal.categories, category_id)
        self._portal.categories[category_id] = dataclasses.replace(category, titles={**category.titles, **titles})
        return self._portal.categories[category_id]

    def edit_attempt(self, attempt_id: str, **fields: Any) -> None:
        """Set fields of an attempt, under the names that they have in the sample; moments are ISO 8601 or null."""
        attempt = _found(self._portal.attempts, attempt_id)
        self._portal.attempts[attempt_id] = dataclasses.replace(attempt, **_with_moments(fields))

    def add_attempt(self, **fields: Any) -> None:
        """Put in an attempt of a learner that there is, with all its fields."""
        attempt = Attempt(**_with_moments(fields))
        _found(self._portal.learners, attempt.learner)
        self._portal.attempts[attempt.id] = attempt

    def set_mail(self, learner_id: str, email: str) -> Learner:
        """Give a learner another mail address."""
        self._portal.learners[learner_id] = dataclasses.replace(_found(self._portal.learners, learner_id), email=email)
        return self._portal.learners[learner_id]


def _found(records: Mapping[str, RecordT], record_id: str) -> RecordT:
    if record_id not in records:
        raise ValueError(f"There is nothing with the id {record_id!r}.")
    return records[record_id]


def _with_moments(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _moment(value) if name in _MOMENTS and value else value for name, value in fields.items()}


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone.")
    return moment.astimezone(UTC)
