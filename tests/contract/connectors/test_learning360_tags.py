"""Tags of 360Learning, and which of them a course has (EF4)."""

import pytest

from rollbook.model.changes import Operation
from rollbook.model.errors import ContractError, OutcomeUnknownError
from tests.contract.connectors.catalogue import Catalogue, change, content, refusals, removal, tag


def held(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return the names and external ids of all tags, in the order of creation."""
    return [(one["name"], one.get("externalId", "")) for one in catalogue.state["tags"]]


def tags_of(catalogue: Catalogue, course: str = "c-1") -> list[str]:
    names: list[str] = catalogue.courses[course]["tags"]
    return sorted(names)


def test_a_category_becomes_a_tag_that_is_known_by_our_id(catalogue: Catalogue) -> None:
    (written,) = catalogue.put("tags", tag())

    assert held(catalogue) == [("Gardening", "edflex:7")]
    assert catalogue.state["tags"][0]["isMain"] is False
    (found,) = catalogue.client().find("tags", [tag()])
    assert (found.target, found.matches) == (written.target, True)


def test_a_tag_is_renamed_and_stays_the_same_one(catalogue: Catalogue) -> None:
    (before,) = catalogue.put("tags", tag())
    assert not catalogue.client().find("tags", [tag(name="Horticulture")])[0].matches

    (after,) = catalogue.put("tags", tag(name="Horticulture"))

    assert after.target == before.target
    assert held(catalogue) == [("Horticulture", "edflex:7")]


def test_a_tag_of_the_name_that_people_have_made_is_taken_over(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    catalogue.do("tag_course", external_id="c-1", names=["gardening"])

    assert [one.matches for one in catalogue.client().find("tags", [tag()])] == [False]
    catalogue.put("tags", tag())

    assert held(catalogue) == [("Gardening", "edflex:7")]
    assert [one.matches for one in catalogue.client().find("tags", [tag()])] == [True]


def test_two_categories_of_one_name_share_a_tag(catalogue: Catalogue) -> None:
    first, second = catalogue.put("tags", tag("7"), tag("8"))

    assert first.target == second.target
    assert held(catalogue) == [("Gardening", "edflex:7")]
    assert [one.matches for one in catalogue.client().find("tags", [tag("7"), tag("8")])] == [True, True]


def test_what_another_system_keeps_in_step_is_used_and_left_alone(catalogue: Catalogue) -> None:
    catalogue.client(platform="Elsewhere").write("tags", [tag("1")])

    catalogue.put("tags", tag("7"))

    assert held(catalogue) == [("Gardening", "elsewhere:1")]


def test_a_category_that_takes_the_name_of_another_tag_moves_to_that_one(catalogue: Catalogue) -> None:
    first, second = catalogue.put("tags", tag("7", "Gardening"), tag("8", "Orchards"))

    (moved,) = catalogue.put("tags", tag("7", "Orchards"))

    assert (moved.target, moved.reason) == (second.target, None)
    assert first.target != second.target
    assert held(catalogue) == [("Gardening", "edflex:7"), ("Orchards", "edflex:8")]


def test_names_that_follow_each_other_in_one_batch_do_not_get_into_each_others_way(catalogue: Catalogue) -> None:
    first, second = catalogue.put("tags", tag("7", "A"), tag("8", "B"))

    again = catalogue.put("tags", tag("8", "C"), tag("7", "B"))

    assert [one.target for one in again] == [second.target, first.target]
    assert held(catalogue) == [("B", "edflex:7"), ("C", "edflex:8")]


def test_a_tag_that_somebody_makes_meanwhile_is_used(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    make = "tag_course", {"external_id": "c-1", "names": ["Gardening"]}
    catalogue.meanwhile("^/api/v2/tags", lambda: catalogue.simulator.perform(*make), after=1)

    (written,) = catalogue.put("tags", tag())

    assert written.reason is None
    assert written.target == catalogue.state["tags"][0]["_id"]


def test_a_tag_whose_answer_was_lost_is_found(catalogue: Catalogue) -> None:
    catalogue.fail("lost", "POST", "/tags", times=1)

    with pytest.raises(OutcomeUnknownError):
        catalogue.put("tags", tag())

    assert [one.matches for one in catalogue.client().find("tags", [tag()])] == [True]
    assert len(held(catalogue)) == 1


def test_a_tag_that_is_refused_keeps_no_other_back(catalogue: Catalogue) -> None:
    catalogue.sends_rubbish = True

    written = catalogue.put("tags", tag("7", ""), tag("8", "Orchards"))

    assert [one.reason is None for one in written] == [False, True]
    assert refusals(written)[0].startswith("360Learning refused this tag (400 invalidRequest")


# ------------------------------------------------------------------------------------------------------ tags of courses


def test_a_course_has_our_tags_and_no_others(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    catalogue.put("tags", tag("7"), tag("8", "Orchards"))
    catalogue.do("tag_course", external_id="c-1", names=["By hand"])
    wanted = catalogue.tagging("c-1", "7", "8")

    assert [one.matches for one in catalogue.client().find("taggings", [wanted])] == [False]
    (written,) = catalogue.put("taggings", wanted)

    assert written.target == catalogue.courses["c-1"]["id"]
    assert tags_of(catalogue) == ["Gardening", "Orchards"]
    assert [one.matches for one in catalogue.client().find("taggings", [wanted])] == [True]


def test_tags_that_were_added_by_hand_stay_where_they_may(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    catalogue.put("tags", tag("7"), tag("8", "Orchards"))
    catalogue.put("taggings", catalogue.tagging("c-1", "7"))
    catalogue.do("tag_course", external_id="c-1", names=["By hand"])
    same = catalogue.tagging("c-1", "7", keep_others=True)
    other = catalogue.tagging("c-1", "8", keep_others=True)

    assert [one.matches for one in catalogue.client().find("taggings", [same])] == [True]
    assert [one.matches for one in catalogue.client().find("taggings", [other])] == [False]
    catalogue.put("taggings", other)

    assert tags_of(catalogue) == ["By hand", "Orchards"]


def test_a_content_without_categories_loses_the_tags_that_it_has(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    catalogue.do("tag_course", external_id="c-1", names=["By hand"])
    none = catalogue.tagging("c-1")

    catalogue.put("taggings", none)

    assert tags_of(catalogue) == []
    assert [one.matches for one in catalogue.client().find("taggings", [none])] == [True]


def test_a_course_never_gets_more_tags_than_it_may_have(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    catalogue.put("tags", tag("7"))
    catalogue.do("tag_course", external_id="c-1", names=[f"By hand {number}" for number in range(100)])

    written = catalogue.put("taggings", catalogue.tagging("c-1", "7", keep_others=True))

    assert "more than 100 tags" in refusals(written)[0]
    assert len(tags_of(catalogue)) == 100


@pytest.mark.parametrize("keep_others", [True, False])
def test_a_course_that_is_gone_is_told_and_keeps_no_other_back(catalogue: Catalogue, keep_others: bool) -> None:
    catalogue.write("contents", content("c-1"), content("c-2"))
    catalogue.put("tags", tag("7"))
    gone, there = (catalogue.tagging(key, "7", keep_others=keep_others) for key in ("c-1", "c-2"))
    del catalogue.simulator.platform.courses[catalogue.courses["c-1"]["id"]]

    assert [one.digest for one in catalogue.client().find("taggings", [gone])] == []
    written = catalogue.put("taggings", gone, there)

    assert refusals(written) == ["360Learning has no such course any more."]
    assert tags_of(catalogue, "c-2") == ["Gardening"]


def test_a_tag_that_is_gone_is_told(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    catalogue.put("tags", tag("7"))
    wanted = catalogue.tagging("c-1", "7")
    catalogue.simulator.platform.tags.clear()

    assert refusals(catalogue.put("taggings", wanted)) == ["360Learning does not have one of the tags any more."]


# ------------------------------------------------------------------------------------------------- what is never done


@pytest.mark.parametrize("entity", ["tags", "taggings"])
def test_neither_tags_nor_those_of_a_course_are_removed(catalogue: Catalogue, entity: str) -> None:
    (written,) = catalogue.put(entity, removal(tag()))

    assert refusals([written])[0].startswith("Rollbook removes no ")


@pytest.mark.parametrize("entity", ["contents", "attempts"])
def test_what_goes_out_in_operations_is_not_written_one_by_one(catalogue: Catalogue, entity: str) -> None:
    with pytest.raises(ContractError, match="start one instead"):
        catalogue.put(entity, content())


def test_what_is_only_read_and_what_is_too_much_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(ContractError, match="only read"):
        catalogue.put("users", content())
    with pytest.raises(ContractError, match="50 tags at a time, not 51"):
        catalogue.put("tags", *(tag(str(number)) for number in range(51)))
    with pytest.raises(ContractError, match="comes without contents/c-1"):
        catalogue.put("taggings", change("c-1", {"tags": [], "keepOthers": False}))


def test_a_removal_of_a_tag_never_matches(catalogue: Catalogue) -> None:
    catalogue.put("tags", tag())
    left = tag().model_copy(update={"operation": Operation.REMOVE, "data": None, "before": tag().data})

    assert [one.matches for one in catalogue.client().find("tags", [left])] == [False]


def test_what_can_be_sent_twice_is_sent_again_while_the_system_fails(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    catalogue.put("tags", tag())
    catalogue.fail("503", "PUT", "/tags", times=1)
    assert refusals(catalogue.put("tags", tag(name="Orchards"))) == []
    catalogue.fail("503", "PUT", "/courses/.*/tags", times=1)

    assert refusals(catalogue.put("taggings", catalogue.tagging("c-1", "7"))) == []
    assert tags_of(catalogue) == ["Orchards"]
