"""The credentials that the simulators accept. They open nothing but a simulator on this machine."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class EschoolplusCredentials:
    """An OAuth 2 client of the eSchoolPLUS simulator."""

    client_id: str = "OneRoster_MRD_001"
    client_secret: str = "maple-ridge-sis-secret"


@dataclasses.dataclass(frozen=True, slots=True)
class SchoologyCredentials:
    """A two-legged OAuth 1.0a consumer of the Schoology simulator, owned by its system administrator."""

    consumer_key: str = "maple-ridge-consumer-key"
    consumer_secret: str = "maple-ridge-consumer-secret"


ESCHOOLPLUS = EschoolplusCredentials()
SCHOOLOGY = SchoologyCredentials()
