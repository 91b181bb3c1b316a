"""Which node a course is: by the change's own requirement, or asked of EthosCE by its external id, once per client."""

from rollbook.connectors.ethosce.door import Door
from rollbook.connectors.ethosce.translate import data_of
from rollbook.model.changes import Change


class Catalogue:
    """The nids of courses by external id; a course that is not there is asked for again, for it may be made yet."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._known: dict[str, list[str]] = {}

    def nids(self, change: Change) -> list[str]:
        """Return the course that a change is about: none where there is none, several where they share the id."""
        external_id = str(data_of(change).get("course") or "")
        if resolved := change.resolved.get(f"courses/{external_id}"):
            return [resolved.target]
        if not self._known.get(external_id):
            self._known[external_id] = self.of(external_id)
        return self._known[external_id]

    def of(self, external_id: str) -> list[str]:
        """Return the nids of all courses that have an external id now."""
        if not external_id:
            return []
        return [shown["id"] for shown in self._door.where("courses", {"field_external_id": external_id})]
