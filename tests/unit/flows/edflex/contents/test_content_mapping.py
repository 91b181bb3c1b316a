"""EF2: the table of properties, row by row; each row says what Edflex has and what 360Learning is sent."""

from typing import Any

import pytest

from rollbook.flows.edflex.contents.languages import language_of
from rollbook.model.records import Json
from tests.unit.flows.edflex.contents.shelf import Shelf, bare, category, content

BIG, MEDIUM, SMALL = (f"https://img.example/{size}.png" for size in ("big", "medium", "small"))
TEXTS: Json = {"description": "", "syllabus": "", "authors": []}
HARD: Json = {"titles": {"default": "Safety", "fr": "Sécurité", "de": "Sicherheit"}, "id": "cat-2"}


def images(big: str = "", medium: str = "", small: str = "") -> Json:
    return {"images": {"big": big, "medium": medium, "small": small}}


REQUIRED: list[tuple[str, Json, str, Any]] = [
    ("ID", {"identity": "c-77"}, "externalId", "c-77"),
    ("Content title", {"title": "  Trust \n"}, "name", "Trust"),
    ("Image: the big one", images(BIG, MEDIUM, SMALL), "imageUrl", BIG),
    ("Image: else the medium one", images("", MEDIUM, SMALL), "imageUrl", MEDIUM),
    ("Image: else the small one", images("", "", SMALL), "imageUrl", SMALL),
    ("Image: one that is no address is none", images("n/a", MEDIUM), "imageUrl", MEDIUM),
    ("URL", {"url": " http://portal.example/a?b=c#d "}, "launchUrl", "http://portal.example/a?b=c#d"),
    ("URL: in capital letters", {"url": "HTTPS://PORTAL.EXAMPLE"}, "launchUrl", "HTTPS://PORTAL.EXAMPLE"),
    ("Type: article", {"type": "article"}, "contentType", "article"),
    ("Type: MOOC", {"type": "mooc"}, "contentType", "mooc"),
    ("Type: podcast", {"type": "podcast"}, "contentType", "podcast"),
    ("Type: video", {"type": "video"}, "contentType", "video"),
    ("Type: program", {"type": "program"}, "contentType", "program"),
    ("Type: interactive", {"type": "interactive"}, "contentType", "interactive"),
    ("Type: assessment", {"type": "assessment"}, "contentType", "assessment"),
    ("Type: role-play", {"type": "role-play"}, "contentType", "roleplay"),
    ("Type: top-voice", {"type": "top-voice"}, "contentType", "topvoice"),
    ("Type: however it is spelled", {"type": " Top_Voice"}, "contentType", "topvoice"),
    ("Type: in one word", {"type": "topvoice"}, "contentType", "topvoice"),
    ("Type: as a program might spell it", {"type": "rolePlay"}, "contentType", "roleplay"),
]

OPTIONAL: list[tuple[str, Json, str, Any]] = [
    ("Description", TEXTS | {"description": " About. "}, "description", "About."),
    ("Syllabus", TEXTS | {"syllabus": "Week 1."}, "description", "Week 1."),
    ("Description and syllabus", TEXTS | {"description": "A.", "syllabus": "B."}, "description", "A.\n\nB."),
    ("The same text twice comes once", TEXTS | {"description": "A.", "syllabus": "A."}, "description", "A."),
    ("Authors", TEXTS | {"authors": ["Ada", "Ben"]}, "description", "— Ada, Ben"),
    ("Authors come last", TEXTS | {"description": "A.", "authors": ["Ada"]}, "description", "A.\n\n— Ada"),
    ("Authors: each once", TEXTS | {"authors": ["Ada", " ada ", ""]}, "description", "— Ada"),
    ("Categories name", {"categories": [HARD]}, "subjects", ["Safety"]),
    (
        "Categories name: in the content's language",
        {"categories": [HARD], "language": "de"},
        "subjects",
        ["Sicherheit"],
    ),
    ("Categories name: in the owner's", {"categories": [HARD], "language": ""}, "subjects", ["Sécurité"]),
    ("Categories name: else the default", {"categories": [HARD], "language": "ja"}, "subjects", ["Safety"]),
    ("Categories name: an empty title is none", {"categories": [category(en=" ")]}, "subjects", ["Leadership"]),
    ("Categories: one twice comes once", {"categories": [category(), category()]}, "subjects", ["Leadership"]),
    ("Categories: two of one name", {"categories": [category("1"), category("2")]}, "subjects", ["Leadership"]),
    ("Categories: one without a title", {"categories": [category(default="")]}, "subjects", []),
    ("Categories: none", {"categories": []}, "subjects", []),
    ("Difficulty 1", {"difficulty": 1}, "difficultyLevel", "beginner"),
    ("Difficulty 2", {"difficulty": 2}, "difficultyLevel", "intermediate"),
    ("Difficulty 3", {"difficulty": 3}, "difficultyLevel", "advanced"),
    ("Difficulty as text", {"difficulty": "3"}, "difficultyLevel", "advanced"),
    ("Difficulty introductive", {"difficulty": "introductive"}, "difficultyLevel", "beginner"),
    ("Difficulty intermediate", {"difficulty": "INTERMEDIATE"}, "difficultyLevel", "intermediate"),
    ("Difficulty advanced", {"difficulty": "advanced"}, "difficultyLevel", "advanced"),
    ("Creator name and platform name", {"creator": "A", "platform": "B"}, "sources", [{"name": "A"}, {"name": "B"}]),
    ("Creator name alone", {"creator": "A", "platform": " "}, "sources", [{"name": "A"}]),
    ("Platform name alone", {"creator": "", "platform": "B"}, "sources", [{"name": "B"}]),
    ("Creator and platform of one name", {"creator": "A", "platform": "a "}, "sources", [{"name": "A"}]),
    ("Neither", {"creator": "", "platform": ""}, "sources", [{"name": "Edflex"}]),
    ("Duration", {"duration": "PT1H30M"}, "duration", 90),
    ("Language", {"language": "es"}, "defaultLang", "es"),
    ("Language: with its region", {"language": "es-MX"}, "defaultLang", "es"),
    ("Language: in capital letters", {"language": "ES"}, "defaultLang", "es"),
    ("Language: the owner's where it is missing", {"language": ""}, "defaultLang", "fr"),
    ("Language: the owner's where nobody knows it", {"language": "tlh"}, "defaultLang", "fr"),
]

TABLE = [*REQUIRED, *OPTIONAL]


@pytest.mark.parametrize(("given", "name", "wanted"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_property_of_the_table(given: Json, name: str, wanted: Any) -> None:
    assert Shelf().sent(content(**given))[name] == wanted


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (TEXTS, "description"),
        ({**TEXTS, "description": " \n", "authors": [" "]}, "description"),
        ({"difficulty": 4}, "difficultyLevel"),
        ({"difficulty": "expert"}, "difficultyLevel"),
        ({"difficulty": ""}, "difficultyLevel"),
        ({"duration": ""}, "duration"),
        ({"duration": "PT0S"}, "duration"),
        ({"duration": "two hours"}, "duration"),
    ],
)
def test_what_need_not_be_there_and_is_not_is_left_out(given: Json, name: str) -> None:
    assert name not in Shelf().sent(content(**given))


def test_a_whole_content_is_sent_with_every_property() -> None:
    assert Shelf().sent(content()) == {
        "externalId": "c-1",
        "name": "Leading from afar",
        "launchUrl": "https://portal.example/contents/c-1",
        "imageUrl": "https://img.example/c-1/big.jpg",
        "contentType": "mooc",
        "defaultLang": "en",
        "sources": [{"name": "Quill School"}, {"name": "Open Lectures"}],
        "subjects": ["Leadership"],
        "description": "How to lead people whom one does not see.\n\n"
        "Week 1: trust. Week 2: rhythm.\n\n"
        "— Ada Quill, Ben Marsh",
        "difficultyLevel": "intermediate",
        "duration": 90,
    }


def test_a_content_that_has_only_what_it_needs_is_sent_with_that() -> None:
    assert Shelf().sent(bare()) == {
        "externalId": "c-1",
        "name": "Leading from afar",
        "launchUrl": "https://portal.example/contents/c-1",
        "imageUrl": "https://img.example/c-1/small.jpg",
        "contentType": "mooc",
        "defaultLang": "fr",
        "sources": [{"name": "Edflex"}],
        "subjects": [],
    }


SAME = "de en ar zh ko es fr hu it ja km nl pl pt ru sk vi el hi id ro sv tr"
LANGUAGES = {**{code: code for code in SAME.split()}, "he": "he_IL"}


@pytest.mark.parametrize(("code", "wanted"), LANGUAGES.items())
def test_every_language_of_edflex_has_its_code_at_360learning(code: str, wanted: str) -> None:
    assert {language_of(code), language_of(code.upper()), language_of(f"{code}-XX"), language_of(f" {code}_xx")} == {
        wanted
    }


def test_edflex_has_24_languages() -> None:
    assert len(LANGUAGES) == 24


def test_hebrew_categories_are_found_though_360learning_has_another_code() -> None:
    shelved = content(language="he", categories=[category(he="מנהיגות")])

    assert Shelf().sent(shelved)["subjects"] == ["מנהיגות"]


def test_categories_are_in_the_owners_language_whatever_its_region() -> None:
    shelved = content(language="", categories=[category(**{"fr-FR": "Encadrement"})])

    assert Shelf(owner="fr_CA").sent(shelved)["subjects"] == ["Encadrement"]
