"""EF2, EF3: what cannot go is refused with all that has to be mended; what is not offered is archived or ignored."""

import pytest

from rollbook.model.records import Json
from tests.unit.flows.edflex.contents.shelf import Shelf, content

NOWHERE: Json = {"big": "", "medium": "", "small": ""}

LACKING: list[tuple[str, Json]] = [
    ("title", {"title": " "}),
    ("image", {"images": NOWHERE}),
    ("URL", {"url": ""}),
    ("status", {"status": ""}),
    ("type", {"type": ""}),
]


@pytest.mark.parametrize(("name", "fields"), LACKING)
def test_a_content_that_lacks_a_required_property_is_refused_with_its_name(name: str, fields: Json) -> None:
    reason = Shelf().refused(content(**fields))

    assert reason.sentence == f"It has no {name} in Edflex, and 360Learning needs that."
    assert "Edflex" in reason.remedy


def test_all_that_is_missing_is_said_at_once() -> None:
    everything = {key: value for _, fields in LACKING for key, value in fields.items()}

    assert (
        Shelf()
        .refused(content(**everything))
        .sentence.startswith("It has no title and no image and no URL and no status and no type in Edflex")
    )


@pytest.mark.parametrize(
    "address", ["ftp://portal.example", "portal.example/c-1", "https://", "https:// x", "https://a.example/b c"]
)
def test_an_url_that_is_no_web_address_is_refused(address: str) -> None:
    assert "Its URL is no web address" in Shelf().refused(content(url=address)).sentence


def test_images_of_which_none_is_on_the_web_are_refused() -> None:
    images = NOWHERE | {"big": "big.png", "small": "file:///small.png"}

    assert "None of its image's URLs is a web address" in Shelf().refused(content(images=images)).sentence


def test_a_type_that_360learning_does_not_have_is_refused_naming_those_that_are_accepted() -> None:
    sentence = Shelf().refused(content(type="webinar")).sentence

    assert sentence == (
        "Its type, 'webinar', is none that 360Learning has; accepted are "
        "article, assessment, interactive, mooc, podcast, program, role-play, top-voice, video."
    )


def test_what_is_missing_and_what_nobody_can_use_are_said_together() -> None:
    sentence = Shelf().refused(content(title="", type="webinar", url="x")).sentence

    assert "no title" in sentence
    assert "'webinar'" in sentence
    assert "no web address" in sentence


def test_without_any_language_that_is_known_a_content_is_refused() -> None:
    assert "language" in Shelf(owner="").refused(content(language="")).sentence
    assert Shelf(owner="").sent(content(language="de"))["defaultLang"] == "de"


OFFERED = ["coming soon", "open all year", "opened", "Coming_Soon", "OPEN-ALL-YEAR", "openAllYear", " Opened "]
OTHERS = ["closed", "archived", "draft", "open", "openedx", "coming", "not opened"]


@pytest.mark.parametrize("status", OFFERED)
def test_contents_of_the_three_statuses_go(status: str) -> None:
    assert Shelf().sent(content(status=status))["externalId"] == "c-1"


@pytest.mark.parametrize("status", OTHERS)
def test_a_content_of_another_status_leaves_where_it_was_and_is_left_out_where_it_was_not(status: str) -> None:
    shelved = content(status=status)

    assert Shelf(known={"c-1"}).said(shelved) == []
    assert f"'{status}'" in Shelf().left_out(shelved).sentence


def test_what_is_not_offered_need_not_be_complete() -> None:
    assert "'closed'" in Shelf().left_out(content(status="closed", title="", type="")).sentence


def test_a_content_that_is_not_complete_any_more_does_not_leave() -> None:
    assert Shelf(known={"c-1"}).refused(content(title="")).sentence
    assert Shelf(known={"c-1"}).refused(content(status="")).sentence


@pytest.mark.parametrize(("field", "said"), [("type", Shelf().refused), ("status", Shelf().left_out)])
def test_what_is_quoted_is_short(field: str, said: object) -> None:
    assert callable(said)
    sentence = said(content(**{field: "word\n" * 500})).sentence

    assert "'word word " in sentence
    assert len(sentence) < 250
