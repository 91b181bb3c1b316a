"""The sample portal as the flow sees it: how many contents go, are left out or refused, and why (EF2-EF4)."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from rollbook.model.records import Desired, Json, LeftOut, Refusal
from sandbox.institution.portal import CATEGORY_TWICE, ODD, REFUSED, Content, Portal, day_of_changes, sample_portal
from tests.unit.flows.edflex.contents.shelf import Said, Shelf

PORTAL = sample_portal(date(2026, 9, 14))
SAME = ("id", "title", "type", "status", "url", "language", "difficulty", "duration", "description", "syllabus")


def shown(portal: Portal) -> list[Json]:
    """Return the contents of a portal as they are read from it."""
    return [_record(portal, content) for content in portal.contents.values()]


def _record(portal: Portal, content: Content) -> Json:
    return {name: getattr(content, name) for name in (*SAME, "creator", "platform")} | {
        "images": {"big": content.big_image, "medium": content.medium_image, "small": content.small_image},
        "categories": [{"id": key, "titles": dict(portal.categories[key].titles)} for key in content.categories],
        "authors": list(content.authors),
    }


SAID: dict[str, Said] = {item.key: item for item in Shelf().said(*shown(PORTAL))}


def of_corner(what: str) -> Said:
    return SAID[PORTAL.corners[what]]


def course(what: str) -> Json:
    """Return what a content with something odd about it is sent as."""
    item = of_corner(what)
    assert isinstance(item, Desired)
    return item.data


def test_every_content_goes_is_left_out_or_is_refused() -> None:
    assert len(SAID) == len(PORTAL.contents) == 3_000
    assert Counter(type(item) for item in SAID.values()) == {Desired: 2_689, LeftOut: 301, Refusal: 10}


def test_contents_are_left_out_by_their_status() -> None:
    left = Counter(item.reason.sentence.partition(";")[0] for item in SAID.values() if isinstance(item, LeftOut))

    assert left == {
        "Its status is 'closed'": 100,
        "Its status is 'archived'": 100,
        "Its status is 'draft'": 100,
        "Its status is 'under review'": 1,
    }


REASONS = {
    "no title": "It has no title in Edflex",
    "blank title": "It has no title in Edflex",
    "no image": "It has no image in Edflex",
    "neither title nor image": "It has no title and no image in Edflex",
    "no url": "It has no URL in Edflex",
    "url of no web page": "Its URL is no web address",
    "unknown type": "Its type, 'webinar', is none that 360Learning has",
    "another unknown type": "Its type, 'event', is none that 360Learning has",
    "no type": "It has no type in Edflex",
    "no status": "It has no status in Edflex",
}


def test_those_that_are_meant_to_be_refused_are_and_no_others() -> None:
    assert REASONS.keys() == REFUSED.keys()
    assert {key for key, item in SAID.items() if isinstance(item, Refusal)} == {
        PORTAL.corners[what] for what in REFUSED
    }


@pytest.mark.parametrize(("what", "sentence"), REASONS.items(), ids=REASONS)
def test_a_refusal_says_why(what: str, sentence: str) -> None:
    item = of_corner(what)

    assert isinstance(item, Refusal)
    assert item.reason.sentence.startswith(sentence)


CORNERS: dict[str, Json] = {
    "spaces around the title": {"name": "Leadership, with room around it"},
    "unknown difficulty": {"difficultyLevel": None},
    "no difficulty": {"difficultyLevel": None},
    "difficulty 1": {"difficultyLevel": "beginner"},
    "difficulty 2": {"difficultyLevel": "intermediate"},
    "difficulty 3": {"difficultyLevel": "advanced"},
    "difficulty as a digit in text": {"difficultyLevel": "intermediate"},
    "duration of nothing": {"duration": None},
    "duration of seconds": {"duration": 1},
    "duration of days": {"duration": 26 * 60},
    "duration too long": {"duration": None},
    "duration in no known words": {"duration": None},
    "no duration": {"duration": None},
    "no language": {"defaultLang": "fr"},
    "unknown language": {"defaultLang": "fr"},
    "language with a country": {"defaultLang": "fr"},
    "language in capitals": {"defaultLang": "fr"},
    "no categories": {"subjects": []},
    "creator is the platform": {"sources": [{"name": "Northwind Academy"}]},
    "neither creator nor platform": {"sources": [{"name": "Edflex"}]},
}


@pytest.mark.parametrize(("what", "wanted"), CORNERS.items(), ids=CORNERS)
def test_an_odd_content_is_sent_as_the_table_says(what: str, wanted: dict[str, Any]) -> None:
    made = course(what)

    assert {name: made.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(("what", "size"), [("no big image", "640.jpg"), ("only a small image", "320.jpg")])
def test_the_biggest_image_that_there_is_goes(what: str, size: str) -> None:
    assert course(what)["imageUrl"].endswith(size)


@pytest.mark.parametrize("what", sorted({*ODD, CATEGORY_TWICE} - {"unknown status"}))
def test_what_is_merely_odd_goes(what: str) -> None:
    assert course(what)["externalId"] == PORTAL.corners[what]


def test_a_category_that_comes_twice_is_one_subject_and_one_tag() -> None:
    key = PORTAL.corners[CATEGORY_TWICE]
    (tagging,) = [item for item in Shelf().said(*shown(PORTAL), stream="taggings") if item.key == key]

    assert isinstance(tagging, Desired)
    assert (len(course(CATEGORY_TWICE)["subjects"]), len(tagging.data["tags"])) == (1, 1)


def test_every_category_of_the_portal_is_a_tag_and_every_course_has_a_tagging() -> None:
    tags = Shelf().said(*shown(PORTAL), stream="tags")
    taggings = Shelf().said(*shown(PORTAL), stream="taggings")

    assert [item.key for item in tags] == sorted(PORTAL.categories)
    assert Counter(map(type, tags)) == {Desired: 60}
    assert {item.key for item in taggings} == {key for key, item in SAID.items() if isinstance(item, Desired)}


def test_a_day_of_changes_changes_what_it_says() -> None:
    portal = PORTAL.copy()
    touched = day_of_changes(portal)
    before = {key: item.data for key, item in SAID.items() if isinstance(item, Desired)}
    after = {item.key: item.data for item in Shelf(known=before).said(*shown(portal)) if isinstance(item, Desired)}

    assert after.keys() - before.keys() == {touched["new_content"], touched["opened_again"]}
    assert before.keys() - after.keys() == {touched["closed"], touched["deleted"]}
    renamed = {name for name, value in before[touched["renamed"]].items() if after[touched["renamed"]][name] != value}
    assert "name" in renamed
    assert before[touched["other_image"]]["imageUrl"] != after[touched["other_image"]]["imageUrl"]
