"""Builds the sample portal as it stands on a day, from its plan and a seed."""

import dataclasses
import random
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sandbox.institution.names import FAMILY_NAMES, GIVEN_NAMES
from sandbox.institution.portal.corners import CATEGORY_TWICE, ODD, REFUSED
from sandbox.institution.portal.ids import new_id
from sandbox.institution.portal.learning import attempts_until, everybody
from sandbox.institution.portal.plan import (
    AUTHOR,
    CATALOGS,
    CONTENTS,
    CREATORS,
    DESCRIPTIONS,
    DIFFICULTIES,
    DURATIONS,
    FACETS,
    FIELDS,
    HIDDEN,
    LANGUAGES,
    PLATFORMS,
    STATUSES,
    SYLLABI,
    TITLES,
    TYPES,
)
from sandbox.institution.portal.records import Category, Content, Portal

DEFAULT_SEED = 360
_OUTSIDE = "https://contents.maple-ridge.example"
_ROW = len(STATUSES) + 1
_CORNER = 1
"""The place in a row of ten where a corner may stand; it is one of those that are shown."""
_LEAST = _ROW * (len(REFUSED) + len(ODD) + 1)
_ONLY_DEFAULT, _NOT_IN_ITALIAN = 7, 3
"""Every so many-th category has its title in so few languages."""


def sample_portal(today: date, seed: int = DEFAULT_SEED, size: int = CONTENTS) -> Portal:
    """Build it: so many contents in 60 categories, 800 learners, their attempts, and the accounts elsewhere.

    `ValueError` for a portal in which there is no place for all that is odd.
    """
    if size < _LEAST:
        raise ValueError(f"A portal has at least {_LEAST} contents, not {size}.")
    dice = random.Random(seed)
    categories = {one.id: one for one in _categories(dice)}
    contents = [new_content(dice, number, tuple(categories)) for number in range(size)]
    corners = {}
    for place, (name, fields) in enumerate(_corners(contents[0]).items()):
        number = place * _ROW + _CORNER
        corners[name] = contents[number].id
        contents[number] = dataclasses.replace(contents[number], **fields)
    learners, accounts = everybody(dice)
    return Portal(
        today=today,
        catalogs=CATALOGS,
        categories=categories,
        contents={one.id: one for one in contents},
        learners={one.id: one for one in learners},
        attempts={one.id: one for one in attempts_until(today, dice, learners, contents)},
        accounts=(AUTHOR, *accounts),
        author=AUTHOR,
        corners=corners,
    )


def new_content(dice: random.Random, number: int, categories: tuple[str, ...]) -> Content:
    """Make the content of a number, with nothing odd about it."""
    language = dice.choice(LANGUAGES)
    field = dice.choice(FIELDS[language])
    images = f"{_OUTSIDE}/images/{number}"
    row, place = divmod(number, _ROW)
    return Content(
        id=new_id(dice),
        title=dice.choice(TITLES[language]).format(field, number),
        type=dice.choice(TYPES),
        status=STATUSES[place] if place < len(STATUSES) else HIDDEN[row % len(HIDDEN)],
        url=f"{_OUTSIDE}/{language}/{number}",
        language=language,
        difficulty=dice.choice(DIFFICULTIES),
        duration=dice.choice(DURATIONS),
        description=DESCRIPTIONS[language].format(field),
        syllabus=dice.choice((SYLLABI[language], "")),
        big_image=f"{images}/1280.jpg",
        medium_image=f"{images}/640.jpg",
        small_image=f"{images}/320.jpg",
        categories=tuple(dice.sample(categories, dice.randint(1, 3))),
        authors=tuple(_names(dice)),
        creator=dice.choice(CREATORS),
        platform=dice.choice(PLATFORMS),
    )


def _corners(model: Content) -> dict[str, Mapping[str, Any]]:
    return {**REFUSED, **ODD, CATEGORY_TWICE: {"categories": model.categories[:1] * 2}}


def _categories(dice: random.Random) -> Iterator[Category]:
    places = [(field, facet) for field in range(len(FIELDS["en"])) for facet in range(len(FACETS["en"]))]
    for position, (field, facet) in enumerate(places, 1):
        titles = {language: f"{FIELDS[language][field]}: {FACETS[language][facet]}" for language in FIELDS}
        titles = {"default": titles["en"]} if position % _ONLY_DEFAULT == 0 else {"default": titles["en"], **titles}
        if position % _NOT_IN_ITALIAN == 0:
            titles.pop("it", None)
        yield Category(new_id(dice), CATALOGS[position % len(CATALOGS)].id, titles, position)


def _names(dice: random.Random) -> Iterator[str]:
    for _ in range(dice.choice((0, 1, 1, 2))):
        yield f"{dice.choice(GIVEN_NAMES)} {dice.choice(FAMILY_NAMES)}"
