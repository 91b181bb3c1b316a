"""What happens to the gradebook behind the API, and what the control door shows of it."""

import pytest

from sandbox.institution import Institution
from tests.unit.simulators.test_eschoolplus_gradebook import Gradebook, reference


@pytest.fixture
def gradebook(institution: Institution) -> Gradebook:
    return Gradebook(institution)


def test_a_category_is_changed_in_the_sis(gradebook: Gradebook) -> None:
    gradebook.run(
        "change_category",
        class_id=gradebook.class_id,
        title="Tests",
        weight=40,
        new_title="Exams",
        metadata={"dropLowest": "1"},
    )

    held = gradebook.get(f"categories/{gradebook.categories['Tests']}")["category"]
    assert (held["title"], held["weight"]) == ("Exams", 40)
    assert held["metadata"] == {"dropLowest": "1", "calculation": "percent"}
    assert held["dateLastModified"] == "2026-09-14T12:00:00.000Z"


def test_only_what_is_given_of_a_category_changes(gradebook: Gradebook) -> None:
    answer = gradebook.run("change_category", class_id=gradebook.class_id, title="Tests", weight=0)

    assert (answer.get_json()["title"], answer.get_json()["weight"]) == ("Tests", 0)
    assert answer.get_json()["metadata"] == {"dropLowest": "0", "calculation": "percent"}


def test_a_category_dropped_in_the_sis_takes_no_more_items(gradebook: Gradebook) -> None:
    gradebook.keep("lineItems", gradebook.item())

    dropped = gradebook.run("drop_category", class_id=gradebook.class_id, title="Homework").get_json()

    assert dropped == gradebook.categories["Homework"]
    assert gradebook.call("GET", f"categories/{dropped}").status_code == 404
    assert gradebook.refused("lineItems", gradebook.item()).description.startswith("lineItem.category ")
    assert gradebook.get("lineItems/item-1")["lineItem"]["category"]["sourcedId"] == dropped


def test_a_teachers_own_item_is_a_whole_item_whose_title_is_taken(gradebook: Gradebook) -> None:
    item_id = gradebook.run("hand_made_item", class_id=gradebook.class_id, title="Pop quiz").get_json()
    item = gradebook.get(f"lineItems/{item_id}")["lineItem"]

    assert gradebook.refused("lineItems", gradebook.item(title="pop QUIZ")).description.startswith("lineItem.title ")
    assert gradebook.put("lineItems", item).status_code == 201
    gradebook.keep("results", gradebook.result(lineItem=reference("lineItem", item_id)))


def test_a_teacher_makes_items_in_every_class(gradebook: Gradebook, institution: Institution) -> None:
    made = [gradebook.run("hand_made_item", class_id=one, title="Pop quiz").get_json() for one in institution.classes]

    assert len(set(made)) == len(institution.classes)
    assert {gradebook.put("lineItems", item).status_code for item in gradebook.state()["lineItems"]} == {201}


@pytest.mark.parametrize(
    ("script", "arguments"),
    [
        ("change_category", {"class_id": "nothing", "title": "Tests"}),
        ("change_category", {"title": "Labs"}),
        ("change_category", {"title": "Tests", "colour": "red"}),
        ("drop_category", {"title": "Labs"}),
        ("hand_made_item", {"class_id": "nothing", "title": "Quiz"}),
    ],
)
def test_a_script_about_what_is_not_there_is_refused(
    gradebook: Gradebook, script: str, arguments: dict[str, str]
) -> None:
    before = gradebook.state()

    answer = gradebook.run(script, **{"class_id": gradebook.class_id, **arguments})

    assert answer.status_code == 400
    assert answer.get_json()["error"]
    assert gradebook.state() == before


def test_a_class_without_categories_takes_no_item_of_a_teacher(gradebook: Gradebook) -> None:
    for title in gradebook.categories:
        gradebook.run("drop_category", class_id=gradebook.class_id, title=title)

    answer = gradebook.run("hand_made_item", class_id=gradebook.class_id, title="Quiz")

    assert (answer.status_code, "no category" in answer.text) == (400, True)


def test_the_state_tells_the_class_of_each_category(gradebook: Gradebook, institution: Institution) -> None:
    gradebook.keep("categories", {"sourcedId": "of-no-class", "title": "Labs"})
    gradebook.keep("lineItems", gradebook.item())
    gradebook.keep("results", gradebook.result())

    state = gradebook.state()

    by_class = {one["sourcedId"]: one["class"] and one["class"]["sourcedId"] for one in state["categories"]}
    assert by_class.pop("of-no-class") is None
    assert set(by_class.values()) == set(institution.classes)
    assert [one["sourcedId"] for one in state["lineItems"] + state["results"]] == ["item-1", "result-1"]


def test_reset_takes_the_gradebook_back_to_its_beginning(gradebook: Gradebook) -> None:
    before = gradebook.state()
    gradebook.keep("lineItems", gradebook.item())
    gradebook.keep("results", gradebook.result())
    gradebook.run("change_category", class_id=gradebook.class_id, title="Homework", weight=1)
    gradebook.run("drop_category", class_id=gradebook.class_id, title="Tests")

    gradebook.run("reset")

    assert gradebook.state() == before


def test_a_year_that_begins_again_has_forgotten_who_joined(gradebook: Gradebook) -> None:
    move = gradebook.run("day_of_changes").get_json()["moves"][0]
    enrollment = gradebook.simulator.institution.enrollments[move["new_enrollment_id"]]
    path = f"classes/{enrollment['class']['sourcedId']}/students/{move['user_id']}/results"

    assert gradebook.call("GET", path).status_code == 200
    gradebook.run("reset")
    assert gradebook.call("GET", path).status_code == 404
