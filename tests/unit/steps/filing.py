"""A club whose people come in files: lines of id and name, of which a person who is new to the town has to wait."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any, BinaryIO

from rollbook.model.descriptors import Context, Flow, Stream
from rollbook.model.errors import Defect, TableError
from rollbook.model.records import Desired, Json, LeftOut, Reason, Refusal
from rollbook.model.runs import RunRecord
from rollbook.model.settings import FlowSettings
from rollbook.model.tables import ROWS, UPLOADS, Column, Place, Settled, Table
from sandbox.twins.conductor import Clerk
from tests.unit.steps.club import Club

NAMELESS = Reason(sentence="It has no name.", remedy="Name it.")
STRANGER = Reason(sentence="It waits until the person has arrived.", remedy="It goes by itself then.")
DOUBTFUL = Reason(sentence="It would do harm.", remedy="Allow it.")
FOLDER = f"{UPLOADS}/club.files/global"


def people(rows: Iterable[Json], context: Context) -> Iterator[Desired | Refusal | LeftOut]:
    """Yield the people: who is called Stranger waits until noon, who is called Doubtful is held."""
    for row in rows:
        key, name = row["values"]["id"], row["values"]["name"]
        if not name:
            yield Refusal(key, NAMELESS)
        elif name == "Doubtful":
            yield Refusal(key, DOUBTFUL, held=True)
        elif name == "Stranger" and context.now.hour < 12:
            yield LeftOut(key, STRANGER, undecided_since=context.now)
        else:
            yield Desired(key, {"id": key, "name": name}, "club")


def records(row: Json) -> tuple[tuple[str, str], ...]:
    return (("people", row["values"]["id"]),)


TABLE = Table(columns=(Column("id"), Column("name")), headers=lambda _: (("id",),), records=records)
FILES = Flow(
    name="club.files",
    source=UPLOADS,
    target="club",
    settings=FlowSettings,
    streams=(Stream(name="people", reads=ROWS, writes="people", desired=people, adds=True),),
    table=TABLE,
    waits=lambda _settings: timedelta(days=30),
)


def read(opened: Callable[[], BinaryIO], _table: Table, _place: Place, key: str) -> Iterator[Json]:
    """Yield lines of id and name; a file that begins with a question mark cannot be read."""
    with opened() as file:
        lines = file.read().decode().splitlines()
    if lines and lines[0].startswith("?"):
        raise TableError((Defect(1, "id", "odd", "?", "Write letters."),), 1)
    for number, line in enumerate(lines, start=1):
        person, _, name = line.partition(",")
        values = {"id": person, "name": name}
        yield {"file": key, "importer": "global", "course": None, "line": number, "values": values, "defects": []}


def write(_table: Table, rows: Iterable[Settled]) -> Iterator[bytes]:
    """Write a line for each row: who, and the end."""
    for settled in rows:
        yield f"{settled.row['values']['id']}={settled.end}\n".encode()


def explain(error: TableError) -> Iterator[bytes]:
    """Write what is wrong with a file."""
    yield from (f"{defect.place}: {defect.kind}\n".encode() for defect in error.defects)


class Filing:
    """A club with files, and what became of their rows."""

    def __init__(self) -> None:
        self.club = Club(flow=FILES, clerk=Clerk(read, explain, write))

    def upload(self, name: str, *lines: str, **more: Any) -> RunRecord:
        """Upload a file and play the run that it starts."""
        key = f"{FOLDER}/{name}"
        self.club.stores.uploads.files[key] = "\n".join(lines).encode()
        return self.club.run(trigger="upload", upload=key, **more)

    def look_again(self) -> RunRecord:
        """Play a run that looks at all open files."""
        return self.club.run(trigger="manual")

    def ends(self, record: RunRecord) -> dict[str, str]:
        """Return how the rows of a run ended, by person."""
        text = self.club.stores.uploads.results[f"{FILES.name}/{record.reference.run}"].decode()
        return dict(line.split("=") for line in text.splitlines())
