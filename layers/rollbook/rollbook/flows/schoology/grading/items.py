"""Which line items eSchoolPLUS should hold (SG11, SG13)."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time

from rollbook.flows.schoology import oneroster
from rollbook.flows.schoology.grading.gradebook import Gradebook
from rollbook.flows.schoology.grading.places import CATEGORIES, Category, GradedClass, Term, certain, flowing
from rollbook.flows.schoology.grading.refusing import UnfitError, unreadable
from rollbook.flows.schoology.grading.settings import GradesSettings, settings
from rollbook.flows.schoology.grading.values import flag, folded, given, identity, local_time, number, plain
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, Reason, Refusal

LONGEST_TITLE = 50
_PREFIX = "schoology-"
_END_OF_DAY = time(23, 59, 59)


def line_items(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal]:
    """Yield a line item for every graded item of the sections that flow.

    Items that would go but for a title which they share are all refused: eSchoolPLUS would take any one of them.
    """
    told = _moments(context)
    for gradebook, place in flowing(records, context):
        if not gradebook.whole:
            yield unreadable(gradebook.code)
        items = sorted(in_play(gradebook, settings(context)).items(), key=lambda item: int(item[0]))
        made = [_made(key, row, gradebook, place, context) for key, row in items]
        titles = Counter(folded(one.data["title"]) for one in made if isinstance(one, Desired))
        for one in made:
            if isinstance(one, Refusal):
                yield one
            elif titles[folded(one.data["title"])] > 1:
                yield Refusal(one.key, _SHARED_TITLE)
            else:
                yield replace(one, changed_at=told.get(one.key))


def in_play(gradebook: Gradebook, chosen: GradesSettings) -> dict[str, Json]:
    """Return the items that flow, those that will be refused among them.

    Left out are unpublished items until they are published, items that do not count in the grade (OneRoster could not
    say so, and they would count in eSchoolPLUS), and, unless settings refuse them, items without a category: in
    Schoology these are ungraded. One that has grades all the same would be missed silently, so it flows and is refused.
    A run that reads only changes sees only new grades, so it may pass over what a full one refuses.
    """
    graded = gradebook.graded() if chosen.uncategorized == "ignore" else frozenset()
    return {
        key: row
        for key, row in gradebook.items.items()
        if flag(row.get("published"), default=True)
        and flag(row.get("count_in_grade"), default=True)
        and (_category_of(row) or chosen.uncategorized == "refuse" or key in graded)
    }


def there(records: Iterable[Json], context: Context) -> dict[str, "array[int]"]:
    """Return, by section school code, the items of every section that flows and whose rows could all be read."""
    return {
        gradebook.code: array("Q", map(int, gradebook.items))
        for gradebook, place in flowing(records, context)
        if gradebook.whole and place
    }


def spared(data: Json, context: Context) -> bool:
    """Say whether an item that does not flow any more stays: only one that was deleted in Schoology goes (SG11).

    What was unpublished, or lost its category, stays with its grades as it is; so does everything of a section that was
    not read, or whose class or school is not selected now.
    """
    items = context.lookups["gradebooks"].get(data.get("section"))
    return items is None or item_of(data.get("sourcedId")) in items


def deletes(context: Context) -> bool:
    """Say whether items are deleted at all: only while live sync is on, and when settings want it (SG11)."""
    return settings(context).live_sync and settings(context).delete_items


def sourced_id(key: str) -> str:
    """Return the sourcedId of the item in eSchoolPLUS, which we give: writing it again makes no second one."""
    return f"{_PREFIX}{key}"


def item_of(sourced: object) -> int:
    """Return the number of the item that has this sourcedId; 0, which no item has, for one that is none of ours."""
    return int(identity(str(sourced).removeprefix(_PREFIX)) or 0)


def _made(key: str, row: Json, gradebook: Gradebook, place: GradedClass | None, context: Context) -> Desired | Refusal:
    try:
        found = certain(place)
        return Desired(key, _line_item(key, row, gradebook, found, context), found.scope)
    except UnfitError as unfit:
        return Refusal(key, unfit.reason)


def _line_item(key: str, row: Json, gradebook: Gradebook, place: GradedClass, context: Context) -> Json:
    due, term = _due(row, place, context)
    return {
        "sourcedId": sourced_id(key),
        "title": _title(row),
        "description": plain(row.get("description")),
        # OneRoster wants to know when it was assigned, which Schoology does not tell: the moment when it is due is the
        # only one that is sure to lie within the term.
        "assignDate": due,
        "dueDate": due,
        "class": place.key,
        "school": place.school,
        "category": _category(row, gradebook, context.lookups[CATEGORIES].get(place.key, {})).key,
        "academicSession": term.key,
        "resultValueMin": 0,
        "resultValueMax": _points(row),
        "section": gradebook.code,
    }


def _title(row: Json) -> str:
    title = oneroster.text(row, "title")
    if title is None:
        raise UnfitError(_UNTITLED)
    if len(title) > LONGEST_TITLE:
        raise UnfitError(_LONG_TITLE)
    return title


def _due(row: Json, place: GradedClass, context: Context) -> tuple[str, Term]:
    """Return when an item is due, in UTC, and the term that this is in; without a date it is due as the class ends."""
    if not place.terms:
        raise UnfitError(_NO_TERM)
    written = given(row.get("due"))
    if written is None:
        due: datetime | None = datetime.combine(place.last_day, _END_OF_DAY, context.zone)
    else:
        due = local_time(written, context.zone)
    if due is None:
        raise UnfitError(_UNREADABLE_DATE)
    term = place.term_of(due.date())
    if term is None:
        raise UnfitError(_OUT_OF_TERM)
    return due.astimezone(UTC).isoformat().replace("+00:00", "Z"), term


def _category_of(row: Json) -> str | None:
    return identity(row.get("grading_category"))


def _category(row: Json, gradebook: Gradebook, of_title: Mapping[str, tuple[Category, ...]]) -> Category:
    own = _category_of(row)
    if own is None:
        raise UnfitError(_UNCATEGORIZED)
    title = oneroster.text(gradebook.categories.get(own, {}), "title")
    if title is None:
        raise UnfitError(_UNKNOWN_CATEGORY)
    found = of_title.get(folded(title), ())
    if len(found) != 1:
        raise UnfitError(_DOUBLE_CATEGORY if found else _MISSING_CATEGORY)
    return found[0]


def _points(row: Json) -> float:
    points = number(row.get("max_points"))
    if points is None or points < 0:
        raise UnfitError(_NO_POINTS)
    return points


def _moments(context: Context) -> dict[str, datetime]:
    """Return when the items changed that the run was told of; of several changes the first, which waits longest."""
    found: dict[str, datetime] = {}
    for hint in context.hints:
        key = identity(hint.ids.get("item"))
        if hint.entity == "grade_item" and key and hint.at:
            found[key] = min(hint.at, found.get(key, hint.at))
    return found


_UNTITLED = Reason(sentence="The item has no title.", remedy="Give it one in Schoology.")
_LONG_TITLE = Reason(
    sentence=f"The item's title is longer than the {LONGEST_TITLE} characters that eSchoolPLUS takes.",
    remedy="Shorten it in Schoology.",
)
_SHARED_TITLE = Reason(
    sentence="Several items of the section have the same title, and eSchoolPLUS takes a title once per class.",
    remedy="Give each a title of its own in Schoology; upper and lower case make no difference.",
)
_NO_TERM = Reason(
    sentence="The class has no term with a first and a last day in eSchoolPLUS, so no due date can be right.",
    remedy="Give the class a term in eSchoolPLUS.",
)
_UNREADABLE_DATE = Reason(
    sentence="The item's due date cannot be read.", remedy="Enter the due date in Schoology once more."
)
_OUT_OF_TERM = Reason(
    sentence="The item is due outside of the terms that the class has in eSchoolPLUS.",
    remedy="Correct the due date in Schoology, or the terms of the class in eSchoolPLUS.",
)
_UNCATEGORIZED = Reason(
    sentence="The item has no category, and without one it cannot stand in the gradebook of eSchoolPLUS.",
    remedy="Choose a category for it in Schoology, or take its grades away there if it is not to be graded.",
)
_UNKNOWN_CATEGORY = Reason(
    sentence="The item's category is not among those that its section has in Schoology, or has no title.",
    remedy="Choose the item's category in Schoology once more.",
)
_MISSING_CATEGORY = Reason(
    sentence="The class has no category with the title of the item's category in eSchoolPLUS.",
    remedy="Add the category to the class in eSchoolPLUS, or choose one in Schoology that both have.",
)
_DOUBLE_CATEGORY = Reason(
    sentence="The class has several categories with the title of the item's category in eSchoolPLUS.",
    remedy="Give each category of the class a title of its own in eSchoolPLUS.",
)
_NO_POINTS = Reason(
    sentence="The item's maximum points are missing, no number or less than zero.",
    remedy="Enter the maximum points in Schoology; 0 is for items that give extra points only.",
)
