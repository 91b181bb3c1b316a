"""The shapes that Edflex answers in: what is relied on of each resource, and nothing else; what is empty is "".

Answers are JSON:API. An error may also come inside of a 200 (https://github.com/edflex-tech/moodle-mod_edflex). A
resource that is not as agreed spoils the page that it is on: what cannot be read must not look as if it had left.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from rollbook.connectors.amounts import Amount
from rollbook.connectors.header_keys import HeaderKey
from rollbook.connectors.identifiers import Id
from rollbook.model.records import Json


def _or(empty: Any) -> BeforeValidator:
    return BeforeValidator(lambda value: empty if value is None else value)


_Text = Annotated[str, _or("")]
_Code = Annotated[str, BeforeValidator(lambda value: "" if value is None else str(value))]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, hide_input_in_errors=True)


class _Image(_Read):
    big_url: _Text = ""
    medium_url: _Text = ""
    small_url: _Text = ""


class _Named(_Read):
    name: _Text = ""


class _Author(_Read):
    full_name: _Text = ""


class _Category(_Read):
    id: Id
    title: dict[str, str | None] = {}


class _Content(_Read):
    title: _Text = ""
    type: _Text = ""
    status: _Text = ""
    url: _Text = ""
    language: _Text = ""
    difficulty: Annotated[int | str, _or("")] = ""
    duration: _Text = ""
    description: _Text = ""
    syllabus: _Text = ""
    image: Annotated[_Image, _or(_Image())] = _Image()
    categories: Annotated[list[_Category], _or([])] = []
    author: Annotated[_Author, _or(_Author())] = _Author()
    authors: Annotated[list[_Author], _or([])] = []
    creator: Annotated[_Named, _or(_Named())] = _Named()
    platform: Annotated[_Named, _or(_Named())] = _Named()

    def record(self) -> Json:
        """Return a content in the words of a flow."""
        images = self.image
        named = self.model_dump(exclude={"image", "categories", "author", "authors", "creator", "platform"})
        return named | {
            "images": {"big": images.big_url, "medium": images.medium_url, "small": images.small_url},
            "categories": [{"id": one.id, "titles": _without_nothing(one.title)} for one in self.categories],
            "authors": [one.full_name for one in self.authors or [self.author] if one.full_name],
            "creator": self.creator.name,
            "platform": self.platform.name,
        }


def _no_debt(seconds: Any) -> Any:
    """Return no time for less than none: one wrong figure keeps nobody's statistics back."""
    return 0 if isinstance(seconds, int | float) and seconds < 0 else seconds


class _Part(_Read):
    id: Id


class _Learner(_Read):
    id: Id
    email: _Text = ""


class _Statistic(_Read):
    content: _Part
    learner: _Learner
    attempt: Annotated[int, Field(ge=1, strict=True)]
    status: _Text = ""
    first_activity_at: _Text = ""
    last_activity_at: _Text = ""
    completed_at: _Text = ""
    time_spent: Annotated[Amount, BeforeValidator(_no_debt), _or(0)] = 0

    def record(self) -> Json:
        """Return an attempt of a learner in the words of a flow."""
        named = self.model_dump(by_alias=True, exclude={"content", "learner"})
        return named | {"content": self.content.id, "learner": self.learner.id, "email": self.learner.email}


AttributesT = TypeVar("AttributesT", _Content, _Statistic)


class _Resource(_Read):
    id: Id
    attributes: Json


class _Meta(_Read):
    total: Annotated[int, Field(ge=0, strict=True)]


class _Links(_Read):
    next: bool | str | None = None


class _Page(_Read):
    data: list[_Resource]
    links: _Links = _Links()
    meta: _Meta


class _Error(_Read):
    code: _Code = ""
    title: _Text = ""


class _Errors(_Read):
    errors: Annotated[list[_Error], _or([])] = []


class _OAuthError(_Read):
    code: _Code = ""
    message: _Text = ""


class _Refusal(_Errors):
    error: Annotated[
        _OAuthError, BeforeValidator(lambda value: {"code": value} if isinstance(value, str) else value)
    ] = _OAuthError()


class _Token(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    access_token: Annotated[HeaderKey | None, BeforeValidator(lambda value: value or None)] = None
    error: Any = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list: its records, the total of the list, and whether another page follows."""

    records: list[Json]
    total: int
    has_next: bool


def _reader(model: type[AttributesT]) -> Callable[[bytes], Listed]:
    rows: TypeAdapter[list[AttributesT]] = TypeAdapter(list[model])  # type: ignore[valid-type] # known when this runs

    def read(content: bytes) -> Listed:
        page = _Page.model_validate_json(content)
        found = rows.validate_python([resource.attributes for resource in page.data])
        records = [{"id": resource.id, **one.record()} for resource, one in zip(page.data, found, strict=True)]
        return Listed(records, page.meta.total, bool(page.links.next))

    return read


READERS: Mapping[str, Callable[[bytes], Listed]] = {"contents": _reader(_Content), "statistics": _reader(_Statistic)}
"""What reads a page of each collection."""


def has_errors(content: bytes) -> bool:
    """Say whether an answer holds errors, whatever its status is."""
    return bool(_Errors.model_validate_json(content).errors)


def words_of(content: bytes) -> str:
    """Return the code of what went wrong, or the words where there is no code; empty where neither is told."""
    try:
        refusal = _Refusal.model_validate_json(content)
    except ValidationError:
        return ""
    first = refusal.errors[0] if refusal.errors else _Error()
    return first.code or first.title or refusal.error.code or refusal.error.message


def read_token(content: bytes) -> SecretStr | None:
    """Return the token of an answer; None where it holds none, or an error."""
    token = _Token.model_validate_json(content)
    return None if token.error else token.access_token


def _without_nothing(titles: Mapping[str, str | None]) -> dict[str, str]:
    return {language: title for language, title in titles.items() if title}
