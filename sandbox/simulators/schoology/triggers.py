"""Event triggers: targets and who is subscribed to what (documents: "Event Triggers")."""

from urllib.parse import urlsplit

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.schoology.answers import CallRefusedError, answer, empty, existing, json_body
from sandbox.simulators.schoology.bulk import ItemRefusedError, needed, number_of, one_of, text_of
from sandbox.simulators.schoology.events import TRIGGERS
from sandbox.simulators.schoology.removal import remove_target
from sandbox.simulators.schoology.tables import Row, School
from sandbox.simulators.simulator import Handler

TRIGGERS_PATH = "/v1/triggers"
_TARGETS = f"{TRIGGERS_PATH}/targets"
_SUBSCRIPTIONS = f"{TRIGGERS_PATH}/subscriptions"
_VERSION = "v1"
_FLAGS = ("0", "1")


class Triggers:
    """The targets of a school's events, and their subscriptions."""

    def __init__(self, school: School) -> None:
        self._school = school

    def routes(self) -> dict[str, Handler]:
        """Return the handlers by method and path."""
        return {
            f"GET {_TARGETS}": lambda _: answer({"target": list(self._school.targets)}),
            f"POST {_TARGETS}": self._post_target,
            f"PUT {_TARGETS}/<target_id>": self._put_target,
            f"DELETE {_TARGETS}/<target_id>": self._delete_target,
            f"GET {_SUBSCRIPTIONS}": self._list_subscriptions,
            f"PUT {_SUBSCRIPTIONS}": self._put_subscriptions,
        }

    def _post_target(self, call: Call) -> Response:
        body = json_body(call.request)
        needed(body, "target")
        fields = {"target": "", "description": "", **_read_target(body)}
        return answer(self._school.targets.add({"id": next(self._school.ids), **fields}), 201)

    def _put_target(self, call: Call) -> Response:
        row = existing(self._school.targets, call.arguments["target_id"])
        self._school.targets.change(row, _read_target(json_body(call.request)))
        return empty()

    def _delete_target(self, call: Call) -> Response:
        remove_target(self._school, existing(self._school.targets, call.arguments["target_id"]))
        return empty()

    def _list_subscriptions(self, _: Call) -> Response:
        """Answer with all of them; as documented, `subscribed` is 0 in this list, whatever it is."""
        shown = [
            {**{field: row[field] for field in ("target_id", "trigger")}, "subscribed": 0, **_terms(row)}
            for row in self._school.subscriptions
        ]
        return answer({"subscription": shown})

    def _put_subscriptions(self, call: Call) -> Response:
        wishes = json_body(call.request).get("subscription")
        if not isinstance(wishes, list) or not all(isinstance(wish, dict) for wish in wishes):
            raise CallRefusedError(400, "The body must hold a list of objects in subscription.")
        entries = [self._outcome(wish) for wish in wishes]
        call.item_codes.extend(entry["status"] for entry in entries)
        return answer({"subscription": entries})

    def _outcome(self, wish: Row) -> Row:
        named = {field: wish.get(field) for field in ("target_id", "trigger", "subscribed")}
        try:
            taken = self._subscribe(wish)
        except ItemRefusedError as refusal:
            nothing = dict.fromkeys(("target_url", "version", "include_object"))
            return {"item": {**named, **nothing}, "message": refusal.message, "status": refusal.code}
        return {"item": {**named, **taken}, "status": 200}

    def _subscribe(self, wish: Row) -> Row:
        """Subscribe a target to a trigger, or unsubscribe it; return what was understood."""
        needed(wish, "target_id", "trigger", "subscribed")
        target = self._school.targets.get(number_of(wish, "target_id"))
        trigger = text_of(wish, "trigger")
        if trigger not in TRIGGERS:
            raise ItemRefusedError(400, f"The trigger with name {trigger} does not exist")
        if target is None:
            raise ItemRefusedError(400, "There is no target with this target_id.")
        fields = {
            "version": one_of(wish, "version", (_VERSION,), default=_VERSION),
            "include_object": int(one_of(wish, "include_object", _FLAGS, default="0")),
        }
        row = self._school.subscriptions.find("pair", (target["id"], trigger))
        if one_of(wish, "subscribed", _FLAGS, default="") == "0":
            if row is not None:
                self._school.subscriptions.remove(row)
        elif row is not None:
            self._school.subscriptions.change(row, fields)
        else:
            new = {"id": next(self._school.ids), "target_id": target["id"], "trigger": trigger}
            self._school.subscriptions.add({**new, **fields})
        return {"target_url": target["target"], **_terms(fields)}


def _read_target(body: Row) -> Row:
    fields: Row = {field: text_of(body, field) for field in ("target", "description") if field in body}
    if "target" in fields and not _is_address(fields["target"]):
        raise CallRefusedError(400, "target must be a URL, http or https.")
    return fields


def _is_address(text: str) -> bool:
    try:
        address = urlsplit(text)
        has_port = address.port != 0
    except ValueError:
        return False
    plain = text.isascii() and text.isprintable() and " " not in text
    return plain and has_port and address.scheme in {"http", "https"} and bool(address.hostname)


def _terms(row: Row) -> Row:
    """Return version and object flag as the API shows them: here the flag is a text."""
    return {"version": row["version"], "include_object": str(row["include_object"])}
