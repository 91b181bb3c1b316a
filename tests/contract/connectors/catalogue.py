"""A 360Learning simulator as the tests of its connector see it, and the changes that they send."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rollbook.connectors.learning360.client import Learning360Client
from rollbook.connectors.learning360.settings import Credentials, Settings
from rollbook.model.changes import Change, Operation, Resolved, Written
from rollbook.model.records import Json, Scope
from rollbook.sync.completeness import Reading
from sandbox.institution.portal import Account, Portal
from sandbox.simulators.faults import Fault
from sandbox.simulators.learning360.platform import Integration
from sandbox.simulators.learning360.stocking import GROUP
from tests.contract.apis.witness import Witness
from tests.contract.connectors.pace import RecordingPace
from tests.contract.connectors.restless import Happening, RestlessLearning360

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
LEARNER, INVITED, DELETED = (f"{name}@maple-ridge.example" for name in ("ada.quill", "ben.marsh", "eve.stone"))
AUTHOR = Account("catalogue@maple-ridge.example", "Camille", "Ostrander", lang="fr")
COMPANY = Portal(
    NOON.date(),
    catalogs=(),
    categories={},
    contents={},
    learners={},
    attempts={},
    accounts=(
        AUTHOR,
        Account(LEARNER, "Ada", "Quill"),
        Account(INVITED, "Ben", "Marsh", "invited"),
        Account(DELETED, "Eve", "Stone", "deleted"),
    ),
    author=AUTHOR,
    corners={},
)
"""A company with an author, and a learner of each status."""

HOURS = ("2026-09-10T09:00:00.000Z", "2026-09-10T10:00:00.000Z")


@dataclass
class Catalogue:
    """The simulator and its witness, credentials that it accepts, and the pace of the clients that are opened.

    Whatever is sent must obey the contract, unless a test says that it `sends_rubbish`.
    """

    simulator: RestlessLearning360
    credentials: Json
    pace: RecordingPace
    witness: Witness
    sends_rubbish: bool = False

    def client(self, **settings: Any) -> Learning360Client:
        given = {"read_seconds": 5, "group_id": GROUP, "author": AUTHOR.mail, **settings}
        return Learning360Client(Credentials.model_validate(self.credentials), Settings(**given), self.pace)

    def fail(self, kind: str, method: str = "", path: str = "", **more: Any) -> None:
        self.simulator.faults.add(Fault(kind=kind, method=method, path=path, **more))

    def meanwhile(self, path: str, deed: Callable[[], object], *, after: int = 0, times: int = 1) -> None:
        """Have something happen just before a call to such a path is answered."""
        self.simulator.happenings += (Happening(path, deed, after, times),)

    def do(self, script: str, **arguments: Any) -> Any:
        """Have somebody do something by hand, or something go wrong."""
        return self.simulator.perform(script, arguments)

    def wait(self, seconds: float = 60) -> None:
        """Let time pass, by which operations come to their end."""
        self.do("pass_time", seconds=seconds)

    def make_integration(self, group: str = GROUP, author: str = AUTHOR.mail, platform: str = "Edflex") -> None:
        """Have another worker, or somebody else, make an integration."""
        held = self.simulator.platform
        fields = {"externalPlatform": platform, "authorId": held.users_with(author)[0].id, "groupId": group}
        made = Integration(held.new_id(), fields)
        held.integrations[made.id] = made

    def switch_off(self) -> None:
        """Have an administrator deactivate all integrations."""
        for one in self.simulator.platform.integrations.values():
            one.active = False

    @property
    def state(self) -> Json:
        shown: Json = self.simulator.snapshot()
        return shown

    @property
    def courses(self) -> Json:
        held: Json = self.state["courses"]
        return held

    @property
    def operations(self) -> list[Json]:
        """The operations that there were, the oldest first."""
        rows: list[Json] = self.state["operations"]
        return rows

    @property
    def calls(self) -> list[str]:
        """The calls that were made but for those for tokens, as `PUT /tags/… 200`, in their order."""
        journal: list[Json] = self.simulator.calls.summary()["journal"]
        return [
            f"{one['method']} {one['path'].removeprefix('/api/v2')} {one['status']}"
            for one in journal
            if not one["path"].endswith("/token")
        ]

    def forget(self) -> None:
        """Forget the calls that were made so far."""
        self.simulator.calls.clear()
        self.pace.taken.clear()

    def user(self, mail: str = LEARNER) -> str:
        """Return the id of an account."""
        (found,) = (one["_id"] for one in self.state["users"] if one["mail"] == mail)
        return str(found)

    def start(self, entity: str, *changes: Change) -> str:
        """Start an operation that begins at once."""
        operation = self.client().operations.start(entity, list(changes))
        assert operation
        return operation

    def write(self, entity: str, *changes: Change) -> list[Written]:
        """Start an operation and follow it to its end."""
        operation = self.start(entity, *changes)
        self.wait()
        written = self.client().operations.follow(entity, operation, list(changes))
        assert written is not None
        return written

    def put(self, entity: str, *changes: Change) -> list[Written]:
        """Write tags, or the tags of courses."""
        return self.client().write(entity, list(changes))

    def read(self, entity: str, **settings: Any) -> list[Json]:
        """Read a collection as the extract step does: a total that is not proven ends it."""
        reading = Reading(entity, self.client(**settings).read(entity, Scope()))
        records = list(reading.records())
        assert reading.complete().declared == len(records)
        return records

    def attempt(self, content: str = "c-1", mail: str = LEARNER, number: int = 1, **more: Any) -> Change:
        """Return a learner's attempt at a content."""
        data = {
            "content": content,
            "user": self.user(mail),
            "progress": 50,
            "timeSpent": 60_000,
            "firstActivityAt": HOURS[0],
            "lastActivityAt": HOURS[1],
        }
        return change(f"{content}/{mail.partition('@')[0]}/{number}", data | more)

    def tagging(self, content: str, *tags: str, keep_others: bool = False) -> Change:
        """Return the tags that a content is to have, by their keys; content and tags are there."""
        names = {one["externalId"].partition(":")[2]: one["_id"] for one in self.state["tags"] if one.get("externalId")}
        resolved = {f"contents/{content}": Resolved(target=self.courses[content]["id"], data={})}
        resolved |= {f"tags/{tag}": Resolved(target=names[tag], data={}) for tag in tags}
        return change(content, {"tags": list(tags), "keepOthers": keep_others}, resolved=resolved)


def change(key: str, data: Json, **more: Any) -> Change:
    return Change(operation=Operation.CREATE, key=key, digest=f"digest-of-{key}", data=data, **more)


def content(key: str = "c-1", **fields: Any) -> Change:
    given = {
        "externalId": key,
        "name": f"Grafting {key}",
        "launchUrl": f"https://portal.example/{key}",
        "defaultLang": "en",
        "sources": [{"name": "Orchard"}],
        "subjects": ["Gardening"],
        "contentType": "video",
        "imageUrl": f"https://portal.example/{key}.png",
        "duration": 12,
    }
    return change(key, given | fields)


def contents(count: int) -> list[Change]:
    return [content(f"c-{number}") for number in range(1, count + 1)]


def removal(made: Change) -> Change:
    """Return the removal of what a change has made."""
    left = {"operation": Operation.REMOVE, "data": None, "before": made.data}
    return made.model_copy(update=left)


def tag(key: str = "7", name: str = "Gardening", **more: Any) -> Change:
    return change(key, {"name": name}, **more)


def refusals(written: Sequence[Written]) -> list[str]:
    """Return why changes were refused."""
    return [one.reason.sentence for one in written if one.reason]
