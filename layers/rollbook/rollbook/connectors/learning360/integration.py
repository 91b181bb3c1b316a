"""The integration that holds the content: the one of our platform and of the target group, with our author (EF5).

An integration of the same platform with another group belongs to somebody else, and is never written to. One that has
another author gets ours before anything is added to it, for authors leave; to archive what is there needs none.
"""

from dataclasses import dataclass

from rollbook.connectors.learning360.door import Door
from rollbook.connectors.learning360.settings import NAME, Settings
from rollbook.connectors.learning360.wire import Integration, User
from rollbook.model.errors import SettingsError

_DELETED = "deleted"
_ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Owner:
    """The account that is the author of the content."""

    id: str
    lang: str
    is_active: bool


class Home:
    """Where the content of one platform stands in 360Learning; looked up once for each connection."""

    def __init__(self, door: Door, settings: Settings) -> None:
        self._door = door
        self._settings = settings
        self._found: Integration | None = None

    def find(self) -> Integration | None:
        """Return the integration of the platform, None where there is none yet."""
        if self._found is None:
            platform = self._settings.platform.casefold()
            all_of_them = self._door.integrations()
            self._found = next((one for one in all_of_them if one.external_platform.casefold() == platform), None)
        return self._found

    def owner(self) -> Owner:
        """Return the account of the author.

        Raises SettingsError when the settings name none, or one that there is not, or that is deleted.
        """
        mail = self._settings.author
        if not mail:
            raise SettingsError(f"author is missing in the settings of {NAME}. Accepted is the e-mail of an account.")
        accounts = [one for one in self._door.users({"mail[eq]": mail}) if _is_of(one, mail)]
        if not accounts:
            raise SettingsError(
                f"{NAME} has no account with the e-mail address that author names in its settings. Accepted is the "
                "one of an account that is not deleted."
            )
        account = accounts[0]
        return Owner(account.id, account.lang, account.status == _ACTIVE)

    def own(self, *, adding: bool = True) -> str:
        """Return the id of the integration to write to, which is made when there is none.

        Unless something is added, whose author it is makes no difference. Raises SettingsError when the one that there
        is has another group, or when the settings name no author.
        """
        found = self.find()
        if found and (problem := self.conflict(found)):
            raise SettingsError(problem)
        if found and not adding:
            return found.id
        owner = self.owner()
        found = found or self._make(owner)
        if not self.is_of(found, owner):
            self._door.give_author(found.id, owner.id)
            self._found = found.model_copy(update={"author_id": owner.id})
        return found.id

    def conflict(self, found: Integration) -> str:
        """Return why an integration is not ours, in words for an administrator; empty when it is."""
        wanted, there = self._settings.group_id.lower(), found.group_id.lower()
        if wanted == there:
            return ""
        return (
            f"The integration {found.external_platform} of {NAME} has the group {there}, the settings name {wanted}. "
            f"Nothing is written to it. Correct the setting group_id, or the integration in {NAME}, or name another "
            "platform."
        )

    def is_of(self, found: Integration, owner: Owner) -> bool:
        """Say whether an integration has this author."""
        return found.author_id.lower() == owner.id.lower()

    def _make(self, owner: Owner) -> Integration:
        group = self._settings.group_id
        if not group:
            raise SettingsError(f"group_id is missing in the settings of {NAME}. Accepted is the id of a group.")
        body = {"externalPlatform": self._settings.platform, "authorId": owner.id, "groupId": group}
        # Somebody may have made it meanwhile: another worker of ours, for another part of the same run.
        self._found = self._door.make_integration(body)
        made = self.find()
        if made and (problem := self.conflict(made)):
            raise SettingsError(problem)
        if made is None:
            raise SettingsError(
                f"{NAME} says that there is an integration {self._settings.platform} already, and shows none. "
                "Look for it there, or name another platform in the settings."
            )
        return made


def _is_of(user: User, mail: str) -> bool:
    return user.status != _DELETED and user.mail.casefold() == mail.casefold()
