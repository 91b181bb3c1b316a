"""The gradebook of an institution: categories, items and results as the SIS holds them, and how it begins.

OneRoster gives a category a title and a weight and no class; which class it belongs to is known to the SIS alone and
shows only in `classes/{id}/categories`. How a category counts (`dropLowest`, `calculation`) is not in OneRoster
either: both stand in `metadata`, as texts, and are an extension of our own.
"""

import dataclasses
import random
from typing import Any

from sandbox.institution.calendar import BEFORE_SCHOOL, DEMO_TODAY
from sandbox.institution.records import Institution, Record, new_record, reference, terms_of

GRADEBOOK_COLLECTIONS = ("categories", "lineItems", "results")
GRADEBOOK_HREF_ROOT = "https://sis.maple-ridge.example/ims/oneroster/gradebook/v1p2"
# title and weight of the categories that every class begins with
FIRST_CATEGORIES = (("Homework", 30), ("Tests", 50), ("Participation", 20))


@dataclasses.dataclass(slots=True)
class Gradebook:
    """Per collection, records by `sourcedId` in the order in which they came; a category may have no class."""

    categories: dict[str, Record] = dataclasses.field(default_factory=dict)
    lineItems: dict[str, Record] = dataclasses.field(default_factory=dict)  # noqa: N815 - OneRoster's word
    results: dict[str, Record] = dataclasses.field(default_factory=dict)
    class_of_category: dict[str, str] = dataclasses.field(default_factory=dict)

    def collection(self, name: str) -> dict[str, Record]:
        """Return one collection by its OneRoster name; `KeyError` for a name that is none."""
        if name not in GRADEBOOK_COLLECTIONS:
            raise KeyError(name)
        collection: dict[str, Record] = getattr(self, name)
        return collection

    def as_json(self) -> dict[str, list[Record]]:
        """Return every collection as a list; a category carries its `class` here, None for one without."""
        return {
            "categories": [record | {"class": self._class_of(record)} for record in self.categories.values()],
            "lineItems": list(self.lineItems.values()),
            "results": list(self.results.values()),
        }

    def categories_of(self, class_id: str) -> list[Record]:
        """Return the categories of one class."""
        return [self.categories[one] for one, owner in self.class_of_category.items() if owner == class_id]

    def line_items_of(self, class_id: str) -> list[Record]:
        """Return the items of one class."""
        return [item for item in self.lineItems.values() if item["class"]["sourcedId"] == class_id]

    def results_of(self, line_item_id: str) -> list[Record]:
        """Return the results of one item."""
        return [result for result in self.results.values() if result["lineItem"]["sourcedId"] == line_item_id]

    def remove(self, collection: str, sourced_id: str) -> None:
        """Take a record away; an item goes with its results, a category leaves its items as they are."""
        if collection == "lineItems":
            for result in self.results_of(sourced_id):
                del self.results[result["sourcedId"]]
        del self.collection(collection)[sourced_id]
        self.class_of_category.pop(sourced_id, None)

    def _class_of(self, category: Record) -> Record | None:
        class_id = self.class_of_category.get(category["sourcedId"])
        return None if class_id is None else reference("class", class_id)


def first_gradebook(institution: Institution, seed: int) -> Gradebook:
    """Make the gradebook of a new year: three categories in every class, no items, no results."""
    dice = random.Random(f"{seed}/gradebook")
    gradebook = Gradebook()
    for class_id in institution.classes:
        for title, weight in FIRST_CATEGORIES:
            category = new_record(dice, BEFORE_SCHOOL, title=title, weight=weight)
            category["metadata"] = {"dropLowest": "0", "calculation": "percent"}
            gradebook.categories[category["sourcedId"]] = category
            gradebook.class_of_category[category["sourcedId"]] = class_id
    return gradebook


def change_category(
    gradebook: Gradebook,
    class_id: str,
    title: str,
    *,
    modified: str,
    weight: float | None = None,
    new_title: str | None = None,
    metadata: dict[str, Any] | None = None,
) -> Record:
    """Change what is given of a category and return it; `metadata` adds to what there is."""
    category = _category(gradebook, class_id, title)
    wanted = {"title": new_title, "weight": weight}
    changed = {
        **category,
        **{name: value for name, value in wanted.items() if value is not None},
        "metadata": category["metadata"] | (metadata or {}),
        "dateLastModified": modified,
    }
    gradebook.categories[category["sourcedId"]] = changed
    return changed


def drop_category(gradebook: Gradebook, class_id: str, title: str) -> str:
    """Take a category away and return its sourcedId; items in it go on pointing at it."""
    category_id: str = _category(gradebook, class_id, title)["sourcedId"]
    gradebook.remove("categories", category_id)
    return category_id


def hand_made_item(
    institution: Institution, gradebook: Gradebook, class_id: str, title: str, *, dice: random.Random, modified: str
) -> str:
    """Add an item as a teacher makes it in the SIS, due in the class's term, and return its sourcedId."""
    if class_id not in institution.classes:
        raise ValueError(f"There is no class {class_id!r} for an item.")
    class_record = institution.classes[class_id]
    categories = gradebook.categories_of(class_id)
    if not categories:
        raise ValueError(f"The class {class_id!r} has no category for an item.")
    day = _school_day(institution, class_record)
    item = new_record(
        dice,
        modified,
        title=title,
        # Nine in the morning and four in the afternoon in the district's summer time.
        assignDate=f"{day}T13:00:00.000Z",
        dueDate=f"{day}T20:00:00.000Z",
        **{"class": reference("class", class_id)},
        school=reference("org", class_record["school"]["sourcedId"]),
        category={
            "href": f"{GRADEBOOK_HREF_ROOT}/categories/{categories[0]['sourcedId']}",
            "sourcedId": categories[0]["sourcedId"],
            "type": "category",
        },
        resultValueMin=0,
        resultValueMax=100,
    )
    item_id: str = item["sourcedId"]
    gradebook.lineItems[item_id] = item
    return item_id


def _category(gradebook: Gradebook, class_id: str, title: str) -> Record:
    for category in gradebook.categories_of(class_id):
        if category["title"] == title:
            return category
    raise ValueError(f"There is no category {title!r} in the class {class_id!r}.")


def _school_day(institution: Institution, class_record: Record) -> str:
    """Return the day of the demo, or the first day of a class that does not meet then."""
    terms = [institution.academicSessions[term_id] for term_id in terms_of(class_record)]
    today = DEMO_TODAY.isoformat()
    if any(term["startDate"] <= today <= term["endDate"] for term in terms):
        return today
    return min(str(term["startDate"]) for term in terms)
