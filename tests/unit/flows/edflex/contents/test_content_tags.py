"""EF4: categories become tags where that is wanted, each once, and every course that goes is told which are its own."""

import pytest

from rollbook.model.records import Desired, Json, Reference, Refusal
from tests.unit.flows.edflex.contents.shelf import FLOW, Shelf, category, content

SAFETY = category("cat-2", "Safety", fr="Sécurité")


def names(*records: Json) -> dict[str, Json]:
    found = Shelf().said(*records, stream="tags")
    return {item.key: item.data for item in found if isinstance(item, Desired)}


def test_each_category_of_the_contents_is_one_tag_by_its_default_title() -> None:
    found = names(content("a", categories=[category(), SAFETY]), content("b", categories=[SAFETY]))

    assert found == {"cat-1": {"name": "Leadership"}, "cat-2": {"name": "Safety"}}


@pytest.mark.parametrize("fields", [{"status": "closed"}, {"title": ""}, {"status": ""}])
def test_contents_that_do_not_go_make_no_tags(fields: Json) -> None:
    assert Shelf().said(content(**fields), stream="tags") == []
    assert Shelf().said(content(**fields), stream="taggings") == []


def test_a_tag_has_the_default_title_whatever_the_others_are() -> None:
    assert names(content(categories=[category(default="Safety", de="Arbeitsschutz")])) == {"cat-1": {"name": "Safety"}}


def test_a_category_without_a_default_title_has_that_of_another_language() -> None:
    assert names(content(categories=[category(default=" ", fr="Sécurité", de="Sicherheit")])) == {
        "cat-1": {"name": "Sicherheit"}
    }


def test_a_category_without_any_title_is_refused_and_no_course_waits_for_it() -> None:
    shelved = content(categories=[category(default=""), SAFETY])

    refused, _ = Shelf().said(shelved, stream="tags")
    (tagging,) = Shelf().said(shelved, stream="taggings")

    assert isinstance(refused, Refusal)
    assert "no title" in refused.reason.sentence
    assert isinstance(tagging, Desired)
    assert tagging.data["tags"] == ["cat-2"]


def test_a_category_that_is_called_differently_in_two_contents_has_one_name_in_whatever_order_they_come() -> None:
    one, other = content("a", categories=[category(default="B")]), content("b", categories=[category(default="A")])

    assert names(one, other) == names(other, one) == {"cat-1": {"name": "A"}}


def test_a_tagging_needs_its_course_and_its_tags() -> None:
    (found,) = Shelf().said(content(categories=[SAFETY, category(), SAFETY]), stream="taggings")

    assert isinstance(found, Desired)
    assert (found.key, found.data) == ("c-1", {"tags": ["cat-1", "cat-2"], "keepOthers": False})
    assert found.requires == (Reference("contents", "c-1"), Reference("tags", "cat-1"), Reference("tags", "cat-2"))


@pytest.mark.parametrize("keeps", [False, True])
def test_a_course_without_categories_is_told_so_for_other_tags_may_have_to_leave_it(*, keeps: bool) -> None:
    (found,) = Shelf({"keep_manual_tags": keeps}).said(content(categories=[]), stream="taggings")

    assert isinstance(found, Desired)
    assert found.data == {"tags": [], "keepOthers": keeps}


@pytest.mark.parametrize("order", [list("abcdefgh"), list("hgfedcba")], ids=["forwards", "backwards"])
def test_the_order_of_categories_in_edflex_makes_no_difference_to_a_tagging(order: list[str]) -> None:
    (found,) = Shelf().said(content(categories=[category(key) for key in order]), stream="taggings")

    assert isinstance(found, Desired)
    assert found.data["tags"] == list("abcdefgh")


@pytest.mark.parametrize(("wanted", "streams"), [(False, ("contents",)), (True, ("contents", "tags", "taggings"))])
def test_tags_go_only_where_they_are_wanted(*, wanted: bool, streams: tuple[str, ...]) -> None:
    assert FLOW.order is not None
    assert FLOW.order(Shelf({"tags": wanted}).context().settings) == streams


@pytest.mark.parametrize(
    ("stream", "keeps", "full", "looks"),
    [
        ("contents", False, False, False),
        ("contents", False, True, True),
        ("tags", False, False, True),
        ("tags", True, False, True),
        ("taggings", False, False, True),
        ("taggings", True, False, True),
    ],
)
def test_a_run_reads_back_what_somebody_may_have_changed(stream: str, *, keeps: bool, full: bool, looks: bool) -> None:
    context = Shelf({"keep_manual_tags": keeps}, full=full).context()

    assert FLOW.stream(stream).verifies(context) is looks
