"""Writes a relationship, which is a crosslist of sections of one term."""

from collections.abc import Sequence

from rollbook.connectors.comparing import changed, fields_of, moved_on, overtaken
from rollbook.connectors.section_keys import section_key
from rollbook.connectors.sis import bodies
from rollbook.connectors.sis.dictionary import UNKNOWN_CODE
from rollbook.connectors.sis.outcomes import GONE, saved_meanwhile
from rollbook.connectors.sis.reading import CROSSLISTS, Reading
from rollbook.connectors.sis.sending import NotTakenError, Sending
from rollbook.model.changes import Change, Operation
from rollbook.model.records import Json

_MEMBERS = ("sections", "primary")


def send(reading: Reading, change: Change, sending: Sending) -> None:
    """Make the calls of one change; raises NotTakenError and NotSayableError."""
    data = change.data or {}
    if change.operation is Operation.REMOVE:
        _take_out(reading, change, sending)
    elif change.operation is Operation.CREATE:
        fields = fields_of(data)
        body = {"code": data["group"], **_body(reading, change, fields)}
        sending.target = sending.post(CROSSLISTS, body, {"group": data["group"], **fields})
    elif fields := changed(change):
        guid = change.target or ""
        if (shown := reading.door.one(CROSSLISTS, guid)) is None:
            raise NotTakenError(GONE)
        if late := overtaken(change, reading.relationship(data["term"], shown)["fields"]):
            raise NotTakenError(*saved_meanwhile(late))
        sending.put(CROSSLISTS, guid, _body(reading, change, fields), fields)


def _take_out(reading: Reading, change: Change, sending: Sending) -> None:
    guid, before = change.target or "", change.before or {}
    shown = reading.door.one(CROSSLISTS, guid)
    if shown is None:
        return
    if late := moved_on(change, reading.relationship(str(before.get("term")), shown)["fields"]):
        raise NotTakenError(*saved_meanwhile(late))
    sending.delete(CROSSLISTS, guid, {})


def _body(reading: Reading, change: Change, names: Json) -> Json:
    """Return the properties that fields of a crosslist stand for; its members go together."""
    wanted = fields_of(change.before) | fields_of(change.data)
    body: Json = {}
    if any(name in names for name in _MEMBERS):
        body["sections"] = bodies.members(_ids(reading, change, wanted.get("sections", ())), wanted.get("primary"))
    if names.get("waitlist"):
        body["waitlist"] = names["waitlist"]
    if "maxEnrollment" in names:
        body["maxEnrollment"] = names["maxEnrollment"]
    return body


def _ids(reading: Reading, change: Change, keys: Sequence[str]) -> dict[str, str]:
    """Return the ids of sections by their keys; raises NotSayableError for one that there is not."""
    return {key: _id(reading, change, key) for key in keys}


def _id(reading: Reading, change: Change, key: str) -> str:
    if resolved := change.resolved.get(f"sections/{key}"):
        return resolved.target
    shown = reading.shown(section_key(key))
    if not shown:
        raise bodies.NotSayableError("sections", key, UNKNOWN_CODE, "It is not in sections.")
    return str(shown[0]["id"])
