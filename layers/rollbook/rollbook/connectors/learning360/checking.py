"""Whether the client, the target group, the author and the integration are as the settings have them (EF5)."""

from rollbook.connectors.learning360.door import Door
from rollbook.connectors.learning360.integration import Home, Owner
from rollbook.connectors.learning360.settings import NAME, Settings
from rollbook.model.descriptors import Check
from rollbook.model.errors import RollbookError

_MAY_AUTHOR = frozenset({"owner", "admin", "editor"})
"""The roles of a group in whose name content can stand there; 360Learning calls an author an editor in its API."""


def check(door: Door, home: Home, settings: Settings) -> Check:
    """Say what was found, without changing anything."""
    try:
        if not settings.group_id:
            return _bad(f"group_id is missing in the settings of {NAME}. Accepted is the id of a group.")
        group = door.group(settings.group_id)
        if group is None:
            return _bad(f"{NAME} has no group {settings.group_id}. Correct group_id in its settings.")
        owner = home.owner()
        if problem := _problem(door, settings, owner):
            return _bad(problem)
        found = home.find()
        if found and (conflict := home.conflict(found)):
            return _bad(conflict)
    except RollbookError as error:
        return _bad(str(error))
    place = "is there" if found else "will be made with the first content"
    if found and not home.is_of(found, owner):
        place = "has another author, and gets this one with the next content"
    sentence = (
        f"{NAME} accepts the client; the target group is {group.name}, the author may author there, and the "
        f"integration {settings.platform} {place}. Whether the client may write shows only when it does."
    )
    return Check(NAME, healthy=True, sentence=sentence)


def _problem(door: Door, settings: Settings, owner: Owner) -> str:
    """Return why an account cannot be the author of content in the target group, empty when it can."""
    if not owner.is_active:
        return f"The account that author names in the settings of {NAME} is not active. Activate it, or name another."
    roles = {one.role for one in door.roles(settings.group_id) if one.user_id == owner.id}
    if roles & _MAY_AUTHOR:
        return ""
    return (
        f"The account that author names in the settings of {NAME} is neither author nor administrator of the target "
        "group (roles in groups above it are not shown there). Give it one of these roles there, or name another."
    )


def _bad(sentence: str) -> Check:
    return Check(NAME, healthy=False, sentence=sentence)
