"""How many calls a plan says that Schoology will be asked for."""

from rollbook.connectors.schoology.writables import WRITES
from rollbook.model.changes import Change
from rollbook.steps.paper import Paper
from sandbox.twins.stores import MemoryPlans
from tests.contract.connectors.school import School, update


def planned_calls(entity: str, changes: list[Change]) -> int:
    paper = Paper(MemoryPlans(), "run-1", entity, WRITES[entity], None)
    for change in changes:
        paper.change(change)
    return paper.finish(records=len(changes), unchanged=0, key="").calls


def test_a_term_that_is_mapped_to_a_grading_period_is_no_call(school: School) -> None:
    mapped = school.term("Fall 2026", existing="4711")

    assert planned_calls("terms", [mapped]) == 0
    assert planned_calls("terms", [mapped, school.term("Spring 2027"), school.term("Summer 2027")]) == 2


def test_every_record_with_a_new_key_is_a_call_of_its_own(school: School) -> None:
    courses = [update(school.course(f"C{number}"), "4711", title="New") for number in range(60)]
    renamed = [update(school.course(f"D{number}"), "4711", courseCode=f"E{number}") for number in range(3)]

    assert planned_calls("courses", courses) == 2
    assert planned_calls("courses", courses + renamed) == 2 + 3


def test_whoever_keeps_the_key_shares_a_call(school: School) -> None:
    users = [update(school.user(f"{number:05}"), "4711", familyName="New") for number in range(50)]

    assert planned_calls("users", users) == 1
