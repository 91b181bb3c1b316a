"""Writes a section with its meetings and instructors: only what differs, and in an order that the SIS can take.

What goes makes room first, then comes the section itself, then what is new. Only where more seats are wanted, its rooms
change before: the old ones might be too small.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from rollbook.connectors.comparing import changed, fields_of, moved_on, overtaken
from rollbook.connectors.sis import bodies, records
from rollbook.connectors.sis.codes import Codes
from rollbook.connectors.sis.dictionary import EMPTY, MEETINGS_EXIST
from rollbook.connectors.sis.items import Difference, Held, difference
from rollbook.connectors.sis.outcomes import GONE, saved_meanwhile
from rollbook.connectors.sis.reading import EVENTS, TEACHINGS, Reading
from rollbook.connectors.sis.sending import NotTakenError, Sending, Words
from rollbook.model.changes import Change, Operation
from rollbook.model.errors import ContractError
from rollbook.model.records import Json

ITS_OWN: Final = ("callNumber", "enrollment")
"""Fields that the SIS alone says."""

WITHDRAWN: Final = {"cancel": "cancelled", "inactivate": "inactive"}
"""By the way in which a section is taken out, the status that it has then."""

_DELETE = "delete"
_SECTIONS = "sections"


@dataclass(frozen=True, slots=True)
class _Kind:
    """Meetings or instructors: their field and resource, how a resource is read, and of what properties it is made."""

    field: str
    resource: str
    read: Callable[[Codes, Json], Json]
    body: Callable[[Codes, Json], Json]


_MEETINGS = _Kind("times", EVENTS, records.time, bodies.event)
_KINDS = (
    _MEETINGS,
    _Kind("professors", TEACHINGS, records.professor, bodies.teaching),
)
_LISTS = frozenset(kind.field for kind in _KINDS)


@dataclass(frozen=True, slots=True)
class _Items:
    """What happens to the meetings or instructors: bodies by id of what changes, bodies of what is new."""

    resource: str
    gone: tuple[str, ...]
    changed: tuple[tuple[str, Json, Words], ...]
    new: tuple[tuple[Json, Words], ...]


def send(reading: Reading, change: Change, sending: Sending) -> None:
    """Make the calls of one change; raises NotTakenError and NotSayableError."""
    steps = {Operation.CREATE: _create, Operation.UPDATE: _update, Operation.REMOVE: _take_out}
    steps[change.operation](reading, change, sending)


def taken_out(change: Change, shown: Json) -> bool:
    """Say whether a section is as far out of the SIS as a removal wants it, though it is still there."""
    return bool(shown["fields"]["status"] == WITHDRAWN.get(_way_out(change)))


def _create(reading: Reading, change: Change, sending: Sending) -> None:
    data, fields = change.data or {}, fields_of(change.data)
    body = bodies.places(reading.codes, data) | bodies.section(reading.codes, fields, fields, None)
    for name in ("title", "startDate"):
        if not fields.get(name):
            raise bodies.NotSayableError(name, fields.get(name), EMPTY, "")
    below = tuple(_below(reading.codes, fields, {}, {}))
    names = {name: data[name] for name in ("term", "course", "number")}
    sending.target = sending.post(_SECTIONS, body, names | fields)
    _send_items(sending, sending.target, below)


def _update(reading: Reading, change: Change, sending: Sending) -> None:
    fields = changed(change, ITS_OWN)
    if not fields:
        return
    guid = change.target or ""
    shown = reading.door.one(_SECTIONS, guid)
    if shown is None:
        raise NotTakenError(GONE)
    held = {kind.field: _held(reading, kind, guid) for kind in _KINDS if kind.field in fields}
    now = _fields_now(reading.codes, shown, held)
    if late := overtaken(change, now):
        raise NotTakenError(*saved_meanwhile(late))
    body = bodies.section(reading.codes, fields, fields_of(change.data), shown)
    below = tuple(_below(reading.codes, fields, fields_of(change.before), held))
    for items in below:
        for one in items.gone:
            sending.delete(items.resource, one, {})
    itself = partial(sending.put, _SECTIONS, guid, body, fields)
    rooms_first = (body.get("maxEnrollment") or 0) > (shown["maxEnrollment"] or 0)
    if body and not rooms_first:
        itself()
    _send_items(sending, guid, below)
    if body and rooms_first:
        itself()


def _take_out(reading: Reading, change: Change, sending: Sending) -> None:
    """Take a section out; where the SIS cancels none that still has meetings, these go first."""
    way, guid = _way_out(change), change.target or ""
    shown = reading.door.one(_SECTIONS, guid)
    if shown is None:
        return
    now = _fields_now(reading.codes, shown, {kind.field: _held(reading, kind, guid) for kind in _KINDS})
    if late := moved_on(change, now, ITS_OWN):
        raise NotTakenError(*saved_meanwhile(late))
    if way == _DELETE:
        sending.delete(_SECTIONS, guid, {})
    else:
        wanted = {"status": WITHDRAWN[way]}
        body = bodies.section(reading.codes, wanted, wanted, {"titles": []})
        try:
            sending.put(_SECTIONS, guid, body, wanted)
        except NotTakenError as refused:
            if MEETINGS_EXIST not in {why.code for why in refused.details}:
                raise
            for one in _held(reading, _MEETINGS, guid):
                sending.delete(EVENTS, one.guid, {})
            sending.put(_SECTIONS, guid, body, wanted)


def _way_out(change: Change) -> str:
    way = str((change.data or {}).get("takesOut", _DELETE))
    if way != _DELETE and way not in WITHDRAWN:
        raise ContractError(f"A section cannot be taken out by {way!r}. Accepted are delete, cancel and inactivate.")
    return way


def _fields_now(codes: Codes, shown: Json, held: Mapping[str, Sequence[Held]]) -> Json:
    """Return the fields of a section as the SIS shows it now, of its lists those that are `held`."""
    lists = {name: [one.item for one in found] for name, found in held.items()}
    fields: Json = records.section(codes, shown, (), ())["fields"]
    return {name: value for name, value in fields.items() if name not in _LISTS} | lists


def _held(reading: Reading, kind: _Kind, guid: str) -> list[Held]:
    """Return the meetings or instructors that a section has."""
    return [Held(one["id"], kind.read(reading.codes, one)) for one in reading.of_section(kind.resource, guid)]


def _below(codes: Codes, fields: Json, before: Json, held: Mapping[str, Sequence[Held]]) -> Iterator[_Items]:
    """Yield what happens to meetings and instructors; what is `held` of them is nothing of a new section."""
    for kind in _KINDS:
        if kind.field in fields:
            given = kind.resource == EVENTS
            change = difference(held.get(kind.field, ()), fields[kind.field], before.get(kind.field), given=given)
            yield _items(kind, codes, change)


def _items(kind: _Kind, codes: Codes, change: Difference) -> _Items:
    def words(item: Json) -> Words:
        return {f"{kind.field}.$.{name}": value for name, value in item.items()}

    return _Items(
        kind.resource,
        change.gone,
        tuple((one.guid, kind.body(codes, one.item), words(one.item)) for one in change.changed),
        tuple((kind.body(codes, item), words(item)) for item in change.new),
    )


def _send_items(sending: Sending, section: str, below: Iterable[_Items]) -> None:
    for items in below:
        for guid, body, words in items.changed:
            sending.put(items.resource, guid, body, words)
        for body, words in items.new:
            sending.post(items.resource, {"section": {"id": section}, **body}, words)
