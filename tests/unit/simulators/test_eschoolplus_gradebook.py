"""What the gradebook service shows, and to whom; also the caller with which the other modules write to it."""

import dataclasses
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from sandbox.institution import Institution
from sandbox.simulators.credentials import ESCHOOLPLUS
from sandbox.simulators.eschoolplus import (
    CREATEPOST_SCOPE,
    CREATEPUT_SCOPE,
    DELETE_SCOPE,
    GRADEBOOK_CORE_SCOPE,
    GRADEBOOK_PATH,
    GRADEBOOK_SCOPE,
    ROSTER_SCOPE,
    TOKEN_PATH,
    EschoolplusSimulator,
    GradebookKnobs,
)
from tests.unit.simulators.callers import Hand

EVERY_SCOPE = (GRADEBOOK_SCOPE, CREATEPUT_SCOPE, CREATEPOST_SCOPE, DELETE_SCOPE)
WORDS = {"categories": "category", "lineItems": "lineItem", "results": "result"}
ROOT = "https://lms.maple-ridge.example"
# 2026-09-14, noon in UTC
NOON = 1_789_387_200.0


@dataclasses.dataclass(frozen=True, slots=True)
class Refusal:
    """A refused call: its status, and minor code and description of its status object."""

    status: int
    minor: str
    description: str


def reference(kind: str, sourced_id: str) -> dict[str, str]:
    return {"href": f"{ROOT}/{kind}/{sourced_id}", "sourcedId": sourced_id, "type": kind}


class Gradebook:
    """Calls the gradebook of an eSchoolPLUS simulator, by default with every scope, about one class of the fall."""

    def __init__(
        self, institution: Institution, knobs: GradebookKnobs | None = None, scopes: tuple[str, ...] = EVERY_SCOPE
    ) -> None:
        self.wall_clock = Hand(NOON)
        self.simulator = EschoolplusSimulator(
            institution, gradebook_knobs=knobs, wall_clock=self.wall_clock, sleep=lambda _: None
        )
        self.http = Client(self.simulator)
        self.headers = {"Authorization": f"Bearer {self._token(scopes)}"}
        self.class_id = next(one["sourcedId"] for one in institution.classes.values() if len(one["terms"]) == 1)
        self.school_id = institution.classes[self.class_id]["school"]["sourcedId"]
        self.students = [
            one["user"]["sourcedId"]
            for one in institution.enrollments.values()
            if one["role"] == "student" and one["class"]["sourcedId"] == self.class_id
        ]
        self.categories = {
            one["title"]: one["sourcedId"] for one in self.simulator.gradebook.categories_of(self.class_id)
        }

    def _token(self, scopes: tuple[str, ...]) -> str:
        form = {"grant_type": "client_credentials", "scope": " ".join(scopes)}
        answer = self.http.post(TOKEN_PATH, data=form, auth=(ESCHOOLPLUS.client_id, ESCHOOLPLUS.client_secret))
        token: str = answer.get_json()["access_token"]
        return token

    def call(self, method: str, path: str, **settings: Any) -> TestResponse:
        headers = {**self.headers, **settings.pop("headers", {})}
        return self.http.open(f"{GRADEBOOK_PATH}/{path}", method=method, headers=headers, **settings)

    def get(self, path: str, **query: str | int) -> Any:
        answer = self.call("GET", path, query_string=query)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def put(self, collection: str, record: dict[str, Any]) -> TestResponse:
        return self.call("PUT", f"{collection}/{record['sourcedId']}", json={WORDS[collection]: record})

    def keep(self, collection: str, record: dict[str, Any]) -> str:
        """Put a record that has to be taken, and return its sourcedId."""
        answer = self.put(collection, record)
        assert answer.status_code == 201, answer.text
        sourced_id: str = record["sourcedId"]
        return sourced_id

    def refused(self, collection: str, record: dict[str, Any]) -> Refusal:
        return refusal(self.put(collection, record))

    def item(self, sourced_id: str = "item-1", /, **changes: Any) -> dict[str, Any]:
        """Return an item that is taken as it is, but for the changes; a field of None is left out."""
        fields = {
            "sourcedId": sourced_id,
            "title": f"Essay {sourced_id}",
            "assignDate": "2026-09-14T12:00:00.000Z",
            "dueDate": "2026-09-30T20:00:00.000Z",
            "class": reference("class", self.class_id),
            "school": reference("org", self.school_id),
            "category": reference("category", self.categories["Homework"]),
            "resultValueMin": 0,
            "resultValueMax": 20.5,
            **changes,
        }
        return {name: value for name, value in fields.items() if value is not None}

    def result(self, sourced_id: str = "result-1", /, **changes: Any) -> dict[str, Any]:
        """Return a result of `item-1` that is taken as it is, but for the changes; a field of None is left out."""
        fields = {
            "sourcedId": sourced_id,
            "lineItem": reference("lineItem", "item-1"),
            "student": reference("user", self.students[0]),
            "scoreStatus": "fully graded",
            "score": 18.5,
            "scoreDate": "2026-09-15",
            **changes,
        }
        return {name: value for name, value in fields.items() if value is not None}

    def item_in(self, class_id: str, sourced_id: str, **changes: Any) -> dict[str, Any]:
        """Return an item of any class, in its first category."""
        school = self.simulator.institution.classes[class_id]["school"]
        category = self.simulator.gradebook.categories_of(class_id)[0]["sourcedId"]
        places = {"class": reference("class", class_id), "school": school}
        return self.item(sourced_id, **places, category=reference("category", category), **changes)

    def with_one_result(self) -> "Gradebook":
        """Put `item-1` and its `result-1`."""
        self.keep("lineItems", self.item())
        self.keep("results", self.result())
        return self

    def other_class(self, *, of_same_school: bool = True) -> str:
        """Return another class of the same term."""
        classes = self.simulator.institution.classes
        terms = classes[self.class_id]["terms"]
        fitting = (
            class_id
            for class_id, one in classes.items()
            if one["terms"] == terms and (one["school"]["sourcedId"] == self.school_id) == of_same_school
        )
        return next(class_id for class_id in fitting if class_id != self.class_id)

    def run(self, script: str, **arguments: Any) -> TestResponse:
        return self.http.post("/_control/script", json={"script": script, **arguments})

    def state(self) -> Any:
        return self.http.get("/_control/state").get_json()


def refusal(answer: TestResponse) -> Refusal:
    content = answer.get_json()
    assert (content["imsx_codeMajor"], content["imsx_severity"]) == ("failure", "error")
    (field,) = content["imsx_CodeMinor"]["imsx_codeMinorField"]
    return Refusal(answer.status_code, field["imsx_codeMinorFieldValue"], content["imsx_description"])


@pytest.fixture
def gradebook(institution: Institution) -> Gradebook:
    """Two items with a result for each of two students, and one item in another class of the same school."""
    gradebook = Gradebook(institution)
    for item_id in ("item-1", "item-2"):
        gradebook.keep("lineItems", gradebook.item(item_id))
        for number, student in enumerate(gradebook.students[:2]):
            result = gradebook.result(
                f"{item_id}-{number}",
                lineItem=reference("lineItem", item_id),
                student=reference("user", student),
                score=9 + number,
            )
            gradebook.keep("results", result)
    gradebook.keep("lineItems", gradebook.item_in(gradebook.other_class(), "elsewhere"))
    return gradebook


def ids(answer: Any) -> list[str]:
    (records,) = answer.values()
    return [record["sourcedId"] for record in records]


def test_every_class_begins_with_three_categories_that_carry_our_own_extension(
    gradebook: Gradebook, institution: Institution
) -> None:
    (*categories,) = gradebook.get(f"classes/{gradebook.class_id}/categories")["categories"]

    assert [(one["title"], one["weight"]) for one in categories] == [
        ("Homework", 30),
        ("Tests", 50),
        ("Participation", 20),
    ]
    assert {tuple(one["metadata"].items()) for one in categories} == {(("dropLowest", "0"), ("calculation", "percent"))}
    assert gradebook.call("GET", "categories").headers["X-Total-Count"] == str(3 * len(institution.classes))


def test_a_category_shows_no_class(gradebook: Gradebook) -> None:
    assert all("class" not in category for category in gradebook.get("categories", limit=500)["categories"])


def test_the_same_seed_gives_the_same_categories_and_another_seed_others(institution: Institution) -> None:
    first, again, other = (
        EschoolplusSimulator(institution, seed=seed).gradebook.categories.keys() for seed in (1, 1, 2)
    )

    assert list(first) == list(again)
    assert not set(first) & set(other)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("lineItems", ["item-1", "item-2", "elsewhere"]),
        ("results", ["item-1-0", "item-1-1", "item-2-0", "item-2-1"]),
        ("classes/{class_id}/lineItems", ["item-1", "item-2"]),
        ("classes/{class_id}/results", ["item-1-0", "item-1-1", "item-2-0", "item-2-1"]),
        ("classes/{class_id}/lineItems/item-2/results", ["item-2-0", "item-2-1"]),
        ("classes/{class_id}/students/{student_id}/results", ["item-1-1", "item-2-1"]),
        ("classes/{other_id}/lineItems", ["elsewhere"]),
        ("classes/{other_id}/results", []),
    ],
)
def test_a_path_shows_its_part_of_the_gradebook(gradebook: Gradebook, path: str, expected: list[str]) -> None:
    full = path.format(
        class_id=gradebook.class_id,
        other_id=gradebook.other_class(),
        student_id=gradebook.students[1],
    )

    assert ids(gradebook.get(full)) == expected


@pytest.mark.parametrize("collection", sorted(WORDS))
def test_one_object_is_wrapped_in_its_singular_word_and_takes_a_field_selection(
    gradebook: Gradebook, collection: str
) -> None:
    sourced_id = ids(gradebook.get(collection))[0]

    answer = gradebook.get(f"{collection}/{sourced_id}", fields="status")

    assert answer == {WORDS[collection]: {"sourcedId": sourced_id, "status": "active"}}


@pytest.mark.parametrize(
    "path",
    [
        "categories/nothing",
        "lineItems/nothing",
        "results/nothing",
        "scoreScales",
        "classes/nothing/categories",
        "classes/nothing/lineItems",
        "classes/nothing/results",
        "classes/{class_id}/lineItems/elsewhere/results",
        "classes/{class_id}/lineItems/nothing/results",
        "classes/{class_id}/students/nobody/results",
    ],
)
def test_what_is_not_there_is_an_unknown_object(gradebook: Gradebook, path: str) -> None:
    answer = refusal(gradebook.call("GET", path.format(class_id=gradebook.class_id)))

    assert (answer.status, answer.minor) == (404, "unknownobject")


def test_a_collection_comes_in_pages_with_a_total_and_links(gradebook: Gradebook) -> None:
    answer = gradebook.call("GET", f"classes/{gradebook.class_id}/results", query_string={"limit": 3})

    assert len(ids(answer.get_json())) == 3
    assert answer.headers["X-Total-Count"] == "4"
    assert 'offset=3>; rel="next"' in answer.headers["Link"]


def test_numbers_are_filtered_and_sorted_as_numbers(gradebook: Gradebook) -> None:
    above = gradebook.get("results", filter="score>'9'")
    ranked = gradebook.get("results", sort="score", orderBy="desc", limit=2)

    assert ids(above) == ids(ranked) == ["item-1-1", "item-2-1"]
    assert ids(gradebook.get("results", filter="score='9.0'")) == ["item-1-0", "item-2-0"]
    assert ids(gradebook.get("results", filter="score>'many'")) == []


def test_what_changed_since_a_moment_can_be_asked_for(gradebook: Gradebook) -> None:
    gradebook.wall_clock.now += 60
    gradebook.keep("lineItems", gradebook.item("item-2", title="Poem"))

    assert ids(gradebook.get("lineItems", filter="dateLastModified>'2026-09-14T12:00:30.000Z'")) == ["item-2"]


@pytest.mark.parametrize(
    ("query", "minor"),
    [
        ({"filter": "shoeSize='44'"}, "invalid_filter_field"),
        ({"sort": "class_id"}, "invalid_sort_field"),
        ({"fields": "grade"}, "invalid_selection_field"),
    ],
)
def test_a_query_for_a_field_that_the_object_lacks_is_refused(
    gradebook: Gradebook, query: dict[str, str], minor: str
) -> None:
    answer = refusal(gradebook.call("GET", "lineItems", query_string=query))

    assert (answer.status, answer.minor) == (400, minor)


@pytest.mark.parametrize("scope", [GRADEBOOK_SCOPE, GRADEBOOK_CORE_SCOPE])
def test_either_reading_scope_opens_the_collections(institution: Institution, scope: str) -> None:
    assert Gradebook(institution, scopes=(scope,)).call("GET", "categories").status_code == 200


def test_what_lies_below_a_class_needs_the_wider_scope(institution: Institution) -> None:
    gradebook = Gradebook(institution, scopes=(GRADEBOOK_CORE_SCOPE,))

    answer = refusal(gradebook.call("GET", f"classes/{gradebook.class_id}/categories"))

    assert (answer.status, answer.minor) == (403, "forbidden")


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "lineItems", GRADEBOOK_SCOPE),
        ("PUT", "lineItems/item-1", CREATEPUT_SCOPE),
        ("POST", "lineItems/item-1/results", CREATEPOST_SCOPE),
        ("DELETE", "lineItems/item-1", DELETE_SCOPE),
    ],
)
def test_a_token_without_the_scope_of_an_operation_is_forbidden_it(
    institution: Institution, method: str, path: str, scope: str
) -> None:
    others = (*(one for one in EVERY_SCOPE if one != scope), ROSTER_SCOPE)

    answer = refusal(Gradebook(institution, scopes=others).call(method, path))

    assert (answer.status, answer.minor) == (403, "forbidden")


def test_a_gradebook_scope_does_not_open_the_rosters(gradebook: Gradebook) -> None:
    answer = gradebook.http.get("/ims/oneroster/rostering/v1p2/users", headers=gradebook.headers)

    assert answer.status_code == 403


def test_a_scope_that_the_provider_does_not_know_is_not_granted(gradebook: Gradebook) -> None:
    answer = gradebook.http.post(
        TOKEN_PATH,
        data={"grant_type": "client_credentials", "scope": f"{GRADEBOOK_SCOPE} {GRADEBOOK_SCOPE}.everything"},
        auth=(ESCHOOLPLUS.client_id, ESCHOOLPLUS.client_secret),
    )

    assert (answer.status_code, answer.get_json()) == (400, {"error": "invalid_scope"})
