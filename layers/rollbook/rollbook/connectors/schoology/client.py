"""The client of Schoology: one transport, and what may be asked of it."""

from collections.abc import Iterator

from rollbook.connectors.answers import Answer, Vendor
from rollbook.connectors.calls import Call
from rollbook.connectors.schoology import finding, reading, writing
from rollbook.connectors.schoology.door import Door
from rollbook.connectors.schoology.settings import NAME, Credentials, Settings, limits_of
from rollbook.connectors.schoology.signing import Signature
from rollbook.connectors.schoology.wire import Account, Role, Roles, words_of
from rollbook.connectors.transport import Transport
from rollbook.model.changes import Change, Found, Written
from rollbook.model.descriptors import Check, Pace
from rollbook.model.errors import RollbookError
from rollbook.model.records import Page, Scope


class SchoologyClient:
    """An open connection to Schoology."""

    def __init__(self, credentials: Credentials, settings: Settings, pace: Pace) -> None:
        signature = Signature(credentials.consumer_key, credentials.consumer_secret.get_secret_value())
        vendor = Vendor(NAME, credentials.base_url, words_of)
        self._transport = Transport(vendor, signature, settings, pace, limits_of(settings))
        self._door = Door(self._transport, settings.acting_user)
        self._settings = settings

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed included."""
        return self._transport.calls

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        """Return the pages of `users`, `courses`, `sections` or `gradebooks`, each of which declares the same total.

        The pages raise IncompleteReadError when the collection moves meanwhile.
        """
        return reading.read(self._door, entity, scope)

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        """Send one batch of `terms`, `users`, `courses`, `sections` or `enrollments`.

        Raises BatchRefusedError when Schoology refuses it whole, OutcomeUnknownError when no trustworthy answer came.
        """
        return writing.write(self._door, entity, changes, ignore_email_conflicts=self._settings.ignore_email_conflicts)

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        """Read back by natural key what Schoology holds for these changes; what is not there is left out."""
        return finding.find(self._door, entity, changes)

    def call(self, call: Call) -> Answer:
        """Return the answer to one call, made as the acting user, about what is no collection."""
        return self._door.ask(call)

    def check(self) -> Check:
        """Say as which account Schoology knows the key, and whether the acting user may administer it (SG1, SG4)."""
        try:
            healthy, sentence = self._checked()
        except RollbookError as error:
            return Check(NAME, healthy=False, sentence=str(error))
        return Check(NAME, healthy=healthy, sentence=sentence)

    def _checked(self) -> tuple[bool, str]:
        # Asked as the owner of the key, so that a wrong acting user is told apart from a wrong key.
        acting = owner = self._transport.ask(Call("GET", "/users/me")).parse(Account.model_validate_json)
        known = f"{NAME} accepts the credentials of account {owner.id}"
        if self._settings.acting_user:
            answer = self._transport.look(Call("GET", "/users/{user}", at={"user": self._settings.acting_user}))
            if answer is None:
                return (
                    False,
                    f"{known}, but has no user {self._settings.acting_user}: set acting_user to one that exists.",
                )
            acting = answer.parse(Account.model_validate_json)
            known += f"; changes are made as user {acting.id}"
        role = self._role(acting)
        if role is None:
            return True, f"{known}. Its role cannot be told; make sure that it is a system administrator."
        if "admin" in role.title.casefold():
            return True, f"{known}, whose role is {role.title}."
        advice = "changes must be made as a system administrator"
        return bool(role.faculty), f"{known}, whose role is {role.title}: {advice}, so look whether it is one."

    def _role(self, account: Account) -> Role | None:
        roles = self._transport.ask(Call("GET", "/roles")).parse(Roles.model_validate_json).role
        return next((role for role in roles if role.id == account.role_id), None)


def open_client(credentials: Credentials, settings: Settings, pace: Pace) -> SchoologyClient:
    """Open a connection; nothing is sent before the first call."""
    return SchoologyClient(credentials, settings, pace)
