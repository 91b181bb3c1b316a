"""Tags: one for each category, known by an external id of ours; a tag of the same name that is there is taken over."""

from collections.abc import Iterable, Iterator, Sequence

from rollbook.connectors.answers import Answer, Refused
from rollbook.connectors.learning360.door import Door
from rollbook.connectors.learning360.outcomes import never_removed, refused
from rollbook.connectors.learning360.wire import Tag, code_of
from rollbook.model.changes import Change, Found, Operation, Written
from rollbook.model.records import Json

_NAME_TAKEN = "tagNameNotAvailable"


class Shelf:
    """The tags of the company as they were read, and as they are changed since."""

    def __init__(self, tags: Iterable[Tag]) -> None:
        self._tags = {tag.id: tag for tag in tags}

    def put(self, tag: Tag) -> None:
        """Note a tag as it is now."""
        self._tags[tag.id] = tag

    def named(self, name: str) -> Tag | None:
        """Return the tag that has a name, however it is written."""
        return next((tag for tag in self._tags.values() if tag.name.casefold() == name.casefold()), None)

    def meant(self, name: str, external_id: str) -> tuple[Tag | None, bool]:
        """Return the tag that a category is to have, and whether it can stay as it is.

        360Learning has each name once. So what has the name is meant, and after that what has the external id; and a
        tag that has the name is left alone when another category, or somebody else, keeps it in step.
        """
        own = next((tag for tag in self._tags.values() if tag.external_id == external_id), None)
        named = self.named(name)
        tag = named or own
        if tag is None:
            return None, False
        anothers = tag is not own and (own is not None or bool(tag.external_id))
        return tag, anothers or (tag.name, tag.external_id) == (name, external_id)


def write(door: Door, prefix: str, changes: Sequence[Change]) -> list[Written]:
    """Make tags, and rename those that there are; one that is refused does not keep the others back."""
    shelf = Shelf(door.tags())
    return [_written(door, shelf, prefix, change) for change in changes]


def find(door: Door, prefix: str, changes: Sequence[Change]) -> Iterator[Found]:
    """Yield the tags of the changes; a removal never matches."""
    shelf = Shelf(door.tags())
    for change in changes:
        tag, stands = shelf.meant(_name(change), prefix + change.key)
        if tag:
            matches = change.operation is not Operation.REMOVE and stands
            yield Found(digest=change.digest, target=tag.id, matches=matches)


def _written(door: Door, shelf: Shelf, prefix: str, change: Change) -> Written:
    if change.operation is Operation.REMOVE:
        return never_removed("tags", change)
    name, external_id = _name(change), prefix + change.key
    tag, stands = shelf.meant(name, external_id)
    if tag is None:
        return _ended(door, shelf, change, door.make_tag(_body(name, external_id, is_main=False)))
    if stands:
        return Written(digest=change.digest, target=tag.id)
    return _ended(door, shelf, change, door.change_tag(tag.id, _body(name, external_id, is_main=tag.is_main)))


def _ended(door: Door, shelf: Shelf, change: Change, answer: Answer | Refused) -> Written:
    if isinstance(answer, Answer):
        tag = answer.parse(Tag.model_validate_json)
        shelf.put(tag)
        return Written(digest=change.digest, target=tag.id)
    if code_of(answer.content) == _NAME_TAKEN:
        # Somebody has made it while we were about to.
        there = Shelf(door.tags()).named(_name(change))
        if there:
            return Written(digest=change.digest, target=there.id)
    return refused("tags", change, answer)


def _name(change: Change) -> str:
    return str((change.data or change.before or {})["name"])


def _body(name: str, external_id: str, *, is_main: bool) -> Json:
    return {"isMain": is_main, "name": name, "externalId": external_id}
