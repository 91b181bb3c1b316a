"""The shapes that eSchoolPLUS answers in, as far as they are relied on; all else passes through unchanged."""

import re
from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StrictStr, TypeAdapter, ValidationError

from rollbook.model.records import Json

_DOCUMENT = TypeAdapter(dict[str, Any])
_CODE = re.compile(r"[A-Za-z_]{1,40}")


class Token(BaseModel):
    """The token URL's answer (RFC 6749, section 5.1); an unstated lifetime is taken as an hour."""

    model_config = ConfigDict(hide_input_in_errors=True)

    access_token: SecretStr = Field(min_length=1)
    expires_in: float = Field(default=3600, gt=0)


class _Sourced(BaseModel):
    sourcedId: StrictStr = Field(min_length=1)  # noqa: N815 - OneRoster's spelling


_RECORDS = TypeAdapter(list[_Sourced])


class _MinorField(BaseModel):
    imsx_codeMinorFieldValue: str = ""  # noqa: N815 - OneRoster's spelling


class _Minor(BaseModel):
    imsx_codeMinorField: list[_MinorField] = []  # noqa: N815 - OneRoster's spelling


class _Refusal(BaseModel):
    """An `imsx` status object, or an OAuth error (RFC 6749, section 5.2)."""

    imsx_CodeMinor: _Minor = _Minor()  # noqa: N815 - OneRoster's spelling
    error: str = ""


class _Description(BaseModel):
    """The words of an `imsx` status object."""

    imsx_description: str = ""


class _Success(BaseModel):
    """What may stand in the body of a write that was done: an `imsx` status object of success, or the object itself."""

    imsx_codeMajor: Literal["success"] = "success"  # noqa: N815 - OneRoster's spelling


def read_token(content: bytes) -> Token:
    """Read the token URL's answer."""
    return Token.model_validate_json(content)


def reader_of(collection: str) -> Callable[[bytes], list[Json]]:
    """Return what reads a page: objects with a `sourcedId` under the collection's name, otherwise as they came."""

    def read(content: bytes) -> list[Json]:
        records: Any = _DOCUMENT.validate_json(content).get(collection)
        _RECORDS.validate_python(records)
        return list(records)

    return read


def object_reader(word: str) -> Callable[[bytes], Json]:
    """Return what reads one object with a `sourcedId` under its word, otherwise as it came."""

    def read(content: bytes) -> Json:
        record: Any = _DOCUMENT.validate_json(content).get(word)
        _Sourced.model_validate(record)
        return dict(record)

    return read


def read_success(content: bytes) -> None:
    """Read the body of a write that was done: most servers leave it empty, as the specification has it."""
    if content.strip():
        _Success.model_validate_json(content)


def minor_code(content: bytes) -> str:
    """Return the code in an error's envelope, such as `invalid_filter_field`; empty where there is none."""
    try:
        refusal = _Refusal.model_validate_json(content)
    except ValidationError:
        return ""
    codes = [field.imsx_codeMinorFieldValue for field in refusal.imsx_CodeMinor.imsx_codeMinorField]
    return next((code for code in [*codes, refusal.error] if _CODE.fullmatch(code)), "")


def description(content: bytes) -> str:
    """Return the words in an error's envelope, which may quote a record; empty where there are none."""
    try:
        return _Description.model_validate_json(content).imsx_description
    except ValidationError:
        return ""
