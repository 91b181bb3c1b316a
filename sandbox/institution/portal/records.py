"""The records of a portal of learning contents: frozen, in dictionaries by id, in which changes replace them."""

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Catalog:
    """A collection of contents, with its title."""

    id: str
    title: str


@dataclasses.dataclass(frozen=True, slots=True)
class Category:
    """A category of a catalog: its titles by language, one of them "default", and its place among the others."""

    id: str
    catalog: str
    titles: Mapping[str, str]
    position: int


@dataclasses.dataclass(frozen=True, slots=True)
class Content:
    """Something to learn from; what it does not have is empty. `categories` are ids, `difficulty` a word or a digit."""

    id: str
    title: str
    type: str
    status: str
    url: str
    language: str
    difficulty: str | int
    duration: str
    description: str
    syllabus: str
    big_image: str
    medium_image: str
    small_image: str
    categories: tuple[str, ...]
    authors: tuple[str, ...]
    creator: str
    platform: str


@dataclasses.dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who learns with the portal."""

    id: str
    email: str


@dataclasses.dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a learner at a content, from 1; moments are in UTC, `time_spent` is in seconds.

    `first` and `last` are None where it was never begun, `completed` where it is not completed.
    """

    id: str
    content: str
    learner: str
    number: int
    status: str
    first: datetime | None
    last: datetime | None
    completed: datetime | None
    time_spent: int

    @property
    def ended(self) -> datetime | None:
        """The last moment of it, None where it was never begun."""
        return max((one for one in (self.last, self.completed) if one), default=None)


@dataclasses.dataclass(frozen=True, slots=True)
class Account:
    """An account of the learning platform that the portal's contents go to; a mail address may have several."""

    mail: str
    first_name: str
    last_name: str
    status: str = "active"
    lang: str = "en"


@dataclasses.dataclass(slots=True)
class Portal:
    """All that the portal shows, as it stands on a day, and who has an account on the learning platform.

    `corners` names the contents that are odd, each by what is odd about it; `happened` counts the days and changes.
    """

    today: date
    catalogs: tuple[Catalog, ...]
    categories: dict[str, Category]
    contents: dict[str, Content]
    learners: dict[str, Learner]
    attempts: dict[str, Attempt]
    accounts: tuple[Account, ...]
    author: Account
    corners: Mapping[str, str]
    happened: int = 0

    def copy(self) -> "Portal":
        """Return a portal of its own, whose changes leave this one as it is."""
        return dataclasses.replace(
            self,
            categories=dict(self.categories),
            contents=dict(self.contents),
            learners=dict(self.learners),
            attempts=dict(self.attempts),
        )

    def latest_attempts(self) -> list[Attempt]:
        """Return of each learner and content the last attempt."""
        ordered = sorted(self.attempts.values(), key=lambda one: one.number)
        return list({(one.content, one.learner): one for one in ordered}.values())
