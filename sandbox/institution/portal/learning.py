"""Makes the learners of the sample portal, the accounts that they have elsewhere, and what they did until a day."""

import dataclasses
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sandbox.institution.names import FAMILY_NAMES, GIVEN_NAMES, account_name
from sandbox.institution.portal.ids import new_id
from sandbox.institution.portal.plan import DOMAIN, LEARNERS
from sandbox.institution.portal.records import Account, Attempt, Content, Learner

COMPLETED, IN_PROGRESS = "completed", "in_progress"
_OTHERS = ("not_started", "abandoned")
_WITHOUT_ACCOUNT, _DELETED = 10, 2
"""So many learners, the last ones, have no account, and so many before them one that was deleted."""
_CAPITALS, _INVITED = 20, 25
"""Every so many-th mail address is spelled otherwise, every so many-th account not used yet."""
_NEVER_BEGUN, _SECOND = 30, 40
_AT_ONCE_OF_MOST, _DAYS = 6, 300
_A_WHILE = timedelta(days=2)
"""Nobody begins for so long before the day; so that what comes next comes after all of this."""
_LOOKED_AGAIN, _LATER = 9, timedelta(hours=2)
"""In every so many-th attempt there is some activity so much later, whether it was completed or not."""


def everybody(dice: random.Random) -> tuple[list[Learner], list[Account]]:
    """Return the learners, and the accounts of most; the first learner's mail address has two of them."""
    learners, accounts = [], []
    for number in range(LEARNERS):
        given, family = dice.choice(GIVEN_NAMES), dice.choice(FAMILY_NAMES)
        mail = f"{account_name(given, family, str(number))}@{DOMAIN}"
        learners.append(Learner(new_id(dice), mail.title() if number % _CAPITALS == 1 else mail))
        if number < LEARNERS - _WITHOUT_ACCOUNT:
            status = "invited" if number % _INVITED == 2 else "active"  # noqa: PLR2004 - any place would do
            status = "deleted" if number >= LEARNERS - _WITHOUT_ACCOUNT - _DELETED else status
            accounts.append(Account(mail, given, family, status))
    first = accounts[0]
    return learners, [*accounts, Account(first.mail, first.first_name, f"{first.last_name} (old)")]


def attempts_until(
    today: date, dice: random.Random, learners: Sequence[Learner], contents: Sequence[Content]
) -> Iterator[Attempt]:
    """Yield up to six attempts of each learner, some of them second ones, all of them over a day before the day."""
    end = datetime.combine(today, time(), UTC) - _A_WHILE
    count = 0
    for learner in learners:
        for content in dice.sample(contents, dice.randint(0, _AT_ONCE_OF_MOST)):
            count += 1
            attempt = _attempt(dice, learner, content, end) if count % _NEVER_BEGUN else _never(dice, learner, content)
            if count % _LOOKED_AGAIN == 0 and attempt.last:
                attempt = dataclasses.replace(attempt, last=attempt.last + _LATER)
            yield attempt
            if count % _SECOND == 1 and attempt.ended and attempt.ended + timedelta(hours=8) < end:
                yield further(dice, attempt, attempt.ended + timedelta(hours=1))


def further(dice: random.Random, before: Attempt, first: datetime) -> Attempt:
    """Return the attempt after another one of the same learner at the same content, completed within the hour."""
    span = timedelta(minutes=dice.randint(1, 50))
    return Attempt(
        id=new_id(dice),
        content=before.content,
        learner=before.learner,
        number=before.number + 1,
        status=COMPLETED,
        first=first,
        last=first + span,
        completed=first + span,
        time_spent=int(span.total_seconds()),
    )


def begun(dice: random.Random, learner: str, content: str, first: datetime) -> Attempt:
    """Return a first attempt that was begun just now and is in progress."""
    last = first + timedelta(minutes=5)
    return Attempt(new_id(dice), content, learner, 1, IN_PROGRESS, first, last, None, 240)


def _attempt(dice: random.Random, learner: Learner, content: Content, end: datetime) -> Attempt:
    span = timedelta(seconds=dice.choice((0, 40, 600, 2_700, 10_000, 200_000)))
    first = end - timedelta(seconds=dice.randrange(_DAYS * 86_400)) - span
    status = dice.choices((COMPLETED, IN_PROGRESS, *_OTHERS), (60, 30, 5, 5))[0]
    # The time that was counted may be nothing, less than the span, or more.
    seconds = int(span.total_seconds() * dice.choice((0, 0.4, 1, 1.5))) + dice.choice((0, 0, 30))
    completed = first + span if status == COMPLETED else None
    return Attempt(new_id(dice), content.id, learner.id, 1, status, first, first + span, completed, seconds)


def _never(dice: random.Random, learner: Learner, content: Content) -> Attempt:
    return Attempt(new_id(dice), content.id, learner.id, 1, _OTHERS[0], None, None, None, 0)
