"""The shapes that CourseKey answers in, as far as they are relied on; all else passes through unchanged.

Of attendance only the id is: what a device has sent may be anything, and one bad record must not spoil its page.
"""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from rollbook.connectors.cursors import Slice
from rollbook.connectors.identifiers import Id
from rollbook.connectors.results import results_reader
from rollbook.model.records import Json


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class _Named(_Read):
    id: Id


class _Held(_Named):
    externalId: Id  # noqa: N815 - CourseKey's spelling


class _Page(_Read):
    data: list[Json]
    total: int = Field(ge=0, strict=True)
    nextCursor: Annotated[str | None, Field(min_length=1)]  # noqa: N815 - CourseKey's spelling


class School(_Read):
    """A school, as far as a connection check looks."""

    id: Id
    name: str
    timeZone: str  # noqa: N815 - CourseKey's spelling


class Target(_Read):
    """Where a school's events go."""

    url: str


def _page_reader(model: type[_Named]) -> Callable[[bytes], Slice]:
    named: TypeAdapter[list[Any]] = TypeAdapter(list[model])  # type: ignore[valid-type] # known when this runs

    def read(content: bytes) -> Slice:
        page = _Page.model_validate_json(content)
        names = [row.model_dump() for row in named.validate_python(page.data)]
        records = [{**row, **name} for row, name in zip(page.data, names, strict=True)]
        return Slice(records, page.total, page.nextCursor)

    return read


read_attendance = _page_reader(_Named)
read_held = _page_reader(_Held)
read_results = results_reader(name="externalId", target="id")
