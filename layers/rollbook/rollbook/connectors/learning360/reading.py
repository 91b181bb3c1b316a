"""What can be read: the integration with its owner's language, and the accounts by which learners are known."""

from collections.abc import Iterator

from rollbook.connectors.composing import composed, settled
from rollbook.connectors.learning360.door import Door
from rollbook.connectors.learning360.integration import Home
from rollbook.connectors.learning360.settings import NAME, Settings
from rollbook.model.errors import ContractError, IncompleteReadError
from rollbook.model.records import Json, Page, Scope

_ATTEMPTS = 3
_PAGE = 500
_DELETED = "deleted"


def read(door: Door, home: Home, settings: Settings, entity: str, scope: Scope) -> Iterator[Page]:
    """Return the pages of a collection, which is read whole.

    Raises ContractError for another collection or a part of one; the pages raise IncompleteReadError when the list
    never stood still.
    """
    if entity not in ("integration", "users"):
        raise ContractError(f"{NAME} has no list of {entity} for a flow. What can be read: integration, users.")
    if scope.parts is not None or scope.where:
        raise ContractError(f"The {entity} of {NAME} cannot be read in parts. Read them whole, or change the flow.")
    if entity == "integration":
        return composed(_integration(home, settings), _PAGE)
    return composed(settled(lambda: _users(door), _ATTEMPTS), _PAGE)


def _integration(home: Home, settings: Settings) -> Iterator[Json]:
    owner, found = home.owner(), home.find()
    yield {
        "id": found.id if found else "",
        "platform": found.external_platform if found else settings.platform,
        "group": found.group_id if found else settings.group_id,
        "author": found.author_id if found else owner.id,
        "lang": owner.lang,
    }


def _users(door: Door) -> Iterator[Json]:
    seen: set[str] = set()
    for user in door.users():
        if user.id in seen:
            raise IncompleteReadError(
                f"{NAME}'s list of users was not read completely: an account came twice. It changed while it was read. "
                "Nothing was changed; run again."
            )
        seen.add(user.id)
        if user.status != _DELETED:
            yield {"id": user.id, "mail": user.mail, "status": user.status}
