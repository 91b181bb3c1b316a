"""What may be sent to 360Learning: the fields of its objects, and what each may be."""

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from sandbox.simulators.learning360.languages import LANGUAGES
from sandbox.simulators.shapes import Check, Shape, flag, list_of, moment, one_of, text

CONTENT_TYPES = (
    "article",
    "assessment",
    "audiobook",
    "book",
    "certificate",
    "channel",
    "course",
    "curriculum",
    "interactive",
    "journey",
    "labs",
    "linkedContent",
    "mooc",
    "podcast",
    "program",
    "roleplay",
    "specialization",
    "topvoice",
    "video",
)
MOST_TAGS = 100
_OBJECT_ID = re.compile(r"[a-fA-F0-9]{24}")


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """An object that has all of some fields, and may have others."""

    required: Mapping[str, Check]
    optional: Mapping[str, Check] = dataclasses.field(default_factory=dict)

    def fault(self, item: Any) -> str:
        """Return what is wrong with an item, as a sentence; nothing for a good one."""
        if not isinstance(item, dict):
            return "It must be an object."
        given = {name: check for name, check in self.optional.items() if name in item}
        return Shape({**self.required, **given}).fault(item)


def object_id(value: Any) -> str:
    """Accept an id of the vendor's, 24 hexadecimal digits."""
    good = isinstance(value, str) and _OBJECT_ID.fullmatch(value)
    return "" if good else "must be an id of 24 hexadecimal digits"


def number(least: float, most: float | None = None, *, whole: bool = False) -> Check:
    """Accept a number from one to another."""
    kind = "a whole number" if whole else "a number"
    words = f"must be {kind} from {least}" + ("" if most is None else f" to {most}")

    def check(value: Any) -> str:
        good = isinstance(value, int | float) and not isinstance(value, bool)
        good = good and least <= value and (most is None or value <= most)
        return "" if good and not (whole and value % 1) else words

    return check


def _inside(form: Form) -> Check:
    def words(value: Any) -> str:
        fault = form.fault(value).rstrip(".")
        return f"is not good: {fault}" if fault else ""

    return words


def _identifier(*types: str) -> Check:
    return _inside(Form({"type": one_of(*types), "value": text(1)}))


_filled = text(1)
_language = one_of(*LANGUAGES)
_TRANSLATED = Form(
    {},
    {
        **dict.fromkeys(("name", "description", "launchUrl", "mobileLaunchUrl"), _filled),
        "subjects": list_of(_filled),
    },
)
COURSE = Form(
    {
        "defaultLang": _language,
        "externalId": _filled,
        "launchUrl": _filled,
        "name": _filled,
        "sources": list_of(_inside(Form({"name": _filled}, {"logoUrl": _filled}))),
        "subjects": list_of(_filled),
    },
    {
        "contentType": one_of(*CONTENT_TYPES),
        "description": _filled,
        "difficultyLevel": one_of("beginner", "intermediate", "advanced"),
        "duration": number(1, 100_000, whole=True),
        "imageUrl": _filled,
        "mobileLaunchUrl": _filled,
        "authorId": object_id,
        "translations": list_of(_inside(Form({"lang": _language, "translatedFields": _inside(_TRANSLATED)}))),
    },
)
ARCHIVED_COURSE = Form({"externalId": _filled})
STATISTICS = Form(
    {
        "courseIdentifier": _identifier("externalId", "internalId"),
        "userIdentifier": _identifier("mail", "internalId"),
        "progress": number(0, 100),
        "timeSpent": number(1),
        "firstActivityAt": moment,
        "lastActivityAt": moment,
    },
    {
        "score": number(0, 100),
        "result": one_of("success", "failed"),
        "lang": _language,
        "forceNew": flag,
    },
)
_INTEGRATION_OPTIONS: Mapping[str, Check] = {
    "defaultCompletion": flag,
    "defaultProgress": number(0, 100, whole=True),
    "noGroupPropagation": flag,
    "externalPlatformLogoUrl": _filled,
    "externalPlatformUnicolorLogoUrl": _filled,
}
_INTEGRATION_OWN: Mapping[str, Check] = {"externalPlatform": _filled, "authorId": object_id, "groupId": object_id}
INTEGRATION = Form(_INTEGRATION_OWN, _INTEGRATION_OPTIONS)
INTEGRATION_CHANGE = Form({}, {**_INTEGRATION_OWN, **_INTEGRATION_OPTIONS})
TAG = Form({"isMain": flag, "name": _filled}, {"externalId": _filled})
COURSE_TAGS = Form({"tagIds": list_of(object_id, most=MOST_TAGS)})
ARCHIVING = Form({"archived": flag})
TOKEN = Form(
    {"grant_type": text(0), "client_id": text(0), "client_secret": text(0)},
    {"user_id": object_id, "company_id": object_id},
)
