"""The portal's records as resources of JSON:API; what is empty there is null here."""

from datetime import datetime
from typing import Any

from sandbox.institution.portal import Attempt, Catalog, Category, Content, Portal

Resource = dict[str, Any]


def content_resource(portal: Portal, content: Content) -> Resource:
    """Return a content with all that it refers to."""
    images = {
        "bigUrl": content.big_image or None,
        "mediumUrl": content.medium_image or None,
        "smallUrl": content.small_image or None,
    }
    authors = [{"fullName": name} for name in content.authors]
    return _resource(
        "activities",
        content.id,
        title=content.title or None,
        type=content.type or None,
        status=content.status or None,
        url=content.url or None,
        language=content.language or None,
        difficulty=content.difficulty or None,
        duration=content.duration or None,
        description=content.description or None,
        syllabus=content.syllabus or None,
        image=images if any(images.values()) else None,
        categories=[{"id": one, "title": dict(portal.categories[one].titles)} for one in content.categories],
        author=authors[0] if authors else None,
        authors=authors,
        creator=_named(content.creator),
        platform=_named(content.platform),
    )


def catalog_resource(catalog: Catalog) -> Resource:
    """Return a catalog."""
    return _resource("catalogs", catalog.id, title=catalog.title)


def category_resource(category: Category) -> Resource:
    """Return a category."""
    return _resource("categories", category.id, title=dict(category.titles), position=category.position)


def attempt_resource(portal: Portal, attempt: Attempt) -> Resource:
    """Return an attempt of a learner at a content."""
    learner = portal.learners[attempt.learner]
    return _resource(
        "statistics",
        attempt.id,
        content={"id": attempt.content},
        learner={"id": learner.id, "email": learner.email},
        attempt=attempt.number,
        status=attempt.status,
        firstActivityAt=_iso(attempt.first),
        lastActivityAt=_iso(attempt.last),
        completedAt=_iso(attempt.completed),
        timeSpent=attempt.time_spent,
    )


def _resource(kind: str, resource_id: str, **attributes: Any) -> Resource:
    return {"id": resource_id, "type": kind, "attributes": attributes}


def _named(name: str) -> dict[str, str] | None:
    return {"name": name} if name else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
