"""What happens at the portal: an ordinary day of changes to its contents, and a day on which people learn.

All change the portal in place, use no clock, and do the same for the same portal and seed. Only contents with nothing
odd about them are touched.
"""

import dataclasses
import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sandbox.institution.portal.building import new_content
from sandbox.institution.portal.learning import COMPLETED, IN_PROGRESS, begun, further
from sandbox.institution.portal.plan import HIDDEN, STATUSES
from sandbox.institution.portal.records import Attempt, Content, Portal

_SHOWN = frozenset(STATUSES)
_CLOSED = HIDDEN[0]
_EACH = 5
"""So many attempts of every kind there are on a day."""
_YESTERDAY = timedelta(days=1)
_MORNING = time(8)
_PAUSE = timedelta(minutes=1)


def day_of_changes(portal: Portal, seed: int = 1) -> dict[str, str]:
    """Let every change happen once, each to another content; return by name the id of what was touched."""
    day = _Day(portal, seed)
    return {name: change(day) for name, change in CHANGES.items()}


def one_change(portal: Portal, name: str, seed: int = 1) -> str:
    """Let one change happen; return the id of what was touched. `KeyError` for a name that is none."""
    return CHANGES[name](_Day(portal, seed))


def statistics_day(portal: Portal, seed: int = 1) -> dict[str, list[str]]:
    """Let learners complete what they had begun, begin, and try again; return the ids of the attempts by what it was.

    It happens on the day before the portal's, after all that happened before.
    """
    dice = _dice(portal, seed)
    moment = _next_moment(portal)
    happened = {
        "completed": [dataclasses.replace(one, **_end(one, moment)) for one in _with(IN_PROGRESS, portal, dice)],
        "begun": [begun(dice, learner, content, moment) for learner, content in _new_pairs(portal, dice)],
        "tried_again": [further(dice, one, moment) for one in _with(COMPLETED, portal, dice)],
    }
    portal.attempts |= {one.id: one for attempts in happened.values() for one in attempts}
    return {name: [one.id for one in attempts] for name, attempts in happened.items()}


class _Day:
    """Finds the contents to change, none of them twice, and changes them."""

    def __init__(self, portal: Portal, seed: int) -> None:
        self.portal = portal
        self.dice = _dice(portal, seed)
        self._touched = set(portal.corners.values())

    def content(self, *, shown: bool = True) -> Content:
        """Return a content that learners see, or one that is closed."""
        statuses = _SHOWN if shown else {_CLOSED}
        found = [one for one in self.portal.contents.values() if one.status in statuses and one.id not in self._touched]
        chosen = self.dice.choice(found)
        self._touched.add(chosen.id)
        return chosen

    def put(self, content: Content, **fields: Any) -> str:
        """Put a content in with some fields changed; return its id."""
        self.portal.contents[content.id] = dataclasses.replace(content, **fields)
        return content.id


def _new_content(day: _Day) -> str:
    content = new_content(day.dice, len(day.portal.contents), tuple(day.portal.categories))
    return day.put(content, status=STATUSES[0])


def _renamed(day: _Day) -> str:
    content = day.content()
    return day.put(content, title=f"{content.title} ★")


def _other_image(day: _Day) -> str:
    content = day.content()
    return day.put(content, big_image=content.big_image.replace(".jpg", "-new.jpg"))


def _closed(day: _Day) -> str:
    return day.put(day.content(), status=_CLOSED)


def _opened_again(day: _Day) -> str:
    return day.put(day.content(shown=False), status=STATUSES[0])


def _deleted(day: _Day) -> str:
    content = day.content()
    del day.portal.contents[content.id]
    return content.id


def _category_renamed(day: _Day) -> str:
    category = day.dice.choice(list(day.portal.categories.values()))
    titles = {language: f"{title} ★" for language, title in category.titles.items()}
    day.portal.categories[category.id] = dataclasses.replace(category, titles=titles)
    return category.id


CHANGES: Mapping[str, Callable[[_Day], str]] = {
    "new_content": _new_content,
    "renamed": _renamed,
    "other_image": _other_image,
    "closed": _closed,
    "opened_again": _opened_again,
    "deleted": _deleted,
    "category_renamed": _category_renamed,
}
"""By name."""


def _dice(portal: Portal, seed: int) -> random.Random:
    """Return dice that fall otherwise each time, so that no id is given twice."""
    portal.happened += 1
    return random.Random(f"{seed} {portal.happened}")


def _next_moment(portal: Portal) -> datetime:
    morning = datetime.combine(portal.today - _YESTERDAY, _MORNING, UTC)
    latest = max((one.ended for one in portal.attempts.values() if one.ended), default=morning)
    return max(morning, latest + _PAUSE)


def _end(attempt: Attempt, moment: datetime) -> dict[str, Any]:
    return {"status": COMPLETED, "last": moment, "completed": moment, "time_spent": attempt.time_spent + 600}


def _with(status: str, portal: Portal, dice: random.Random) -> list[Attempt]:
    """Return some attempts of this status after which there is none yet."""
    found = [one for one in portal.latest_attempts() if one.status == status]
    return dice.sample(found, min(_EACH, len(found)))


def _new_pairs(portal: Portal, dice: random.Random) -> list[tuple[str, str]]:
    """Return learners with contents that they have not tried yet."""
    tried = {(one.learner, one.content) for one in portal.attempts.values()}
    odd = set(portal.corners.values())
    contents = [one.id for one in portal.contents.values() if one.status in _SHOWN and one.id not in odd]
    open_to = {
        learner: [content for content in contents if (learner, content) not in tried]
        for learner in dice.sample(list(portal.learners), _EACH)
    }
    return [(learner, dice.choice(untried)) for learner, untried in open_to.items() if untried]
