"""Reading some classes of eSchoolPLUS with what belongs to them, instead of whole collections."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.connectors.composing import composed, once
from rollbook.model.errors import ContractError, IncompleteReadError
from rollbook.model.records import Json, Page, Scope
from rollbook.sync.completeness import Reading
from tests.contract.connectors.gradebook import Gradebook

ROSTERS = "/ims/oneroster/rostering/v1p2"


def _read(gradebook: Gradebook, entity: str, scope: Scope) -> list[Json]:
    """Read as the extract step does: a total that is not proven ends it."""
    reading = Reading(entity, gradebook.client(page_size=10).read(entity, scope))
    records = list(reading.records())
    assert reading.complete().declared == len(records)
    return records


def _ids(records: list[Json]) -> list[str]:
    return [record["sourcedId"] for record in records]


@pytest.mark.parametrize("field", ["", "sourcedId", "classCode"])
def test_classes_are_read_by_the_code_that_both_systems_know_them_by(gradebook: Gradebook, field: str) -> None:
    wanted = gradebook.classes()[3:6]
    codes = tuple(record[field or "sourcedId"] for record in wanted)

    assert _read(gradebook, "classes", Scope(parts=codes, part_field=field)) == wanted


@pytest.mark.parametrize("field", ["sourcedId", "classCode"])
@pytest.mark.parametrize("entity", ["classes", "users", "categories"])
def test_a_part_that_is_not_there_is_left_out(gradebook: Gradebook, entity: str, field: str) -> None:
    here = gradebook.classes()[0][field]

    assert _read(gradebook, entity, Scope(parts=("no-such", "O'Neill's", ""), part_field=field)) == []
    with_another = Scope(parts=("no-such", here), part_field=field)
    assert _read(gradebook, entity, with_another) == _read(gradebook, entity, Scope(parts=(here,), part_field=field))


@pytest.mark.parametrize("parts", [(), ("",)], ids=["none", "without a code"])
@pytest.mark.parametrize("entity", ["classes", "users", "categories"])
def test_no_parts_are_no_records_and_no_calls_to_rosters(
    gradebook: Gradebook, entity: str, parts: tuple[str, ...]
) -> None:
    assert _read(gradebook, entity, Scope(parts=parts)) == []
    assert not [name for name in gradebook.simulator.calls.summary()["calls"] if ROSTERS in name]


@pytest.mark.parametrize("field", ["sourcedId", "classCode"])
def test_the_students_of_classes_come_once_each(gradebook: Gradebook, field: str) -> None:
    classes = gradebook.classes()[:12]
    students = [student for record in classes for student in gradebook.students(record["sourcedId"])]
    assert len(students) > len(set(students)), "some sit in several of these classes"

    read = _read(gradebook, "users", Scope(parts=tuple(record[field] for record in classes), part_field=field))

    assert sorted(_ids(read)) == sorted(set(students))
    users = gradebook.simulator.institution.users
    assert all(record == users[record["sourcedId"]] for record in read)


def test_a_class_that_is_named_twice_is_read_once(gradebook: Gradebook) -> None:
    class_id = gradebook.classes()[0]["sourcedId"]

    assert len(_read(gradebook, "classes", Scope(parts=(class_id, class_id)))) == 1
    assert len(_read(gradebook, "categories", Scope(parts=(class_id, class_id)))) == 3


def test_categories_say_of_which_class_they_are(gradebook: Gradebook) -> None:
    parts = tuple(record["sourcedId"] for record in gradebook.classes()[:2])

    read = _read(gradebook, "categories", Scope(parts=parts))

    assert [(record["class"], record["title"], record["weight"]) for record in read if record["class"] == parts[1]]
    for class_id in parts:
        held = sorted(gradebook.simulator.gradebook.categories_of(class_id), key=lambda one: str(one["sourcedId"]))
        assert [record for record in read if record["class"] == class_id] == [one | {"class": class_id} for one in held]


def test_without_parts_the_categories_of_all_active_classes_are_read(gradebook: Gradebook) -> None:
    gradebook.simulator.institution = gradebook.simulator.institution.copy()
    ended = next(iter(gradebook.simulator.institution.classes.values()))
    ended["status"] = "tobedeleted"

    read = _read(gradebook, "categories", Scope())

    owners = {record["class"] for record in read}
    assert len(read) == 3 * len(owners)
    assert owners == set(gradebook.simulator.institution.classes) - {ended["sourcedId"]}


def test_a_code_with_an_apostrophe_is_found_and_spoils_no_other(gradebook: Gradebook) -> None:
    gradebook.simulator.institution = gradebook.simulator.institution.copy()
    first, second, third = gradebook.classes()[:3]
    first["classCode"], second["classCode"] = "O'Neill's-1", "Neill"

    scope = Scope(parts=("o'neill's-1", third["classCode"], "'"), part_field="classCode")

    assert _read(gradebook, "classes", scope) == [first, third]


@pytest.mark.parametrize("entity", ["orgs", "academicSessions"])
def test_what_belongs_to_no_class_is_read_whole(gradebook: Gradebook, entity: str) -> None:
    held = gradebook.simulator.institution.collection(entity)

    assert sorted(_ids(_read(gradebook, entity, Scope(parts=("any",))))) == sorted(held)


@pytest.mark.parametrize(
    ("entity", "scope"),
    [
        ("courses", Scope(parts=("a",))),
        ("enrollments", Scope(parts=("a",))),
        ("classes", Scope({"status": "active"}, parts=("a",))),
        ("categories", Scope({"title": "Homework"})),
    ],
)
def test_a_scope_that_cannot_be_read_is_refused_before_any_call(
    gradebook: Gradebook, entity: str, scope: Scope
) -> None:
    client = gradebook.client()

    with pytest.raises(ContractError, match=f"The {entity} of eSchoolPLUS cannot be read"):
        client.read(entity, scope)
    assert client.calls == 0


@pytest.mark.parametrize(("entity", "path"), [("users", "/students"), ("categories", "/categories")])
def test_a_truncated_page_below_a_class_is_an_incomplete_read(gradebook: Gradebook, entity: str, path: str) -> None:
    parts = tuple(record["sourcedId"] for record in gradebook.classes()[:3])
    gradebook.fail("truncated", "GET", f"/classes/[^/]+{path}", after=1, times=1)

    with pytest.raises(IncompleteReadError, match=f"eSchoolPLUS {entity} was not read completely"):
        _read(gradebook, entity, Scope(parts=parts))


def test_a_class_that_leaves_while_its_students_are_read_is_an_incomplete_read(gradebook: Gradebook) -> None:
    class_id = max(gradebook.classes(), key=lambda record: len(gradebook.students(record["sourcedId"])))["sourcedId"]
    assert len(gradebook.students(class_id)) > 10
    institution = gradebook.simulator.institution.copy()

    class Leaving(dict[str, Json]):
        """The classes, of which one is not there from the second look on."""

        looks = 0

        def get(self, key: str, default: Json | None = None) -> Json | None:  # type: ignore[override] # as it is used
            self.looks += key == class_id
            return default if self.looks > 1 and key == class_id else super().get(key, default)

    institution.classes = Leaving(institution.classes)
    gradebook.simulator.institution = institution

    with pytest.raises(IncompleteReadError, match="does not join on"):
        _read(gradebook, "users", Scope(parts=(class_id,)))


def test_a_wrong_address_is_no_gradebook_without_categories(gradebook: Gradebook) -> None:
    elsewhere = gradebook.credentials.gradebook + "/v9"
    gradebook.credentials = gradebook.credentials.model_copy(update={"gradebook_url": elsewhere})

    with pytest.raises(ContractError, match="GET /categories with 404"):
        _read(gradebook, "categories", Scope(parts=(gradebook.classes()[0]["sourcedId"],)))


RECORDS = st.lists(st.builds(lambda name: {"sourcedId": name, "name": "Zoë\n\u2028"}, st.text(max_size=2)), max_size=30)


@given(RECORDS, st.integers(1, 7))
def test_composed_records_come_in_their_order_on_pages_that_all_declare_their_number(
    records: list[Json], size: int
) -> None:
    pages: list[Page] = list(composed(iter(records), size))

    assert [record for page in pages for record in page.records] == records
    assert {page.declared for page in pages} == {len(records)}
    assert all(len(page.records) == size for page in pages[:-1])


def test_nothing_of_several_collections_comes_before_all_are_read() -> None:
    def broken() -> object:
        yield {"sourcedId": "a"}
        raise IncompleteReadError("The second collection moved.")

    with pytest.raises(IncompleteReadError):
        next(composed(broken(), 1))  # type: ignore[arg-type] # a generator of what it can still give


@given(RECORDS)
def test_a_record_that_comes_again_is_left_out(records: list[Json]) -> None:
    assert _ids(list(once(records, "sourcedId"))) == list(dict.fromkeys(_ids(records)))
