"""A SIS and a Coursedog as small as the rules allow, and runs of the flows between them as the engine makes them.

A run reads before it writes. What both sides agreed on is remembered for each flow, and the latest counts.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any

from rollbook import flows
from rollbook.model.descriptors import Context, Removal, Stream
from rollbook.model.records import Desired, Hint, Json, LeftOut, Reason, Refusal
from tests.unit.flows.district import NEW_YORK

TODAY = datetime(2027, 1, 20, 12, tzinfo=NEW_YORK)
TERM = "202710"
KEY = "202710/BIO-101/001"
OTHER = "202710/BIO-101/002"
NEW = "202710/BIO-101/009"

PULL: Json = {
    "sis": "banner",
    "terms": {"courses": [TERM], "sections": [TERM], "relationships": [TERM]},
    "merge": {
        "precedence": "fixed_first",
        "courses": {"default": "resolveAsInstitution"},
        "sections": {"default": "stop"},
        "relationships": {"default": "stop"},
    },
}


def term(code: str = TERM, starts: str = "2027-01-11", ends: str = "2027-05-14") -> Json:
    return {"key": code, "id": f"t-{code}", "title": f"Term {code}", "startDate": starts, "endDate": ends}


def meeting(event: str = "e1", **more: Any) -> Json:
    return {
        "id": event,
        "days": "MWF",
        "startTime": "09:00",
        "endTime": "09:50",
        "startDate": "2027-01-11",
        "endDate": "2027-05-14",
        "room": "SCI/101",
        "type": "lecture",
        **more,
    }


def professor(number: str = "i1", role: str = "primary", percentage: int = 100) -> Json:
    return {"id": number, "role": role, "percentage": percentage}


def section(key: str = KEY, **fields: Any) -> Json:
    code, course, number = key.split("/")
    return {
        "key": key,
        "id": f"g-{course}-{number}",
        "term": code,
        "course": course,
        "number": number,
        "sisId": f"g-{course}-{number}",
        "version": "",
        "lastEditedAt": None,
        "lastEditedBy": "",
        "fields": {
            "status": "active",
            "title": "Biology I",
            "sectionType": "LEC",
            "campus": "MAIN",
            "instructionMode": "INP",
            "partOfTerm": "1",
            "startDate": "2027-01-11",
            "endDate": "2027-05-14",
            "minCreditHours": 3,
            "maxCreditHours": None,
            "gradeMode": "S",
            "maxEnrollment": 30,
            "maxWaitlist": 5,
            "callNumber": "10001",
            "enrollment": 12,
            "professors": [professor()],
            "times": [meeting()],
            **fields,
        },
    }


def course(key: str = "BIO-101", **fields: Any) -> Json:
    return {
        "key": key,
        "id": f"c-{key}",
        "sisId": f"c-{key}",
        "version": "",
        "from": None,
        "until": None,
        "fields": {
            "title": "Biology I",
            "longTitle": "Introduction to Biology",
            "description": "",
            "status": "active",
            "minCreditHours": 3,
            "maxCreditHours": None,
            "departments": ["BIO"],
            "campuses": ["MAIN"],
            **fields,
        },
    }


def crosslist(group: str = "XL01", *sections: str, kind: str = "crosslist", **fields: Any) -> Json:
    listed = sorted(sections) or [KEY, "202710/BIO-101/002"]
    return {
        "key": f"{TERM}/{group}",
        "id": f"x-{group}",
        "sisId": f"x-{group}",
        "version": "",
        "term": TERM,
        "group": group,
        "type": kind,
        "lastEditedAt": None,
        "lastEditedBy": "",
        "fields": {
            "sections": listed,
            "primary": listed[0],
            "waitlist": "separate",
            "maxEnrollment": None,
            **fields,
        },
    }


Side = dict[str, dict[str, Json]]


def side(**collections: Sequence[Json]) -> Side:
    return {
        name: {record["key"]: record for record in collections.get(name, ())}
        for name in ("terms", "courses", "sections", "relationships", "users")
    }


@dataclass
class Run:
    """What a run did: by stream and key, what was sent and what was said."""

    created: dict[str, list[str]] = field(default_factory=dict)
    updated: dict[str, list[str]] = field(default_factory=dict)
    removed: dict[str, list[str]] = field(default_factory=dict)
    blocked: dict[str, list[str]] = field(default_factory=dict)
    refused: dict[str, Reason] = field(default_factory=dict)
    left_out: dict[str, Reason] = field(default_factory=dict)
    notices: dict[str, Reason] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    items: list[Desired] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        """Whether nothing was sent."""
        return not (self.created or self.updated or self.removed)


@dataclass
class Campus:
    """Both sides, the settings, and what the flows remember; each test changes what it is about."""

    sis: Side = field(
        default_factory=lambda: side(
            terms=[term()],
            courses=[course()],
            sections=[section(), section("202710/BIO-101/002")],
            relationships=[crosslist()],
        )
    )
    coursedog: Side = field(
        default_factory=lambda: side(
            terms=[term()],
            users=[
                {"key": "u1", "id": "u1", "roles": ["scheduler"], "products": ["Scheduling"]},
                {"key": "u2", "id": "u2", "roles": ["registrar"], "products": ["Scheduling"]},
            ],
        )
    )
    pull_settings: Json = field(default_factory=lambda: deepcopy(PULL))
    post_settings: Json = field(default_factory=dict)
    now: datetime = TODAY
    refuses: frozenset[str] = frozenset()
    memory: dict[tuple[str, str, str], tuple[int, Json | None]] = field(default_factory=dict)
    baselines: dict[tuple[str, str], dict[str, Json]] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(1))

    def pull(self, *hints: Hint) -> Run:
        return self._run("coursedog.pull", hints)

    def post(self, *hints: Hint) -> Run:
        return self._run("coursedog.post", hints)

    def save(self, key: str = KEY, *, by: str = "u1", **fields: Any) -> None:
        """Have a scheduler change a section in Coursedog."""
        record = self.coursedog["sections"][key]
        record["fields"].update(fields)
        record.update(lastEditedAt="2027-01-19T12:00:00-05:00", lastEditedBy=by)

    def register(self, key: str = KEY, **fields: Any) -> None:
        """Have a registrar change a section in the SIS."""
        self.sis["sections"][key]["fields"].update(fields)

    def fields(self, key: str = KEY) -> tuple[Json, Json]:
        """Return what the SIS and Coursedog hold of a section."""
        return self.sis["sections"][key]["fields"], self.coursedog["sections"][key]["fields"]

    def items(self, name: str, stream: str, *hints: Hint) -> list[Desired | Refusal | LeftOut]:
        """Return what a stream yields."""
        flow = flows.load(name)
        context = self._context(name, flow.stream(stream), self._read(name), hints, [])
        return list(flow.stream(stream).desired(iter(()), context))

    def context(self, name: str, stream: str, *hints: Hint) -> Context:
        """Return what the rules of a stream may know in a run."""
        return self._context(name, flows.load(name).stream(stream), self._read(name), hints, [])

    def _settings(self, name: str) -> tuple[Any, Any]:
        pull = flows.load("coursedog.pull").settings.model_validate(self.pull_settings)
        if name == "coursedog.pull":
            return pull, None
        return flows.load(name).settings.model_validate(self.post_settings), pull

    def _read(self, name: str) -> Mapping[str, list[Json]]:
        ours, theirs = (self.sis, self.coursedog) if name == "coursedog.pull" else (self.coursedog, self.sis)
        return {
            **{entity: deepcopy(list(records.values())) for entity, records in ours.items()},
            **{f"target/{entity}": deepcopy(list(records.values())) for entity, records in theirs.items()},
        }

    def _context(
        self, name: str, stream: Stream, read: Mapping[str, list[Json]], hints: Sequence[Hint], asked: list[str]
    ) -> Context:
        def agreed(entity: str, keys: Sequence[str]) -> Mapping[str, Json]:
            asked.extend(keys)
            return {key: found for key in keys if (found := self.agreed(entity, key)) is not None}

        settings, neighbour = self._settings(name)
        context = Context(
            now=self.now, zone=NEW_YORK, settings=settings, neighbour=neighbour, hints=tuple(hints), agreed=agreed
        )
        for collection, make in stream.lookups.items():
            context = replace(context, lookups={**context.lookups, collection: make(iter(read[collection]), context)})
        known = {one: self.baselines.get((name, one), {}) for one in stream.knows}
        return replace(context, known=known)

    def agreed(self, entity: str, key: str) -> Json | None:
        """Return what both flows remember of a record; the latest memory counts."""
        known = [found for (_, stream, name), found in self.memory.items() if (stream, name) == (entity, key)]
        return max(known, key=lambda one: one[0])[1] if known else None

    def _run(self, name: str, hints: Sequence[Hint]) -> Run:
        run, flow, read = Run(), flows.load(name), self._read(name)
        settings, _ = self._settings(name)
        order = flow.order(settings) if flow.order else [stream.name for stream in flow.streams]
        for stream in map(flow.stream, order):
            context = self._context(name, stream, read, hints, run.asked)
            self._stream(name, stream, context, run)
        return run

    def _stream(self, name: str, stream: Stream, context: Context, run: Run) -> None:
        baseline = self.baselines.setdefault((name, stream.name), {})
        there: set[str] = set()
        for item in list(stream.desired(iter(()), context)):
            if isinstance(item, LeftOut):
                run.left_out[item.key] = item.reason
            elif isinstance(item, Refusal):
                run.refused[item.key] = item.reason
                there.add(item.key)
            else:
                there.add(item.key)
                self._send(name, stream, item, run)
        assert stream.mirror
        silent = stream.mirror(context).keys() - there - run.left_out.keys() - baseline.keys()
        alone = [key for key in silent if not stream.spares(stream.mirror(context)[key].data, context)]
        gone = [key for key in baseline if key not in there]
        baseline.update({key: stream.mirror(context)[key].data for key in alone})
        for key in [*gone, *alone]:
            self._part(name, stream, key, context, run)

    def _target(self, name: str) -> Side:
        return self.coursedog if name == "coursedog.pull" else self.sis

    def _send(self, name: str, stream: Stream, item: Desired, run: Run) -> None:
        run.items.append(item)
        if item.notice:
            run.notices[item.key] = item.notice
        target = self._target(name)
        if any(need.key not in target[need.stream] for need in item.requires):
            run.blocked.setdefault(stream.name, []).append(item.key)
            return
        if item.there is None or item.there.data != item.data:
            if item.key in self.refuses:
                return
            (run.updated if item.there else run.created).setdefault(stream.name, []).append(item.key)
            self._write(name, stream.name, item)
        self.baselines[name, stream.name][item.key] = item.data
        self.memory[name, stream.name, item.key] = (next(self.numbers), item.agreed)

    def _write(self, name: str, entity: str, item: Desired) -> None:
        fields = deepcopy(item.data["fields"])
        held = self._target(name)[entity].get(item.key)
        assert (held is None) == (item.there is None)
        if name == "coursedog.pull":
            new: Json = {"id": f"d-{item.key}", "version": "0", "lastEditedAt": None, "lastEditedBy": ""}
            new |= {"type": "crosslist"} if entity == "relationships" else {}
            changed = {**(held or new), **item.data, "fields": {**(held or {"fields": {}})["fields"], **fields}}
            changed["version"] = str(int(changed["version"]) + 1)
        else:
            number = next(self.numbers)
            for one in fields.get("times", ()):
                known = [event["id"] for event in held["fields"]["times"]] if held else []
                assert one["id"] in ("", *known), "an event that the SIS does not know"
                one["id"] = one["id"] or f"e-{next(self.numbers)}"
            own = {"callNumber": f"2{number}", "enrollment": 0} if entity == "sections" and held is None else {}
            new = {"id": f"g-{number}", "sisId": f"g-{number}", "version": "", "lastEditedAt": None, "lastEditedBy": ""}
            changed = {**(held or new), **item.data, "fields": {**(held or {"fields": own})["fields"], **fields}}
        self._target(name)[entity][item.key] = changed

    def _part(self, name: str, stream: Stream, key: str, context: Context, run: Run) -> None:
        before = self.baselines[name, stream.name].pop(key)
        if stream.removal is Removal.NEVER or stream.spares(before, context):
            return
        assert stream.mirror
        assert stream.parting
        goes = key in stream.mirror(context) and key in context.agreed(stream.name, [key])
        if goes:
            run.removed.setdefault(stream.name, []).append(key)
            held = stream.mirror(context)[key].data
            self._take_out(name, stream.name, key, stream.parting(held, context)["takesOut"])
        self.memory[name, stream.name, key] = (next(self.numbers), None)

    def _take_out(self, name: str, entity: str, key: str, how: str) -> None:
        if how == "delete":
            del self._target(name)[entity][key]
        else:
            self.sis[entity][key]["fields"]["status"] = {"cancel": "cancelled", "inactivate": "inactive"}[how]


def settled(**settings: Any) -> Campus:
    """Return a campus whose sides hold the same, after one run each way."""
    campus = Campus(**settings)
    assert campus.pull().created
    assert campus.post().quiet
    return campus
