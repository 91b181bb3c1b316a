"""A content of Edflex as a course of 360Learning, property by property, or why it cannot be one (EF2)."""

from rollbook.flows.edflex.contents import wording
from rollbook.flows.edflex.contents.addresses import picture, web_address
from rollbook.flows.edflex.contents.descriptions import description
from rollbook.flows.edflex.contents.difficulty import level_of
from rollbook.flows.edflex.contents.durations import minutes_of
from rollbook.flows.edflex.contents.languages import language_of
from rollbook.flows.edflex.contents.naming import sources, subjects
from rollbook.flows.edflex.contents.types import type_of
from rollbook.model.records import Json, Reason


def course(record: Json, owners_language: str) -> Json | Reason:
    """Return the course in the words of 360Learning, or all that keeps the content from being one.

    What need not be there is left out where Edflex does not say it, or not in a way that 360Learning would take.
    """
    language = language_of(record["language"]) or owners_language
    needed = {
        "externalId": record["id"],
        "name": record["title"].strip(),
        "launchUrl": web_address(record["url"]),
        "imageUrl": picture(record["images"]),
        "contentType": type_of(record["type"]),
        "defaultLang": language,
    }
    if not all(needed.values()) or not record["status"].strip():
        return wording.refused(_faults(record, needed))
    optional = {
        "description": description(record),
        "difficultyLevel": level_of(record["difficulty"]),
        "duration": minutes_of(record["duration"]),
    }
    given = {name: value for name, value in optional.items() if value}
    return {**needed, "sources": sources(record), "subjects": subjects(record, language), **given}


def _faults(record: Json, needed: Json) -> list[str]:
    """Return what is wrong with a content, first what it lacks and then what nobody can use."""
    images = "".join(record["images"].values())
    told = {
        "title": record["title"],
        "image": images,
        "URL": record["url"],
        "status": record["status"],
        "type": record["type"],
    }
    lacking = [name for name, text in told.items() if not text.strip()]
    unusable = {
        wording.NO_PICTURE: "image" not in lacking and not needed["imageUrl"],
        wording.NO_WEB_ADDRESS: "URL" not in lacking and not needed["launchUrl"],
        wording.strange_type(record["type"]): "type" not in lacking and not needed["contentType"],
        wording.NO_LANGUAGE: not needed["defaultLang"],
    }
    return [*([wording.missing(lacking)] if lacking else []), *(text for text, holds in unusable.items() if holds)]
