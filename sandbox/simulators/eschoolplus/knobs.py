"""What can be set on the gradebook of the eSchoolPLUS simulator, and what it is when nothing is said."""

import dataclasses

from sandbox.institution import DEMO_TIME_ZONE


@dataclasses.dataclass(frozen=True, slots=True)
class GradebookKnobs:
    """Answers on which providers differ, and the rules that eSchoolPLUS has beyond OneRoster."""

    # The gradebook's OpenAPI file lists 201 for every PUT; clients meet providers that answer 200 to a replacing one.
    replaced_status: int = 201
    # The OpenAPI file lists 204; clients meet providers that answer 200.
    deleted_status: int = 204
    # Longest title of an item in characters, 0 for no limit.
    title_length: int = 50
    # Two items of one class may not have the same title, whatever the case of its letters.
    unique_titles: bool = True
    # An item is due on a day of one of its class's terms; sessions include their last day, as in the sample district.
    due_in_term: bool = True
    # A score may be above the item's resultValueMax.
    extra_credit: bool = True
    # An item with results and a category with items are not deleted. Off: an item takes its results along, and the
    # items of a category go on pointing at it.
    keep_what_is_used: bool = True
    # Where the days of `due_in_term` begin and end (IANA name).
    time_zone: str = DEMO_TIME_ZONE
