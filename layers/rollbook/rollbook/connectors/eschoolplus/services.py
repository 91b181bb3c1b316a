"""The services of eSchoolPLUS: each is called with a token of its own, which is fetched with the first call.

So an institution that only provisions needs no rights beyond `roster-core.readonly`.
"""

from collections.abc import Callable, Sequence
from functools import cached_property

from rollbook.connectors.answers import Vendor
from rollbook.connectors.eschoolplus.bearer import BearerToken, ClientBasic
from rollbook.connectors.eschoolplus.door import Door
from rollbook.connectors.eschoolplus.settings import NAME, Credentials, Settings
from rollbook.connectors.eschoolplus.wire import minor_code
from rollbook.connectors.transport import Transport
from rollbook.model.descriptors import Pace
from rollbook.model.errors import CredentialsError

# OneRoster 1.2, security of the operations in the OpenAPI files of its services.
_COLLECTIONS = ("roster-core.readonly",)
_BELOW_A_CLASS = ("roster.readonly",)
_GRADEBOOK = ("gradebook.readonly", "gradebook.createput", "gradebook.delete")


class Services:
    """The ways into one eSchoolPLUS; nothing is sent before the first call of one of them."""

    def __init__(self, credentials: Credentials, settings: Settings, pace: Pace, clock: Callable[[], float]) -> None:
        self._credentials = credentials
        self._settings = settings
        self._pace = pace
        self._clock = clock
        desk = Vendor(NAME, credentials.token_url, minor_code, denials=frozenset({400, 401, 403}))
        secret = credentials.client_secret.get_secret_value()
        self._desk = Transport(desk, ClientBasic(credentials.client_id, secret), settings, pace, None)
        self._transports = [self._desk]

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed and those for tokens included."""
        return sum(transport.calls for transport in self._transports)

    @cached_property
    def rosters(self) -> Door:
        """Rostering's whole collections and single objects."""
        return self._opened(self._credentials.base_url, _COLLECTIONS)

    @cached_property
    def classes(self) -> Door:
        """What rostering shows below one class, for which OneRoster wants a wider scope."""
        return self._opened(self._credentials.base_url, _BELOW_A_CLASS)

    @cached_property
    def gradebook(self) -> Door:
        """The gradebook; raises CredentialsError when its address cannot be told."""
        address = self._credentials.gradebook
        if not address:
            raise CredentialsError(
                f"It cannot be told where the gradebook of {NAME} is: base_url has no /rostering/ in it in whose place "
                "/gradebook/ could be put. Put gradebook_url into the credentials; it ends in "
                "/ims/oneroster/gradebook/v1p2."
            )
        return self._opened(address, _GRADEBOOK)

    def _opened(self, address: str, scopes: Sequence[str]) -> Door:
        bearer = BearerToken(self._desk, scopes, self._clock)
        transport = Transport(Vendor(NAME, address, minor_code), bearer, self._settings, self._pace, None)
        self._transports.append(transport)
        return Door(transport, self._settings.page_size)
